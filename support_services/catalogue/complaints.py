"""How many complained of an item: this floor shows it, the floor that knows cases registers who
says it. Numbers alone, of what the reader could open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from veterans.accounts.models import User


@dataclass(frozen=True)
class Complaints:
    """Of one item: sent and not yet taken, in hand, and brought this year in all."""

    waiting: int
    open: int
    year: int
    open_url: str
    over_url: str
    waiting_url: str


# By the code of the item; None for a reader who is not to know.
Source = Callable[[User, date], dict[str, Complaints] | None]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Called by the ``ready`` of the floor that knows. There is one."""
    _SOURCES[:] = [source]


def of_items(user: User, today: date) -> dict[str, Complaints] | None:
    """Those of every item that has any; None where this reader is told nothing."""
    return _SOURCES[0](user, today) if _SOURCES else None
