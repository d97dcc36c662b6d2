"""Recoveries: who owes money back, why, and what has come back. Always through the area scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from support_services.subsidies.models import (
    Posting,
    RecoveryClaim,
    RecoveryEntry,
    RecoveryPlan,
    RecoveryRepayment,
    RecoveryTakeBack,
    RecoveryWriteOff,
)
from support_services.subsidies.recovery_states import (
    ASKED_MOVES,
    AskedState,
    ClaimState,
    EntryKind,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.money import ZERO
from veterans.regions.rules import subtree_end
from veterans.regions.selectors import scoped

_OFFSETS = Q(entries__kind=EntryKind.OFFSET.value) | Q(
    entries__kind=EntryKind.REVERSAL.value, entries__amount__gt=0
)
# What came back by hand, less what was taken back of it.
_REPAID = (EntryKind.REPAYMENT.value, EntryKind.TAKE_BACK.value)


@dataclass(frozen=True)
class Sums:
    """Yuan of many claims: ``claimed = taken + repaid + written_off + balance``."""

    count: int
    claimed: Decimal
    taken: Decimal
    repaid: Decimal
    written_off: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Line:
    """An entry and the balance after it."""

    entry: RecoveryEntry
    balance: Decimal


@dataclass(frozen=True)
class Cause:
    """Why money is owed back: what one batch took back, by month. ``in_all`` yuan became owed."""

    batch: Any
    at: Any
    in_all: Decimal
    months: list[tuple[date, str, Decimal]]


@dataclass(frozen=True)
class Waiting:
    """What waits for a second person: how many, and since when the oldest does."""

    count: int
    oldest: Any


def claims_visible_to(user: User) -> QuerySet[RecoveryClaim]:
    """Claims on rights of people of the user's area: the bureau's readers, stations their own."""
    if not (user.may("ledger.read") or user.may("station.roster")):
        return RecoveryClaim.objects.none()
    rows = RecoveryClaim.objects.select_related(
        "entitlement__person__region__parent", "entitlement__scheme", "entitlement__payee"
    )
    return scoped(rows, user, path_field="entitlement__person__region__path")


def claims_matching(
    user: User, *, state: str = "", town: str = "", q: str = ""
) -> QuerySet[RecoveryClaim]:
    """The list: open ones first, the most owed on top; with ``taken``, ``repaid``,
    ``written_off`` in yuan. ``town``: path of a region; ``q``: a part of the name, or the
    beginning of its pinyin or initials."""
    rows = claims_visible_to(user)
    if state:
        rows = rows.filter(state=state)
    if town:
        rows = rows.filter(
            entitlement__person__region__path__gte=town,
            entitlement__person__region__path__lt=subtree_end(town),
        )
    if text := q.strip():
        rows = rows.filter(
            Q(entitlement__person__name__contains=text)
            | Q(entitlement__person__name_initials__startswith=text.lower())
            | Q(entitlement__person__name_pinyin__startswith=text.lower())
        )
    rows = rows.annotate(
        taken=-Sum("entries__amount", filter=_OFFSETS, default=ZERO),
        repaid=-Sum("entries__amount", filter=Q(entries__kind__in=_REPAID), default=ZERO),
        written_off=-Sum(
            "entries__amount", filter=Q(entries__kind=EntryKind.WRITE_OFF.value), default=ZERO
        ),
    )
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-balance", "-pk")


def sums_of(claims: QuerySet[RecoveryClaim]) -> Sums:
    """What these claims come to."""
    mine = claims.order_by().values("pk")
    found = RecoveryClaim.objects.filter(pk__in=mine).aggregate(
        count=Count("pk"),
        claimed=Sum("claimed", default=ZERO),
        balance=Sum("balance", default=ZERO),
    )
    entries = RecoveryEntry.objects.filter(claim__in=mine).aggregate(
        repaid=-Sum("amount", filter=Q(kind__in=_REPAID), default=ZERO),
        written_off=-Sum("amount", filter=Q(kind=EntryKind.WRITE_OFF.value), default=ZERO),
    )
    back = entries["repaid"] + entries["written_off"]
    return Sums(**found, **entries, taken=found["claimed"] - found["balance"] - back)


def claim_visible_to(user: User, claim_id: int) -> RecoveryClaim:
    """One claim; refuses alike what does not exist and what is not for him."""
    found = claims_visible_to(user).filter(pk=claim_id).first()
    if found is None:
        raise NotFound("没有找到这个追缴案。")
    return found


def account_of(claim: RecoveryClaim) -> list[Line]:
    """Every entry in its order, with the balance after it."""
    rows = RecoveryEntry.objects.filter(claim=claim).select_related(
        "batch", "plan", "general_cap", "repayment", "write_off", "take_back__repayment"
    )
    found, balance = [], ZERO
    for entry in rows.order_by("pk"):
        balance += entry.amount
        found.append(Line(entry, balance))
    return found


def causes_of(claim: RecoveryClaim) -> list[Cause]:
    """Which batches found what to be owed back, and which months they took back."""
    entries = list(
        RecoveryEntry.objects.filter(claim=claim, kind=EntryKind.CLAIM.value)
        .exclude(batch__state="voided")
        .select_related("batch")
        .order_by("pk")
    )
    lines: dict[int, list[tuple[date, str, Decimal]]] = {}
    rows = (
        Posting.objects.filter(
            entitlement_id=claim.entitlement_id, batch_id__in=[one.batch_id for one in entries]
        )
        .values("batch_id", "month", "component")
        .annotate(sum=Sum("amount"))
        .filter(sum__lt=0)
        .order_by("month", "component")
    )
    for row in rows:
        lines.setdefault(row["batch_id"], []).append((row["month"], row["component"], -row["sum"]))
    return [
        Cause(one.batch, one.at, one.amount, lines.get(one.batch_id or 0, [])) for one in entries
    ]


def plan_in_force(claim: RecoveryClaim, month: date) -> RecoveryPlan | None:
    """What an approval of a batch up to that month would go by; None: nothing was agreed, so the
    general cap, if there is one, or in full."""
    rows = RecoveryPlan.objects.filter(
        claim=claim, state=AskedState.CONFIRMED.value, from_month__lte=month
    )
    return rows.order_by("-from_month", "-pk").first()


def plans_of(claim: RecoveryClaim) -> list[RecoveryPlan]:
    """Plans, latest first."""
    return _asked(RecoveryPlan.objects.filter(claim=claim))


def repayments_of(claim: RecoveryClaim) -> list[RecoveryRepayment]:
    """Repayments, latest first."""
    return _asked(RecoveryRepayment.objects.filter(claim=claim))


def repayments_standing(claim: RecoveryClaim) -> list[RecoveryRepayment]:
    """Confirmed repayments that nobody has taken back or asks to."""
    rows = RecoveryRepayment.objects.filter(claim=claim, state=AskedState.CONFIRMED.value)
    gone = RecoveryTakeBack.objects.exclude(state=AskedState.REJECTED.value).values("repayment")
    return list(rows.exclude(pk__in=gone).order_by("-pk"))


def take_backs_of(claim: RecoveryClaim) -> list[RecoveryTakeBack]:
    """Repayments that were or are to be taken back, latest first."""
    return _asked(RecoveryTakeBack.objects.filter(claim=claim).select_related("repayment"))


def write_offs_of(claim: RecoveryClaim) -> list[RecoveryWriteOff]:
    """Proposals to write off, latest first."""
    return _asked(RecoveryWriteOff.objects.filter(claim=claim))


def _asked(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.select_related("claim", "entered_by", "decided_by").order_by("-pk"))


_KINDS: dict[str, type[Any]] = {
    "plan": RecoveryPlan,
    "repayment": RecoveryRepayment,
    "take_back": RecoveryTakeBack,
    "write_off": RecoveryWriteOff,
}
_DUTIES = {
    "plan": ASKED_MOVES["confirm_plan"][2],
    "repayment": ASKED_MOVES["confirm_repayment"][2],
    "take_back": ASKED_MOVES["confirm_take_back"][2],
    "write_off": ASKED_MOVES["decide_write_off"][2],
}


def asked_visible_to(user: User, kind: str, asked_id: int) -> Any:
    """A plan, a repayment or a proposal by its kind; refuses what is not there for him."""
    model = _KINDS.get(kind)
    found = (
        model._default_manager.select_related("claim__entitlement__person", "entered_by")
        .filter(pk=asked_id, claim__in=claims_visible_to(user).values("pk"))
        .first()
        if model
        else None
    )
    if found is None:
        raise NotFound("没有找到这一条。")
    return found


def recovery_waiting(user: User) -> list[tuple[str, int, Waiting]]:
    """What waits for this person's decision, by kind: the claim of the oldest, how many, since
    when. What he entered himself waits for another."""
    found = []
    for kind, model in _KINDS.items():
        if not user.may(_DUTIES[kind]):
            continue
        rows = model._default_manager.filter(
            state=AskedState.PENDING.value, claim__in=claims_visible_to(user).values("pk")
        ).exclude(entered_by=user)
        sums = rows.aggregate(count=Count("pk"), oldest=Min("entered_at"))
        if sums["count"]:
            first = rows.order_by("entered_at", "pk").values_list("claim_id", flat=True)[0]
            found.append((kind, first, Waiting(sums["count"], sums["oldest"])))
    return found


def open_claims(user: User) -> Sums:
    """All that is open for this person's eyes."""
    return sums_of(claims_visible_to(user).filter(state=ClaimState.OPEN.value))


def claims_of_rights(entitlement_ids: Iterable[int]) -> list[RecoveryClaim]:
    """Claims on these rights, the open one first; who may see the rights is asked before."""
    rows = RecoveryClaim.objects.filter(entitlement__in=list(entitlement_ids))
    rows = rows.select_related("entitlement__scheme", "entitlement__person")
    return list(rows.order_by(F("closed_at").desc(nulls_first=True), "-pk"))
