"""经过: what happened to somebody, told by every floor that knows a part of it.

A source gives what it knows of a person, for that reader; the page puts them in one row by day.
Floors above register theirs from ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from veterans.accounts.models import User
from veterans.registry.models import Person

SHOWN = 60
LIFE, MONEY, FILE = "life", "money", "file"
KINDS = {LIFE: "经历", MONEY: "待遇和发放", FILE: "登记和改动"}


@dataclass(frozen=True)
class Happened:
    """One thing: ``kind`` of ``KINDS``, the day, in words; ``at`` where the hour matters too."""

    kind: str
    on: date
    what: str
    note: str = ""
    who: str = ""
    at: datetime | None = None
    tone: str = "idle"
    url: str = ""


Source = Callable[[User, Person], Iterable[Happened]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Adding it twice adds it once."""
    if source not in _sources:
        _sources.append(source)


def timeline_of(
    user: User, person: Person, *, kind: str = "", at_most: int = SHOWN
) -> tuple[list[Happened], int]:
    """What happened, newest first, at most so many; and how many there are in all."""
    found = [one for source in _sources for one in source(user, person)]
    if kind in KINDS:
        found = [one for one in found if one.kind == kind]
    found.sort(key=lambda one: (one.on, one.at.timestamp() if one.at else 0.0), reverse=True)
    return found[:at_most], len(found)
