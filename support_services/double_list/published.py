"""What residents may see of the double list: items that a second person has checked, as frozen
values. Troops have no name here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from support_services.double_list.models import Item
from support_services.double_list.states import PUBLIC_WORDS, Direction, ItemState, Publicity
from support_services.units.models import Unit
from support_services.units.states import UnitKind

TROOPS = "驻地部队"


@dataclass(frozen=True)
class PublicItem:
    """An item as residents read it. ``asked_by``, ``done_by``: civil units by name, troops as
    驻地部队. ``done``: it is finished."""

    title: str
    of_class: str
    asked_by: str
    done_by: str
    state: str
    done: bool


@dataclass(frozen=True)
class PublicYear:
    """A year with both lists; ``done`` of ``total``."""

    year: int
    army: tuple[PublicItem, ...]
    locality: tuple[PublicItem, ...]
    total: int
    done: int


def years() -> tuple[int, ...]:
    """Years with something to show, the newest first."""
    rows = _open().order_by("-year").values_list("year", flat=True).distinct()
    return tuple(rows)


def of_year(year: int) -> PublicYear:
    """Both lists of a year, in the order of their numbers. One query."""
    lists: dict[str, list[PublicItem]] = {one.value: [] for one in Direction}
    rows = _open().filter(year=year).select_related("of_class", "requester", "lead")
    for item in rows.order_by("direction", "number"):
        lists[item.direction].append(_shown(item))
    every = [one for shown in lists.values() for one in shown]
    return PublicYear(
        year,
        tuple(lists[Direction.ARMY.value]),
        tuple(lists[Direction.LOCALITY.value]),
        len(every),
        sum(one.done for one in every),
    )


# Who types one of these means the list itself.
_THE_LIST = frozenset(
    {"双清单", "军地双清单", "军地需求", "军地互办", "拥军实事", "驻地部队", "部队"}
)


@dataclass(frozen=True)
class Named:
    """What was found, with the year of each; ``more``: there are more."""

    items: tuple[tuple[int, PublicItem], ...]
    more: bool


def named(words: Sequence[str], *, most: int) -> Named | None:
    """Items whose title holds one of the words, or whose class is one, the newest first; the newest
    of all where the list itself was asked for. None for nothing. One query, none without words."""
    if not words:
        return None
    rows = _open().select_related("of_class", "requester", "lead")
    if not _THE_LIST & set(words):
        wanted = Q(of_class__name__in=words)
        for one in words:
            wanted |= Q(public_title__icontains=one)
        rows = rows.filter(wanted)
    found = list(rows.order_by("-year", "-decided_on", "pk")[: most + 1])
    if not found:
        return None
    return Named(tuple((one.year, _shown(one)) for one in found[:most]), len(found) > most)


_DONE = frozenset({ItemState.CONFIRMED, ItemState.CLOSED})
_SHOWN = sorted(one.value for one in PUBLIC_WORDS)


def _open() -> QuerySet[Item]:
    return Item.objects.filter(publicity=Publicity.OPEN.value, state__in=_SHOWN)


def _shown(item: Item) -> PublicItem:
    state = ItemState(item.state)
    return PublicItem(
        title=item.public_title,
        of_class=item.of_class.name,
        asked_by=_name(item.requester),
        done_by=_name(item.lead) if item.lead is not None else "",
        state=PUBLIC_WORDS[state],
        done=state in _DONE,
    )


def _name(unit: Unit) -> str:
    return TROOPS if unit.kind == UnitKind.TROOPS else unit.name
