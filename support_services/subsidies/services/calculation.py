"""Calculation: what a batch recognises as owed, chunk by chunk.

The state columns are the queue: a batch in CALCULATING with pending chunks is work that is owed,
whoever rings for it and however often. A chunk is one transaction; its row lock is its lease, so
a worker that dies gives it back at once and leaves nothing. A chunk that is done again posts
nothing, because what is owed minus what is posted is then nothing.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Min, Q, Sum
from django.utils import timezone

from support_services.subsidies import owed_sql, posting_sql
from support_services.subsidies.mark_sql import mark
from support_services.subsidies.models import (
    Batch,
    BatchChunk,
    BatchException,
    BatchScheme,
    Entitlement,
    RecheckMark,
    Scheme,
)
from support_services.subsidies.services.steps import locked, move
from support_services.subsidies.states import BatchState, ExceptionReason, JobState
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.money import ZERO

# Enough chunks for a progress bar that moves and for two workers to share; each large enough
# that the statement, not its planning, is what costs.
CHUNKS_AIMED_AT = 20
CHUNK_MIN_IDS = 500
CHUNK_MAX_IDS = 50_000
LAST_ID = 2**63 - 1


# Somebody who came to be held, or died without a payee, after the calculation stands on the list
# with money that must not go out, and owed minus posted is nothing, so that calculating again
# would change nothing. His lines of this batch are reversed and he is marked: then he is looked
# at like everybody with such an obstacle, and stands among the exceptions.
_TAKE_OFF = f"""
WITH obstructed AS MATERIALIZED (
    SELECT p.entitlement_id
    FROM subsidies_posting p
    JOIN subsidies_entitlement e ON e.id = p.entitlement_id
    JOIN subsidies_recheckmark k ON k.entitlement_id = e.id
    WHERE p.batch_id = %(batch)s AND (
        EXISTS (SELECT FROM subsidies_hold h
                WHERE h.entitlement_id = e.id AND h.released_at IS NULL)
        OR (e.payee_id IS NULL
            AND EXISTS (SELECT FROM registry_person d
                        WHERE d.id = e.person_id AND d.died_on IS NOT NULL))
    )
    GROUP BY 1 HAVING sum(p.amount) > 0
),
line AS MATERIALIZED (
    SELECT p.entitlement_id, p.month, p.component, sum(p.amount) AS amount,
           max(p.rate_row_id) AS rate_row_id
    FROM obstructed o
    JOIN subsidies_posting p ON p.batch_id = %(batch)s AND p.entitlement_id = o.entitlement_id
    GROUP BY 1, 2, 3 HAVING sum(p.amount) <> 0
),
reversed AS (
    INSERT INTO subsidies_posting
        (entitlement_id, month, component, sequence, amount, batch_id, rate_row_id, reason)
    SELECT l.entitlement_id, l.month, l.component, last.sequence + 1, -l.amount, %(batch)s,
           l.rate_row_id, 'correction'
    FROM line l
    CROSS JOIN LATERAL (
        SELECT max(q.sequence) AS sequence FROM subsidies_posting q
        WHERE q.entitlement_id = l.entitlement_id AND q.month = l.month
          AND q.component = l.component
    ) last
)
{mark("SELECT entitlement_id, min(month) FROM line GROUP BY 1 ORDER BY 1")}
"""


def request_calculation(*, batch_id: int, by: User, at: datetime) -> Batch:
    """Put a batch to work: make its chunks and mark it CALCULATING.

    A second calculation of the same batch looks again at what has changed since the first and
    posts the differences only. Refuses a batch beyond review.
    """
    with transaction.atomic():
        batch = locked(batch_id)
        move(batch, "calculate", by=by)
        batch.run += 1
        batch.job_state = JobState.QUEUED
        batch.job_note = ""
        batch.note = ""
        batch.save()
        if batch.run == 1:
            _cut(batch)
        else:
            # Obstacles are looked at anew; what was overpaid stays on the list it stood on.
            BatchException.objects.filter(batch=batch).exclude(
                reason=ExceptionReason.OVERPAID
            ).delete()
            BatchChunk.objects.filter(batch=batch).update(is_pending=True, done_at=None)
            with connection.cursor() as cursor:
                cursor.execute(_TAKE_OFF, {"batch": batch.pk})
        audit.record(
            actor=by,
            action="subsidies.calculate",
            subject="batch",
            subject_id=batch.pk,
            detail={"run": batch.run},
            at=at,
        )
    return batch


def _cut(batch: Batch) -> None:
    """Cut the entitlements of the batch's schemes into ranges of ids; the last one is open."""
    schemes = BatchScheme.objects.filter(batch=batch).values("scheme_id")
    span = Entitlement.objects.filter(scheme_id__in=schemes).aggregate(
        low=Min("id"), high=Max("id")
    )
    low, high = span["low"] or 1, span["high"] or 1
    size = min(max((high - low) // CHUNKS_AIMED_AT + 1, CHUNK_MIN_IDS), CHUNK_MAX_IDS)
    starts = list(range(low, high + 1, size))
    BatchChunk.objects.bulk_create(
        BatchChunk(
            batch=batch,
            number=number,
            first_id=start,
            last_id=LAST_ID if number == len(starts) else start + size - 1,
        )
        for number, start in enumerate(starts, start=1)
    )


def work_on(*, batch_id: int, at: datetime) -> bool:
    """Do one pending chunk of the batch that nobody else is at; False when there is none."""
    with transaction.atomic():
        chunk = (
            BatchChunk.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(batch_id=batch_id, is_pending=True, batch__state=BatchState.CALCULATING)
            .order_by("number")
            .first()
        )
        if chunk is None:
            return False
        through = Batch.objects.values_list("through", flat=True).get(pk=batch_id)
        params: dict[str, Any] = {
            "batch": batch_id,
            "through": through,
            # The day of this calculation: what was made public until yesterday is over.
            "today": timezone.localdate(at),
            "first": chunk.first_id,
            "last": chunk.last_id,
        }
        with connection.cursor() as cursor:
            cursor.execute(owed_sql.PLANNER)
            again = chunk.quick_done
            if not again:
                cursor.execute(posting_sql.QUICK, params)
                chunk.lines, chunk.amount = cursor.fetchone() or (0, ZERO)
            # Planning the slow statement costs more than looking whether it has anything to do.
            marked = RecheckMark.objects.filter(
                entitlement_id__gte=chunk.first_id, entitlement_id__lte=chunk.last_id
            )
            if marked.exists():
                cursor.execute(posting_sql.SLOW, params)
                lines, amount = cursor.fetchone() or (0, ZERO)
                chunk.lines += lines
                chunk.amount += amount
            if again:
                cursor.execute(posting_sql.FIGURES, params)
                chunk.lines, chunk.amount = cursor.fetchone() or (0, ZERO)
        chunk.is_pending, chunk.quick_done, chunk.done_at = False, True, at
        chunk.save()
    return True


def finish(*, batch_id: int, at: datetime) -> bool:
    """Close a calculation whose chunks are all done; False when there is nothing to close."""
    with transaction.atomic():
        batch = locked(batch_id)
        if batch.state != BatchState.CALCULATING:
            return False
        if BatchChunk.objects.filter(batch=batch, is_pending=True).exists():
            return False
        of_batch = BatchScheme.objects.filter(batch=batch).values("scheme_id")
        schemes = Scheme.objects.filter(id__in=of_batch)
        # In the order of their numbers, like everybody who holds schemes.
        list(schemes.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        schemes.exclude(posted_through__gte=batch.through).update(posted_through=batch.through)
        _total(batch)
        move(batch, "finish", by=None)
        batch.job_state, batch.job_note, batch.calculated_at = JobState.IDLE, "", at
        batch.save()
        audit.record(
            actor=None,
            action="subsidies.calculated",
            subject="batch",
            subject_id=batch.pk,
            detail={
                "run": batch.run,
                "lines": batch.line_count,
                "total": batch.posted_total,
                "exceptions": batch.exception_count,
            },
            at=at,
        )
    return True


def _total(batch: Batch) -> None:
    """The batch's own figures, from what its chunks read out of the ledger."""
    sums = batch.chunks.aggregate(lines=Sum("lines", default=0), amount=Sum("amount", default=ZERO))
    batch.line_count, batch.posted_total = sums["lines"], sums["amount"]
    batch.exception_count = (
        BatchException.objects.filter(batch=batch).values("entitlement_id").distinct().count()
    )


def calculate(*, batch_id: int, at: datetime) -> int:
    """Work until no chunk of the batch is left for this worker, then try to finish.

    Returns how many chunks were done here. Safe to call from many workers at once, twice, or
    after any of them was killed.
    """
    Batch.objects.filter(
        pk=batch_id, state=BatchState.CALCULATING, job_state=JobState.QUEUED
    ).update(job_state=JobState.RUNNING)
    done = 0
    while work_on(batch_id=batch_id, at=at):
        done += 1
    finish(batch_id=batch_id, at=at)
    summarise(batch_id=batch_id)
    return done


def owed_work() -> list[int]:
    """Batches whose columns say that calculation or summary is owed; the sweep rings for each."""
    return list(
        Batch.objects.filter(
            Q(state=BatchState.CALCULATING)
            | Q(state=BatchState.CALCULATED, summarised_run__lt=F("run"))
        )
        .order_by("id")
        .values_list("id", flat=True)
    )


def fail(*, batch_id: int, note: str) -> None:
    """Remember that the machine stumbled; the sweep will try again, people see why."""
    Batch.objects.filter(pk=batch_id, state=BatchState.CALCULATING).update(
        job_state=JobState.FAILED, job_note=note[:300]
    )


_CHANGES = """
WITH before AS (
    SELECT bs.scheme_id, max(pb.id) AS batch_id
    FROM subsidies_batchscheme bs
    -- What is granted yearly or once does not come again by the month: nothing to compare with.
    JOIN subsidies_scheme s ON s.id = bs.scheme_id AND s.cycle = 'month'
    JOIN subsidies_batchscheme ps ON ps.scheme_id = bs.scheme_id
    JOIN subsidies_batch pb ON pb.id = ps.batch_id
    WHERE bs.batch_id = %(batch)s AND pb.id < %(batch)s
      AND pb.kind = 'monthly' AND pb.state <> 'voided' AND pb.through < %(through)s
    GROUP BY 1
),
old AS MATERIALIZED (
    -- Each scheme against its own batch before: they need not have been paid together.
    SELECT p.entitlement_id, sum(p.amount) AS amount, bool_or(p.reason <> 'ordinary') AS special
    FROM (SELECT DISTINCT batch_id FROM before) d
    JOIN subsidies_posting p ON p.batch_id = d.batch_id
    JOIN subsidies_entitlement e ON e.id = p.entitlement_id
    JOIN before b ON b.batch_id = d.batch_id AND b.scheme_id = e.scheme_id
    GROUP BY 1
),
now AS MATERIALIZED (
    SELECT p.entitlement_id, sum(p.amount) AS amount,
           bool_or(p.reason = 'raise') AS raised, bool_or(p.reason = 'arrears') AS arrears,
           bool_or(p.reason = 'overpaid') AS overpaid, bool_or(p.reason = 'tail') AS tail,
           bool_or(p.reason = 'correction') AS corrected,
           max(p.rate_row_id) FILTER (WHERE p.month = %(through)s) AS rate_row_id
    FROM subsidies_posting p WHERE p.batch_id = %(batch)s GROUP BY 1
    -- Whose lines cancel each other out gets nothing.
    HAVING sum(p.amount) <> 0
)
INSERT INTO subsidies_batchchange (batch_id, entitlement_id, kind, before, after, reason)
SELECT %(batch)s, e.id,
       CASE WHEN old.entitlement_id IS NULL AND now.amount > 0 THEN 'new'
            WHEN now.entitlement_id IS NULL AND old.amount > 0 THEN 'stopped'
            WHEN COALESCE(now.amount, 0) > COALESCE(old.amount, 0) THEN 'more' ELSE 'less' END,
       COALESCE(old.amount, 0), COALESCE(now.amount, 0),
       CASE
           WHEN now.tail THEN '去世续发'
           WHEN now.overpaid THEN '冲减多发'
           WHEN now.entitlement_id IS NULL AND old.amount < 0 THEN '上月冲减，本月没有'
           WHEN now.entitlement_id IS NULL AND e.end_month IS NOT NULL THEN CASE e.end_reason
               WHEN 'death' THEN '去世' WHEN 'transfer' THEN '关系迁出' WHEN 'cancelled' THEN '取消'
               WHEN 'ineligible' THEN '不再符合条件' ELSE '终止' END
           WHEN now.entitlement_id IS NULL AND EXISTS (
               SELECT FROM subsidies_suspension s WHERE s.entitlement_id = e.id
                 AND s.first_month <= %(through)s
                 AND (s.last_month IS NULL OR s.last_month >= %(through)s)) THEN '中止'
           WHEN now.entitlement_id IS NULL AND EXISTS (
               SELECT FROM subsidies_exclusion s WHERE s.entitlement_id = e.id
                 AND s.first_month <= %(through)s
                 AND (s.last_month IS NULL OR s.last_month >= %(through)s))
               THEN '不能同时享受，发另一项'
           WHEN now.entitlement_id IS NULL THEN COALESCE((
               SELECT CASE x.reason WHEN 'hold' THEN '暂缓发放' WHEN 'no_rate' THEN '没有适用标准'
                          WHEN 'dead_not_ended' THEN '登记去世但未停发'
                          WHEN 'dead_no_payee' THEN '已去世，未指定遗属领取人'
                          ELSE '账户问题' END
               FROM subsidies_batchexception x
               WHERE x.batch_id = %(batch)s AND x.entitlement_id = e.id
               ORDER BY x.id LIMIT 1), '本期无应发')
           WHEN old.entitlement_id IS NULL AND e.start_month > (
               SELECT through FROM subsidies_batch WHERE id = b.batch_id) THEN '新批准'
           WHEN old.entitlement_id IS NULL AND now.arrears THEN '补发以前月份'
           WHEN old.entitlement_id IS NULL THEN '恢复发放'
           WHEN now.raised THEN '调标补差'
           WHEN now.corrected THEN '更正'
           WHEN now.arrears THEN '补发以前月份'
           WHEN old.special THEN '上月含补发或更正'
           WHEN EXISTS (
               SELECT FROM subsidies_determination d WHERE d.entitlement_id = e.id
                 AND d.first_month = %(through)s AND d.first_month > e.start_month) THEN '重新核定'
           ELSE '标准调整'
       END
FROM old
FULL JOIN now ON now.entitlement_id = old.entitlement_id
JOIN subsidies_entitlement e ON e.id = COALESCE(now.entitlement_id, old.entitlement_id)
JOIN before b ON b.scheme_id = e.scheme_id
-- A fen or two from spreading a yearly standard over months is no change.
WHERE now.entitlement_id IS NULL OR old.entitlement_id IS NULL
   OR abs(now.amount - old.amount) > 0.02
"""


_TOTALS = """
INSERT INTO subsidies_batchtotal (batch_id, scheme_id, town_id, persons, amount)
SELECT %(batch)s, e.scheme_id, COALESCE(town.id, r.id), count(*), sum(per.amount)
FROM (
    SELECT entitlement_id, sum(amount) AS amount
    FROM subsidies_posting WHERE batch_id = %(batch)s GROUP BY 1 HAVING sum(amount) <> 0
) per
JOIN subsidies_entitlement e ON e.id = per.entitlement_id
JOIN registry_person p ON p.id = e.person_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.path = left(r.path, 9)
GROUP BY 2, 3
"""


def summarise(*, batch_id: int) -> None:
    """Totals by scheme and town, and how each entitlement differs from the batch before.

    Apart from the calculation, because it reads two whole batches; done again it gives the same.
    """
    with transaction.atomic():
        batch = locked(batch_id)
        if batch.summarised_run >= batch.run or batch.state == BatchState.CALCULATING:
            return
        batch.totals.all().delete()
        batch.changes.all().delete()
        params: dict[str, Any] = {"batch": batch.pk, "through": batch.through}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute(_TOTALS, params)
            cursor.execute(_CHANGES, params)
        batch.person_count = batch.totals.aggregate(n=Sum("persons", default=0))["n"]
        batch.summarised_run = batch.run
        batch.save(update_fields=["person_count", "summarised_run"])
