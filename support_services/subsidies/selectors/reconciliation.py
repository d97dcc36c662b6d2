"""月度对账: what a month recognised, what was taken off, and what became of the rest at the bank.

By scheme and town, in one statement over the batches that were approved. A person's figures all
stand under one town, that of the payment, so that every row balances, not the sum alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import connection

from support_services.subsidies.models import Batch
from support_services.subsidies.models.ledger import BatchKind, PostingReason
from support_services.subsidies.selectors.batches import batches_visible_to
from support_services.subsidies.states import BATCH_HOLDS_SCHEME, BatchState
from veterans.accounts.models import User
from veterans.foundation.money import ZERO

# The reasons in their columns. An opening is no month of ours, and a voided batch is left out.
REASONS: tuple[tuple[str, str], ...] = (
    (PostingReason.ORDINARY.value, "当期"),
    (PostingReason.ARREARS.value, "补发"),
    (PostingReason.RAISE.value, "调标补差"),
    (PostingReason.CORRECTION.value, "更正"),
    (PostingReason.OVERPAID.value, "冲减"),
    (PostingReason.TAIL.value, "续发"),
)
APPROVED = (BatchState.APPROVED, BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED)

_MONTH = """
WITH b AS (
    SELECT id FROM subsidies_batch
    WHERE kind = 'monthly' AND through = %(month)s
      AND state IN ('approved', 'exported', 'settled', 'closed')
),
every AS (
    SELECT p.batch_id, p.entitlement_id,
           sum(p.amount) FILTER (WHERE p.reason = 'ordinary') AS ordinary,
           sum(p.amount) FILTER (WHERE p.reason = 'arrears') AS arrears,
           sum(p.amount) FILTER (WHERE p.reason = 'raise') AS raised,
           sum(p.amount) FILTER (WHERE p.reason = 'correction') AS correction,
           sum(p.amount) FILTER (WHERE p.reason = 'overpaid') AS overpaid,
           sum(p.amount) FILTER (WHERE p.reason = 'tail') AS tail,
           sum(p.amount) AS posted, 0 AS claimed, 0 AS taken, 0 AS paid, 0 AS failed,
           0 AS returned, 0 AS outstanding, 0 AS suspense, 0 AS treasury
    FROM subsidies_posting p WHERE p.batch_id IN (SELECT id FROM b) GROUP BY 1, 2
    UNION ALL
    SELECT batch_id, entitlement_id, 0, 0, 0, 0, 0, 0, 0,
           sum(GREATEST(amount, 0)), sum(GREATEST(-amount, 0)), 0, 0, 0, 0, 0, 0
    FROM subsidies_recoveryentry WHERE batch_id IN (SELECT id FROM b) GROUP BY 1, 2
    UNION ALL
    SELECT batch_id, entitlement_id, 0, 0, 0, 0, 0, 0, 0, 0, 0,
           CASE state WHEN 'paid' THEN amount ELSE 0 END,
           CASE state WHEN 'failed' THEN amount ELSE 0 END,
           CASE state WHEN 'returned' THEN amount ELSE 0 END,
           CASE state WHEN 'outstanding' THEN amount ELSE 0 END,
           CASE state WHEN 'suspense' THEN amount ELSE 0 END,
           CASE state WHEN 'treasury' THEN amount ELSE 0 END
    FROM subsidies_payment WHERE batch_id IN (SELECT id FROM b)
)
SELECT s.name, COALESCE(t.name, r.name),
       COALESCE(sum(x.ordinary), 0), COALESCE(sum(x.arrears), 0), COALESCE(sum(x.raised), 0),
       COALESCE(sum(x.correction), 0), COALESCE(sum(x.overpaid), 0), COALESCE(sum(x.tail), 0),
       sum(x.posted), sum(x.claimed), sum(x.taken), sum(x.paid), sum(x.failed),
       sum(x.returned), sum(x.outstanding), sum(x.suspense), sum(x.treasury)
FROM every x
JOIN subsidies_entitlement e ON e.id = x.entitlement_id
JOIN subsidies_scheme s ON s.id = e.scheme_id
JOIN registry_person d ON d.id = COALESCE(e.payee_id, e.person_id)
LEFT JOIN subsidies_payment y
    ON y.batch_id = x.batch_id AND y.entitlement_id = x.entitlement_id
JOIN regions_region r ON r.id = COALESCE(y.region_id, d.region_id)
LEFT JOIN regions_region t ON t.path = left(r.path, 9)
GROUP BY s.position, s.id, s.name, COALESCE(t.path, r.path), COALESCE(t.name, r.name)
ORDER BY s.position, s.id, COALESCE(t.path, r.path)
"""

# What was still to come back after that month: all entries of the recoveries up to it.
_TO_RECOVER = """
SELECT s.name, COALESCE(sum(q.amount), 0)
FROM subsidies_recoveryentry q
JOIN subsidies_entitlement e ON e.id = q.entitlement_id
JOIN subsidies_scheme s ON s.id = e.scheme_id
WHERE q.month <= %(month)s
GROUP BY s.position, s.id, s.name HAVING sum(q.amount) <> 0
ORDER BY s.position, s.id
"""

# What came back past the batches in that month: by hand, and given up.
_PAST_BATCHES = """
SELECT COALESCE(-sum(amount) FILTER (WHERE kind IN ('repayment', 'take_back')), 0),
       COALESCE(-sum(amount) FILTER (WHERE kind = 'write_off'), 0)
FROM subsidies_recoveryentry WHERE month = %(month)s
"""


@dataclass(frozen=True)
class Figures:
    """Yuan. ``posted`` is 核定, the sum of the six reasons; ``claimed`` what it showed to be owed
    back; ``taken`` what was offset against claims, new and old."""

    ordinary: Decimal = ZERO
    arrears: Decimal = ZERO
    raised: Decimal = ZERO
    correction: Decimal = ZERO
    overpaid: Decimal = ZERO
    tail: Decimal = ZERO
    posted: Decimal = ZERO
    claimed: Decimal = ZERO
    taken: Decimal = ZERO
    paid: Decimal = ZERO
    failed: Decimal = ZERO
    returned: Decimal = ZERO
    outstanding: Decimal = ZERO
    suspense: Decimal = ZERO
    treasury: Decimal = ZERO

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )

    @property
    def payable(self) -> Decimal:
        """What was to go to the bank, as the ledger says."""
        return self.posted + self.claimed - self.taken

    @property
    def answered(self) -> Decimal:
        """The same, as the payments say."""
        delivered = self.paid + self.failed + self.returned + self.outstanding
        return delivered + self.suspense + self.treasury

    @property
    def difference(self) -> Decimal:
        """Nought, or something is wrong: between ledger and bank, or among the reasons."""
        reasons = self.ordinary + self.arrears + self.raised + self.correction
        return abs(self.payable - self.answered) + abs(
            reasons + self.overpaid + self.tail - self.posted
        )


@dataclass(frozen=True)
class Row:
    """Figures of a scheme in a town."""

    scheme: str
    town: str
    figures: Figures


@dataclass(frozen=True)
class Reconciliation:
    """A month. ``unfinished``: batches of it that nobody has approved, and that do not count.
    ``repaid``, ``written_off``: yuan that came back by hand, and that were given up."""

    month: date
    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    unfinished: tuple[Batch, ...]
    to_recover: tuple[tuple[str, Decimal], ...]
    repaid: Decimal = ZERO
    written_off: Decimal = ZERO

    @property
    def total(self) -> Figures:
        return _sum(row.figures for row in self.rows)

    @property
    def owed_back(self) -> Decimal:
        return sum((amount for _, amount in self.to_recover), ZERO)

    @property
    def balances(self) -> bool:
        return not any(row.figures.difference for row in self.rows)

    def by_scheme(self) -> list[tuple[str, Figures]]:
        return self._by("scheme")

    def by_town(self) -> list[tuple[str, Figures]]:
        return sorted(self._by("town"))

    def _by(self, what: str) -> list[tuple[str, Figures]]:
        names = dict.fromkeys(getattr(row, what) for row in self.rows)
        return [
            (name, _sum(row.figures for row in self.rows if getattr(row, what) == name))
            for name in names
        ]


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def reconciliation_of(user: User, month: date) -> Reconciliation:
    """The month's figures, for whoever reads the ledger; nobody else gets any."""
    found = list(
        batches_visible_to(user).filter(through=month, kind=BatchKind.MONTHLY).order_by("pk")
    )
    rows: tuple[Row, ...] = ()
    back: tuple[tuple[str, Decimal], ...] = ()
    repaid = written_off = ZERO
    if user.may("ledger.read"):
        with connection.cursor() as cursor:
            cursor.execute(_MONTH, {"month": month})
            rows = tuple(Row(one[0], one[1], Figures(*one[2:])) for one in cursor.fetchall())
            cursor.execute(_TO_RECOVER, {"month": month})
            back = tuple(cursor.fetchall())
            cursor.execute(_PAST_BATCHES, {"month": month})
            repaid, written_off = cursor.fetchone()
    return Reconciliation(
        month,
        rows,
        tuple(batch for batch in found if batch.state in APPROVED),
        tuple(batch for batch in found if batch.state in BATCH_HOLDS_SCHEME),
        back,
        repaid,
        written_off,
    )
