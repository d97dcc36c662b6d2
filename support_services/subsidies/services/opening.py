"""Opening the ledger: what was paid before the portal came stands in it as posted and paid.

So a bureau can move over in the middle of a year, and a later raise still finds its arrears. The
months are posted at what is owed by the rates in force now, as one closed batch of its own kind;
a payment for each person, so that postings and payments agree from the first day.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from support_services.subsidies import owed_sql
from support_services.subsidies.models import Batch, BatchScheme, RateRow
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.services.import_plan import Span
from support_services.subsidies.states import BatchState
from veterans.accounts.models import User
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months

Key = tuple[int, int, str]


@dataclass(frozen=True)
class Opening:
    """What was opened: batch (None when nothing was), people's rights, lines, yuan."""

    batch: int | None = None
    entitlements: int = 0
    postings: int = 0
    amount: Decimal = ZERO


class RateTimes:
    """Since when, without a gap, there is a rate for what was determined."""

    def __init__(self) -> None:
        self._rows: dict[Key, list[tuple[date, date | None]]] = defaultdict(list)
        for scheme, grade, rate_class, first, last in RateRow.objects.filter(
            is_live=True
        ).values_list("scheme_id", "grade", "rate_class", "first_month", "last_month"):
            self._rows[scheme, grade, rate_class].append((first, last))

    def ledger_from(self, span: Span) -> date:
        """First month that the ledger speaks of for a new right.

        The start, where nothing was paid before. Otherwise the first month from which a rate is
        in force in every month up to the last one paid, never before the start; the month after
        what was paid, where there is no rate for it.
        """
        if span.paid_through is None or span.paid_through < span.start:
            return span.start
        month = min(span.paid_through, span.last)
        found: date | None = None
        while month >= span.start:
            first = self._covered_since(span, month)
            if first is None:
                break
            found = max(first, span.start)
            month = add_months(found, -1)
        return found or add_months(span.paid_through, 1)

    def _covered_since(self, span: Span, month: date) -> date | None:
        """First month of the rate and determination that cover ``month``."""
        for term in span.terms:
            if term.first <= month and (term.last is None or month <= term.last):
                key = (span.scheme.pk, term.terms.grade, term.terms.rate_class)
                for first, last in self._rows.get(key, ()):
                    if first <= month and (last is None or month <= last):
                        return max(first, term.first)
        return None


_OPEN = f"""
WITH life AS MATERIALIZED (
    SELECT e.id, e.scheme_id, e.start_month, LEAST(e.end_month, o.paid_through) AS end_month,
           '' AS end_reason, e.ended_on, e.ledger_from, e.ledger_from AS look_from,
           e.person_id
    FROM unnest(%(ids)s::bigint[], %(paid)s::date[]) AS o (id, paid_through)
    JOIN subsidies_entitlement e ON e.id = o.id
),
{owed_sql.OWED},
added AS (
    INSERT INTO subsidies_posting
        (entitlement_id, month, component, sequence, amount, batch_id, rate_row_id, reason)
    SELECT id, month, component, 1, amount, %(batch)s, rate_row_id, 'opening'
    FROM owed ORDER BY id, month
    RETURNING entitlement_id, amount
),
paid AS (
    INSERT INTO subsidies_payment (batch_id, entitlement_id, payee_id, region_id, amount, state)
    SELECT %(batch)s, a.entitlement_id, l.person_id, p.region_id, a.amount, 'paid'
    FROM (SELECT entitlement_id, sum(amount) AS amount FROM added GROUP BY 1) a
    JOIN life l ON l.id = a.entitlement_id
    JOIN registry_person p ON p.id = l.person_id
    ORDER BY a.entitlement_id
)
SELECT count(*), count(DISTINCT entitlement_id), COALESCE(sum(amount), 0) FROM added
"""


def open_ledger(*, spans: Sequence[Span], by: User, at: datetime) -> Opening:
    """Post and settle what the list says was paid; the caller has written the entitlements.

    New rights only: what is owed for months outside a right, or without a rate, is not posted.
    """
    paid = [
        (span.id, span.paid_through)
        for span in spans
        if span.id is not None
        and span.paid_through is not None
        and span.ledger_from <= min(span.paid_through, span.last)
    ]
    if not paid:
        return Opening()
    opened = {pk for pk, _ in paid}
    through = max(month for _, month in paid)
    batch = Batch.objects.create(
        kind=BatchKind.OPENING,
        through=through,
        state=BatchState.CLOSED,
        opened_at=at,
        prepared_by=by,
        calculated_at=at,
        closed_at=at,
        note="导入时原系统已发的月份",
    )
    BatchScheme.objects.bulk_create(
        BatchScheme(batch=batch, scheme_id=scheme, holding=False)
        for scheme in sorted({span.scheme.pk for span in spans if span.id in opened})
    )
    with connection.cursor() as cursor:
        cursor.execute(owed_sql.PLANNER)
        cursor.execute(
            _OPEN,
            {
                "ids": [pk for pk, _ in paid],
                "paid": [month for _, month in paid],
                "first": min(opened),
                "last": max(opened),
                "through": through,
                "batch": batch.pk,
            },
        )
        lines, people, amount = cursor.fetchone() or (0, 0, ZERO)
    batch.line_count, batch.person_count, batch.posted_total = lines, people, amount
    batch.save(update_fields=["line_count", "person_count", "posted_total"])
    return Opening(batch.pk, people, lines, amount)
