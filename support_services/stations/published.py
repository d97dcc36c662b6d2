"""What residents may see of the stations: frozen values, nothing else leaves this module.

Everybody is answered: a village without a station of its own by its town's station, a town without
one by the service centre. One query for the whole county's names, one for a page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from support_services.stations.models import Station, StationWorker
from support_services.stations.models.staff import working_on
from support_services.stations.offers import offers_of
from support_services.stations.reference import LEVEL_LABELS
from support_services.stations.rules import (
    SHOWN,
    Match,
    Place,
    clean_query,
    is_only_an_ending,
    rank,
    spoken_name,
)
from support_services.stations.states import POST_LABELS, Post
from veterans.regions.models import Level, Region
from veterans.registry.pinyin import surname

_EXTENSION = re.compile(r"\A(?P<number>.*[0-9])\D*(?:转|分机)\D*(?P<more>[0-9]+)\Z")


@dataclass(frozen=True)
class PublicStation:
    """A centre or station that is registered, as residents reach it."""

    code: str
    name: str
    level: str
    place: str
    address: str
    phone: str
    hours: str
    key: int

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[self.level]

    @property
    def tel(self) -> str:
        """The number as a ``tel:`` address has it."""
        return tel_of(self.phone)


@dataclass(frozen=True)
class PublicPlace:
    """A village, town or the county, and who serves it.

    ``own`` is None where no station of its own is registered. ``above`` are the registered ones
    above it, nearest first. ``town`` is the spoken name of the town, "" for towns and the county.
    """

    code: str
    name: str
    level: str
    town: str
    town_code: str
    own: PublicStation | None
    above: tuple[PublicStation, ...]

    @property
    def station(self) -> PublicStation | None:
        """Where somebody from here goes: the own station, or the nearest one above."""
        return self.own or (self.above[0] if self.above else None)

    @property
    def title(self) -> str:
        """Name of the own station; of the place alone where none is registered."""
        return self.own.name if self.own else self.name


@dataclass(frozen=True)
class PublicOffer:
    """One thing that can be done at a station, and what it says of it."""

    text: str
    note: str


@dataclass(frozen=True)
class PublicName:
    """A place in a list to choose from."""

    code: str
    name: str


@dataclass(frozen=True)
class Search:
    """What was found for a text. ``is_guess``: nothing fitted, these only resemble it."""

    text: str
    places: tuple[PublicPlace, ...]
    is_guess: bool
    more: bool

    @property
    def is_empty(self) -> bool:
        """Nothing that could be looked for was typed."""
        return not self.text


def tel_of(phone: str) -> str:
    """A telephone as a ``tel:`` address has it; an extension is dialled after a pause."""
    match = _EXTENSION.match(phone)
    number, more = (match["number"], match["more"]) if match else (phone, "")
    digits = "".join(char for char in number if char.isdigit() or char == "+")
    return f"{digits},{more}" if more else digits


def search(text: str) -> Search:
    """Places by a part of the name, pinyin or initials; at most twenty, the best first."""
    regions = list(_with_stations())
    by_code = {region.code: region for region in regions}
    query = clean_query(text)
    found = _named(regions, text)
    return Search(
        text="" if is_only_an_ending(query) else query,
        places=tuple(_place(by_code[match.place.code]) for match in found[:SHOWN]),
        is_guess=_only_guesses(found),
        more=len(found) > SHOWN,
    )


def places(*, level: str = "", town: str = "", typed: str = "") -> tuple[PublicPlace, ...] | None:
    """Places by code, or by a name the best first; guesses are left out. ``town``: only that town
    with its villages, None where there is no such town. One query."""
    regions = list(_with_stations())
    by_code = {region.code: region for region in regions}
    if town and (town not in by_code or by_code[town].level != Level.TOWN):
        return None
    if typed:
        regions = [by_code[one.place.code] for one in _named(regions, typed) if not one.is_guess]
    return tuple(
        _place(region)
        for region in regions
        if level in ("", region.level) and (not town or town in (region.code, _town_of(region)))
    )


def stations(*, level: str = "", town: str = "") -> tuple[PublicStation, ...] | None:
    """Every registered station by code, narrowed as ``places`` are. One query."""
    found = places(level=level, town=town)
    return None if found is None else tuple(one.own for one in found if one.own is not None)


def place(code: str) -> PublicPlace | None:
    """The place with that code, or None."""
    region = _with_stations().filter(code=code).first()
    return _place(region) if region is not None else None


def offers(station: PublicStation, *, today: date) -> tuple[PublicOffer, ...]:
    """What the station does of the duty list of its level; one query."""
    return tuple(
        PublicOffer(one.text, one.note)
        for one in offers_of(station.key, station.level, today=today)
        if one.is_offered
    )


def head(station: PublicStation, *, today: date) -> str:
    """``王站长`` where the bureau shows it, else ""; one query. Of nobody else anything is told."""
    name = (
        StationWorker.objects.filter(
            working_on(today), station_id=station.key, post=Post.HEAD, is_shown=True
        )
        .values_list("name", flat=True)
        .first()
    )
    return f"{surname(name)}{POST_LABELS[Post.HEAD]}" if name else ""


def villages_of(code: str) -> tuple[PublicName, ...]:
    """Villages and communities of a town, in the order of their codes."""
    return _names(Region.objects.filter(level=Level.VILLAGE, parent__code=code))


def towns() -> tuple[PublicName, ...]:
    """Every town of the county, in the order of their codes."""
    return _names(Region.objects.filter(level=Level.TOWN))


def example_name() -> str:
    """A village of this county, to show what may be typed; "" before regions are loaded."""
    villages = Region.objects.filter(level=Level.VILLAGE)
    name = villages.order_by("code").values_list("name", flat=True).first()
    return spoken_name(name) if name else ""


def center() -> PublicStation | None:
    """The county's service centre; None until it is registered."""
    region = _with_stations().filter(level=Level.COUNTY).order_by("code").first()
    return _station(region) if region is not None else None


def _with_stations() -> QuerySet[Region]:
    return Region.objects.select_related(
        "station", "parent__station", "parent__parent__station"
    ).order_by("code")


def _named(regions: Iterable[Region], text: str) -> list[Match]:
    """The regions a text may mean, best first."""
    by_code = {region.code: region for region in regions}
    county = next((one.name for one in by_code.values() if one.level == Level.COUNTY), "")
    found = rank((_name_of(region) for region in by_code.values()), text, county=county)
    # Nobody who types a part of a name means the county.
    return [m for m in found if m.is_exact or by_code[m.place.code].level != Level.COUNTY]


def _only_guesses(found: list[Match]) -> bool:
    return bool(found) and found[0].is_guess


def _name_of(region: Region) -> Place:
    town = region.parent.name if region.level == Level.VILLAGE and region.parent else ""
    return Place(code=region.code, name=region.name, town=town)


def _names(regions: QuerySet[Region]) -> tuple[PublicName, ...]:
    rows = regions.order_by("code").values_list("code", "name")
    return tuple(PublicName(code, spoken_name(name)) for code, name in rows)


def _town_of(region: Region) -> str:
    return region.parent.code if region.level == Level.VILLAGE and region.parent else ""


def _place(region: Region) -> PublicPlace:
    above: list[PublicStation] = []
    upper = region.parent
    while upper is not None:
        station = _station(upper)
        if station is not None:
            above.append(station)
        # The query reaches from a village up to the county; going on would ask once more.
        upper = upper.parent if upper.level == Level.TOWN else None
    town = region.parent if region.level == Level.VILLAGE else None
    return PublicPlace(
        code=region.code,
        name=spoken_name(region.name),
        level=region.level,
        town=spoken_name(town.name) if town else "",
        town_code=town.code if town else "",
        own=_station(region),
        above=tuple(above),
    )


def _station(region: Region) -> PublicStation | None:
    try:
        station = region.station
    except Station.DoesNotExist:
        return None
    return PublicStation(
        code=region.code,
        name=station.name,
        level=region.level,
        place=spoken_name(region.name),
        address=station.address,
        phone=station.phone,
        hours=station.opening_hours,
        key=station.pk,
    )
