"""网上异议 that nobody has read: this floor states what it needs to know, the floor that keeps what
residents send registers who says it. What was sent holds no money; but a batch that pays by the
notice is not approved over it until somebody has looked, or his time to look is over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from veterans.accounts.models import User


@dataclass(frozen=True)
class Unread:
    """One of them: the line of the roster it is against; ``take_by``: the last day somebody has to
    read it."""

    entry: int
    take_by: date


# All of them; and where this reader reads them, "" where he does not.
_SOURCES: list[tuple[Callable[[], list[Unread]], Callable[[User], str]]] = []


def register(waiting: Callable[[], list[Unread]], url: Callable[[User], str]) -> None:
    """Called by the ``ready`` of the floor that keeps them. There is one."""
    _SOURCES[:] = [(waiting, url)]


def waiting() -> list[Unread]:
    """Every objection that nobody has read; one query."""
    return _SOURCES[0][0]() if _SOURCES else []


def url_for(user: User) -> str:
    """Where they are read, or ""."""
    return _SOURCES[0][1](user) if _SOURCES else ""
