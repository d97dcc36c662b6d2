"""What stands on suspense, what is asked for it, and what was tried. Always through the area."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from support_services.subsidies.models import (
    Batch,
    FileLine,
    Payment,
    SuspenseEntry,
    SuspenseRequest,
    SuspenseVisit,
)
from support_services.subsidies.selectors.batches import payments_visible_to
from support_services.subsidies.states import LINE_LIVE, PaymentState
from support_services.subsidies.suspense_states import (
    BATCH_AT_BANK,
    REQUEST_MOVES,
    EntryKind,
    RequestKind,
    RequestState,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.money import ZERO
from veterans.regions.rules import subtree_end

ON_LIST = (PaymentState.SUSPENSE.value, PaymentState.TREASURY.value)
_PENDING = Q(suspense_requests__state=RequestState.PENDING.value)
_UNDELIVERED = Q(state__in=[PaymentState.FAILED.value, PaymentState.RETURNED.value]) | Q(
    state=PaymentState.OUTSTANDING.value, lines__isnull=True
)


@dataclass(frozen=True)
class SuspenseSums:
    """Payments and yuan of one group; ``label`` and ``key`` say of which."""

    key: Any
    label: str
    count: int
    amount: Decimal


@dataclass(frozen=True)
class RequestsWaiting:
    """What waits for a second person: how many, and since when the oldest does."""

    kind: RequestKind
    count: int
    oldest: datetime


def suspense_visible_to(user: User) -> QuerySet[Payment]:
    """Payments that are on suspense, were given back to the treasury, or that somebody asks to
    be put there."""
    waits = SuspenseRequest.objects.filter(payment=OuterRef("pk"), state=RequestState.PENDING.value)
    return payments_visible_to(user).filter(Q(state__in=ON_LIST) | Exists(waits))


def suspense_matching(
    user: User, *, stand: str = "", month: str = "", batch: str = "", town: str = "", q: str = ""
) -> QuerySet[Payment]:
    """The list, oldest first, with ``since``, ``cause``, ``reason`` (of the last decision to put
    it there), ``tries`` and ``said`` (the bank's last word).

    ``stand``: "" for what is on suspense, ``pending``, ``treasury``, ``all``; ``month``:
    ``2026-11``; ``batch``: a number; ``town``: path of a region; ``q``: a part of the name, or the
    beginning of its pinyin or initials.
    """
    rows = suspense_visible_to(user)
    if stand == "pending":
        rows = rows.filter(_PENDING)
    elif stand == "treasury":
        rows = rows.filter(state=PaymentState.TREASURY.value)
    elif stand != "all":
        rows = rows.filter(state=PaymentState.SUSPENSE.value)
    if month:
        rows = rows.filter(batch__through=date.fromisoformat(f"{month}-01"))
    if batch:
        rows = rows.filter(batch_id=int(batch))
    if town:
        rows = rows.filter(region__path__gte=town, region__path__lt=subtree_end(town))
    if text := q.strip():
        rows = rows.filter(
            Q(payee__name__contains=text)
            | Q(payee__name_initials__startswith=text.lower())
            | Q(payee__name_pinyin__startswith=text.lower())
        )
    return told(rows).order_by(F("since").asc(nulls_last=True), "pk")


def told(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """The payments with what a list says of them."""
    entries = SuspenseEntry.objects.filter(payment=OuterRef("pk"))
    puts = SuspenseRequest.objects.filter(
        payment=OuterRef("pk"), kind=RequestKind.PUT.value
    ).exclude(state__in=[RequestState.REJECTED.value, RequestState.WITHDRAWN.value])
    lines = FileLine.objects.filter(payment=OuterRef("pk")).order_by("-pk")
    count = lines.order_by().values("payment").annotate(count=Count("pk")).values("count")
    sought = SuspenseVisit.objects.filter(payment=OuterRef("pk")).order_by("-pk")
    waiting = SuspenseRequest.objects.filter(state=RequestState.PENDING.value)
    return (
        rows.select_related(
            "payee__region__parent",
            "region__parent",
            "batch",
            "entitlement__scheme",
            "entitlement__person",
        )
        .prefetch_related(
            Prefetch(
                "suspense_requests",
                queryset=waiting.select_related("entered_by"),
                to_attr="waiting",
            )
        )
        .annotate(
            since=Subquery(
                entries.filter(kind=EntryKind.PUT.value).order_by("-pk").values("at")[:1]
            ),
            cause=Subquery(puts.order_by("-pk").values("cause")[:1]),
            why=Subquery(puts.order_by("-pk").values("reason")[:1]),
            tries=Coalesce(Subquery(count[:1]), 0),
            said=Subquery(lines.values("result_text")[:1]),
            last_sought=Subquery(sought.values("visited_on")[:1]),
            last_found=Subquery(sought.values("result")[:1]),
        )
    )


def suspended_payment(user: User, payment_id: int) -> Payment:
    """One payment that is or was on suspense; refuses alike what does not exist and what is not
    for him."""
    asked = SuspenseRequest.objects.filter(payment=OuterRef("pk"))
    rows = payments_visible_to(user).filter(Q(state__in=ON_LIST) | Exists(asked))
    found = told(rows).filter(pk=payment_id).first()
    if found is None:
        raise NotFound("没有找到这一笔挂账。")
    return found


def suspense_sums(rows: QuerySet[Payment]) -> SuspenseSums:
    """How many and how much in all."""
    found = _bare(rows).aggregate(count=Count("pk"), amount=Sum("amount", default=ZERO))
    return SuspenseSums(None, "", found["count"], found["amount"])


def suspense_by_month(rows: QuerySet[Payment]) -> list[SuspenseSums]:
    """By the month that was paid, the oldest first."""
    found = _bare(rows).values("batch__through").annotate(n=Count("pk"), yuan=Sum("amount"))
    return [
        SuspenseSums(row["batch__through"], f"{row['batch__through']:%Y-%m}", row["n"], row["yuan"])
        for row in found.order_by("batch__through")
    ]


def suspense_by_batch(rows: QuerySet[Payment]) -> list[SuspenseSums]:
    """By the batch it comes from, the oldest first."""
    found = _bare(rows).values("batch").annotate(n=Count("pk"), yuan=Sum("amount"))
    sums = {row["batch"]: (row["n"], row["yuan"]) for row in found.order_by("batch")}
    batches = Batch.objects.in_bulk(list(sums))
    return [SuspenseSums(pk, batches[pk].number, *sums[pk]) for pk in sums]


def _bare(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    return Payment.objects.filter(pk__in=rows.order_by().values("pk")).order_by()


def requests_of(payment: Payment) -> list[SuspenseRequest]:
    """What was asked for a payment, latest first."""
    rows = SuspenseRequest.objects.filter(payment=payment)
    return list(rows.select_related("entered_by", "decided_by").order_by("-pk"))


def requests_visible_to(user: User, request_ids: list[int]) -> list[SuspenseRequest]:
    """Requests by their numbers; refuses when one is not there for him."""
    rows = SuspenseRequest.objects.filter(
        pk__in=request_ids, payment__in=payments_visible_to(user).values("pk")
    ).select_related("payment__payee__region__parent", "payment__batch", "entered_by")
    found = list(rows.select_related("payment__entitlement__scheme").order_by("pk"))
    if not request_ids or len(found) != len(set(request_ids)):
        raise NotFound("没有找到这一条。")
    return found


def visits_of(payment: Payment) -> list[SuspenseVisit]:
    """Who looked for the payee, latest first."""
    return list(SuspenseVisit.objects.filter(payment=payment).select_related("noted_by"))


def entries_of(payment: Payment) -> list[SuspenseEntry]:
    """The lines of the book for a payment, in their order."""
    rows = SuspenseEntry.objects.filter(payment=payment)
    return list(rows.select_related("request", "bank_file__batch").order_by("pk"))


def attempts_of(payment: Payment) -> list[FileLine]:
    """Every attempt to deliver it, in their order."""
    rows = FileLine.objects.filter(payment=payment)
    return list(rows.select_related("bank_file__batch", "answered_by").order_by("pk"))


def suspense_waiting(user: User) -> list[RequestsWaiting]:
    """What waits for this person's decision, by kind; what he asked himself waits for another."""
    kinds = [kind for kind, move in REQUEST_MOVES.items() if user.may(move[2])]
    if not kinds:
        return []
    rows = (
        SuspenseRequest.objects.filter(
            state=RequestState.PENDING.value, kind__in=[kind.value for kind in kinds]
        )
        .exclude(entered_by=user)
        .values("kind")
        .annotate(count=Count("pk"), oldest=Min("entered_at"))
    )
    found = {row["kind"]: row for row in rows}
    return [
        RequestsWaiting(kind, found[kind]["count"], found[kind]["oldest"])
        for kind in kinds
        if kind.value in found
    ]


def loose_payments(batch: Batch) -> QuerySet[Payment]:
    """Neither delivered, nor under way, nor on suspense or given back."""
    return Payment.objects.filter(batch=batch).filter(_UNDELIVERED).order_by("pk")


def overdue_payments(*, before: datetime) -> list[Payment]:
    """Undelivered since before that moment, and not asked about since; oldest first."""
    live = FileLine.objects.filter(
        payment=OuterRef("pk"), state__in=[state.value for state in LINE_LIVE]
    )
    recent = SuspenseRequest.objects.filter(payment=OuterRef("pk")).filter(
        Q(state=RequestState.PENDING.value) | Q(decided_at__gte=before)
    )
    answered = (
        FileLine.objects.filter(payment=OuterRef("pk"))
        .order_by()
        .values("payment")
        .annotate(last=Max("answered_by__received_at"))
        .values("last")
    )
    rows = (
        Payment.objects.filter(batch__state__in=[state.value for state in BATCH_AT_BANK])
        .filter(
            state__in=[
                PaymentState.OUTSTANDING.value,
                PaymentState.FAILED.value,
                PaymentState.RETURNED.value,
            ]
        )
        .exclude(Exists(live))
        .exclude(Exists(recent))
        .annotate(since=Coalesce(Subquery(answered[:1]), Min("batch__files__made_at")))
        .filter(since__lt=before)
        .select_related("batch")
    )
    return list(rows.order_by("since", "pk"))
