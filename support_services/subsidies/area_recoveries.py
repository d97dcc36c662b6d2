"""What a station sees of recoveries: that money is being taken back from somebody of its own, how
much is left, and what was agreed.

Asked for a person who was found in the worker's area before; fails closed. Nothing here writes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from support_services.subsidies.models import Entitlement
from support_services.subsidies.recovery_states import ClaimState
from support_services.subsidies.selectors import claims_of_rights, plan_in_force
from support_services.subsidies.selectors.dated_rules import general_cap
from veterans.accounts.models import User
from veterans.foundation.money import ZERO, yuan_text
from veterans.foundation.months import month_cn
from veterans.regions.selectors import scoped
from veterans.registry.models import Person


@dataclass(frozen=True)
class RecoveryTold:
    """An open recovery, yuan. ``of_whom`` is somebody who died, whose money this person draws."""

    scheme: str
    of_whom: str
    opened_on: date
    claimed: Decimal
    balance: Decimal
    how: str


def recoveries_told(user: User, person_id: int, *, today: date) -> list[RecoveryTold]:
    """What is being taken back from what this person of the area draws."""
    if not user.may("station.roster"):
        return []
    people = scoped(Person.objects.filter(pk=person_id), user)
    rights = Entitlement.objects.filter(
        Q(payee__in=people) | Q(payee__isnull=True, person__in=people)
    )
    keys = list(rights.values_list("pk", flat=True))
    found = []
    for claim in claims_of_rights(keys):
        if claim.state != ClaimState.OPEN:
            continue
        right = claim.entitlement
        found.append(
            RecoveryTold(
                scheme=right.scheme.name,
                of_whom=right.person.name if right.person_id != person_id else "",
                opened_on=timezone.localdate(claim.opened_at),
                claimed=claim.claimed,
                balance=claim.balance,
                how=_how(plan_in_force(claim, today.replace(day=1)), right, today),
            )
        )
    return found


def _how(plan: object, right: Entitlement, today: date) -> str:
    """How it comes back, in words for the person."""
    cap = getattr(plan, "cap", None)
    if plan is not None and cap is not None:
        since = month_cn(plan.from_month)  # type: ignore[attr-defined]
        if cap == 0:
            return f"已约定：自{since}起发放中不扣，由本人或家属退到区局。"
        return f"已约定：自{since}起，每批最多扣 {yuan_text(cap)} 元，多的留到以后。"
    if right.end_month is not None:
        return "这项待遇已终止，没有后续发放可扣的，请本人或家属到区局办理退款。"
    general = general_cap(today.replace(day=1))
    if general is not None:
        much = (
            f"应发的 {general.percent.normalize():f}%"
            if general.percent is not None
            else f" {yuan_text(general.amount or ZERO)} 元"
        )
        return f"没有约定：每批最多扣{much}，多的留到以后。扣得太多生活有困难的，请到区局商定。"
    return "没有约定：从以后的发放中先扣，扣完为止。一次扣完生活有困难的，请到区局商定分期。"
