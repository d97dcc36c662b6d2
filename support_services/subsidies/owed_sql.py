"""What is owed, reckoned by the database for many at once: ``rules.owed`` as sets.

Two statements write the ledger, each for a range of entitlements, and return how many lines they
added and their sum:

``QUICK``  one month (or a few) for every entitlement on which nothing is marked;
``SLOW``   owed minus posted, from the earliest month in question, for the marked ones.

``DIFFERENCES`` is the same subtraction over whole lives, for the audit: it trusts no mark.
Every statement sees one snapshot, so facts and ledger belong together.
"""

from support_services.subsidies import publicity_sql

UNPUBLISHED = publicity_sql.unpublished(
    "e", cycle="s.cycle", day="%(today)s::date", through="%(through)s"
)

# The joins are written in the order that is cheap (entitlements of the range, their determination,
# then the handful of rates); left alone, the planner would try every rate on every entitlement,
# because it cannot know how few rows a materialised list has. Hashing keeps the order of the
# entitlements, in which their postings fall into the indexes; merging would sort twice.
PLANNER = (
    "SET LOCAL join_collapse_limit = 1; SET LOCAL enable_mergejoin = off;"
    " SET LOCAL work_mem = '128MB'"
)

# Rates by month. Month k of a yearly rate's own year pays R(A*k/12) - R(A*(k-1)/12), unless its
# scheme rounds otherwise (rules.month_amount); PostgreSQL rounds numeric half away from zero, as
# money.half_up does. Amounts have the ledger's own type
# from here on, so that the insert need not convert each of them.
#
# A component beside the standard may be written for all grades (0) or all classes (""). It is
# spread here, over the few keys that have a standard, so that what follows joins on equal keys
# however the rates were written; the row that is written closest to the key goes first.
RATE_MONTHS = """
rate_row AS MATERIALIZED (
    SELECT r.id, r.scheme_id, r.component, r.grade, r.rate_class, mo.month,
           r.basis = 'month_per_service_year' AS per_service_year,
           CASE r.basis
               WHEN 'year' THEN CASE w.rule
                   WHEN 'each_month' THEN round(r.amount / 12, 2)
                   WHEN 'whole_yuan' THEN ceil(round(r.amount / 12, 2))
                   ELSE round(r.amount * k.k / 12, 2) - round(r.amount * (k.k - 1) / 12, 2)
               END
               ELSE r.amount
           END::numeric(12,2) AS amount
    FROM months mo
    JOIN subsidies_raterow r
      ON r.scheme_id = mo.scheme_id AND r.is_live AND r.first_month <= mo.month
     AND (r.last_month IS NULL OR r.last_month >= mo.month)
    CROSS JOIN LATERAL (
        SELECT ((extract(year FROM mo.month)::int - extract(year FROM r.first_month)::int) * 12
                + extract(month FROM mo.month)::int - extract(month FROM r.first_month)::int)
               %% 12 + 1 AS k
    ) k
    -- One year of the rate is rounded in one way: as its first month says.
    LEFT JOIN subsidies_roundingrule w
      ON w.scheme_id = r.scheme_id AND w.is_live
     AND w.first_month <= (mo.month - (k.k - 1) * interval '1 month')::date
     AND (w.last_month IS NULL
          OR w.last_month >= (mo.month - (k.k - 1) * interval '1 month')::date)
),
rate_month AS MATERIALIZED (
    SELECT id, scheme_id, component, grade, rate_class, month, per_service_year, amount,
           NULL::bigint AS named, true AS in_tail
    FROM rate_row WHERE component = 'standard'
    UNION ALL (
    SELECT DISTINCT ON (r.scheme_id, r.component, s.grade, s.rate_class, r.month)
           r.id, r.scheme_id, r.component, s.grade, s.rate_class, r.month, r.per_service_year,
           r.amount, CASE WHEN c.is_named THEN c.id END, c.in_tail
    FROM rate_row s
    JOIN rate_row r
      ON r.scheme_id = s.scheme_id AND r.month = s.month AND r.component <> 'standard'
     AND r.grade IN (0, s.grade) AND r.rate_class IN ('', s.rate_class)
    JOIN subsidies_paycomponent c ON c.scheme_id = r.scheme_id AND c.code = r.component
    WHERE s.component = 'standard'
    ORDER BY r.scheme_id, r.component, s.grade, s.rate_class, r.month,
             r.grade <> 0 DESC, r.rate_class <> '' DESC
    )
)
"""

MONTH_AMOUNT = """
CASE WHEN rm.per_service_year THEN round(rm.amount * d.service_factor, 2)::numeric(12,2)
     ELSE rm.amount END
"""

NOT_EXCLUDED = """
NOT EXISTS (
    SELECT FROM subsidies_exclusion x
    WHERE x.entitlement_id = {entitlement} AND x.first_month <= {month}
      AND (x.last_month IS NULL OR x.last_month >= {month})
)
"""

# Neither suspended nor kept back by another right (叠加规则).
NOT_SUSPENDED = f"""
NOT EXISTS (
    SELECT FROM subsidies_suspension s
    WHERE s.entitlement_id = {{entitlement}} AND s.first_month <= {{month}}
      AND (s.last_month IS NULL OR s.last_month >= {{month}})
)
AND {NOT_EXCLUDED}
"""

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

# Needs a CTE ``life`` with the columns id, scheme_id, start_month, end_month, end_reason,
# ended_on, ledger_from, look_from. Gives ``grid``: a row per month that ought to have a rate (rate
# NULL where none is in force) and ``owed``: what is owed by month and component.
#
# The range is said again of every table that is read: the planner does not carry it over, and would
# read the whole ledger once for each range of an audit.
OWED = f"""
months AS MATERIALIZED (
    SELECT s.scheme_id, m::date AS month
    FROM (SELECT scheme_id, min(look_from) AS first_month FROM life GROUP BY 1) s
    CROSS JOIN LATERAL generate_series(
        s.first_month::timestamp, %(through)s::timestamp, interval '1 month'
    ) m
),
{RATE_MONTHS},
grid AS MATERIALIZED (
    SELECT l.id, m.month::date AS month, rm.component, rm.id AS rate_row_id,
           {MONTH_AMOUNT} AS amount
    FROM life l
    -- What is granted yearly or once has no standard by the month, and misses none.
    JOIN subsidies_scheme monthly ON monthly.id = l.scheme_id AND monthly.cycle = 'month'
    CROSS JOIN LATERAL generate_series(
        GREATEST(l.look_from, l.start_month, l.ledger_from)::timestamp,
        LEAST(l.end_month, %(through)s::date)::timestamp,
        interval '1 month'
    ) m(month)
    LEFT JOIN subsidies_determination d
      ON d.entitlement_id = l.id AND d.entitlement_id BETWEEN %(first)s AND %(last)s
     AND d.first_month <= m.month AND (d.last_month IS NULL OR d.last_month >= m.month)
    LEFT JOIN rate_month rm
      ON rm.scheme_id = l.scheme_id AND rm.month = m.month::date AND rm.named IS NULL
     AND rm.grade = d.grade AND rm.rate_class = d.rate_class
    WHERE {NOT_SUSPENDED.format(entitlement="l.id", month="m.month")}
),
owed AS (
    SELECT id, month, component, amount, rate_row_id
    FROM grid WHERE rate_row_id IS NOT NULL AND amount <> 0
    UNION ALL
    SELECT l.id, rm.month, rm.component, {MONTH_AMOUNT}, rm.id
    FROM life l
    JOIN subsidies_supplement g
      ON g.entitlement_id = l.id AND g.entitlement_id BETWEEN %(first)s AND %(last)s
    JOIN subsidies_determination d
      ON d.entitlement_id = l.id AND d.entitlement_id BETWEEN %(first)s AND %(last)s
    JOIN rate_month rm
      ON rm.named = g.component_id AND rm.grade = d.grade AND rm.rate_class = d.rate_class
     AND rm.month >= GREATEST(g.first_month, d.first_month, l.look_from, l.start_month,
                              l.ledger_from)
     AND rm.month <= LEAST(g.last_month, d.last_month, l.end_month, %(through)s::date)
    WHERE {MONTH_AMOUNT} <> 0 AND {NOT_SUSPENDED.format(entitlement="l.id", month="rm.month")}
    UNION ALL
    SELECT l.id, l.end_month,
           CASE rm.component WHEN 'standard' THEN 'tail' ELSE 't_' || rm.component END,
           amount.amount, r.id
    FROM life l
    JOIN subsidies_deathtail t
      ON t.scheme_id = l.scheme_id AND t.is_live AND t.died_from <= l.ended_on
     AND (t.died_to IS NULL OR t.died_to >= l.ended_on)
    JOIN subsidies_determination d
      ON d.entitlement_id = l.id AND d.entitlement_id BETWEEN %(first)s AND %(last)s
     AND d.first_month <= l.end_month AND (d.last_month IS NULL OR d.last_month >= l.end_month)
    JOIN rate_month rm
      ON rm.scheme_id = l.scheme_id AND rm.month = l.end_month AND rm.in_tail
     AND rm.grade = d.grade AND rm.rate_class = d.rate_class
    JOIN subsidies_raterow r ON r.id = rm.id
    CROSS JOIN LATERAL (
        SELECT CASE r.basis
               WHEN 'year' THEN round(r.amount * t.months / 12, 2)
               WHEN 'month' THEN round(r.amount * t.months, 2)
               ELSE round(r.amount * d.service_factor * t.months, 2)
           END AS amount
    ) amount
    WHERE l.end_reason = 'death'
      AND l.end_month BETWEEN GREATEST(l.look_from, l.start_month, l.ledger_from)
                          AND %(through)s::date
      AND amount.amount <> 0
      AND {NOT_EXCLUDED.format(entitlement="l.id", month="l.end_month")}
      AND (rm.named IS NULL OR EXISTS (
          SELECT FROM subsidies_supplement g
          WHERE g.entitlement_id = l.id AND g.component_id = rm.named
            AND g.first_month <= l.end_month
            AND (g.last_month IS NULL OR g.last_month >= l.end_month)
      ))
    UNION ALL
    SELECT l.id, g.first_month, 'grant', sum(g.amount), NULL::bigint
    FROM life l
    JOIN subsidies_grantdue g
      ON g.entitlement_id = l.id AND g.withdrawn_at IS NULL
     AND g.first_month BETWEEN l.look_from AND %(through)s::date
    GROUP BY l.id, g.first_month
)
"""

SUBTRACTION = """
posted AS (
    SELECT p.entitlement_id AS id, p.month, p.component, sum(p.amount) AS amount,
           max(p.sequence) AS sequence, max(p.rate_row_id) AS rate_row_id
    FROM life l
    JOIN subsidies_posting p
      ON p.entitlement_id = l.id AND p.entitlement_id BETWEEN %(first)s AND %(last)s
     AND p.month BETWEEN l.look_from AND %(through)s
    GROUP BY 1, 2, 3
),
difference AS MATERIALIZED (
    SELECT COALESCE(o.id, p.id) AS id,
           COALESCE(o.month, p.month) AS month,
           COALESCE(o.component, p.component) AS component,
           COALESCE(o.amount, 0) - COALESCE(p.amount, 0) AS amount,
           COALESCE(p.sequence, 0) + 1 AS sequence,
           COALESCE(o.rate_row_id, p.rate_row_id) AS rate_row_id,
           COALESCE(p.amount, 0) AS posted_amount,
           p.rate_row_id AS posted_rate_row_id,
           o.id IS NOT NULL AS is_owed
    FROM owed o
    FULL JOIN posted p ON p.id = o.id AND p.month = o.month AND p.component = o.component
    WHERE COALESCE(o.amount, 0) <> COALESCE(p.amount, 0)
)
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

# Whole lives, no marks: every month of which owed and posted differ.
_DIFFERENCES = f"""
WITH life AS MATERIALIZED (
    SELECT e.id, e.scheme_id, e.start_month, e.end_month, e.end_reason, e.ended_on, e.ledger_from,
           LEAST(e.start_month, (
               SELECT min(p.month) FROM subsidies_posting p WHERE p.entitlement_id = e.id
           )) AS look_from
    FROM subsidies_entitlement e
    WHERE e.id BETWEEN %(first)s AND %(last)s AND e.scheme_id = %(scheme)s
),
{OWED},
{SUBTRACTION}
SELECT x.id, x.month, x.component, x.posted_amount + x.amount AS owed_amount, x.posted_amount
FROM difference x
"""

# The audit. A difference is a fault only where nothing waits to be done: the entitlement is
# unmarked, or the month lies before what its mark says.
DIFFERENCES = f"""
{_DIFFERENCES}
LEFT JOIN subsidies_recheckmark k ON k.entitlement_id = x.id
WHERE k.from_month IS NULL OR x.month < k.from_month
ORDER BY x.id, x.month, x.component
LIMIT %(limit)s
"""

# A preview: what the next calculation would find, marks or not.
ALL_DIFFERENCES = f"""
{_DIFFERENCES}
ORDER BY x.id, x.month, x.component
"""
