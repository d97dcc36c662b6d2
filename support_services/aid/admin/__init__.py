"""Hardship aid at the bureau: what waits, with the visit and what the home has had; decided; and
the wishes of the county."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.aid import selectors, services
from support_services.aid.admin import taking
from support_services.aid.forms import HandOnForm, RefuseForm
from support_services.aid.showing import aid_row, wish_row
from support_services.aid.states import AidState
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.bureau_site import BureauPage, PersonButton, Place, bureau_site
from veterans.accounts.deeds import Data, filled_in
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import yuan_text
from veterans.foundation.months import first_of

TITLE = "困难帮扶"


def applications(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; or all of it."""
    user = actor(request)
    show = request.GET.get("show", "")
    rows = selectors.aid_visible_to(user) if show == "all" else selectors.aid_waiting(user)
    return page(
        request,
        "bureau/aid.html",
        title=TITLE,
        show=show,
        page_obj=paged(
            request, rows, lambda one: {**aid_row(one), "url": address("aid_application", one.pk)}
        ),
        wishes_url=address("wishes"),
    )


def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application beside the visit and what the home has had this year."""
    user = actor(request)
    found = selectors.application_visible_to(user, application_id)
    today = timezone.localdate()
    visit = found.visit or selectors.visit_for(found.person, today=today)
    waits = found.state == AidState.APPLIED
    mine = found.taken_by_id == user.pk
    return page(
        request,
        "bureau/aid_application.html",
        title=f"困难帮扶申请：{found.person.name}",
        crumbs=(crumb(TITLE, "aid"),),
        application=aid_row(found),
        told=found.told,
        speaks=found.speaks or "",
        decision_note=found.decision_note,
        decided_by=found.decided_by,
        visit={
            "on": visit.visited_on,
            "by": visit.visited_by,
            "met": visit.get_met_display(),
            "found": visit.found or "",
        }
        if visit is not None
        else None,
        room=[
            {"label": label, "used": used, "left": left}
            for label, used, left in selectors.room_left(found.person, today.year)
        ],
        papers=[address("paper", one.pk) for one in found.papers.all()],
        person_url=address("person", found.person_id),
        grant_url=address("grant", found.grant_id) if found.grant_id else "",
        mine=waits and mine,
        withdraw_url=address("aid_withdraw", found.pk)
        if waits and mine and user.may("aid.take")
        else "",
        hand_on_url=address("aid_do", found.pk, "hand_on")
        if waits and not mine and user.may("grants.enter")
        else "",
        refuse_url=address("aid_do", found.pk, "refuse")
        if waits and not mine and user.may("aid.decide")
        else "",
    )


def decide(request: HttpRequest, application_id: int, verb: str) -> HttpResponse:
    """Fill in the grant, or say why not."""
    user = actor(request)
    if verb not in ("hand_on", "refuse"):
        raise Http404
    if verb == "hand_on" and not user.may("grants.enter"):
        raise PermissionDenied("转核发由经办岗位办理。")
    found = selectors.application_visible_to(user, application_id)
    back = address("aid_application", found.pk)
    today = timezone.localdate()
    form: forms.Form
    if verb == "refuse":
        form = RefuseForm(request.POST or None)
    else:
        form = HandOnForm(request.POST or None, initial={"month": today, "amount": found.wanted})

    def deed(data: Data) -> tuple[str, str]:
        common: dict[str, Any] = {"application_id": found.pk, "by": user, "at": timezone.now()}
        if verb == "refuse":
            services.refuse_aid(note=data["note"], **common)
            return "已登记不予帮扶，受理的服务站会看到原因。", back
        made = services.hand_on(**{**data, "month": first_of(data["month"])}, today=today, **common)
        assert made.grant_id is not None
        return "已录入核发，等另一人审批；需要公示的先公示。", address("grant", made.grant_id)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="不予帮扶" if verb == "refuse" else "转核发",
        crumbs=(crumb(TITLE, "aid"), crumb(found.person.name, "aid_application", found.pk)),
        form=form,
        intro="核发按困难帮扶的上限和这户今年已领的核算，录入以后由另一人审批，随批次发放。"
        if verb == "hand_on"
        else "写明原因，由服务站告诉本人。",
        about=[
            ("申请人", f"{found.person.name}，{mask_id_number(str(found.person.id_number))}"),
            ("困难原因", found.get_cause_display()),
            *(
                (
                    f"{label}上限",
                    f"今年已领 {yuan_text(used)} 元，"
                    + (f"还可核发 {yuan_text(left)} 元" if left is not None else "上限还没有启用"),
                )
                for label, used, left in selectors.room_left(found.person, today.year)
            ),
        ],
        danger=verb == "refuse",
        submit_label="确认不予帮扶" if verb == "refuse" else "录入核发",
        cancel_url=back,
    )


def wishes(request: HttpRequest) -> HttpResponse:
    """The wishes of the county."""
    return page(
        request,
        "bureau/wishes.html",
        title="微心愿",
        crumbs=(crumb(TITLE, "aid"),),
        page_obj=paged(
            request,
            selectors.wishes_visible_to(actor(request)),
            lambda one: {**wish_row(one), "url": address("wish", one.pk)},
        ),
    )


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever decides: how many wait."""
    user = actor(request)
    if not user.may("aid.decide"):
        return {}
    waiting = selectors.aid_waiting(user)
    oldest, count = waiting.first(), waiting.count()
    if oldest is None:
        return {}
    return {
        "waiting": [
            {
                "title": f"{count} 份困难帮扶申请",
                "url": address("aid"),
                "note": "看走访和已领情况，转核发或者不予帮扶",
                "state_label": "待审核",
                "state_tone": "warn",
                "since": oldest.taken_at,
            }
        ]
    }


bureau_site().add_pages(
    (
        BureauPage("aid/", applications, "aid", "people.read"),
        BureauPage("aid/wishes/", wishes, "wishes", "people.read"),
        BureauPage("aid/<int:application_id>/", application, "aid_application", "people.read"),
        BureauPage("aid/<int:application_id>/do/<slug:verb>/", decide, "aid_do", "aid.decide"),
        BureauPage(
            "aid/<int:application_id>/withdraw/", taking.withdraw, "aid_withdraw", "aid.take"
        ),
        BureauPage("people/<int:person_id>/aid/new/", taking.apply_new, "aid_new", "aid.take"),
        BureauPage(
            "people/<int:person_id>/wishes/new/", taking.wish_new, "wish_new", "wishes.keep"
        ),
        BureauPage("aid/wishes/<int:wish_id>/", taking.wish, "wish", "people.read"),
        BureauPage(
            "aid/wishes/<int:wish_id>/<slug:verb>/", taking.wish_move, "wish_move", "wishes.keep"
        ),
    )
)
bureau_site().add_person_buttons(
    PersonButton("申请困难帮扶", "aid_new", "aid.take"),
    PersonButton("登记微心愿", "wish_new", "wishes.keep"),
)
bureau_site().add_places([Place(TITLE, "aid", "people.read", 27, group="服务")])
bureau_site().add_to_desk(desk)
