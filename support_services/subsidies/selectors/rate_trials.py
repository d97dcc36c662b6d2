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
from support_services.subsidies.models import PayComponent, RateRow, RateTable, Scheme
from support_services.subsidies.owed_sql import NOT_EXCLUDED, NOT_SUSPENDED
from support_services.subsidies.rate_trials import Cost, Group, Key, MonthCost, TailGroup
from support_services.subsidies.rules import Basis, Component, Rate, Rounded
from support_services.subsidies.selectors.dated_rules import roundings
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

# Whoever has a named component, beside: his months of it.
_NAMED_PEOPLE = f"""
{_PEOPLE}
JOIN subsidies_supplement g ON g.entitlement_id = e.id
JOIN subsidies_paycomponent c ON c.id = g.component_id
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

_NAMED_GROUPS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       span.first_month, span.last_month, count(*), c.code
{_NAMED_PEOPLE}
CROSS JOIN LATERAL (
    SELECT GREATEST(e.start_month, e.ledger_from, d.first_month, g.first_month, %(first)s::date)
               AS first_month,
           LEAST(e.end_month, d.last_month, g.last_month, %(last)s::date) AS last_month
) span
WHERE span.first_month <= span.last_month
GROUP BY 1, 2, 3, 4, 5, 6, 7, c.code
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

_NAMED_SUSPENDED = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       span.first_month, span.last_month, -count(*), c.code
{_NAMED_PEOPLE}
JOIN subsidies_suspension s ON s.entitlement_id = e.id
CROSS JOIN LATERAL (
    SELECT GREATEST(e.start_month, e.ledger_from, d.first_month, g.first_month, s.first_month,
                    %(first)s::date) AS first_month,
           LEAST(e.end_month, d.last_month, g.last_month, s.last_month, %(last)s::date)
               AS last_month
) span
WHERE span.first_month <= span.last_month
GROUP BY 1, 2, 3, 4, 5, 6, 7, c.code
"""

_DIED = f"""
JOIN subsidies_deathtail t
  ON t.scheme_id = e.scheme_id AND t.died_from <= e.ended_on
 AND (t.died_to IS NULL OR t.died_to >= e.ended_on)
WHERE e.end_reason = 'death' AND e.end_month >= e.start_month
  AND d.first_month <= e.end_month AND (d.last_month IS NULL OR d.last_month >= e.end_month)
  AND e.end_month BETWEEN GREATEST(e.start_month, e.ledger_from, %(first)s::date)
                      AND %(last)s::date
  AND {NOT_EXCLUDED.format(entitlement="e.id", month="e.end_month")}
"""

_TAILS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       e.end_month, t.months, count(*)
{_PEOPLE}
{_DIED}
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

_NAMED_TAILS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), d.grade, d.rate_class, d.service_factor,
       e.end_month, t.months, count(*), c.code
{_NAMED_PEOPLE}
{_DIED}
  AND g.first_month <= e.end_month AND (g.last_month IS NULL OR g.last_month >= e.end_month)
GROUP BY 1, 2, 3, 4, 5, 6, 7, c.code
"""

# Somebody regraded within the months looked at is still one; somebody suspended in all of them, or
# without any counted service where it is service that is paid, is none.
_HEADS = f"""
SELECT e.scheme_id, COALESCE(town.id, r.id), c.is_more, count(DISTINCT e.id)
FROM unnest(%(schemes)s::bigint[], %(grades)s::int[], %(classes)s::text[],
            %(named)s::text[], %(firsts)s::date[], %(lasts)s::date[], %(more)s::boolean[])
     AS c (scheme_id, grade, rate_class, named, first_month, last_month, is_more)
JOIN subsidies_scheme scheme ON scheme.id = c.scheme_id
JOIN subsidies_entitlement e ON e.scheme_id = c.scheme_id
JOIN subsidies_determination d
  ON d.entitlement_id = e.id AND d.grade = c.grade AND d.rate_class = c.rate_class
 AND (NOT scheme.uses_service OR d.service_factor > 0)
LEFT JOIN (subsidies_supplement g JOIN subsidies_paycomponent pc ON pc.id = g.component_id)
  ON g.entitlement_id = e.id AND pc.code = c.named
CROSS JOIN LATERAL (
    SELECT GREATEST(e.start_month, e.ledger_from, d.first_month, c.first_month, g.first_month)
               AS first_month,
           LEAST(e.end_month, d.last_month, c.last_month, g.last_month) AS last_month
) paid
JOIN registry_person p ON p.id = e.person_id
JOIN regions_region r ON r.id = p.region_id
LEFT JOIN regions_region town ON town.path = left(r.path, 9)
WHERE paid.first_month <= paid.last_month AND (c.named = '' OR g.id IS NOT NULL) AND (
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
    params: dict[str, Any] = {**_columns(list(after)), "first": first, "last": last}
    named = sorted({r.component for line in after.values() for r in line if r.named})
    of_groups, of_tails = [_GROUPS, _SUSPENDED], [_TAILS]
    if named:
        of_groups += [_NAMED_GROUPS, _NAMED_SUSPENDED]
        of_tails += [_NAMED_TAILS]
    groups = [Group(*found) for sql in of_groups for found in _run(cursor, sql, params)]
    tails = [TailGroup(*found) for sql in of_tails for found in _run(cursor, sql, params)]
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
    changes = rate_trials.changes(before, after, first, last, named=named)
    counted = {
        **_columns([change.key for change in changes]),
        "named": [change.named for change in changes],
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
    """For each key that the draft speaks of, every row that may apply to it: as it is, and as it
    would be with the draft."""
    schemes = {row.scheme_id for row in rows}
    live = list(RateRow.objects.filter(is_live=True, scheme__in=schemes))
    ended, replaced, taking = fitted_in(rows)
    shortened = {row.pk: row for row in ended}
    gone = {row.pk for row in replaced}
    then = [shortened.get(row.pk, row) for row in live if row.pk not in gone] + taking
    keys = {
        (one.scheme_id, one.grade, one.rate_class)
        for one in then
        if one.component == Component.STANDARD and any(_speaks_of(row, one) for row in rows)
    }
    components = {(c.scheme_id, c.code): c for c in PayComponent.objects.filter(scheme__in=schemes)}
    return _by_key(keys, live, components), _by_key(keys, then, components)


def _speaks_of(row: RateRow, standard: RateRow) -> bool:
    return (
        row.scheme_id == standard.scheme_id
        and row.grade in (0, standard.grade)
        and row.rate_class in ("", standard.rate_class)
    )


def _by_key(
    keys: set[Key], rows: Sequence[RateRow], components: Mapping[tuple[int, str], PayComponent]
) -> dict[Key, list[Rate]]:
    rounded = roundings()
    rates = [
        _rate(row, components.get((row.scheme_id, row.component)), rounded.get(row.scheme_id, ()))
        for row in rows
    ]
    return {
        key: [
            rate
            for rate in rates
            if rate.scheme == str(key[0])
            and rate.grade in (0, key[1])
            and rate.rate_class in ("", key[2])
        ]
        for key in sorted(keys)
    }


def _rate(row: RateRow, component: PayComponent | None, rounded: Sequence[Rounded]) -> Rate:
    return Rate(
        str(row.scheme_id),
        row.grade,
        row.rate_class,
        row.amount,
        Basis(row.basis),
        row.first_month,
        row.last_month,
        row.pk,
        component=row.component,
        named=component is not None and component.is_named,
        in_tail=component is None or component.in_tail,
        rounded=rounded,
    )
