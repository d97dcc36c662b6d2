"""What is done about one person in a round: confirm, take back, handle a report, forfeit months.

Which buttons are offered is a courtesy; whether a step may be taken the service says.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import facts
from support_services.subsidies.admin.confirmation_forms import (
    ConfirmForm,
    ForfeitForm,
    HandleForm,
    NoteForm,
    ReasonForm,
)
from support_services.subsidies.admin.facts import Fact, of_form
from support_services.subsidies.confirmation_states import (
    DUE_WAITING,
    FORFEIT_MOVES,
    ROUND_LIVE,
    DueState,
    Way,
)
from support_services.subsidies.selectors import confirmation as reading
from support_services.subsidies.services import (
    confirmation_forfeits,
    confirming,
)
from veterans.accounts.bureau_pages import actor, address, button, crumb
from veterans.accounts.deeds import Data, does
from veterans.accounts.models import User
from veterans.foundation.months import month_cn


def _confirm(request: HttpRequest, due: Any, data: Data) -> str:
    done = confirming.confirm(
        due_id=due.pk,
        way=Way(data["way"]),
        confirmed_on=data["confirmed_on"],
        note=data["note"],
        by=actor(request),
        at=timezone.now(),
        today=timezone.localdate(),
    )
    if done.released:
        return f"已确认，{done.released} 项暂缓已解除，没有发的月份下一批补发。"
    return "已确认。"


DUE_STEPS: dict[str, Fact] = {
    "confirm": Fact(
        label="登记确认",
        intro="见到本人、视频见到本人，或别的单位的数据说明本人健在的，登记确认。",
        form=lambda request, due: ConfirmForm(
            request.POST or None, initial={"confirmed_on": timezone.localdate(), "way": "in_person"}
        ),
        follows=lambda due, data: [
            "此人的各项待遇一并确认；因没有确认而暂缓的随即解除，没有发的月份下一批补发。",
            "人工登记的暂缓、数据比对的暂缓不受影响。",
        ],
        run=_confirm,
        kind="primary",
        duty="confirmation.confirm",
        hands="经办、复核",
    ),
    "take_back": Fact(
        label="撤销确认",
        intro="登记错了人、实际没有见到本人的，撤销。",
        form=of_form(ReasonForm),
        follows=lambda due, data: [
            "此人回到待确认；宽限期已满的，随即暂缓发放。",
            "原来的确认记录保留，注明已撤销。",
        ],
        run=does(confirming.take_back, "due_id", "确认已撤销，此人仍须确认。", dated=True),
        kind="danger",
        duty="confirmation.confirm",
        hands="经办、复核",
    ),
    "forfeit": Fact(
        label="提出不补发",
        intro="因本人原因没有确认、本局有书面决定的，提出中断的月份不补发，由另一人决定。"
        "请在补发以前决定：已经补发的，会从以后应发中抵扣。",
        form=of_form(ForfeitForm),
        follows=lambda due, data: [
            "由复核或审批岗位的另一人决定；决定以前照常：确认以后补发。",
            f"同意以后，{month_cn(data['first_month'])}至{month_cn(data['last_month'])}不发，"
            "也不补发；可以撤销。",
        ],
        run=does(
            confirmation_forfeits.propose_forfeit,
            "due_id",
            "已提出不补发，请由复核或审批岗位的另一人决定。",
            dated=True,
        ),
        kind="danger",
        duty="confirmation.forfeit",
    ),
}


def due_actions(due: Any, user: User) -> list[dict[str, str]]:
    """What this person may do about somebody in a round."""
    live = due.round.state in ROUND_LIVE
    wanted = {
        "confirm": live and due.state in DUE_WAITING and due.person.died_on is None,
        "take_back": live and due.state == DueState.CONFIRMED,
        "forfeit": live
        and due.round.forfeits
        and due.state in (DueState.HELD, DueState.CONFIRMED)
        and due.holds.exists()
        and not due.forfeits.filter(state="proposed").exists(),
    }
    return [
        button(fact.label, fact.kind, "confirmation_person_step", due.pk, verb)
        for verb, fact in DUE_STEPS.items()
        if wanted[verb] and user.may(fact.duty)
    ]


def due_step(request: HttpRequest, due_id: int, verb: str) -> HttpResponse:
    """Confirm, take back, or propose that months are not owed."""
    due = reading.due_visible_to(actor(request), due_id)
    back = address("confirmation_person", due.pk)
    return facts.take(request, DUE_STEPS.get(verb), due, crumbs=_crumbs(due), back=back)


def _crumbs(due: Any) -> tuple[Any, ...]:
    return (
        crumb("年度确认", "confirmations"),
        crumb(due.round.title, "confirmation", due.round_id),
        crumb(due.person.name, "confirmation_person", due.pk),
    )


HANDLE = Fact(
    label="处理站点报告",
    intro="事情属实的，先在此人或待遇的页面办理（登记去世、迁出、中止），再写明处理情况。",
    form=of_form(HandleForm),
    follows=lambda found, data: ["这条报告不再列为待办；此人没有确认的，仍须确认。"],
    run=does(confirming.handle_finding, "finding_id", "报告已处理，服务站会看到处理情况。"),
    kind="primary",
    duty="confirmation.handle",
    hands="经办、复核",
)


def report_step(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The bureau says what it did about a station's report."""
    found = reading.finding_visible_to(actor(request), finding_id)
    back = address("confirmation_person", found.due_id)
    return facts.take(request, HANDLE, found, crumbs=_crumbs(found.due), back=back)


def _rights(user: User, found: Any) -> list[int]:
    return [right.pk for right in selectors.entitlements_of(user, found.due.person_id)]


FORFEIT_STEPS: dict[str, Fact] = {
    "confirm": Fact(
        label="同意不补发",
        intro="核对文件、月份和通知本人的经过，确属本人原因。",
        form=of_form(forms.Form),
        follows=lambda found, data: [
            f"{month_cn(found.first_month)}至{month_cn(found.last_month)}不发，以后也不补。",
            "已经补发的，从以后应发中抵扣。决定有误的可以撤销。",
        ],
        run=does(confirmation_forfeits.confirm_forfeit, "forfeit_id", "已决定不补发。"),
        moves=_rights,
        kind="danger",
        duty="confirmation.open",
        hands="复核或审批",
    ),
    "refuse": Fact(
        label="不同意",
        intro="不属于本人原因、文件不符，或提出的人要收回的。",
        form=of_form(NoteForm),
        follows=lambda found, data: ["没有发的月份，在确认以后照常补发。"],
        run=does(
            confirmation_forfeits.refuse_forfeit,
            "forfeit_id",
            "这份提议没有同意，没有发的月份在确认以后补发。",
        ),
        duty="confirmation.refuse",
        hands="经办、复核或审批",
    ),
    "revoke": Fact(
        label="撤销不补发",
        intro="事后查明不是本人原因的，撤销决定。",
        form=of_form(NoteForm),
        follows=lambda found, data: ["这些月份恢复应发；已确认的，下一批补发。"],
        run=does(
            confirmation_forfeits.revoke_forfeit,
            "forfeit_id",
            "决定已撤销，这些月份恢复应发，下一批补发。",
        ),
        moves=_rights,
        kind="danger",
        duty="confirmation.open",
        hands="复核或审批",
    ),
}


def forfeit_actions(found: Any, user: User) -> list[dict[str, str]]:
    """What this person may do about a proposal or a decision."""
    mine = found.proposed_by_id == user.pk
    return [
        button(
            "收回提议" if verb == "refuse" and mine else fact.label,
            fact.kind,
            "confirmation_forfeit",
            found.pk,
            verb,
        )
        for verb, fact in FORFEIT_STEPS.items()
        if found.state in FORFEIT_MOVES[verb][0]
        and user.may(FORFEIT_MOVES[verb][2])
        and (verb == "refuse" or not mine)
    ]


def forfeit_step(request: HttpRequest, forfeit_id: int, verb: str) -> HttpResponse:
    """Decide a proposal, or undo a decision."""
    found = reading.forfeit_visible_to(actor(request), forfeit_id)
    back = address("confirmation_person", found.due_id)
    fact = FORFEIT_STEPS.get(verb)
    return facts.take(request, fact, found, crumbs=_crumbs(found.due), back=back)
