"""What writes the ledger: owed less posted, for a range of entitlements at a time.

``QUICK``  one month (or a few) for every entitlement on which nothing is marked;
``SLOW``   owed minus posted, from the earliest month in question, for the marked ones.

Each returns how many lines it added and their sum, and sees one snapshot, so facts and ledger
belong together. What is owed stands in ``owed_sql``.
"""

from support_services.subsidies import publicity_sql
from support_services.subsidies.owed_sql import MONTH_AMOUNT, OWED, RATE_MONTHS, SUBTRACTION

UNPUBLISHED = publicity_sql.unpublished(
    "e", cycle="s.cycle", day="%(today)s::date", through="%(through)s"
)

# Which entitlement of the range is not paid in which month. Few are: gathered first and looked up
# in one hash, they cost next to nothing. NOT EXISTS per line cost as much as the whole insert,
# because the planner expects one line where there are tens of thousands, and loops. The hash fits
# into the work_mem of PLANNER even if everybody of a chunk were suspended.
BARRED = """
barred AS MATERIALIZED (
    SELECT s.entitlement_id, m.month
    FROM (
        SELECT entitlement_id, first_month, last_month FROM subsidies_suspension
        WHERE entitlement_id BETWEEN %(first)s AND %(last)s
        UNION ALL
        SELECT entitlement_id, first_month, last_month FROM subsidies_exclusion
        WHERE entitlement_id BETWEEN %(first)s AND %(last)s
    ) s
    JOIN (SELECT DISTINCT month FROM months) m
      ON s.first_month <= m.month AND (s.last_month IS NULL OR s.last_month >= m.month)
)
"""

# Nothing is marked, the month lies in the right and is neither barred nor without money.
ORDINARY = """
      e.id NOT IN (SELECT entitlement_id FROM marked)
      AND e.start_month <= rm.month AND e.ledger_from <= rm.month
      AND (e.end_month IS NULL OR e.end_month >= rm.month)
      AND rm.amount <> 0 AND NOT (rm.per_service_year AND d.service_factor = 0)
      AND (e.id, rm.month) NOT IN (SELECT entitlement_id, month FROM barred)
"""

QUICK = f"""
WITH months AS MATERIALIZED (
    SELECT bs.scheme_id, m::date AS month
    FROM subsidies_batchscheme bs
    CROSS JOIN LATERAL generate_series(
        bs.quick_from::timestamp, %(through)s::timestamp, interval '1 month'
    ) m
    WHERE bs.batch_id = %(batch)s AND bs.quick_from IS NOT NULL
),
{RATE_MONTHS},
{BARRED},
marked AS MATERIALIZED (
    SELECT entitlement_id FROM subsidies_recheckmark
    WHERE entitlement_id BETWEEN %(first)s AND %(last)s
),
added AS (
    INSERT INTO subsidies_posting
        (entitlement_id, month, component, sequence, amount, batch_id, rate_row_id, reason)
    SELECT e.id, rm.month, rm.component, 1, {MONTH_AMOUNT}, %(batch)s, rm.id, 'ordinary'
    FROM subsidies_entitlement e
    JOIN subsidies_determination d
      ON d.entitlement_id = e.id AND d.entitlement_id BETWEEN %(first)s AND %(last)s
    JOIN rate_month rm
      ON rm.scheme_id = e.scheme_id AND rm.grade = d.grade AND rm.rate_class = d.rate_class
     AND rm.month >= d.first_month AND (d.last_month IS NULL OR rm.month <= d.last_month)
    WHERE e.id BETWEEN %(first)s AND %(last)s AND rm.named IS NULL AND {ORDINARY}
    UNION ALL
    SELECT e.id, rm.month, rm.component, 1, {MONTH_AMOUNT}, %(batch)s, rm.id, 'ordinary'
    FROM subsidies_supplement g
    JOIN subsidies_entitlement e ON e.id = g.entitlement_id
    JOIN subsidies_determination d ON d.entitlement_id = g.entitlement_id
    JOIN rate_month rm
      ON rm.named = g.component_id AND rm.grade = d.grade AND rm.rate_class = d.rate_class
     AND rm.month >= GREATEST(d.first_month, g.first_month)
     AND rm.month <= LEAST(d.last_month, g.last_month, rm.month)
    WHERE g.entitlement_id BETWEEN %(first)s AND %(last)s AND {ORDINARY}
    RETURNING amount
)
SELECT count(*), COALESCE(sum(amount), 0) FROM added
"""

SLOW = f"""
WITH life AS MATERIALIZED (
    SELECT e.id, e.scheme_id, e.start_month, e.end_month, e.end_reason, e.ended_on, e.ledger_from,
           k.seq, COALESCE(e.payee_id, e.person_id) AS payee_id,
           CASE
               -- First of all: whatever else stands in the way, nothing of it may go out.
               WHEN {UNPUBLISHED} THEN 'not_published'
               WHEN EXISTS (SELECT FROM subsidies_hold h
                            WHERE h.entitlement_id = e.id AND h.released_at IS NULL) THEN 'hold'
               WHEN person.died_on IS NOT NULL AND e.end_month IS NULL THEN 'dead_not_ended'
               WHEN (person.died_on IS NOT NULL OR e.end_reason = 'death')
                    AND e.payee_id IS NULL THEN 'dead_no_payee'
               WHEN a.id IS NULL THEN 'no_account'
               WHEN a.state = 'unverified' THEN 'account_unverified'
               WHEN a.state = 'rejected' THEN 'account_rejected'
           END AS obstacle,
           s.posted_through,
           LEAST(k.from_month,
                 COALESCE((s.posted_through + interval '1 month')::date, k.from_month)
           ) AS look_from
    FROM subsidies_recheckmark k
    JOIN subsidies_entitlement e ON e.id = k.entitlement_id
    JOIN subsidies_batchscheme bs ON bs.scheme_id = e.scheme_id AND bs.batch_id = %(batch)s
    JOIN subsidies_scheme s ON s.id = e.scheme_id
    JOIN registry_person person ON person.id = e.person_id
    LEFT JOIN registry_bankaccount a
      ON a.person_id = COALESCE(e.payee_id, e.person_id) AND a.is_current
    WHERE k.entitlement_id BETWEEN %(first)s AND %(last)s
      AND e.id BETWEEN %(first)s AND %(last)s
),
{OWED},
{SUBTRACTION},
missing AS (
    SELECT id, min(month) AS month FROM grid WHERE rate_row_id IS NULL GROUP BY 1
),
verdict AS MATERIALIZED (
    SELECT l.id, l.seq, l.obstacle, l.end_month, l.end_reason, l.posted_through,
           missing.month AS missing_from, net.amount AS net, net.first_month,
           l.obstacle IS NOT NULL
               AND (net.amount > 0 OR (l.obstacle IN ('dead_not_ended', 'not_published')
                                   AND net.amount IS NOT NULL))
               AS blocked
    FROM life l
    LEFT JOIN missing ON missing.id = l.id
    LEFT JOIN (
        SELECT id, sum(amount) AS amount, min(month) AS first_month FROM difference GROUP BY 1
    ) net ON net.id = l.id
),
added AS (
    INSERT INTO subsidies_posting
        (entitlement_id, month, component, sequence, amount, batch_id, rate_row_id, reason)
    SELECT x.id, x.month, x.component, x.sequence, x.amount, %(batch)s, x.rate_row_id,
           CASE
               WHEN x.component = 'tail' OR left(x.component, 2) = 't_' THEN 'tail'
               WHEN x.posted_amount = 0
                    AND (x.month = %(through)s OR x.month > v.posted_through) THEN 'ordinary'
               WHEN x.posted_amount = 0 THEN 'arrears'
               WHEN NOT x.is_owed THEN 'overpaid'
               WHEN new.id <> old.id AND (new.grade, new.rate_class) = (old.grade, old.rate_class)
                   THEN 'raise'
               ELSE 'correction'
           END
    FROM difference x
    JOIN verdict v ON v.id = x.id AND NOT COALESCE(v.blocked, false)
    LEFT JOIN subsidies_raterow new ON new.id = x.rate_row_id
    LEFT JOIN subsidies_raterow old ON old.id = x.posted_rate_row_id
    ORDER BY x.id, x.month, x.component
    RETURNING amount
),
listed AS (
    INSERT INTO subsidies_batchexception (batch_id, entitlement_id, reason, from_month, amount)
    SELECT %(batch)s, v.id, r.reason, r.from_month, r.amount
    FROM verdict v
    CROSS JOIN LATERAL (
        SELECT v.obstacle AS reason, v.first_month AS from_month, v.net AS amount
        WHERE v.blocked
        UNION ALL
        SELECT 'overpaid', v.first_month, v.net WHERE v.net < 0 AND NOT COALESCE(v.blocked, false)
        UNION ALL
        SELECT 'no_rate', v.missing_from, 0 WHERE v.missing_from IS NOT NULL
    ) r
    ON CONFLICT (batch_id, entitlement_id, reason)
        DO UPDATE SET amount = subsidies_batchexception.amount + excluded.amount
),
seen AS MATERIALIZED (
    -- An obstacle keeps the mark as long as months may still follow; so does a missing rate; so
    -- does a death in a month still to come, because the quick way knows of no tail; and so do
    -- months that were paid ahead, before the portal came: the quick way must not post them
    -- again. The mark goes only if no fact has moved since this statement looked (seq).
    -- In the order of the numbers, like everybody who touches marks: nobody waits in a circle.
    SELECT v.id, LEAST(
        CASE WHEN v.blocked THEN v.first_month END,
        v.missing_from,
        CASE WHEN v.obstacle IS NOT NULL
                  AND (v.end_month IS NULL OR v.end_month > %(through)s) THEN DATE '9999-12-01' END,
        CASE WHEN v.end_reason = 'death' AND v.end_month > %(through)s THEN v.end_month END,
        (SELECT min(p.month) FROM subsidies_posting p
         WHERE p.entitlement_id = v.id AND p.month > %(through)s),
        -- Nor does the quick way know of what was granted for a later month.
        (SELECT min(g.first_month) FROM subsidies_grantdue g
         WHERE g.entitlement_id = v.id AND g.withdrawn_at IS NULL AND g.first_month > %(through)s)
    ) AS from_month
    FROM verdict v
    JOIN subsidies_recheckmark k ON k.entitlement_id = v.id AND k.seq = v.seq
    ORDER BY v.id FOR UPDATE OF k
),
kept AS (
    UPDATE subsidies_recheckmark k SET from_month = s.from_month
    FROM seen s WHERE k.entitlement_id = s.id AND s.from_month <> k.from_month
),
cleared AS (
    DELETE FROM subsidies_recheckmark k
    USING seen s WHERE k.entitlement_id = s.id AND s.from_month IS NULL
)
SELECT count(*), COALESCE(sum(amount), 0) FROM added
"""

# What a chunk's range of the batch holds, read from the ledger: for a batch that is calculated
# again, whose lines may have been reversed in between.
FIGURES = """
SELECT count(*), COALESCE(sum(amount), 0)
FROM subsidies_posting
WHERE batch_id = %(batch)s AND entitlement_id BETWEEN %(first)s AND %(last)s
"""
