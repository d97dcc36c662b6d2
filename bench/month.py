"""The measurements themselves."""

import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing.pool import Pool
from pathlib import Path

from django.db import connection, connections, transaction
from django.utils import timezone

from bench import seed
from support_services.subsidies import selectors
from support_services.subsidies.models import Batch, BatchScheme, RateRow, RateTable
from support_services.subsidies.services import bank, batches, calculation
from veterans.accounts.models import User
from veterans.foundation.months import add_months

JANUARY = date(2026, 1, 1)
HISTORY = 4


def say(text: str) -> None:
    print(text, flush=True)


@dataclass(frozen=True)
class Cost:
    """Seconds: elapsed, and of the processor in the server's process (0 where it cannot tell)."""

    wall: float
    server: float


class Meter:
    """Reads both clocks; the server's process must be on this machine and this connection's."""

    def __init__(self) -> None:
        settle()
        self.wall, self.server = time.perf_counter(), self._server()

    def read(self) -> Cost:
        return Cost(time.perf_counter() - self.wall, self._server() - self.server)

    @staticmethod
    def _server() -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            row = cursor.fetchone()
        stat = Path(f"/proc/{row[0] if row else 0}/stat")
        if not stat.exists():
            return 0.0
        fields = stat.read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ratio(ours: Sequence[float], limits: Sequence[float]) -> str:
    """Median of the pairs' ratios, and all of them."""
    each = sorted(mine / limit for mine, limit in zip(ours, limits, strict=True))
    return f"{statistics.median(each):.2f} (of {', '.join(f'{r:.2f}' for r in each)})"


def ready(_: int) -> None:
    """A worker of the bureau has long been connected when its bell rings."""
    connection.ensure_connection()
    time.sleep(0.2)


def run_month(month: date, hands: list[User], workers: int) -> tuple[Batch, Cost]:
    """Open and calculate a month; the cost from opening to CALCULATED."""
    if workers == 1:
        return calculated(month, hands, None)
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        pool.map(ready, range(workers), chunksize=1)
        return calculated(month, hands, pool, workers)


def calculated(
    month: date, hands: list[User], pool: Pool | None, workers: int = 1
) -> tuple[Batch, Cost]:
    """The month by this process, or by all of a pool's."""
    at = timezone.now()
    meter = Meter()
    batch = batches.open_batch(scheme_codes=seed.SCHEMES, through=month, by=hands[0], at=at)
    calculation.request_calculation(batch_id=batch.pk, by=hands[0], at=at)
    if pool is None:
        work(batch.pk, at)
    else:
        pool.starmap(work, [(batch.pk, at)] * workers, chunksize=1)
    calculation.finish(batch_id=batch.pk, at=timezone.now())
    cost = meter.read() if pool is None else Cost(time.perf_counter() - meter.wall, 0.0)
    batch.refresh_from_db()
    assert batch.state == "calculated", batch.state
    # The next month may open without anybody having to approve this one.
    BatchScheme.objects.filter(batch=batch).update(holding=False)
    return batch, cost


def work(batch_id: int, at: datetime) -> None:
    """One worker until nothing is left."""
    while calculation.work_on(batch_id=batch_id, at=at):
        pass


def settle() -> None:
    """Nobody pays for the pages that the one before has dirtied, nor for vacuuming its rows.

    Left alone, autovacuum comes when it likes: while two workers fill both cores or while the one
    plain statement leaves a core idle.
    """
    with connection.cursor() as cursor:
        for table in ("subsidies_posting", "bench_twin"):
            cursor.execute("SELECT to_regclass(%s)", [table])
            row = cursor.fetchone()
            if row and row[0]:
                cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
                cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("CHECKPOINT")


def twin() -> None:
    """A table like the ledger: columns, defaults, checks, indexes and history; no triggers."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_twin")
        cursor.execute("CREATE TABLE bench_twin (LIKE subsidies_posting INCLUDING ALL)")
        cursor.execute("INSERT INTO bench_twin SELECT * FROM subsidies_posting")
        cursor.execute("VACUUM ANALYZE bench_twin")


def plain_insert(batch: Batch) -> Cost:
    """Cost of one plain statement for the same rows, ready made."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_rows")
        cursor.execute(
            "CREATE TABLE bench_rows AS SELECT * FROM subsidies_posting WHERE batch_id = %s"
            " ORDER BY entitlement_id",
            [batch.pk],
        )
        meter = Meter()
        cursor.execute("INSERT INTO bench_twin SELECT * FROM bench_rows")
        cost = meter.read()
        assert cursor.rowcount == batch.line_count
    return cost


def again(hands: list[User], month: date) -> None:
    """The same month once more posts nothing; how long the look takes."""
    batch, cost = run_month(month, hands, 1)
    say(f"  the same month again: {batch.line_count} rows, {cost.wall:.2f} s")
    assert batch.line_count == 0


def trials(by: User, month: date) -> None:
    """What a draft would cost, over one month and over two years: it should hardly matter."""
    spent = []
    with transaction.atomic():
        table = RateTable.objects.create(
            pk=2, title="试算", effective_from=month, entered_by=by, entered_at=timezone.now()
        )
        rows = list(RateRow.objects.filter(is_live=True))
        for row in rows:
            row.pk, row.table, row.is_live = None, table, False
            row.amount, row.first_month = row.amount + 12, month
        RateRow.objects.bulk_create(rows)
        for months in (0, 24):
            started = time.perf_counter()
            found = selectors.trial_of(table, last=add_months(month, months))
            spent.append(time.perf_counter() - started)
            assert found.total.raised
        transaction.set_rollback(True)
    say(f"  trial of a draft: {spent[0]:.2f} s over one month, {spent[1]:.2f} s over 25")


def write_file(batch: Batch, hands: list[User], size: int) -> None:
    """Approval (a payment per person), then the bank file; memory of this process."""
    at = timezone.now()
    BatchScheme.objects.filter(batch=batch).update(holding=True)
    batches.review(batch_id=batch.pk, by=hands[1], at=at)
    started = time.perf_counter()
    batches.approve(batch_id=batch.pk, by=hands[2], at=at)
    say(f"  approval, a payment each: {time.perf_counter() - started:.2f} s")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    made = bank.export(batch_id=batch.pk, layout="sample-text-gb18030", by=hands[0], at=at)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(
        f"  bank file: {made.line_count:,} lines, {made.stored.byte_count / 1e6:.0f} MB,"
        f" {seconds:.1f} s = {size / seconds:,.0f} lines/s;"
        f" peak memory {peak:.0f} MiB (before {before:.0f} MiB)"
    )
