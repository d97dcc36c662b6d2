"""What is owed, reckoned by the database for many at once: ``rules.owed`` as sets.

``OWED`` and ``SUBTRACTION`` are the middle of whatever compares what is owed with what is posted;
``posting_sql`` writes the ledger by them. ``DIFFERENCES`` is the same subtraction over whole lives,
for the audit: it trusts no mark. Every statement sees one snapshot, so facts and ledger belong
together.
"""

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
# money.half_up does. Amounts have the ledger's own type from here on, so that the insert need not
# convert each of them.
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
