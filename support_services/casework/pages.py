"""The pages of cases, the same at both doors: a door gives the addresses and the frame.

GET asks and shows, POST does it by one service. Which cases there are for whom, the selectors say.
"""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.casework import selectors, subjects, telling
from support_services.casework.forms import CaseForm, ConsentForm, PhoneForm
from support_services.casework.page_frames import DoorFrame
from support_services.casework.selectors import SHOWS, Chosen
from support_services.casework.selectors import incoming as incoming_selectors
from support_services.casework.selectors.errands import errands_visible_to
from support_services.casework.services import looking, opening
from support_services.casework.states import KIND_LABELS, MOVES
from support_services.casework.steps import STEPS
from support_services.subsidies import finding
from veterans.accounts.deeds import Data, done
from veterans.accounts.models import User
from veterans.accounts.once import FIELD, new_token, once
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.pace import TooOften
from veterans.regions.selectors import towns_visible_to
from veterans.registry.asked import looks_like_number
from veterans.registry.handed_out import handed_out
from veterans.registry.selectors import people_visible_to, person_visible_to
from veterans.registry.services.finding import ask

A_PAGE = 30
FOUND_AT_MOST = 20
TITLE = "诉求"


def cases(door: DoorFrame, request: HttpRequest) -> HttpResponse:
    """The cases of the area, by how they stand."""
    user, today = door.user(request), timezone.localdate()
    show, kind = request.GET.get("show", "mine"), request.GET.get("kind", "")
    number = request.GET.get("number", "").strip().upper()
    if number:
        return _by_number(door, request, number)
    about = request.GET.get("about", "")
    subject = subjects.find(about)
    if show not in SHOWS or (kind and kind not in KIND_LABELS) or (about and subject is None):
        raise NotFound("没有这个页面。")
    towns = [] if door.is_station else list(towns_visible_to(user))
    town = next((one for one in towns if one.code == request.GET.get("town")), None)
    counts = selectors.counts_of(user, today=today)
    found = selectors.cases_matching(user, Chosen(show, kind, town, about), today=today)
    return door.page(
        request,
        "cases",
        title=TITLE,
        tabs=[
            {
                "title": title,
                "url": door.query(
                    "cases",
                    show=key,
                    kind=kind,
                    town=town.code if town is not None else "",
                    about=about,
                ),
                # They count all there are, and not those about one thing.
                "count": counts.get(key) if subject is None else None,
                "current": key == show,
            }
            for key, title in SHOWS.items()
        ],
        show=show,
        about=telling.about_told(user, about)
        | {"code": about, "all_url": door.query("cases", show=show, kind=kind)}
        if subject is not None
        else None,
        kinds=[
            {"code": one.value, "label": label, "selected": one == kind}
            for one, label in KIND_LABELS.items()
        ],
        towns=[{"code": one.code, "label": one.name, "selected": one == town} for one in towns],
        page_obj=door.paged(
            request, found, lambda one: telling.case_row(one, door.url, today=today), A_PAGE
        ),
        new_url=door.url("case_find") if user.may("cases.register") else "",
        errands_url=door.url("errands"),
        incoming=_incoming(door, user, today),
        rules_url=door.url("case_rules") if not door.is_station else "",
    )


def _incoming(door: DoorFrame, user: User, today: date) -> dict[str, Any] | None:
    """Where what residents sent is taken, and how much waits; for whoever takes it."""
    if not user.may("incoming.take"):
        return None
    return {
        "url": door.url("incoming_list"),
        "count": incoming_selectors.waiting_for(user, today=today).count,
    }


def _by_number(door: DoorFrame, request: HttpRequest, number: str) -> HttpResponse:
    """Straight to what somebody has a receipt of; back to the list where there is none."""
    user = door.user(request)
    case = selectors.cases_visible_to(user).filter(number=number).first()
    if case is not None:
        return HttpResponseRedirect(door.url("case", case.pk))
    sent = incoming_selectors.incoming_visible_to(user).filter(number=number).first()
    if sent is not None:
        return HttpResponseRedirect(door.url("incoming", sent.pk))
    errand = errands_visible_to(user).filter(number=number).first()
    if errand is not None:
        return HttpResponseRedirect(door.url("errand", errand.pk))
    door.say(request, "没有查到这个编号，请核对回执上的字母和数字。", is_warning=True)
    return HttpResponseRedirect(door.url("cases"))


def find(door: DoorFrame, request: HttpRequest, *, errand: bool = False) -> HttpResponse:
    """First step: whose it is. By POST always: nothing typed is in an address."""
    user = door.user(request)
    text = request.POST.get("q", "").strip()[: finding.LONGEST]
    said, rows, status = "", [], 200
    if text:
        try:
            found = ask(text=text, by=user, at=timezone.now(), at_most=FOUND_AT_MOST)
        except TooOften as refusal:
            said, status = str(refusal), 429
        else:
            said = finding.said(found, at_most=FOUND_AT_MOST)
            name = "errand_new" if errand else "case_new_of"
            rows = [
                {**vars(one), "url": door.url(name, one.person_id)}
                for one in finding.told(user, found)
            ]
    return door.page(
        request,
        "case_find",
        title="代办：找到本人" if errand else "登记诉求：找到本人",
        crumbs=(("代办", "errands") if errand else (TITLE, "cases"),),
        status=status,
        q="" if looks_like_number(text) else text,
        said=said,
        found=rows,
        caller_url="" if errand else door.url("case_new"),
        back_url=door.url("errands" if errand else "cases"),
    )


def new(door: DoorFrame, request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Second step: what it is about. Third: look at it, with the letter of consent, and confirm."""
    user, today = door.user(request), timezone.localdate()
    person = None if person_id is None else person_visible_to(user, person_id)
    form = CaseForm(
        request.POST or None,
        user=user,
        registered=person is not None,
        items=subjects.choices(today),
    )
    consent = ConsentForm(
        request.POST if "confirmed" in request.POST else None, request.FILES or None
    )
    # One and the same from the first showing to the confirmation.
    token = request.POST.get(FIELD, "") or new_token()
    checked = False
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        checked = True
        if "confirmed" in request.POST and consent.is_valid():
            file = consent.cleaned_data["consent"]
            letter = file.read() if file else None

            def deed() -> tuple[str, str]:
                made = opening.open_case(
                    of=person if person is not None else form.caller(),
                    **form.values(letter),
                    by=user,
                    at=timezone.now(),
                    today=today,
                )
                told = f"已登记，受理编号 {made.number}。请打印回执交给本人。"
                return told, door.url("case", made.pk)

            try:
                said, onward = once(by=user, token=token, deed=deed, at=timezone.now())
            except NotFound:
                raise
            except Refused as refusal:
                checked = False
                form.add_error(None, str(refusal))
            else:
                door.say(request, said)
                return HttpResponseRedirect(onward)
    about = []
    if person is not None:
        about = [("当事人", person.name), ("身份证号", mask_id_number(str(person.id_number)))]
    return door.page(
        request,
        "case_new",
        title="登记诉求",
        crumbs=((TITLE, "cases"),),
        form=form,
        consent=consent if checked and form.cleaned_data["proxy_name"] else None,
        about=about,
        entered=form.entered() if checked else [],
        checked=checked,
        token=token,
        back_url=door.url("case_find"),
    )


def case(door: DoorFrame, request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: what was said, how it stands, its story, what can be done. A look on record."""
    user, today = door.user(request), timezone.localdate()
    opened = looking.open_up(case_id=case_id, by=user, at=timezone.now())
    person = opened.case.person
    # A case may be in the hands of a station whose own people it is not about.
    if person is not None and not people_visible_to(user).filter(pk=person.pk).exists():
        person = None
    return door.page(
        request,
        "case",
        title=opened.case.subject,
        crumbs=((TITLE, "cases"),),
        **telling.case_context(user, opened, door.url, today=today),
        person_url=door.person_url(person.pk) if person is not None else "",
        errand_url=f"{door.url('errand_new', person.pk)}?case={case_id}"
        if person is not None and person.died_on is None and user.may("errands.handle")
        else "",
    )


def step(door: DoorFrame, request: HttpRequest, case_id: int, verb: str) -> HttpResponse:
    """Ask, then do one thing with a case."""
    user, today = door.user(request), timezone.localdate()
    found = selectors.case_visible_to(user, case_id)
    asked = STEPS.get(verb)
    if asked is None:
        raise Http404
    back = door.url("case", found.pk)
    refusal = selectors.why_not(user, found, verb, selectors.extension_open(found))
    if refusal:
        door.say(request, refusal, is_warning=True)
        return HttpResponseRedirect(back)
    form = asked.form(found, request.POST if request.method == "POST" else None, today=today)

    def deed(data: Data) -> str:
        asked.service(case_id=found.pk, **data, by=user, at=timezone.now(), today=today)
        return asked.said

    onward = door.url("cases") if verb in ("hand_over", "object") and found.is_sensitive else ""
    return done(request, deed, back=back, form=form, onward=onward) or door.ask(
        request,
        title=MOVES[verb].label,
        crumbs=((TITLE, "cases"), (found.number, "case", found.pk)),
        intro=asked.follows,
        about=[
            ("受理编号", found.number),
            ("事由", found.subject),
            ("状态", found.get_state_display()),
        ],
        form=form,
        submit_label=f"确认{MOVES[verb].label}",
        danger=asked.kind == "danger",
        back_url=back,
    )


def slip(door: DoorFrame, request: HttpRequest, case_id: int) -> HttpResponse:
    """What the person takes home."""
    found = selectors.case_visible_to(door.user(request), case_id)
    return door.page(
        request,
        "case_slip",
        crumbs=((TITLE, "cases"), (found.number, "case", found.pk)),
        station=door.station_name(request),
        printed_on=timezone.localdate(),
        back_url=door.url("case", found.pk),
        **telling.slip_context(found),
    )


def phone(door: DoorFrame, request: HttpRequest, case_id: int) -> HttpResponse:
    """Why, and then the number to call back."""
    user = door.user(request)
    found = selectors.case_visible_to(user, case_id)
    form = PhoneForm(request.POST or None)
    value = ""
    if request.method == "POST" and form.is_valid():
        try:
            value = looking.see_phone(
                case_id=found.pk, reason=form.cleaned_data["reason"], by=user, at=timezone.now()
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return door.uncover(
        request,
        crumbs=((TITLE, "cases"), (found.number, "case", found.pk)),
        name=telling.who_of(found),
        form=form,
        value=value,
        back_url=door.url("case", found.pk),
    )


def consent(door: DoorFrame, request: HttpRequest, case_id: int) -> HttpResponse:
    """The letter of consent; that it was looked at is on record."""
    shown = looking.open_consent(case_id=case_id, by=door.user(request), at=timezone.now())
    return handed_out(shown)
