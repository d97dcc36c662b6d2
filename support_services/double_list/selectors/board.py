"""The board: items as they stand today, narrowed and counted; every count is that of its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from support_services.double_list.models import Helper, Item, ItemStep
from support_services.double_list.rules import Figures
from support_services.double_list.selectors.figures import figures_on
from support_services.double_list.selectors.items import items_visible_to
from support_services.double_list.selectors.lights import (
    late_helpers,
    light_column,
    wait_column,
    waits_for,
)
from support_services.double_list.states import OVER, SIDE_LABELS, Light, Side
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.workdays.rules import Calendar
from veterans.workdays.selectors import calendar

# What may be asked for besides one state: everything that is over, what waits for more time.
IS_OVER, EXTENSION = "over", "extension"
# Waited for longer than agreed, for whomever; for the office.
LATE, OFFICE = "late", "office"
LATE_LIGHTS = [Light.YELLOW.value, Light.RED.value]
_OVER = sorted(one.value for one in OVER)
# Working days are counted back from today; no rule goes further.
_BACK = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Clockwork:
    """What lights are reckoned with on a day: two queries, whatever is on the board."""

    figures: Figures
    calendar: Calendar
    today: date


def clockwork(today: date) -> Clockwork:
    return Clockwork(figures_on(today), calendar(since=today - _BACK), today)


@dataclass(frozen=True)
class Counted:
    """One row of a table of counts: ``key`` as the filter takes it."""

    key: str
    label: str
    total: int
    lights: Mapping[str, int]


def lit(rows: QuerySet[Item], clock: Clockwork) -> QuerySet[Any]:
    """The same rows with both lights on each: ``light``, and ``wait`` of whoever is waited for."""
    given = (clock.figures, clock.calendar, clock.today)
    return rows.annotate(light=light_column(*given), wait=wait_column(*given))


def board(user: User, asked: Mapping[str, Any], clock: Clockwork) -> QuerySet[Any]:
    """Items with their lights, narrowed; in the order of the list."""
    rows = items_visible_to(user)
    if year := asked.get("year"):
        rows = rows.filter(year=year)
    if direction := asked.get("direction"):
        rows = rows.filter(direction=direction)
    if of_class := asked.get("of_class"):
        rows = rows.filter(of_class=of_class)
    if unit := asked.get("unit"):
        helping = Helper.objects.filter(unit=unit).values("item")
        rows = rows.filter(Q(lead=unit) | Q(requester=unit) | Q(pk__in=helping))
    if lead := asked.get("lead"):
        rows = rows.filter(lead=lead)
    if state := asked.get("state"):
        rows = rows.filter(**_STATES.get(state, {"state": state}))
    if month := asked.get("month"):
        rows = rows.filter(deadline__year=month.year, deadline__month=month.month)
    if typed := asked.get("q"):
        rows = rows.filter(_typed(typed))
    shown = lit(rows, clock)
    if light := asked.get("light"):
        shown = shown.filter(light=light)
    if waited := asked.get("waited"):
        shown = shown.filter(_waited(waited, clock))
    if wait := asked.get("wait"):
        shown = shown.filter(_waiting(wait, clock))
    return shown.order_by("-year", "direction", "number")


_STATES: dict[str, dict[str, Any]] = {
    IS_OVER: {"state__in": _OVER},
    EXTENSION: {"extensions__state": "asked"},
}


def _waiting(asked: str, clock: Clockwork) -> Q:
    """``LATE``: whoever it is; or one of the sides."""
    if asked == LATE:
        return Q(wait__in=LATE_LIGHTS)
    return waits_for(Side(asked), clock.figures, clock.calendar, clock.today)


def _waited(asked: str, clock: Clockwork) -> Q:
    """Items of which that unit (by its number), or the office, is later than agreed."""
    given = (clock.figures, clock.calendar, clock.today)
    if asked == OFFICE:
        return waits_for(Side.OFFICE, *given)
    unit = int(asked)
    helping = late_helpers(clock.figures, clock.today).filter(unit=unit)
    return (
        waits_for(Side.ASKER, *given) & Q(requester=unit)
        | waits_for(Side.ANSWERER, *given) & Q(lead=unit)
        | Q(pk__in=helping.values("item"))
    )


def _typed(typed: str) -> Q:
    """A part of the words, a unit's name, or a number as it is written (军2026-003)."""
    found = Q(title__icontains=typed) | Q(content__icontains=typed)
    found |= Q(lead__name__icontains=typed) | Q(requester__name__icontains=typed)
    year, _, number = typed.lstrip("军地").partition("-")
    if year.isdigit() and number.isdigit() and len(year) == 4 and len(number) < 7:
        exact = Q(year=int(year), number=int(number))
        if typed[0] in "军地":
            exact &= Q(direction="army" if typed[0] == "军" else "locality")
        return found | exact
    return found


def by_light(rows: QuerySet[Any]) -> dict[str, int]:
    """How many of each light, zeros included."""
    counted = dict(rows.order_by().values_list("light").annotate(n=Count("pk")))
    return {one.value: counted.get(one.value, 0) for one in Light}


def by_unit(rows: QuerySet[Any]) -> list[Counted]:
    """By lead, the reddest first; what nobody leads yet is not counted."""
    found = _crossed(rows.filter(lead__isnull=False), "lead")
    names = dict(Unit.objects.filter(pk__in=found).values_list("pk", "name"))
    told = [_counted(str(key), names.get(key, ""), found[key]) for key in found]
    return sorted(told, key=lambda one: (-one.lights["red"], -one.total, one.label))


def by_class(rows: QuerySet[Any]) -> list[Counted]:
    found = _crossed(rows, "of_class", "of_class__name", "of_class__position")
    ordered = sorted(found, key=lambda key: (key[2], key[0]))
    return [_counted(str(key[0]), key[1], found[key]) for key in ordered]


def by_month(rows: QuerySet[Any]) -> list[Counted]:
    """By the month of the deadline; without one, not at all."""
    dated = rows.filter(deadline__isnull=False).annotate(due_month=TruncMonth("deadline"))
    found = _crossed(dated, "due_month")
    return [
        _counted(f"{month:%Y-%m}", f"{month.year}年{month.month}月", found[month])
        for month in sorted(found)
    ]


def by_waited(rows: QuerySet[Any], clock: Clockwork) -> list[Counted]:
    """Units, and the office, that are waited for longer than agreed, the reddest first; an item
    counts for each that is waited for. Six queries."""
    given = (clock.figures, clock.calendar, clock.today)
    grace = clock.figures.grace_days
    found: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}

    def count(key: str, name: str, light: Light, n: int) -> None:
        names[key] = name
        lights = found.setdefault(key, {})
        lights[light.value] = lights.get(light.value, 0) + n

    for light, more in ((Light.YELLOW, 0), (Light.RED, grace)):
        for side, column in ((Side.ASKER, "requester"), (Side.ANSWERER, "lead")):
            asked = rows.filter(waits_for(side, *given, grace=more)).order_by()
            for key, name, n in asked.values_list(column, f"{column}__name").annotate(
                n=Count("pk")
            ):
                count(str(key), name, light, n)
        asked = rows.filter(waits_for(Side.OFFICE, *given, grace=more))
        if n := asked.count():
            count(OFFICE, SIDE_LABELS[Side.OFFICE], light, n)
        helping = late_helpers(clock.figures, clock.today, grace=more)
        helping = helping.filter(item__in=rows.order_by().values("pk")).order_by()
        for key, name, n in helping.values_list("unit", "unit__name").annotate(n=Count("pk")):
            count(str(key), name, light, n)
    # What is red is late by less as well; it counts once.
    for lights in found.values():
        lights[Light.YELLOW.value] -= lights.get(Light.RED.value, 0)
    told = [_counted(key, names[key], found[key]) for key in found]
    return sorted(told, key=lambda one: (-one.lights["red"], -one.total, one.label))


def _crossed(rows: QuerySet[Any], *by: str) -> dict[Any, dict[str, int]]:
    found: dict[Any, dict[str, int]] = {}
    for *key, light, count in (
        rows.order_by().values_list(*by, "light").annotate(n=Count("pk")).order_by()
    ):
        found.setdefault(key[0] if len(by) == 1 else tuple(key), {})[light] = count
    return found


def _counted(key: str, label: str, lights: Mapping[str, int]) -> Counted:
    every = {one.value: lights.get(one.value, 0) for one in Light}
    return Counted(key, label, sum(every.values()), every)


def years(user: User) -> list[int]:
    """Years that have items, the newest first."""
    rows = items_visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def last_words(items: list[int]) -> dict[int, str]:
    """What was last told of the work on each of these; one query."""
    rows = (
        ItemStep.objects.filter(
            item__in=items, verb__in=("imported", "plan", "report", "claim"), disowned__isnull=True
        )
        .order_by("item", "-pk")
        .distinct("item")
    )
    return dict(rows.values_list("item", "text"))


def units_with_items() -> list[tuple[int, str]]:
    """Units that ask, answer for something or help, to choose from."""
    part = [
        Exists(Item.objects.filter(**{column: OuterRef("pk")})) for column in ("lead", "requester")
    ]
    helping = Exists(Helper.objects.filter(unit=OuterRef("pk")))
    rows = Unit.objects.filter(Q(part[0]) | Q(part[1]) | Q(helping))
    return list(rows.order_by("kind", "name").values_list("pk", "name"))
