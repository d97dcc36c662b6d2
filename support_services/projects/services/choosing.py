"""The choice within the budget: a list is prepared by one and decided, whole, by another."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from support_services.projects.models import Application, Call
from support_services.projects.rules import Choice, Ranked, choice_problems
from support_services.projects.services.calls import locked_call
from support_services.projects.services.recording import of_call
from support_services.projects.states import (
    CALL_LABELS,
    CALL_MOVES,
    PROPOSE,
    ApplicationState,
    CallState,
    Move,
)
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused


def ranked_rows(applications: list[Application]) -> list[Ranked]:
    """As the rules take them."""
    return [Ranked(one.pk, one.place, one.asked) for one in applications]


@transaction.atomic
def propose_choice(*, call_id: int, choices: Mapping[int, Choice], by: User, at: datetime) -> Call:
    """The whole list: what each is to get, 0 for nothing. Refuses, with every reason at once, more
    than the budget or than was asked, and whatever leaves the plain course without saying why."""
    call = _at(call_id, PROPOSE, by)
    rows = _under_review(call)
    told = {
        key: Choice(key, one.granted, line(one.why, "原因", 200, needed=False))
        for key, one in choices.items()
    }
    _refuse_problems(call, rows, told)
    if not any(one.granted > 0 for one in told.values()):
        raise Refused("一个项目都没有选。")
    for one in rows:
        one.proposed, one.choice_why = told[one.pk].granted, told[one.pk].why
        one.save(update_fields=["proposed", "choice_why"])
    call.state, call.prepared_by, call.prepared_at = PROPOSE.target, by, at
    call.sent_back_why = ""
    call.save(update_fields=["state", "prepared_by", "prepared_at", "sent_back_why"])
    of_call("call_propose", call, by, at, proposed=_sum(rows))
    return call


@transaction.atomic
def send_choice_back(*, call_id: int, why: str, by: User, at: datetime) -> Call:
    """To be prepared anew; what was proposed stays to start from."""
    call = _at(call_id, CALL_MOVES["send_back"], by)
    call.state = CallState.RANKED.value
    call.prepared_by = call.prepared_at = None
    call.sent_back_why = line(why, "退回原因", 200)
    call.save(update_fields=["state", "prepared_by", "prepared_at", "sent_back_why"])
    of_call("call_send_back", call, by, at)
    return call


@transaction.atomic
def decide_choice(*, call_id: int, by: User, at: datetime) -> Call:
    """What was proposed is granted, all of it, and everybody can read it. Refuses whoever prepared
    the list; of two who decide at once the second finds it decided."""
    call = _at(call_id, CALL_MOVES["decide"], by)
    if call.prepared_by_id == by.pk:
        raise Refused("拟定人不能自己审定，请由另一人审定。")
    rows = _under_review(call)
    _refuse_problems(
        call,
        rows,
        {one.pk: Choice(one.pk, one.proposed or Decimal(0), one.choice_why) for one in rows},
    )
    for one in rows:
        chosen = bool(one.proposed)
        one.granted = one.proposed or Decimal("0.00")
        state = ApplicationState.CHOSEN if chosen else ApplicationState.NOT_CHOSEN
        one.state = state.value
        one.save(update_fields=["granted", "state"])
    call.granted = _sum(rows)
    call.state, call.decided_by, call.decided_at = CallState.DECIDED.value, by, at
    call.save(update_fields=["granted", "state", "decided_by", "decided_at"])
    of_call("call_decide", call, by, at, granted=call.granted)
    return call


def _at(call_id: int, move: Move, by: User) -> Call:
    require(by, move.duty)
    call = locked_call(by, call_id)
    if call.state not in move.starts:
        raise Refused(f"这次征集{CALL_LABELS[CallState(call.state)][0]}，不能{move.label}。")
    return call


def _under_review(call: Call) -> list[Application]:
    rows = call.applications.select_for_update().filter(state=ApplicationState.CHECKED.value)
    return list(rows.order_by("place", "number"))


def _refuse_problems(call: Call, rows: list[Application], choices: Mapping[int, Choice]) -> None:
    problems = choice_problems(
        ranked_rows(rows),
        choices,
        budget=call.budget,
        most_each=call.most_each,
        names={one.pk: one.title for one in rows},
    )
    if problems:
        raise Refused("".join(problems))


def _sum(rows: list[Application]) -> Decimal:
    return sum((one.proposed or Decimal(0) for one in rows), Decimal("0.00"))
