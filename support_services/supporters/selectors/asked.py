"""How lists and statistics are narrowed: one way for both, so that a figure and the list behind it
cannot differ."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from veterans.regions.models import Level

# For a town, where something is the whole county's.
OF_THE_COUNTY = "county"


@dataclass(frozen=True)
class Asked:
    """ "" (0 for the year) asks for all. ``kind``: of what is listed; ``unit_kind``: of the
    supporter; ``town``: a path, or ``OF_THE_COUNTY``; ``typed``: in a name."""

    year: int = 0
    kind: str = ""
    unit_kind: str = ""
    town: str = ""
    for_whom: str = ""
    state: str = ""
    typed: str = ""

    def but(self, **other: Any) -> "Asked":
        return replace(self, **other)

    def query(self) -> dict[str, str]:
        """As the address of a list carries it."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        named = {"q" if name == "typed" else name: value for name, value in told.items()}
        return {name: str(value) for name, value in named.items() if value}


def in_town(rows: QuerySet[Any], town: str, region: str) -> QuerySet[Any]:
    """``region``: the way from a row to its place, which may be empty for the whole county."""
    if town == OF_THE_COUNTY:
        return rows.filter(
            Q(**{f"{region}__isnull": True}) | Q(**{f"{region}__level": Level.COUNTY})
        )
    return rows.filter(**{f"{region}__path__startswith": town}) if town else rows


def in_year(rows: QuerySet[Any], year: int, day: str) -> QuerySet[Any]:
    """``day``: the field that says when."""
    if not year:
        return rows
    return rows.filter(**{f"{day}__gte": date(year, 1, 1), f"{day}__lte": date(year, 12, 31)})
