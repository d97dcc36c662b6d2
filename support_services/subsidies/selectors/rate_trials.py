"""试算: what a draft of standards would cost, by scheme, town and month. Reads; writes nothing.

Three set-based queries make the groups that ``rate_trials`` reckons with; a fourth counts whom the
draft concerns. A trial costs a few readings of the entitlements, however many months it spans.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from support_services.subsidies import rate_trials
from support_services.subsidies.models import RateRow, RateTable, Scheme
from support_services.subsidies.owed_sql import NOT_EXCLUDED, NOT_SUSPENDED
from support_services.subsidies.rate_trials import Cost, Group, Key, MonthCost, TailGroup
from support_services.subsidies.rules import Basis, Rate
from support_services.subsidies.selectors.rates import fitted_in, rows_of
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months, month_cn
from veterans.regions.models import Region

MOST_MONTHS = 120

_PEOPLE = """
FROM subsidies_entitlement e
JOIN subsidies_determination d ON d.entitlement_id = e.id
JOIN unnest(%(schemes)s::bigint[], %(grades)s::int[], %(classes)s::text[])
     AS k (scheme_id, grade, rate_class)
  ON k.scheme_id = e.scheme_id AND k.grade = d.grade AND k.rate_class = d.rate_class
JOIN registry_person p ON p.id = e.person_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.path = left(r.path, 9)
"""

_GROUPS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       GREATEST(e.start_month, e.ledger_from, d.first_month, %(first)s::date) AS first_month,
       LEAST(e.end_month, d.last_month, %(last)s::date) AS last_month, count(*)
{_PEOPLE}
WHERE GREATEST(e.start_month, e.ledger_from, d.first_month, %(first)s::date)
      <= LEAST(e.end_month, d.last_month, %(last)s::date)
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

_SUSPENDED = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       GREATEST(e.start_month, e.ledger_from, d.first_month, s.first_month, %(first)s::date),
       LEAST(e.end_month, d.last_month, s.last_month, %(last)s::date), -count(*)
{_PEOPLE}
-- No month is both: what is suspended is not kept back by another right as well.
JOIN (
    SELECT entitlement_id, first_month, last_month FROM subsidies_suspension
    UNION ALL SELECT entitlement_id, first_month, last_month FROM subsidies_exclusion
) s ON s.entitlement_id = e.id
WHERE GREATEST(e.start_month, e.ledger_from, d.first_month, s.first_month, %(first)s::date)
      <= LEAST(e.end_month, d.last_month, s.last_month, %(last)s::date)
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

_TAILS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       e.end_month, t.months, count(*)
{_PEOPLE}
JOIN subsidies_deathtail t
  ON t.scheme_id = e.scheme_id AND t.died_from <= e.ended_on
 AND (t.died_to IS NULL OR t.died_to >= e.ended_on)
WHERE e.end_reason = 'death' AND e.end_month >= e.start_month
  AND d.first_month <= e.end_month AND (d.last_month IS NULL OR d.last_month >= e.end_month)
  AND e.end_month BETWEEN GREATEST(e.start_month, e.ledger_from, %(first)s::date)
                      AND %(last)s::date
  AND {NOT_EXCLUDED.format(entitlement="e.id", month="e.end_month")}
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

# Somebody regraded within the months looked at is still one; somebody suspended in all of them, or
# without any counted service where it is service that is paid, is none.
_HEADS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), c.is_more, count(DISTINCT e.id)
FROM unnest(%(schemes)s::bigint[], %(grades)s::int[], %(classes)s::text[],
            %(firsts)s::date[], %(lasts)s::date[], %(more)s::boolean[])
     AS c (scheme_id, grade, rate_class, first_month, last_month, is_more)
JOIN subsidies_scheme scheme ON scheme.id = c.scheme_id
JOIN subsidies_entitlement e ON e.scheme_id = c.scheme_id
JOIN subsidies_determination d
  ON d.entitlement_id = e.id AND d.grade = c.grade AND d.rate_class = c.rate_class
 AND (NOT scheme.uses_service OR d.service_factor > 0)
CROSS JOIN LATERAL (
    SELECT GREATEST(e.start_month, e.ledger_from, d.first_month, c.first_month) AS first_month,
           LEAST(e.end_month, d.last_month, c.last_month) AS last_month
) paid
JOIN registry_person p ON p.id = e.person_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.path = left(r.path, 9)
WHERE paid.first_month <= paid.last_month AND (
    NOT EXISTS (SELECT FROM subsidies_suspension s WHERE s.entitlement_id = e.id)
    AND NOT EXISTS (SELECT FROM subsidies_exclusion x WHERE x.entitlement_id = e.id)
    OR EXISTS (
        SELECT FROM generate_series(
            paid.first_month::timestamp, paid.last_month::timestamp, interval '1 month'
        ) m(month)
        WHERE {NOT_SUSPENDED.format(entitlement="e.id", month="m.month")}
    )
)
GROUP BY 1, 2, 3
"""


@dataclass
class TrialRow:
    """A scheme or a town: entitlements that get more or less, and the yuan."""

    name: str
    raised: int
    lowered: int
    cost: Cost


@dataclass(frozen=True)
class Trial:
    """Months ``first`` to ``last`` of a draft; ``total`` over everything."""

    first: date
    last: date
    calculated_through: date | None
    total: TrialRow
    schemes: list[TrialRow]
    towns: list[TrialRow]
    months: Mapping[date, MonthCost]


def trial_horizon(table: RateTable) -> date:
    """December of the later of the year calculated so far and the year the draft begins in."""
    reached = Scheme.objects.filter(rates__table=table).aggregate(m=Max("posted_through"))["m"]
    return max(reached or table.effective_from, table.effective_from).replace(month=12)


def trial_of(table: RateTable, *, last: date) -> Trial:
    """What the draft would cost up to and with the month ``last``, were it in force today.

    Whoever is held up or without an account is counted: the money is owed to him all the same.
    Refuses a month before the draft begins, or more than ten years after.
    """
    if last < table.effective_from:
        raise Refused(f"试算的月份不能早于执行起始月（{month_cn(table.effective_from)}）。")
    if last >= add_months(table.effective_from, MOST_MONTHS):
        raise Refused("试算最多十年，请选近一些的月份。")
    with connection.cursor() as cursor:
        return _reckoned(table, last, cursor)


def _reckoned(table: RateTable, last: date, cursor: Any) -> Trial:
    rows = rows_of(table)
    before, after = _timelines(rows)
    first = min(row.first_month for row in rows)
    keys = list(after)
    params: dict[str, Any] = {**_columns(keys), "first": first, "last": last}
    groups = [Group(*found) for sql in (_GROUPS, _SUSPENDED) for found in _run(cursor, sql, params)]
    tails = [TailGroup(*found) for found in _run(cursor, _TAILS, params)]
    schemes = {s.pk: s for s in Scheme.objects.filter(pk__in={row.scheme_id for row in rows})}
    reckoned = rate_trials.reckon(
        groups,
        tails,
        before=before,
        after=after,
        posted_through={pk: scheme.posted_through for pk, scheme in schemes.items()},
        last=last,
    )
    heads: dict[tuple[int, int], dict[bool, int]] = defaultdict(dict)
    changes = rate_trials.changes(before, after, first, last)
    counted = {
        **_columns([change.key for change in changes]),
        "firsts": [change.first for change in changes],
        "lasts": [change.last for change in changes],
        "more": [change.is_more for change in changes],
    }
    for scheme, town, is_more, count in _run(cursor, _HEADS, counted):
        heads[scheme, town][is_more] = count
    towns = {place[1] for place in [*reckoned.places, *heads]}
    names = dict(Region.objects.filter(pk__in=towns).order_by("path").values_list("pk", "name"))
    places = sorted({*reckoned.places, *heads})

    def row(name: str, mine: Sequence[tuple[int, int]]) -> TrialRow:
        costs = [reckoned.places[place] for place in mine if place in reckoned.places]
        return TrialRow(
            name,
            sum(heads[place].get(True, 0) for place in mine if place in heads),
            sum(heads[place].get(False, 0) for place in mine if place in heads),
            Cost(
                *(
                    sum((getattr(cost, name) for cost in costs), Cost().arrears)
                    for name in ("arrears", "to_come", "monthly")
                )
            ),
        )

    reached = [s.posted_through for s in schemes.values() if s.posted_through is not None]
    return Trial(
        first=first,
        last=last,
        calculated_through=max(reached, default=None),
        total=row("合计", places),
        schemes=[
            row(scheme.short_name, [place for place in places if place[0] == scheme.pk])
            for scheme in sorted(schemes.values(), key=lambda s: s.position)
        ],
        towns=[
            row(name, [place for place in places if place[1] == town])
            for town, name in names.items()
        ],
        months=reckoned.months,
    )


def _run(cursor: Any, sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    cursor.execute(sql, params)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _columns(keys: Sequence[Key]) -> dict[str, list[Any]]:
    return {
        "schemes": [key[0] for key in keys],
        "grades": [key[1] for key in keys],
        "classes": [key[2] for key in keys],
    }


def _timelines(rows: Sequence[RateRow]) -> tuple[dict[Key, list[Rate]], dict[Key, list[Rate]]]:
    """Live rows of the draft's keys as they are, and as they would be with the draft."""
    keys = {(row.scheme_id, row.grade, row.rate_class) for row in rows}
    live = [
        row
        for row in RateRow.objects.filter(is_live=True, scheme__in={key[0] for key in keys})
        if (row.scheme_id, row.grade, row.rate_class) in keys
    ]
    ended, replaced, taking = fitted_in(rows)
    shortened = {row.pk: row for row in ended}
    gone = {row.pk for row in replaced}
    then = [shortened.get(row.pk, row) for row in live if row.pk not in gone] + taking
    return _by_key(keys, live), _by_key(keys, then)


def _by_key(keys: set[Key], rows: Sequence[RateRow]) -> dict[Key, list[Rate]]:
    lines: dict[Key, list[Rate]] = {key: [] for key in sorted(keys)}
    for row in rows:
        lines[row.scheme_id, row.grade, row.rate_class].append(
            Rate(
                str(row.scheme_id),
                row.grade,
                row.rate_class,
                row.amount,
                Basis(row.basis),
                row.first_month,
                row.last_month,
                row.pk,
            )
        )
    return lines
