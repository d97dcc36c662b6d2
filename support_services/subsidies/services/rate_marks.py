"""Whom standards concern that come into force: the mark that makes the next batch look back."""

from collections.abc import Sequence

from django.db import connection

from support_services.subsidies.mark_sql import mark
from support_services.subsidies.models import RateRow

# A month that no batch has reached needs no mark: the batch that gets there reads the new rates.
_MARK = f"""
WITH reached AS (
    SELECT s.id AS scheme_id, GREATEST(s.posted_through, (
        SELECT max(b.through)
        FROM subsidies_batchscheme bs JOIN subsidies_batch b ON b.id = bs.batch_id
        WHERE bs.scheme_id = s.id AND bs.holding
    )) AS month
    FROM subsidies_scheme s
),
-- What is written for all grades or classes concerns every key that has a standard.
concerned_key AS MATERIALIZED (
    SELECT DISTINCT c.scheme_id, named.id AS named, s.grade, s.rate_class,
           c.first_month, c.last_month
    FROM unnest(%(schemes)s::bigint[], %(components)s::text[], %(grades)s::int[],
                %(classes)s::text[], %(firsts)s::date[], %(lasts)s::date[])
         AS c (scheme_id, component, grade, rate_class, first_month, last_month)
    JOIN reached ON reached.scheme_id = c.scheme_id AND reached.month >= c.first_month
    JOIN subsidies_raterow s
      ON s.scheme_id = c.scheme_id AND s.component = 'standard' AND s.is_live
     AND c.grade IN (0, s.grade) AND c.rate_class IN ('', s.rate_class)
    LEFT JOIN subsidies_paycomponent named
      ON named.scheme_id = c.scheme_id AND named.code = c.component AND named.is_named
),
-- People first, then the handful of keys: the planner, which cannot know how few these are, would
-- try every key on everybody of a scheme.
holder AS MATERIALIZED (
    SELECT e.id, e.scheme_id, d.grade, d.rate_class,
           GREATEST(d.first_month, e.ledger_from) AS first_month,
           LEAST(d.last_month, e.end_month) AS last_month
    FROM subsidies_entitlement e
    JOIN subsidies_determination d ON d.entitlement_id = e.id
    WHERE e.scheme_id = ANY(%(schemes)s)
),
concerned AS (
    SELECT h.id, min(GREATEST(c.first_month, h.first_month)) AS first_month
    FROM holder h
    JOIN concerned_key c
      ON c.scheme_id = h.scheme_id AND c.grade = h.grade AND c.rate_class = h.rate_class
     AND (h.last_month IS NULL OR h.last_month >= c.first_month)
     AND (c.last_month IS NULL OR c.last_month >= h.first_month)
    WHERE c.named IS NULL OR EXISTS (
        SELECT FROM subsidies_supplement g
        WHERE g.entitlement_id = h.id AND g.component_id = c.named
    )
    GROUP BY 1
)
{mark("SELECT id, first_month FROM concerned ORDER BY id")}
"""


def mark_rated(rows: Sequence[RateRow]) -> int:
    """Mark the entitlements whose months these rows now rate; how many."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "schemes": [row.scheme_id for row in rows],
                "components": [row.component for row in rows],
                "grades": [row.grade for row in rows],
                "classes": [row.rate_class for row in rows],
                "firsts": [row.first_month for row in rows],
                "lasts": [row.last_month for row in rows],
            },
        )
        return int(cursor.rowcount)
