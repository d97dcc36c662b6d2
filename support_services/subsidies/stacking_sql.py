"""What may not be drawn together, settled by the database for many people at once.

``stacking.kept_apart`` as sets. Facts are dated, so the months between two dates at which any of
them changes are alike: a life is cut at these dates and every piece is looked at once, by its first
month. The last piece is open, like the rights themselves.

``DIFFERENCES`` holds what ought to be beside what is. Settling deletes and inserts what it gives;
for the audit every row of it is a fault. Needs the parameters ``people`` (ids, or NULL for
everybody) and ``stacking_default`` (what holds for two schemes without a rule).
"""

# A day and a month of it, as far as sets of months are concerned.
_AFTER = "({month} + interval '1 month')::date"

_WANTED = f"""
-- Rights by the month that ever had one, of people with two or more of them. What is granted
-- yearly or once goes with anything.
held AS MATERIALIZED (
    SELECT * FROM (
        SELECT e.id, e.person_id, e.scheme_id, s.position, e.start_month AS first_month,
               e.end_month AS last_month, count(*) OVER (PARTITION BY e.person_id) AS rights
        FROM subsidies_entitlement e
        JOIN subsidies_scheme s ON s.id = e.scheme_id AND s.cycle = 'month'
        WHERE (e.end_month IS NULL OR e.end_month >= e.start_month)
          AND (%(people)s::bigint[] IS NULL OR e.person_id = ANY(%(people)s))
    ) every WHERE rights > 1
),
rated AS MATERIALIZED (
    SELECT h.id, h.person_id, GREATEST(d.first_month, r.first_month) AS first_month,
           LEAST(d.last_month, r.last_month) AS last_month,
           CASE r.basis WHEN 'year' THEN r.amount WHEN 'month' THEN r.amount * 12
                        ELSE r.amount * 12 * d.service_factor END AS standard
    FROM held h
    JOIN subsidies_determination d ON d.entitlement_id = h.id
    JOIN subsidies_raterow r
      ON r.scheme_id = h.scheme_id AND r.grade = d.grade AND r.rate_class = d.rate_class
     AND r.is_live AND r.component = 'standard'
     AND r.first_month <= COALESCE(d.last_month, r.first_month)
     AND d.first_month <= COALESCE(r.last_month, d.first_month)
),
suspended AS MATERIALIZED (
    SELECT h.id, h.person_id, s.first_month, s.last_month
    FROM held h JOIN subsidies_suspension s ON s.entitlement_id = h.id
),
ruled AS MATERIALIZED (
    SELECT id, low_id, high_id, kept_id, effect, first_month, last_month
    FROM subsidies_stackingrule WHERE is_live
),
allowed AS MATERIALIZED (
    SELECT person_id, low_id, high_id, first_month, last_month
    FROM subsidies_stackingoverride o
    WHERE state = 'confirmed' AND person_id IN (SELECT person_id FROM held)
),
cut AS (
    SELECT person_id, month FROM (
        SELECT person_id, first_month, last_month FROM held
        UNION ALL SELECT person_id, first_month, last_month FROM rated
        UNION ALL SELECT person_id, first_month, last_month FROM suspended
        UNION ALL SELECT person_id, first_month, last_month FROM allowed
        UNION ALL
        SELECT DISTINCT a.person_id, k.first_month, k.last_month
        FROM ruled k
        JOIN held a ON a.scheme_id = k.low_id
        JOIN held b ON b.scheme_id = k.high_id AND b.person_id = a.person_id
    ) fact
    CROSS JOIN LATERAL (
        VALUES (fact.first_month), ({_AFTER.format(month="fact.last_month")})
    ) ends (month)
    WHERE month IS NOT NULL
    GROUP BY 1, 2
),
piece AS MATERIALIZED (
    SELECT person_id, month AS first_month,
           (lead(month) OVER (PARTITION BY person_id ORDER BY month) - interval '1 month')::date
           AS last_month
    FROM cut
),
active AS MATERIALIZED (
    SELECT p.person_id, p.first_month, p.last_month, h.id, h.scheme_id,
           row_number() OVER (
               PARTITION BY p.person_id, p.first_month
               ORDER BY COALESCE(std.standard, 0) DESC, h.position, h.scheme_id
           ) AS preference
    FROM piece p
    JOIN held h
      ON h.person_id = p.person_id AND h.first_month <= p.first_month
     AND (h.last_month IS NULL OR h.last_month >= p.first_month)
    LEFT JOIN (
        SELECT r.id, p.first_month, sum(r.standard) AS standard
        FROM piece p
        JOIN rated r
          ON r.person_id = p.person_id AND r.first_month <= p.first_month
         AND (r.last_month IS NULL OR r.last_month >= p.first_month)
        GROUP BY 1, 2
    ) std ON std.id = h.id AND std.first_month = p.first_month
    -- What is suspended is not drawn, and keeps nothing else back.
    WHERE NOT EXISTS (
        SELECT FROM suspended s
        WHERE s.id = h.id AND s.first_month <= p.first_month
          AND (s.last_month IS NULL OR s.last_month >= p.first_month)
    )
),
-- Two that cannot be drawn together, the one that stands before the other first.
clash AS MATERIALIZED (
    SELECT a.person_id, a.first_month, a.last_month, a.id AS winner, b.id AS loser,
           COALESCE(k.effect, %(stacking_default)s) AS effect, k.id AS rule_id
    FROM active a
    JOIN active b
      ON b.person_id = a.person_id AND b.first_month = a.first_month
     AND b.scheme_id <> a.scheme_id
    LEFT JOIN ruled k
      ON k.low_id = LEAST(a.scheme_id, b.scheme_id)
     AND k.high_id = GREATEST(a.scheme_id, b.scheme_id)
     AND k.first_month <= a.first_month
     AND (k.last_month IS NULL OR k.last_month >= a.first_month)
    WHERE COALESCE(k.effect, %(stacking_default)s) <> 'allow'
      AND CASE COALESCE(k.effect, %(stacking_default)s)
              WHEN 'forbid' THEN k.kept_id = a.scheme_id
              ELSE a.preference < b.preference END
      AND NOT EXISTS (
          SELECT FROM allowed o
          WHERE o.person_id = a.person_id AND o.low_id = LEAST(a.scheme_id, b.scheme_id)
            AND o.high_id = GREATEST(a.scheme_id, b.scheme_id)
            AND o.first_month <= a.first_month
            AND (o.last_month IS NULL OR o.last_month >= a.first_month)
      )
),
-- One by one: kept is the first that nothing undecided stands before; what cannot go with it is
-- out, and keeps nothing else back.
decided AS (
    SELECT a.person_id, a.first_month, NULL::bigint AS kept, a.rights AS undecided, c.winners,
           c.losers
    FROM (
        SELECT person_id, first_month, array_agg(id ORDER BY preference) AS rights
        FROM active GROUP BY 1, 2
    ) a
    JOIN (
        SELECT person_id, first_month, array_agg(winner) AS winners, array_agg(loser) AS losers
        FROM clash GROUP BY 1, 2
    ) c ON c.person_id = a.person_id AND c.first_month = a.first_month
    UNION ALL
    SELECT d.person_id, d.first_month, first.id,
           ARRAY(
               SELECT o.id FROM unnest(d.undecided) WITH ORDINALITY o (id, place)
               WHERE o.id <> first.id AND NOT EXISTS (
                   SELECT FROM unnest(d.winners, d.losers) c (winner, loser)
                   WHERE (c.winner, c.loser) IN ((o.id, first.id), (first.id, o.id))
               )
               ORDER BY o.place
           ),
           d.winners, d.losers
    FROM decided d
    CROSS JOIN LATERAL (
        SELECT o.id FROM unnest(d.undecided) WITH ORDINALITY o (id, place)
        ORDER BY EXISTS (
            SELECT FROM unnest(d.winners, d.losers) c (winner, loser)
            WHERE c.loser = o.id AND c.winner = ANY(d.undecided)
        ), o.place
        LIMIT 1
    ) first
),
apart AS (
    SELECT DISTINCT ON (c.person_id, c.first_month, other.id)
           other.id AS entitlement_id, c.first_month, c.last_month, k.kept AS because_id, c.effect,
           c.rule_id
    FROM decided k
    JOIN clash c
      ON c.person_id = k.person_id AND c.first_month = k.first_month
     AND k.kept IN (c.winner, c.loser)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN c.winner = k.kept THEN c.loser ELSE c.winner END AS id
    ) other
    ORDER BY c.person_id, c.first_month, other.id, cardinality(k.undecided) DESC
),
wanted AS MATERIALIZED (
    SELECT entitlement_id, because_id, effect, rule_id, min(first_month) AS first_month,
           CASE WHEN bool_or(last_month IS NULL) THEN NULL ELSE max(last_month) END AS last_month
    FROM (
        SELECT a.*, sum(CASE WHEN joins THEN 0 ELSE 1 END) OVER (
                   PARTITION BY entitlement_id ORDER BY first_month
               ) AS island
        FROM (
            SELECT a.*,
                   {_AFTER.format(month="lag(last_month) OVER w")} = first_month
                   AND lag(because_id) OVER w = because_id AND lag(effect) OVER w = effect
                   AND lag(rule_id) OVER w IS NOT DISTINCT FROM rule_id AS joins
            FROM apart a
            WINDOW w AS (PARTITION BY entitlement_id ORDER BY first_month)
        ) a
    ) a
    GROUP BY entitlement_id, island, because_id, effect, rule_id
)
"""

# Columns: number of the row that ought not to be (NULL: one that is missing), and what it says.
DIFFERENCES = f"""
WITH RECURSIVE {_WANTED},
there AS (
    SELECT x.id, x.entitlement_id, x.first_month, x.last_month, x.because_id, x.effect, x.rule_id
    FROM subsidies_exclusion x
    JOIN subsidies_entitlement e ON e.id = x.entitlement_id
    WHERE %(people)s::bigint[] IS NULL OR e.person_id = ANY(%(people)s)
)
SELECT t.id, COALESCE(t.entitlement_id, w.entitlement_id) AS entitlement_id,
       COALESCE(t.first_month, w.first_month) AS first_month,
       COALESCE(t.last_month, w.last_month) AS last_month,
       COALESCE(t.because_id, w.because_id) AS because_id, COALESCE(t.effect, w.effect) AS effect,
       COALESCE(t.rule_id, w.rule_id) AS rule_id
FROM wanted w
FULL JOIN there t
  ON t.entitlement_id = w.entitlement_id AND t.first_month = w.first_month
 AND t.because_id = w.because_id AND t.effect = w.effect
 AND COALESCE(t.last_month, 'infinity'::date) = COALESCE(w.last_month, 'infinity'::date)
 AND COALESCE(t.rule_id, 0) = COALESCE(w.rule_id, 0)
WHERE t.id IS NULL OR w.entitlement_id IS NULL
ORDER BY 1 NULLS LAST, 2, 3
"""

# The same for the audit, over everybody.
FAULTS = f"""
SELECT d.entitlement_id AS subject,
       CASE WHEN d.id IS NULL THEN '缺少' ELSE '多出' END || '叠加不发：自 '
       || to_char(d.first_month, 'YYYY-MM')
       || COALESCE(' 至 ' || to_char(d.last_month, 'YYYY-MM'), ' 起') AS what
FROM ({DIFFERENCES.replace("%(people)s", "NULL")}) d
"""
