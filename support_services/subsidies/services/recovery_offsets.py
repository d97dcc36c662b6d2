"""What approval takes back and pays out, and what voiding undoes: ``offsets.offset`` as sets.

Both are one step of a batch whose row the caller has locked. The claims concerned are locked next,
in the order of their numbers: whoever confirms a repayment at the same moment locks his claim
first too, so that one of the two sees what the other left.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from support_services.subsidies.models import Batch
from veterans.foundation.errors import Refused

_LOCK_OPEN = """
SELECT c.id FROM subsidies_recoveryclaim c
WHERE c.state = 'open' AND EXISTS (
    SELECT FROM subsidies_posting p
    WHERE p.batch_id = %(batch)s AND p.entitlement_id = c.entitlement_id
)
ORDER BY c.id FOR UPDATE OF c
"""
_LOCK_TOUCHED = """
SELECT c.id FROM subsidies_recoveryclaim c
WHERE c.id IN (SELECT claim_id FROM subsidies_recoveryentry WHERE batch_id = %(batch)s)
ORDER BY c.id FOR UPDATE OF c
"""

# What follows a death, of the standard and of every component that goes on.
IS_TAIL = "p.component = 'tail' OR left(p.component, 2) = 't_'"

# Only where some line is below zero can anything be owed back, so only there are the parts looked
# at one by one; a month that the batch is the first to cover has nothing before it to correct.
_PAY = f"""
WITH net AS MATERIALIZED (
    SELECT p.entitlement_id, sum(p.amount) AS amount,
           COALESCE(sum(p.amount) FILTER (WHERE {IS_TAIL}), 0) AS tail,
           bool_or(p.amount < 0) AS has_minus
    FROM subsidies_posting p WHERE p.batch_id = %(batch)s GROUP BY 1
),
earlier AS MATERIALIZED (
    SELECT p.entitlement_id, COALESCE(sum(p.amount), 0) AS amount
    FROM net
    JOIN subsidies_posting p
      ON p.batch_id = %(batch)s AND p.entitlement_id = net.entitlement_id
     AND NOT ({IS_TAIL})
    JOIN subsidies_entitlement e ON e.id = p.entitlement_id
    JOIN subsidies_batchscheme bs ON bs.batch_id = %(batch)s AND bs.scheme_id = e.scheme_id
    WHERE net.has_minus AND (bs.quick_from IS NULL OR p.month < bs.quick_from)
    GROUP BY 1
),
parts AS (
    SELECT net.entitlement_id, net.tail, COALESCE(earlier.amount, 0) AS earlier,
           net.amount - net.tail - COALESCE(earlier.amount, 0) AS new
    FROM net LEFT JOIN earlier USING (entitlement_id)
),
due AS MATERIALIZED (
    SELECT entitlement_id,
           GREATEST(tail, 0) AS tail_due,
           GREATEST(earlier, 0) + GREATEST(new, 0) AS months_due,
           -LEAST(tail, 0) - LEAST(earlier, 0) - LEAST(new, 0) AS claimed
    FROM parts
),
agreed AS MATERIALIZED (
    SELECT c.id, c.entitlement_id, c.balance, plan.id AS plan_id, plan.cap,
           COALESCE(plan.tail_in_full, true) AS tail_in_full
    FROM subsidies_recoveryclaim c
    LEFT JOIN LATERAL (
        SELECT p.id, p.cap, p.tail_in_full FROM subsidies_recoveryplan p
        WHERE p.claim_id = c.id AND p.state = 'confirmed' AND p.from_month <= %(through)s
        ORDER BY p.from_month DESC, p.id DESC LIMIT 1
    ) plan ON true
    WHERE c.state = 'open'
),
-- What holds where nothing was agreed: at most one row.
general AS MATERIALIZED (
    SELECT g.id, g.percent, g.amount FROM subsidies_offsetcap g
    WHERE g.is_live AND g.first_month <= %(through)s
      AND (g.last_month IS NULL OR g.last_month >= %(through)s)
),
owing AS (
    SELECT d.*, a.id AS claim_id, a.plan_id, g.id AS general_id,
           CASE WHEN a.plan_id IS NOT NULL THEN a.cap
                ELSE COALESCE(g.amount, round(d.months_due * g.percent / 100, 2)) END AS cap,
           COALESCE(a.balance, 0) + d.claimed AS back,
           COALESCE(a.tail_in_full, true) AS tail_in_full
    FROM due d
    LEFT JOIN agreed a USING (entitlement_id)
    LEFT JOIN general g ON a.plan_id IS NULL
),
tails AS (
    SELECT o.*, CASE WHEN tail_in_full THEN LEAST(back, tail_due) ELSE 0 END AS from_tail
    FROM owing o
),
taken AS MATERIALIZED (
    SELECT t.*, LEAST(
        back - from_tail,
        months_due + CASE WHEN tail_in_full THEN 0 ELSE tail_due END,
        cap
    ) AS from_months
    FROM tails t
),
opened AS (
    INSERT INTO subsidies_recoveryclaim (entitlement_id, state, opened_at, claimed, balance)
    SELECT entitlement_id, 'open', %(at)s, 0, 0
    FROM taken WHERE claimed > 0 AND claim_id IS NULL
    ORDER BY entitlement_id
    RETURNING id, entitlement_id
),
entries AS (
    INSERT INTO subsidies_recoveryentry
        (entitlement_id, claim_id, kind, batch_id, month, amount, from_tail, plan_id,
         general_cap_id, at)
    SELECT t.entitlement_id, COALESCE(t.claim_id, o.id), e.kind, %(batch)s, %(through)s, e.amount,
           e.from_tail, e.plan_id, e.general_id, %(at)s
    FROM taken t
    LEFT JOIN opened o USING (entitlement_id)
    CROSS JOIN LATERAL (
        VALUES (1, 'claim', t.claimed, false, NULL, NULL),
               (2, 'offset', -t.from_tail, true, t.plan_id, NULL),
               (3, 'offset', -t.from_months, false, t.plan_id, t.general_id)
    ) e(place, kind, amount, from_tail, plan_id, general_id)
    WHERE t.back > 0 AND e.amount <> 0
    ORDER BY t.entitlement_id, e.place
)
INSERT INTO subsidies_payment (batch_id, entitlement_id, payee_id, region_id, amount, state)
SELECT %(batch)s, t.entitlement_id, COALESCE(e.payee_id, e.person_id), p.region_id,
       t.tail_due + t.months_due - t.from_tail - t.from_months, 'outstanding'
FROM taken t
JOIN subsidies_entitlement e ON e.id = t.entitlement_id
JOIN registry_person p ON p.id = COALESCE(e.payee_id, e.person_id)
WHERE t.tail_due + t.months_due > t.from_tail + t.from_months
ORDER BY t.entitlement_id
"""

# Every entry of the batch is met by its opposite; what brings the balance up comes first.
_REVERSE = """
INSERT INTO subsidies_recoveryentry
    (entitlement_id, claim_id, kind, batch_id, month, amount, from_tail, plan_id, general_cap_id,
     at)
SELECT entitlement_id, claim_id, 'reversal', batch_id, month, -amount, from_tail, plan_id,
       general_cap_id, %(at)s
FROM subsidies_recoveryentry WHERE batch_id = %(batch)s AND kind <> 'reversal'
ORDER BY claim_id, amount, id
"""

_TAKEN_SINCE = """
SELECT count(*)
FROM subsidies_recoveryclaim c
JOIN (
    SELECT claim_id, sum(amount) AS amount
    FROM subsidies_recoveryentry WHERE batch_id = %(batch)s GROUP BY 1
) b ON b.claim_id = c.id
WHERE c.balance < b.amount
"""


def pay_and_offset(batch: Batch, *, at: datetime) -> None:
    """Make the payments of a batch and the entries of its recoveries; the caller locked the batch.

    A right that owes nothing gets a payment of its postings. Whatever is newly owed back opens a
    claim or tops up the one that is open, and is offset at once as far as the plan allows.
    """
    params = _params(batch, at)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_OPEN, params)
        # A statement of its own: only what begins after the locks sees what others have left.
        cursor.execute(_PAY, params)


def reverse(batch: Batch, *, at: datetime) -> None:
    """Take back what the batch claimed and offset; a claim that it settled is open again.

    Refuses where money that the batch claimed has come back by hand, or was written off, since:
    that would leave the bureau owing it. The next batch corrects such a claim by itself.
    """
    params = _params(batch, at)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_TOUCHED, params)
        cursor.execute(_TAKEN_SINCE, params)
        if (found := cursor.fetchone()) and found[0]:
            raise Refused(
                f"本批产生的多发，有 {found[0]} 案已有退款或核销入账，不能作废；"
                "有差错的，更正人员信息，下一批会自动更正。"
            )
        cursor.execute(_REVERSE, params)


def _params(batch: Batch, at: datetime) -> dict[str, Any]:
    return {"batch": batch.pk, "through": batch.through, "at": at}
