"""What follows from a life event: each floor says what it does, and all of it is one transaction.

The register's own consequences stand in ``services.event_effects``. Money, plaques and whatever
comes later register theirs from ``AppConfig.ready``; they run in that order, after the register's.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from veterans.accounts.models import User
from veterans.registry.models import LifeEvent, Person

# The duty that the verbs of other floors are handed: who decides the event has been asked for it.
DUTY = "events.decide"


@dataclass(frozen=True)
class Applying:
    """An event as it takes effect: on whom, with which values, by whose hand, when."""

    event: LifeEvent
    person: Person
    values: dict[str, Any]
    by: User
    at: datetime
    today: date

    @property
    def document_no(self) -> str:
        """The paper it rests on; the event itself where it has none."""
        return self.event.document_no or f"人员变动第 {self.event.pk} 号"


# What it did, as sentences for whoever decided.
Effect = Callable[[Applying], list[str]]
# A side of somebody's standing now, by the name of the field that would change it.
Now = Callable[[Person], dict[str, str]]
# (kind, people): takes its locks over them before the register takes its own.
Locker = Callable[[str, Collection[int]], None]

_effects: dict[str, list[Effect]] = {}
_nows: dict[str, list[Now]] = {}
_lockers: list[Locker] = []


def add_effect(kind: str, effect: Effect) -> None:
    """What a floor does when such an event is accepted. Adding it twice adds it once."""
    if effect not in _effects.setdefault(kind, []):
        _effects[kind].append(effect)


def add_now(kind: str, now: Now) -> None:
    """What stands there before it."""
    if now not in _nows.setdefault(kind, []):
        _nows[kind].append(now)


def add_locker(locker: Locker) -> None:
    """Rows of a higher floor that are locked before the person's: everybody in one order."""
    if locker not in _lockers:
        _lockers.append(locker)


def effects_of(kind: str) -> list[Effect]:
    return list(_effects.get(kind, ()))


def standing_now(kind: str, person: Person) -> dict[str, str]:
    """What the file and the floors above say now, by field; for the two sides of a decision."""
    found: dict[str, str] = {}
    for now in _nows.get(kind, ()):
        found.update(now(person))
    return found


def lock_around(kind: str, person_ids: Collection[int]) -> None:
    """The locks of the higher floors, before the register's own."""
    for locker in _lockers:
        locker(kind, person_ids)
