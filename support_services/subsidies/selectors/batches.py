"""Batches and what stands in them: lines, totals, changes, exceptions, payments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from support_services.subsidies.models import (
    Batch,
    BatchChange,
    BatchException,
    BatchScheme,
    BatchTotal,
    Entitlement,
    Payment,
    Posting,
    RecoveryClaim,
    Scheme,
)
from support_services.subsidies.models.ledger import BatchKind, ChangeKind, PostingReason
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.states import BatchState, PaymentState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months
from veterans.regions.selectors import scoped

PAGE = 50


def batches_visible_to(user: User) -> QuerySet[Batch]:
    """Batches, newest first, for whoever may read the ledger; nobody else gets any."""
    if not user.may("ledger.read"):
        return Batch.objects.none()
    return Batch.objects.select_related("prepared_by", "reviewed_by", "approved_by")


def batch_visible_to(user: User, batch_id: int) -> Batch:
    """One batch with its schemes; refuses alike what does not exist and what is not for him."""
    batch = (
        batches_visible_to(user)
        .select_related("voided_by", "first_approved_by", "approval_rule")
        .prefetch_related("batch_schemes__scheme")
        .filter(pk=batch_id)
        .first()
    )
    if batch is None:
        raise NotFound("没有这个批次。")
    return batch


def batches_matching(
    user: User, *, state: str = "", scheme: str = "", month: date | None = None
) -> QuerySet[Batch]:
    """The list of batches, with their schemes at hand."""
    batches = batches_visible_to(user).prefetch_related("batch_schemes__scheme")
    if state:
        batches = batches.filter(state=state)
    if scheme:
        batches = batches.filter(batch_schemes__scheme__code=scheme)
    if month:
        batches = batches.filter(through=month)
    return batches


def months_paid(user: User) -> list[date]:
    """Months for which there is a batch, latest first."""
    months = batches_visible_to(user).order_by("-through").values_list("through", flat=True)
    return list(months.distinct())


def schemes_of(batch: Batch) -> list[Scheme]:
    """The schemes of a batch in their order; free where they were fetched with it."""
    found = [row.scheme for row in batch.batch_schemes.all()]
    return sorted(found, key=lambda scheme: (scheme.position, scheme.pk))


def monthly_schemes() -> list[Scheme]:
    """What is paid by the month, by standards; the rest is granted yearly or once."""
    return list(Scheme.objects.filter(cycle=Cycle.MONTH))


def schemes_to_pay() -> list[tuple[Scheme, BatchScheme | None]]:
    """Every scheme, and what holds it at present."""
    held = {
        row.scheme_id: row
        for row in BatchScheme.objects.filter(holding=True).select_related("batch")
    }
    return [(scheme, held.get(scheme.pk)) for scheme in Scheme.objects.all()]


def next_unpaid_month(schemes: Iterable[Scheme], today: date) -> date:
    """The month after the last one that all of these schemes which were ever calculated have
    reached; the month of ``today`` where none was."""
    paid = [scheme.posted_through for scheme in schemes if scheme.posted_through]
    return add_months(min(paid), 1) if paid else today.replace(day=1)


def entitlements_visible_to(user: User) -> QuerySet[Entitlement]:
    """Entitlements of people in the user's area."""
    if not (user.may("ledger.read") or user.may("station.roster")):
        return Entitlement.objects.none()
    rows = Entitlement.objects.select_related("person__region", "scheme")
    return scoped(rows, user, path_field="person__region__path")


def payments_visible_to(user: User) -> QuerySet[Payment]:
    """Payments, by the village they were made for."""
    if not (user.may("ledger.read") or user.may("station.roster")):
        return Payment.objects.none()
    rows = Payment.objects.select_related("payee", "region", "batch", "entitlement__scheme")
    return scoped(rows, user)


@dataclass(frozen=True)
class Progress:
    """How far a calculation is: chunks done of all, and what they have found so far."""

    done: int
    total: int
    lines: int
    amount: Decimal

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress_of(batch: Batch) -> Progress:
    """Read from the chunks: what workers have committed, nothing else."""
    sums = batch.chunks.aggregate(
        total=Count("id"),
        done=Count("id", filter=Q(is_pending=False)),
        lines=Sum("lines", default=0),
        amount=Sum("amount", default=ZERO),
    )
    return Progress(sums["done"], sums["total"], sums["lines"], sums["amount"])


def lines_of(batch: Batch) -> QuerySet[Posting]:
    """The lines of a batch in the order of the index, so that a page costs the same anywhere."""
    return (
        Posting.objects.filter(batch=batch)
        .select_related("entitlement__person__region__parent", "entitlement__scheme")
        .order_by("entitlement_id", "month", "component", "sequence")
    )


def lines_matching(
    batch: Batch, *, region_path: str = "", scheme: str = "", reason: str = ""
) -> QuerySet[Posting]:
    """The lines of an area, a scheme, a reason."""
    lines = lines_of(batch)
    if region_path:
        lines = lines.filter(entitlement__person__region__path__startswith=region_path)
    if scheme:
        lines = lines.filter(entitlement__scheme__code=scheme)
    if reason:
        lines = lines.filter(reason=reason)
    return lines


def lines_sum(lines: QuerySet[Posting]) -> tuple[int, Decimal]:
    """How many lines, and yuan."""
    sums = lines.order_by().aggregate(count=Count("*"), amount=Sum("amount", default=ZERO))
    return sums["count"], sums["amount"]


def line_visible_to(
    user: User, *, entitlement_id: int, month: date, component: str, sequence: int
) -> Posting:
    """One line of the ledger; refuses alike what does not exist and what is not for him."""
    if not entitlements_visible_to(user).filter(pk=entitlement_id).exists():
        raise NotFound("没有这一行。")
    line = (
        Posting.objects.filter(
            entitlement_id=entitlement_id, month=month, component=component, sequence=sequence
        )
        .select_related("batch", "entitlement__person__region__parent", "entitlement__scheme")
        .first()
    )
    if line is None:
        raise NotFound("没有这一行。")
    return line


def lines_page(
    batch: Batch, *, after: int = 0, region_path: str = "", scheme: str = "", reason: str = ""
) -> tuple[list[Posting], int | None]:
    """One page of lines after an entitlement id, and the id to go on from (None: the end)."""
    lines = lines_matching(batch, region_path=region_path, scheme=scheme, reason=reason)
    lines = lines.filter(entitlement_id__gt=after)
    page = list(lines[: PAGE + 1])
    if len(page) <= PAGE:
        return page, None
    # Never cut a person's lines in two, unless they fill the page.
    last = page[PAGE].entitlement_id
    whole = [line for line in page if line.entitlement_id != last]
    if not whole:
        return list(lines.filter(entitlement_id=last)), last
    return whole, whole[-1].entitlement_id


def exported_lines(batch: Batch) -> Iterator[dict[str, Any]]:
    """The lines as the command prints them; streams."""
    for line in lines_of(batch).iterator(chunk_size=2000):
        person = line.entitlement.person
        yield {
            "id_number_tail": person.id_number[-4:],
            "name": person.name,
            "scheme": line.entitlement.scheme.code,
            "month": f"{line.month:%Y-%m}",
            "component": line.component,
            "amount": f"{line.amount:.2f}",
            "sequence": line.sequence,
            "reason": line.reason,
        }


def totals_by_scheme(batch: Batch) -> list[dict[str, Any]]:
    """Persons and yuan per scheme, in the schemes' order."""
    rows: Iterable[Any] = (
        BatchTotal.objects.filter(batch=batch)
        .values(name=F("scheme__name"), code=F("scheme__code"))
        .annotate(persons=Sum("persons"), amount=Sum("amount"))
        .order_by("scheme__position")
    )
    return list(rows)


def totals_by_town(batch: Batch) -> list[dict[str, Any]]:
    """Persons and yuan per town, in the order of the codes."""
    rows: Iterable[Any] = (
        BatchTotal.objects.filter(batch=batch)
        .values(name=F("town__name"), code=F("town__code"), path=F("town__path"))
        .annotate(persons=Sum("persons"), amount=Sum("amount"))
        .order_by("town__code")
    )
    return list(rows)


@dataclass(frozen=True)
class Before:
    """What a batch is compared with: per scheme the batch before, together in these figures."""

    batches: list[Batch]
    persons: int
    amount: Decimal


def before(batch: Batch) -> Before | None:
    """The monthly batches before this one of the same schemes; None for the very first."""
    last = dict(
        BatchScheme.objects.filter(
            scheme__in=[scheme.pk for scheme in schemes_of(batch)],
            batch__lt=batch.pk,
            batch__kind=BatchKind.MONTHLY,
            batch__through__lt=batch.through,
        )
        .exclude(batch__state=BatchState.VOIDED)
        .values_list("scheme")
        .annotate(last=Max("batch"))
    )
    if not last:
        return None
    totals = BatchTotal.objects.filter(batch__in=set(last.values()), scheme__in=last)
    mine = [t for t in totals if last[t.scheme_id] == t.batch_id]
    return Before(
        batches=list(Batch.objects.filter(pk__in=set(last.values())).order_by("pk")),
        persons=sum(total.persons for total in mine),
        amount=sum((total.amount for total in mine), ZERO),
    )


def changes_by_reason(batch: Batch) -> list[dict[str, Any]]:
    """What changed since the batch before: kind, reason, how many, by how much."""
    labels = dict(ChangeKind.choices)
    order = {kind: i for i, kind in enumerate(ChangeKind.values)}
    rows = list(
        BatchChange.objects.filter(batch=batch)
        .values("kind", "reason")
        .annotate(persons=Count("id"), difference=Sum(F("after") - F("before")))
    )
    rows.sort(key=lambda row: (order[row["kind"]], -row["persons"], row["reason"]))
    return [{**row, "kind_label": labels[row["kind"]]} for row in rows]


def changes_of(batch: Batch, *, kind: str = "", reason: str = "") -> QuerySet[BatchChange]:
    """The people behind a row of ``changes_by_reason``."""
    rows = BatchChange.objects.filter(batch=batch).select_related(
        "entitlement__person__region__parent", "entitlement__scheme"
    )
    if kind:
        rows = rows.filter(kind=kind)
    if reason:
        rows = rows.filter(reason=reason)
    return rows.order_by("entitlement_id")


def exceptions_by_reason(batch: Batch) -> list[dict[str, Any]]:
    """How many stand outside the list, by reason."""
    rows: Iterable[Any] = (
        BatchException.objects.filter(batch=batch)
        .values("reason")
        .annotate(persons=Count("id"), amount=Sum("amount"))
        .order_by("-persons")
    )
    return list(rows)


def exceptions_of(batch: Batch, *, reason: str = "") -> QuerySet[BatchException]:
    """The people outside the list; ``claim_id``: the newest recovery of the right, or None."""
    rows = BatchException.objects.filter(batch=batch).select_related(
        "entitlement__person__region__parent", "entitlement__scheme"
    )
    if reason:
        rows = rows.filter(reason=reason)
    newest = RecoveryClaim.objects.filter(entitlement=OuterRef("entitlement")).order_by("-pk")
    rows = rows.annotate(claim_id=Subquery(newest.values("pk")[:1]))
    return rows.order_by("reason", "entitlement_id")


def payment_sums(batch: Batch) -> dict[str, tuple[int, Decimal]]:
    """Count and yuan of a batch's payments by state; every state is there."""
    sums = {state.value: (0, ZERO) for state in PaymentState}
    rows = Payment.objects.filter(batch=batch).values("state")
    for row in rows.annotate(count=Count("id"), amount=Sum("amount")):
        sums[row["state"]] = (row["count"], row["amount"])
    return sums


def record_of(batch: Batch) -> list[AuditEntry]:
    """Who laid a hand on the batch, and when, as the audit log has it; latest first."""
    entries = AuditEntry.objects.filter(subject="batch", subject_id=str(batch.pk))
    return list(entries.order_by("-serial")[:100])


def reason_label(reason: str) -> str:
    """The word of the roster for a posting's reason."""
    return str(PostingReason(reason).label)


def reasons() -> list[tuple[str, str]]:
    """Every reason of a line and its word, for a choice."""
    return [(str(value), str(label)) for value, label in PostingReason.choices]
