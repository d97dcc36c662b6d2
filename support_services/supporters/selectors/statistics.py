"""支持统计: what a year of support adds up to. Every line carries the narrowing of the list behind
it, and is reckoned from that list's own rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min

from support_services.supporters.models import Activity, Contribution, Team
from support_services.supporters.selectors.activities import (
    activities,
    hours_in,
    hours_of_teams,
    sums,
    teams_visible_to,
)
from support_services.supporters.selectors.asked import OF_THE_COUNTY, Asked
from support_services.supporters.selectors.contributions import (
    TOWN,
    Total,
    contributions,
    totals_by,
)
from support_services.supporters.states import (
    CONTRIBUTION_LABELS,
    FIGURES,
    FOR_LABELS,
    KIND_LABELS,
    SUPPORTING,
    ActivityState,
    Figure,
)
from support_services.units.states import KIND_LABELS as UNIT_LABELS
from veterans.accounts.models import User
from veterans.regions.selectors import towns_visible_to


@dataclass(frozen=True)
class Given:
    """A line of what was given: ``asked`` is the list it adds up."""

    label: str
    total: Total
    asked: Asked


@dataclass(frozen=True)
class Done:
    """A line of what was done: how many activities, hours of volunteers, each figure's sum."""

    label: str
    count: int
    hours: Decimal
    figures: tuple[tuple[Figure, int], ...]
    asked: Asked


@dataclass(frozen=True)
class Statistics:
    """All of it for one narrowing; lines without anything are left out."""

    by_kind: tuple[Given, ...]
    by_unit: tuple[Given, ...]
    by_town: tuple[Given, ...]
    by_receiver: tuple[Given, ...]
    given: Given
    done: tuple[Done, ...]
    teams: tuple[tuple[Team, int, Decimal], ...]


def statistics(user: User, asked: Asked) -> Statistics:
    """Of what counts: contributions that are confirmed, activities that are reported."""
    gifts = contributions(user, asked.but(state=""))

    def lines(group: str, name: str, labels: dict[str, str]) -> tuple[Given, ...]:
        found = totals_by(gifts, group)
        return tuple(
            Given(label, found[code], asked.but(**{name: code}))
            for code, label in labels.items()
            if code in found
        )

    towns = dict(towns_visible_to(user).values_list("path", "name"))
    by_town = _by_town(totals_by(gifts, f"{TOWN}__path"), towns)
    return Statistics(
        lines("kind", "kind", {k.value: label for k, label in CONTRIBUTION_LABELS.items()}),
        lines("supporter__unit__kind", "unit_kind", {k.value: UNIT_LABELS[k] for k in SUPPORTING}),
        tuple(Given(label, found, asked.but(town=town)) for town, label, found in by_town),
        lines("for_whom", "for_whom", {k.value: label for k, label in FOR_LABELS.items()}),
        Given("合计", added([found for _, _, found in by_town]), asked),
        _done(user, asked),
        _teams(user, asked),
    )


def added(totals: list[Total]) -> Total:
    """One of several; a number only where all are counted in one unit."""
    units = {one.unit for one in totals}
    unit = units.pop() if len(units) == 1 else ""
    return Total(
        sum(one.count for one in totals),
        sum((one.amount for one in totals), Decimal("0.00")),
        sum((one.quantity for one in totals), Decimal(0)) if unit else Decimal(0),
        unit,
    )


def _by_town(found: dict[str | None, Total], towns: dict[str, str]) -> list[tuple[str, str, Total]]:
    """Path and name of a town and what its supporters gave; what is the county's last."""
    parts: dict[str, list[Total]] = {}
    for path, one in found.items():
        town = next((key for key in towns if path and path.startswith(key)), OF_THE_COUNTY)
        parts.setdefault(town, []).append(one)
    named = {**towns, OF_THE_COUNTY: "全区"}
    return [(town, name, added(parts[town])) for town, name in named.items() if town in parts]


def _done(user: User, asked: Asked) -> tuple[Done, ...]:
    mine = asked.but(kind="", for_whom="", state=ActivityState.REPORTED.value)
    rows = activities(user, mine)
    counts = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    much, hours = sums(rows), hours_in(rows)
    return tuple(
        Done(
            label,
            counts[kind],
            hours.get(kind.value, Decimal(0)),
            tuple((one, much.get((kind.value, one.code), 0)) for one in FIGURES[kind]),
            mine.but(kind=kind.value),
        )
        for kind, label in KIND_LABELS.items()
        if kind in counts
    )


def _teams(user: User, asked: Asked) -> tuple[tuple[Team, int, Decimal], ...]:
    rows = teams_visible_to(user)
    if asked.town and asked.town != OF_THE_COUNTY:
        rows = rows.filter(region__path__startswith=asked.town)
    teams = list(rows)
    found = hours_of_teams(teams, year=asked.year)
    return tuple((one, *found[one.pk]) for one in teams)


def years(*, today: date) -> list[int]:
    """Years of which anything is known, this one first."""
    spans: list[Callable[[], dict[str, date | None]]] = [
        lambda: Contribution.objects.aggregate(a=Min("given_on"), b=Max("given_on")),
        lambda: Activity.objects.aggregate(a=Min("on"), b=Max("on")),
    ]
    known = [day.year for span in spans for day in span().values() if day is not None]
    return list(range(today.year, min([*known, today.year]) - 1, -1))
