"""What a unit takes part in, told by the floors above: items it leads, projects, what it supports.

A source is registered when the portal starts, and asked by the page of one unit. This module reads
no table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support_services.units.models import Unit
    from veterans.accounts.models import User


@dataclass(frozen=True)
class Part:
    """One thing. ``what``: its kind (双清单事项); ``role``: what the unit is there (牵头、协办…);
    ``about``: ``kind:key`` where the unit may answer it by a link, "" where not."""

    what: str
    title: str
    role: str = ""
    state_label: str = ""
    state_tone: str = "idle"
    url: str = ""
    on: date | None = None
    about: str = ""


# The parts of one unit that this reader may see, a fixed number of queries, no more than is needed
# on one page: the source says itself where it stops.
Source = Callable[["User", "Unit", date], list[Part]]
_SOURCES: list[Source] = []


def add_takes_part(source: Source) -> None:
    """Called by the ``ready`` of whoever knows. The order of registering is the order shown."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def parts_of(user: "User", unit: "Unit", today: date) -> list[Part]:
    """Everything that the floors tell of a unit."""
    return [part for source in _SOURCES for part in source(user, unit, today)]
