"""Everything at each size, and how it grows."""

import statistics
import time
from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection

from bench import back_dated, seed
from bench.month import (
    HISTORY,
    JANUARY,
    again,
    plain_insert,
    ratio,
    run_month,
    say,
    trials,
    twin,
    write_file,
)
from support_services.subsidies.services import calculation
from veterans.accounts.models import User
from veterans.foundation.months import add_months


def measure(
    sizes: Sequence[int], *, rounds: int, workers: int, bank_file: bool, all_of_it: bool
) -> None:
    """Each size: four months of history, then ``rounds`` months against the plain statement; then,
    if ``all_of_it``, a late raise for everybody and the full audit."""
    call_command("migrate", verbosity=0)
    say(f"PostgreSQL {connection.pg_version // 10000}, {workers} worker(s), {rounds} rounds")
    months: dict[int, float] = {}
    raises: dict[int, float] = {}
    audits: dict[int, float] = {}
    for size in sizes:
        say(f"\n{size:,} entitlements")
        seed.empty()
        seed.fill(size)
        hands = [User.objects.get(username=name) for name in "pra"]
        month = JANUARY
        for _ in range(HISTORY):
            month = add_months(month, 1)
            run_month(month, hands, 1)
        twin()
        ours, plain = [], []
        for _ in range(rounds):
            month = add_months(month, 1)
            batch, cost = run_month(month, hands, workers)
            ours.append(cost)
            plain.append(plain_insert(batch))
        months[size] = statistics.median(cost.wall for cost in ours)
        say(
            f"  month, open to calculated: {months[size]:.2f} s"
            f" = {size / months[size]:,.0f} rows/s;"
            f" plain INSERT … SELECT: {statistics.median(cost.wall for cost in plain):.2f} s"
        )
        say(f"    ratio of elapsed time {ratio([c.wall for c in ours], [c.wall for c in plain])}")
        if workers == 1 and ours[0].server:
            say(
                "    ratio of the server's processor time "
                + ratio([c.server for c in ours], [c.server for c in plain])
            )
        started = time.perf_counter()
        calculation.summarise(batch_id=batch.pk)
        say(f"  totals by town and changes, after it: {time.perf_counter() - started:.2f} s")
        again(hands, month)
        trials(hands[0], month)
        if bank_file:
            write_file(batch, hands, size)
        if not all_of_it:
            continue
        raises[size] = back_dated.late_raise(month, hands, workers)[0].wall
        audits[size] = back_dated.full_audit()
    if len(months) > 1:
        small, large = min(months), max(months)
        say(f"\ngrowth from {small:,} to {large:,} entitlements, × {large / small:.0f}:")
        for what, spent in (("month", months), ("late raise", raises), ("audit", audits)):
            if large in spent:
                say(f"  {what}: × {spent[large] / spent[small]:.1f}")
