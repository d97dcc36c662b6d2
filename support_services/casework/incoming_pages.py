"""The pages of 网上来件, the same at both doors: a list, one of them, taking it; refusing it at the
bureau. GET asks and shows, POST does it by one service.
"""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.casework import telling_incoming as telling
from support_services.casework.forms import PhoneForm, RefuseForm, TakeForm
from support_services.casework.page_frames import DoorFrame
from support_services.casework.selectors import incoming as selected
from support_services.casework.services import incoming as services
from support_services.casework.states import ANONYMOUS, OBJECTION, IncomingState
from support_services.casework.telling import about_told
from support_services.subsidies import finding
from veterans.accounts.deeds import Data, done
from veterans.accounts.models import User
from veterans.accounts.once import FIELD, new_token, once
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.pace import TooOften
from veterans.registry.selectors import person_visible_to
from veterans.registry.services.finding import ask

A_PAGE = 30
FOUND_AT_MOST = 8
TITLE = "网上来件"
CRUMBS = (("诉求", "cases"), (TITLE, "incoming_list"))


def incoming_list(door: DoorFrame, request: HttpRequest) -> HttpResponse:
    """What residents sent: what waits, the one that waits longest first; or all."""
    user, today = door.user(request), timezone.localdate()
    show = request.GET.get("show", "open")
    if show not in selected.SHOWN:
        raise NotFound("没有这个页面。")
    waiting = selected.waiting_for(user, today=today)
    return door.page(
        request,
        "incoming_list",
        title=TITLE,
        crumbs=CRUMBS[:1],
        tabs=[
            {
                "title": title,
                "url": door.query("incoming_list", show=key),
                "count": waiting.count if key == "open" else None,
                "current": key == show,
            }
            for key, title in selected.SHOWN.items()
        ],
        page_obj=door.paged(
            request,
            selected.incoming_matching(user, show),
            lambda one: telling.row(one, door.url, today=today),
            A_PAGE,
        ),
        cases_url=door.url("cases"),
    )


def incoming(door: DoorFrame, request: HttpRequest, incoming_id: int) -> HttpResponse:
    """What was sent, and what can be done with it. A look on record."""
    user, today = door.user(request), timezone.localdate()
    opened = services.open_up(incoming_id=incoming_id, by=user, at=timezone.now())
    return door.page(
        request,
        "incoming",
        title=f"{opened.incoming.get_kind_display()}：{opened.name}",
        crumbs=CRUMBS,
        **telling.context(user, opened, door.url, today=today, refuses=not door.is_station),
    )


def accept(door: DoorFrame, request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Whose it is and what it is about; then it is a case of whoever took it."""
    user, today, now = door.user(request), timezone.localdate(), timezone.now()
    opened = services.open_up(incoming_id=incoming_id, by=user, at=now)
    back = door.url("incoming", incoming_id)
    if opened.incoming.kind == OBJECTION:
        return _too_late(door, request, "这是公示异议，请按“登记为异议”。", back)
    for_other = bool(opened.meant_name)
    sent = request.method == "POST"
    searching = "search" in request.POST
    token = request.POST.get(FIELD, "") or new_token()
    if searching or not sent:
        first = {"kind": opened.incoming.kind, **request.POST.dict()}
        form = TakeForm(initial=first, for_other=for_other)
    else:
        form = TakeForm(request.POST, for_other=for_other)
    is_filled_in = sent and not searching and form.is_valid()
    # The same form a second time is led to what came of the first.
    if opened.incoming.state != IncomingState.WAITING and not is_filled_in:
        return _too_late(door, request, telling.decided_told(opened.incoming), back)
    if is_filled_in:
        given = form.cleaned_data
        key = form.person_id()

        def deed() -> tuple[str, str]:
            case = services.accept(
                incoming_id=incoming_id,
                person=person_visible_to(user, key) if key is not None else None,
                kind=given["kind"],
                subject=given["subject"],
                consent_no=given.get("consent_no", ""),
                by=user,
                at=now,
                today=today,
            )
            return f"已接收，受理编号 {case.number}。请告诉本人受理了没有。", door.url(
                "case", case.pk
            )

        try:
            said, onward = once(by=user, token=token, deed=deed, at=now)
        except NotFound:
            raise
        except services.TakenAlready as refusal:
            return _too_late(door, request, str(refusal), back)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            door.say(request, said)
            return HttpResponseRedirect(onward)
    typed = request.POST.get("q", "").strip()[: finding.LONGEST] if searching else ""
    texts = [typed] if typed else [opened.meant_name or opened.name, opened.phone]
    found, told = _likely(user, texts)
    return door.page(
        request,
        "incoming_accept",
        title=f"接收来件 {opened.incoming.number}",
        crumbs=(*CRUMBS, (opened.incoming.number, "incoming", incoming_id)),
        form=form,
        fields=[form[name] for name in form.fields if name != "who"],
        who=str(form["who"].value() or ""),
        found=found,
        told=told,
        name=opened.meant_name or opened.name,
        content=opened.content,
        token=token,
        back_url=back,
    )


def _likely(user: User, texts: list[str]) -> tuple[list[dict[str, Any]], str]:
    """Who of the own area is likely meant: by name, then by telephone, nobody twice; and a sentence
    where nobody could be looked for. What is asked by number is on record."""
    found: dict[int, dict[str, Any]] = {}
    for text in texts:
        try:
            people = ask(text=text, by=user, at=timezone.now(), at_most=FOUND_AT_MOST)
        except TooOften as refusal:
            return list(found.values()), str(refusal)
        found |= {one.person_id: vars(one) for one in finding.told(user, people)}
    return list(found.values()), "" if found else "在您的区域里没有查到相像的人。"


def _too_late(door: DoorFrame, request: HttpRequest, said: str, back: str) -> HttpResponse:
    door.say(request, said, is_warning=True)
    return HttpResponseRedirect(back)


def refuse(door: DoorFrame, request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Why it does not become a case; at the bureau alone."""
    user = door.user(request)
    found = selected.one_visible_to(user, incoming_id)
    back = door.url("incoming", found.pk)
    if found.state != IncomingState.WAITING:
        return _too_late(door, request, telling.decided_told(found), back)
    objects = found.kind == OBJECTION
    form = RefuseForm(request.POST if request.method == "POST" else None, objects=objects)

    def deed(data: Data) -> str:
        services.refuse(incoming_id=found.pk, **data, by=user, at=timezone.now())
        return "已登记没有接收，原因留着，以后查得到。"

    return done(request, deed, back=back, form=form) or door.ask(
        request,
        title="不接收来件",
        crumbs=(*CRUMBS, (found.number, "incoming", found.pk)),
        intro="只有列出的原因可以不接收，其他的都要接。本人查询时看到“没有另外受理，请打电话”。",
        about=[("来件编号", found.number), ("姓名", str(found.name or ANONYMOUS))],
        form=form,
        submit_label="确认不接收",
        danger=True,
        back_url=back,
    )


def object_by(door: DoorFrame, request: HttpRequest, incoming_id: int) -> HttpResponse:
    """登记为异议: asked, then done by one button; at the bureau alone."""
    user, today = door.user(request), timezone.localdate()
    found = selected.one_visible_to(user, incoming_id)
    back = door.url("incoming", found.pk)
    if found.kind != OBJECTION:
        raise NotFound("没有这个页面。")
    if found.state != IncomingState.WAITING and request.method != "POST":
        return _too_late(door, request, telling.decided_told(found), back)
    form = Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> str:
        services.object_by(incoming_id=found.pk, by=user, at=timezone.now(), today=today)
        return "已登记为公示异议，这一项暂缓发放。由另一人核查、下结论。"

    about = about_told(user, found.about)
    return done(request, deed, back=back, form=form) or door.ask(
        request,
        title="登记为公示异议",
        crumbs=(*CRUMBS, (found.number, "incoming", found.pk)),
        intro=(
            "登记以后，这一项马上暂缓发放，由您以外的一人下结论。"
            f"提出日期按发来的那天（{found.sent_on:%Y-%m-%d}）算。"
        ),
        about=[
            ("来件编号", found.number),
            ("对哪一位", about.get("title", "")),
            *about.get("facts", []),
        ],
        form=form,
        submit_label="登记为异议",
        back_url=back,
    )


def phone(door: DoorFrame, request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Why, and then the number to call back."""
    user = door.user(request)
    found = selected.one_visible_to(user, incoming_id)
    form = PhoneForm(request.POST or None)
    value = ""
    if request.method == "POST" and found.phone and form.is_valid():
        value = services.see_phone(
            incoming_id=found.pk, reason=form.cleaned_data["reason"], by=user, at=timezone.now()
        )
    return door.uncover(
        request,
        crumbs=(*CRUMBS, (found.number, "incoming", found.pk)),
        name=str(found.name or ANONYMOUS),
        form=form,
        value=value,
        back_url=door.url("incoming", found.pk),
    )
