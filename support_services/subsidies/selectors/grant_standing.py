"""How far the money of a grant is, from the draft to the account, in one word and a month.

For whoever shows a grant beside its own subject, such as a letter of merit; the grant's own page
tells it part by part. A fixed number of queries, however many grants are asked about.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from support_services.subsidies.grant_states import GRANT_LABELS, GrantState
from support_services.subsidies.models import Grant, GrantDue, Payment, Posting
from support_services.subsidies.rules import Component
from support_services.subsidies.states import BatchState, PaymentState
from veterans.foundation.months import month_cn


@dataclass(frozen=True)
class MoneyStanding:
    """In words, with the tone of a badge."""

    words: str
    tone: str


_PLAIN: dict[GrantState, str] = {
    GrantState.DRAFT: "warn",
    GrantState.STOPPED: "idle",
    GrantState.REFUSED: "bad",
    GrantState.WITHDRAWN: "idle",
    GrantState.CANCELLED: "bad",
}
_BACK = (PaymentState.FAILED, PaymentState.RETURNED)
_ON_A_LIST = {PaymentState.SUSPENSE: "发不出去，已挂账", PaymentState.TREASURY: "发不出去，已上缴"}


def standings_of(grants: Iterable[Grant]) -> dict[int, MoneyStanding]:
    """By the grant's number. Paid is what every part of it is, with the month of the last."""
    asked = list({grant.pk: grant for grant in grants}.values())
    found = {
        grant.pk: MoneyStanding(GRANT_LABELS[state], _PLAIN[state])
        for grant in asked
        if (state := GrantState(grant.state)) in _PLAIN
    }
    approved = [grant.pk for grant in asked if grant.pk not in found]
    if not approved:
        return found
    dues = list(
        GrantDue.objects.filter(share__grant__in=approved, withdrawn_at__isnull=True)
        .order_by("month", "pk")
        .values_list("share__grant_id", "entitlement_id", "month")
    )
    posted = Posting.objects.filter(
        entitlement__in={entitlement for _, entitlement, _ in dues},
        month__in={month for _, _, month in dues},
        component=Component.GRANT.value,
        amount__gt=0,
    ).exclude(batch__state=BatchState.VOIDED)
    batch_of = {
        (entitlement, month): batch
        for entitlement, month, batch in posted.order_by("sequence").values_list(
            "entitlement_id", "month", "batch_id"
        )
    }
    paid = {
        (batch, entitlement): (PaymentState(state), through)
        for batch, entitlement, state, through in Payment.objects.filter(
            batch__in=set(batch_of.values()),
            entitlement__in={entitlement for entitlement, _ in batch_of},
        ).values_list("batch_id", "entitlement_id", "state", "batch__through")
    }
    parts: dict[int, list[tuple[PaymentState | None, date]]] = defaultdict(list)
    for grant, entitlement, month in dues:
        batch = batch_of.get((entitlement, month))
        parts[grant].append(
            (None, month) if batch is None else paid.get((batch, entitlement), (None, month))
        )
    return {**found, **{grant: _told(parts[grant]) for grant in approved}}


def _told(parts: list[tuple[PaymentState | None, date]]) -> MoneyStanding:
    states = [state for state, _ in parts]
    if any(state in _BACK for state in states):
        return MoneyStanding("退回，等重新发放", "bad")
    for state, words in _ON_A_LIST.items():
        if state in states:
            return MoneyStanding(words, "bad")
    paid = [month for state, month in parts if state == PaymentState.PAID]
    if parts and len(paid) == len(parts):
        return MoneyStanding(f"已发放（{month_cn(max(paid))}）", "ok")
    if paid:
        return MoneyStanding(f"已发放一部分（{month_cn(max(paid))}）", "info")
    if PaymentState.OUTSTANDING in states:
        return MoneyStanding("已批准，发放中", "info")
    months = f"，{month_cn(min(month for _, month in parts))}发放" if parts else ""
    return MoneyStanding(f"已批准{months}", "info")
