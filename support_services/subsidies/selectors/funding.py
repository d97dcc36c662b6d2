"""Whose money it is: shares in force, what a batch splits into, and what was split.

Sums of schemes and sources only, no person; so what is shown here needs the ledger's duty and no
area.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from support_services.subsidies.fund_states import FundSource, ProposalState
from support_services.subsidies.funding import split
from support_services.subsidies.models import (
    Batch,
    BatchScheme,
    BatchTotal,
    FundPart,
    FundShare,
    PayComponent,
    Scheme,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.states import BatchState
from veterans.accounts.models import User
from veterans.foundation.money import ZERO

# States in which a batch's money is recognised and split.
COUNTED = (
    BatchState.APPROVED.value,
    BatchState.EXPORTED.value,
    BatchState.SETTLED.value,
    BatchState.CLOSED.value,
)

# What follows a death belongs to what it follows: the standard's to the scheme, ``t_`` and a code
# to that component.
_POSTED = """
SELECT e.scheme_id,
       CASE WHEN left(p.component, 2) = 't_' THEN substr(p.component, 3) ELSE p.component END,
       sum(p.amount)
FROM subsidies_posting p JOIN subsidies_entitlement e ON e.id = p.entitlement_id
WHERE p.batch_id = %s
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class SplitPart:
    """What a source pays of a scheme (or one component of it) in a batch, in yuan."""

    scheme_id: int
    component: str
    source: FundSource
    share: FundShare
    percent: Decimal
    amount: Decimal


def shares_visible_to(user: User) -> QuerySet[FundShare]:
    """Every share that was ever entered, for whoever reads the ledger."""
    if not user.may("ledger.read"):
        return FundShare.objects.none()
    return FundShare.objects.select_related("scheme", "entered_by", "enforced_by").order_by(
        "scheme__position", "scheme_id", "component", "-first_month", "-pk"
    )


def component_names() -> dict[tuple[int, str], str]:
    """Name of every component, by scheme and code."""
    return {(c.scheme_id, c.code): c.name for c in PayComponent.objects.all()}


def component_choices() -> list[tuple[str, str]]:
    """Every scheme, and every component of it: ``code`` or ``code:component`` and its words."""
    names = component_names()
    found = []
    for scheme in Scheme.objects.all():
        found.append((scheme.code, scheme.short_name))
        found += [
            (f"{scheme.code}:{code}", f"{scheme.short_name}：其中{name}")
            for (scheme_id, code), name in names.items()
            if scheme_id == scheme.pk
        ]
    return found


def shares_for(scheme_ids: set[int], month: date) -> dict[tuple[int, str], FundShare]:
    """The share in force in that month, by scheme and component; a scheme without one of its own
    is not there at all."""
    rows = FundShare.objects.filter(
        scheme__in=scheme_ids, state=ProposalState.IN_FORCE, first_month__lte=month
    ).select_related("scheme")
    found = {(row.scheme_id, row.component): row for row in rows.order_by("first_month")}
    return {key: row for key, row in found.items() if (key[0], "") in found}


def split_of(batch: Batch) -> list[SplitPart]:
    """What the batch's postings split into by the shares of its month; empty where there are none.

    The parts of a scheme add up exactly to what the batch posted of it.
    """
    schemes = set(BatchScheme.objects.filter(batch=batch).values_list("scheme_id", flat=True))
    shares = shares_for(schemes, batch.through)
    if not shares:
        return []
    sums: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    with connection.cursor() as cursor:
        cursor.execute(_POSTED, [batch.pk])
        for scheme_id, component, amount in cursor.fetchall():
            key = (scheme_id, component)
            sums[key if key in shares else (scheme_id, "")] += amount
    return [
        SplitPart(scheme_id, component, source, share, share.percents[source], amount)
        for (scheme_id, component), total in sorted(sums.items())
        if (share := shares.get((scheme_id, component))) is not None
        for source, amount in split(total, share.percents).items()
        if amount
    ]


@dataclass(frozen=True)
class SchemeSplit:
    """A scheme of a batch: its sum and what each source pays; ``unsplit`` has no share."""

    scheme: Scheme
    total: Decimal
    by_source: dict[FundSource, Decimal]

    @property
    def unsplit(self) -> Decimal:
        return self.total - sum(self.by_source.values(), ZERO)


def split_shown(batch: Batch, open_parts: list[SplitPart] | None = None) -> list[SchemeSplit]:
    """The split of a batch for its page: as it was approved, or as it would be approved now
    (``open_parts``, where they were reckoned already)."""
    parts: dict[int, dict[FundSource, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    if batch.state in COUNTED:
        for stored in FundPart.objects.filter(batch=batch):
            parts[stored.scheme_id][FundSource(stored.source)] += stored.amount
    else:
        for part in split_of(batch) if open_parts is None else open_parts:
            parts[part.scheme_id][part.source] += part.amount
    totals = dict(
        BatchTotal.objects.filter(batch=batch).values_list("scheme").annotate(amount=Sum("amount"))
    )
    rows = BatchScheme.objects.filter(batch=batch).select_related("scheme")
    return [
        SchemeSplit(row.scheme, totals.get(row.scheme_id, ZERO), dict(parts.get(row.scheme_id, {})))
        for row in rows.order_by("scheme__position", "scheme_id")
    ]


@dataclass(frozen=True)
class UseRow:
    """What was recognised of a scheme in a month and whose money it was, in yuan."""

    month: date
    scheme: str
    total: Decimal
    by_source: dict[FundSource, Decimal]

    @property
    def unsplit(self) -> Decimal:
        """Without a source: approved before the scheme had shares."""
        return self.total - sum(self.by_source.values(), ZERO)


@dataclass(frozen=True)
class FundUse:
    """A year's money by month, scheme and source."""

    year: int
    rows: list[UseRow]

    def grouped(self, way: str) -> list[UseRow]:
        """One row per month (``month``) or per scheme (``scheme``), in the order of the rows."""
        found: dict[object, UseRow] = {}
        for row in self.rows:
            key = row.month if way == "month" else row.scheme
            before = found.get(key)
            found[key] = row if before is None else _added(before, row)
        return list(found.values())

    @property
    def total(self) -> UseRow:
        sums = UseRow(date(self.year, 1, 1), "合计", ZERO, {})
        for row in self.rows:
            sums = _added(sums, row)
        return sums


def _added(one: UseRow, other: UseRow) -> UseRow:
    sources = {
        source: one.by_source.get(source, ZERO) + other.by_source.get(source, ZERO)
        for source in FundSource
        if source in one.by_source or source in other.by_source
    }
    return UseRow(one.month, one.scheme, one.total + other.total, sources)


def fund_years(user: User) -> list[int]:
    """Years with an approved batch, the newest first."""
    if not user.may("ledger.read"):
        return []
    months = Batch.objects.filter(kind=BatchKind.MONTHLY, state__in=COUNTED)
    return sorted({month.year for month in months.values_list("through", flat=True)}, reverse=True)


def fund_use(user: User, year: int) -> FundUse:
    """What the approved batches of a year's months recognised, by month and scheme, over the
    sources. Together with what has no source it is what the batches posted, to the fen."""
    if not user.may("ledger.read"):
        return FundUse(year, [])
    approved = Q(batch__kind=BatchKind.MONTHLY, batch__state__in=COUNTED, batch__through__year=year)
    totals = (
        BatchTotal.objects.filter(approved)
        .values("batch__through", "scheme_id", "scheme__short_name", "scheme__position")
        .annotate(sum=Sum("amount"))
        .order_by("batch__through", "scheme__position", "scheme_id")
    )
    parts: dict[tuple[date, int], dict[FundSource, Decimal]] = defaultdict(dict)
    stored = FundPart.objects.filter(approved).order_by().values("month", "scheme_id", "source")
    for row in stored.annotate(sum=Sum("amount")):
        parts[row["month"], row["scheme_id"]][FundSource(row["source"])] = row["sum"]
    return FundUse(
        year,
        [
            UseRow(
                row["batch__through"],
                row["scheme__short_name"],
                row["sum"],
                parts.get((row["batch__through"], row["scheme_id"]), {}),
            )
            for row in totals
        ],
    )
