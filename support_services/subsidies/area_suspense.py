"""Money of the own area that stands on suspense, as the station tells it. Nothing here writes.

The worker looks for the person: with a good account the bureau sends the money again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from support_services.stations.rules import spoken_name
from support_services.subsidies.area_rosters import PAYMENT_TONES, is_within
from support_services.subsidies.selectors.suspense import suspended_payment, visits_of
from support_services.subsidies.states import PAYMENT_LABELS, PaymentState
from support_services.subsidies.suspense_states import (
    CAUSE_LABELS,
    SOUGHT_LABELS,
    SoughtResult,
    SuspenseCause,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

_CURES = {
    PaymentState.SUSPENSE: "钱没有丢。找到本人以后，帮他更正账户，区局就重新发放。",
    PaymentState.TREASURY: "长期付不成，已上缴财政。本人来领的，带身份证到区局申领，可以恢复。",
}


@dataclass(frozen=True)
class Suspended:
    """A payment on suspense. ``sought``: who looked and what was found, the latest first."""

    payment_id: int
    person_id: int
    is_here: bool
    name: str
    village: str
    scheme: str
    month: date
    amount: Decimal
    state: str
    tone: str
    since: datetime | None
    cause: str
    tries: int
    said: str
    cure: str
    last_sought: str
    waits: bool


def told(payment: Any, user: User) -> Suspended:
    """``payment`` as ``area_rosters.suspended`` gives it."""
    state = PaymentState(payment.state)
    sought = ""
    if payment.last_sought:
        found = SOUGHT_LABELS[SoughtResult(payment.last_found)]
        sought = f"{payment.last_sought.month}月{payment.last_sought.day}日{found}"
    return Suspended(
        payment_id=payment.pk,
        person_id=payment.payee_id,
        is_here=is_within(user, payment.payee.region),
        name=payment.payee.name,
        village=spoken_name(payment.region.name),
        scheme=payment.entitlement.scheme.short_name,
        month=payment.batch.through,
        amount=payment.amount,
        state=PAYMENT_LABELS[state],
        tone=PAYMENT_TONES[state],
        since=payment.since,
        cause=CAUSE_LABELS[SuspenseCause(payment.cause)] if payment.cause else "",
        tries=payment.tries,
        said=payment.said or "",
        cure=_CURES[state],
        last_sought=sought,
        waits=state == PaymentState.SUSPENSE,
    )


def suspended_told(user: User, payment_id: int) -> tuple[Suspended, list[Any]]:
    """One payment of the own area and who looked; refuses any other."""
    if not user.may("station.roster"):
        raise NotFound("没有找到这一笔挂账。")
    payment = suspended_payment(user, payment_id)
    if PaymentState(payment.state) not in _CURES:
        raise NotFound("没有找到这一笔挂账。")
    return told(payment, user), visits_of(payment)


def result_choices() -> list[tuple[str, str]]:
    return [(one.value, label) for one, label in SOUGHT_LABELS.items()]
