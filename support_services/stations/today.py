"""What a station has before it: each floor says what of its own is due, and the first page shows
all of it, the most pressing first.

Apps add their sources in ``AppConfig.ready``. A source asks a fixed number of queries and gives
what is due within the person's own area only, the most pressing first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from veterans.accounts.models import User


class Urgency(StrEnum):
    """How pressing; the order is that of the page."""

    LATE = "late"
    BACK = "back"
    TODAY = "today"
    SOON = "soon"


LABELS: dict[Urgency, tuple[str, str]] = {
    Urgency.LATE: ("已超期", "bad"),
    Urgency.BACK: ("退回来的", "warn"),
    Urgency.TODAY: ("今天要办", "warn"),
    Urgency.SOON: ("近期", "info"),
}


@dataclass(frozen=True)
class Due:
    """One thing to do, or several alike told in one line (``count`` of them).

    ``title`` is short enough for a telephone, ``note`` says why or until when, ``url`` is where it
    is done.
    """

    urgency: Urgency
    title: str
    url: str
    note: str = ""
    count: int = 1
    due_on: date | None = None


Source = Callable[[User, date], Iterable[Due]]

_sources: list[Source] = []


def add_source(source: Source) -> None:
    """What a floor has to tell. Adding it twice adds it once."""
    if source not in _sources:
        _sources.append(source)


def due_at(user: User, *, today: date) -> list[Due]:
    """Everything before this person's station, the most pressing first; in each, by its day."""
    found = [due for source in _sources for due in source(user, today)]
    order = list(Urgency)
    return sorted(found, key=lambda due: (order.index(due.urgency), due.due_on or today))
