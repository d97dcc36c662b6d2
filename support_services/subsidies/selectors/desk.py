"""The desk: what waits for somebody, what is late, and this month's money."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from support_services.subsidies.models import (
    Batch,
    BatchException,
    BatchTotal,
    Payment,
    RateTable,
    Scheme,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.models.schemes import RateTableState
from support_services.subsidies.selectors.batches import batches_visible_to
from support_services.subsidies.states import (
    BATCH_HOLDS_SCHEME,
    BATCH_ROAD,
    BatchState,
    JobState,
    LineState,
    PaymentState,
)
from veterans.accounts.models import User
from veterans.foundation.money import ZERO

# Days after which a bank's answer is asked for, and a batch that nobody touches is pointed out.
RETURN_EXPECTED_WITHIN = timedelta(days=7)
NOBODY_TOUCHED_FOR = timedelta(days=10)


@dataclass(frozen=True)
class Waiting:
    """One thing on somebody's desk, and since when."""

    batch: Batch
    verb: str
    title: str
    since: datetime | None = None


# Who is waited for, by the state of a batch.
_NEXT: dict[BatchState, tuple[str, str, str]] = {
    BatchState.DRAFT: ("batch.prepare", "calculate", "待核算"),
    BatchState.CALCULATED: ("batch.review", "review", "待复核"),
    BatchState.REVIEWED: ("batch.approve", "approve", "待审批"),
    BatchState.APPROVED: ("bank.exchange", "export", "待导出银行文件"),
    BatchState.EXPORTED: ("bank.exchange", "receive", "待导入回盘"),
    BatchState.SETTLED: ("batch.prepare", "close", "待办结"),
}


def waiting_for(user: User) -> list[Waiting]:
    """Batches whose next step is this person's; never one he must leave to another."""
    found = []
    open_states = [state.value for state in BATCH_ROAD if state in _NEXT]
    batches = _dated(batches_visible_to(user).filter(state__in=open_states))
    for batch in batches.prefetch_related("batch_schemes__scheme").order_by("id"):
        duty, verb, title = _NEXT[BatchState(batch.state)]
        if not user.may(duty):
            continue
        if verb == "review" and batch.prepared_by_id == user.pk:
            continue
        if verb == "approve" and user.pk in (
            batch.prepared_by_id,
            batch.reviewed_by_id,
            batch.first_approved_by_id,
        ):
            continue
        found.append(Waiting(batch, verb, title, in_state_since(batch)))
    return found


def _dated(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """With the times that say since when a batch stands where it stands."""
    return batches.annotate(
        sent_at=Max("files__made_at"), answered_at=Max("files__returns__received_at")
    )


def in_state_since(batch: Batch) -> datetime | None:
    """When a batch of ``_dated`` came to where it stands."""
    sent, answered = getattr(batch, "sent_at", None), getattr(batch, "answered_at", None)
    moment = {
        BatchState.DRAFT: batch.opened_at,
        BatchState.CALCULATED: batch.calculated_at,
        BatchState.REVIEWED: batch.reviewed_at,
        BatchState.APPROVED: batch.approved_at,
        BatchState.EXPORTED: sent,
        BatchState.SETTLED: answered or batch.approved_at,
    }.get(BatchState(batch.state))
    return moment or batch.opened_at


@dataclass(frozen=True)
class Late:
    """A batch that has stood too long, and what it waits for: ``job``, ``return`` or ``hand``."""

    batch: Batch
    kind: str
    days: int
    unanswered: int = 0


def late_batches(user: User, *, at: datetime) -> list[Late]:
    """Batches whose calculation stumbled, whose bank is late, or that nobody touches."""
    found = []
    open_states = [s.value for s in (*_NEXT, BatchState.CALCULATING)]
    waiting = Q(files__lines__state__in=[LineState.SENT.value, LineState.UNKNOWN.value])
    batches = _dated(batches_visible_to(user).filter(state__in=open_states))
    for batch in batches.order_by("id"):
        since = in_state_since(batch) or at
        stood = at - since
        if batch.state == BatchState.CALCULATING:
            if batch.job_state == JobState.FAILED:
                found.append(Late(batch, "job", stood.days))
        elif batch.state == BatchState.EXPORTED:
            if stood > RETURN_EXPECTED_WITHIN:
                found.append(Late(batch, "return", (stood - RETURN_EXPECTED_WITHIN).days))
        elif stood > NOBODY_TOUCHED_FOR:
            found.append(Late(batch, "hand", stood.days))
    late = [row.batch.pk for row in found if row.kind == "return"]
    counts = dict(
        Batch.objects.filter(pk__in=late)
        .values_list("pk")
        .annotate(count=Count("files__lines", filter=waiting))
    )
    return [
        Late(row.batch, row.kind, row.days, counts.get(row.batch.pk, 0))
        if row.kind == "return"
        else row
        for row in found
        # One that goes out in parts may wait for its next part and not for the bank.
        if row.kind != "return" or counts.get(row.batch.pk, 0)
    ]


def drafts_waiting(user: User) -> QuerySet[RateTable]:
    """Rate tables that wait for a second person; for that person, only those of others."""
    if not user.may("ledger.read"):
        return RateTable.objects.none()
    drafts = RateTable.objects.filter(state=RateTableState.DRAFT).select_related("entered_by")
    return drafts.exclude(entered_by=user) if user.may("rates.enforce") else drafts


def last_calculated(user: User) -> Batch | None:
    """The newest batch that has been calculated: its exceptions are those of today."""
    return (
        batches_visible_to(user)
        .filter(kind=BatchKind.MONTHLY, calculated_at__isnull=False)
        .exclude(state=BatchState.VOIDED)
        .first()
    )


def exception_counts(batch: Batch) -> list[tuple[str, int]]:
    """Reason and number of people, most first."""
    rows = BatchException.objects.filter(batch=batch).values_list("reason")
    return list(rows.annotate(count=Count("id")).order_by("-count"))


def batches_with_undelivered(user: User) -> list[tuple[Batch, int, Decimal]]:
    """Batches with payments that failed or came back: how many, yuan."""
    rows = (
        Payment.objects.filter(
            batch__in=batches_visible_to(user).values("pk"),
            state__in=[PaymentState.FAILED.value, PaymentState.RETURNED.value],
        )
        .values("batch")
        .annotate(count=Count("id"), amount=Sum("amount"))
        .order_by("batch")
    )
    found = {row["batch"]: (row["count"], row["amount"]) for row in rows}
    batches = Batch.objects.filter(pk__in=found).order_by("pk")
    return [(batch, *found[batch.pk]) for batch in batches]


def month_on_desk(user: User, *, today: date) -> date | None:
    """The month whose money the desk shows: today's, or else the last one there is."""
    months = batches_visible_to(user).filter(kind=BatchKind.MONTHLY)
    months = months.exclude(state=BatchState.VOIDED)
    last = months.aggregate(last=Max("through"))["last"]
    here = today.replace(day=1)
    return here if last and months.filter(through=here).exists() else last


def month_money(user: User, month: date) -> list[dict[str, Any]]:
    """Per scheme, yuan of the batches of that month.

    ``due``: approved for payment, or recognised where nobody has approved yet; ``paid`` and
    ``returned``: what the bank said; ``unpaid``: the rest. due = paid + unpaid + returned.
    """
    if not user.may("ledger.read"):
        return []
    zero = {"approved": ZERO, "paid": ZERO, "returned": ZERO}
    payments: dict[str, dict[str, Any]] = {
        row["code"]: dict(row)
        for row in Payment.objects.filter(batch__through=month, batch__kind=BatchKind.MONTHLY)
        .exclude(state=PaymentState.CANCELLED)
        .values(code=F("entitlement__scheme__code"))
        .annotate(
            approved=Sum("amount"),
            paid=Sum("amount", filter=Q(state=PaymentState.PAID), default=ZERO),
            returned=Sum("amount", filter=Q(state=PaymentState.RETURNED), default=ZERO),
        )
    }
    recognised = {
        row["scheme__code"]: row
        for row in BatchTotal.objects.filter(batch__through=month, batch__kind=BatchKind.MONTHLY)
        .exclude(batch__state=BatchState.VOIDED)
        .values("scheme__code")
        .annotate(
            persons=Sum("persons"),
            open=Sum("amount", filter=Q(batch__state__in=BATCH_HOLDS_SCHEME), default=ZERO),
        )
    }
    found = []
    for scheme in Scheme.objects.all():
        if scheme.code not in recognised:
            continue
        sums: dict[str, Any] = {**zero, **payments.get(scheme.code, {})}
        due = sums["approved"] + recognised[scheme.code]["open"]
        found.append(
            {
                "scheme": scheme.short_name,
                "persons": recognised[scheme.code]["persons"],
                "due": due,
                "paid": sums["paid"],
                "returned": sums["returned"],
                "unpaid": due - sums["paid"] - sums["returned"],
            }
        )
    return found
