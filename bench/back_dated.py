"""The two slowest things that still must be bearable: a late raise for all, and the full audit."""

import time
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from bench.month import Cost, plain_insert, run_month, say
from support_services.subsidies.models import RateRow, RateTable
from support_services.subsidies.services import rates
from support_services.subsidies.services.ledger_audit import audit_ledger
from veterans.accounts.models import User
from veterans.foundation.months import add_months

MONTHS_BACK = 7
RAISE = Decimal("120.00")


def late_raise(through: date, hands: list[User], workers: int) -> tuple[Cost, Cost]:
    """Every standard raised seven months late, then the month after; beside the plain statement
    for the same lines. Seven paid months lie behind. What is said comes with it."""
    first = add_months(through, 1 - MONTHS_BACK)
    at = timezone.now()
    table = RateTable.objects.create(
        pk=9, title="调标", effective_from=first, entered_by=hands[0], entered_at=at
    )
    rows = list(RateRow.objects.filter(is_live=True))
    for row in rows:
        row.pk, row.table, row.is_live, row.base, row.percent = None, table, False, None, None
        row.amount, row.first_month = row.amount + RAISE, first
    RateRow.objects.bulk_create(rows)
    started = time.perf_counter()
    done = rates.enforce_table(table=table, by=hands[1], at=at)
    enforced = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE subsidies_entitlement")
    batch, ours = run_month(add_months(through, 1), hands, workers)
    assert batch.line_count > done.marked * MONTHS_BACK
    plain = plain_insert(batch)
    say(
        f"  raise back-dated by {MONTHS_BACK} months for {done.marked:,}: brought into force in"
        f" {enforced:.2f} s; {batch.line_count:,} lines in {ours.wall:.2f} s ="
        f" {ours.wall / plain.wall:.2f} x a plain INSERT … SELECT of the same lines"
        f" ({plain.wall:.2f} s)"
    )
    return ours, plain


def full_audit() -> float:
    """Every check over the whole ledger, beside one reading of it: the least an audit can do."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        started = time.perf_counter()
        cursor.execute(
            "SELECT count(*) FROM (SELECT entitlement_id, month, component, sum(amount)"
            " FROM subsidies_posting GROUP BY 1, 2, 3) read"
        )
        limit = time.perf_counter() - started
        cursor.execute("SELECT count(*) FROM subsidies_posting")
        row = cursor.fetchone()
    started = time.perf_counter()
    faults = audit_ledger()
    seconds = time.perf_counter() - started
    # The bench never pays what it posts, so what is posted is not paid; nothing else may be wrong.
    assert {fault.check for fault in faults} <= {"posted_is_paid", "payments_of_batch"}, faults[:3]
    say(
        f"  full audit of {row[0] if row else 0:,} lines: {seconds:.1f} s ="
        f" {seconds / limit:.1f} x one grouped reading of the ledger ({limit:.2f} s)"
    )
    return seconds
