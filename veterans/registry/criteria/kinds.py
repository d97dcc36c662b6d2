"""What can be asked of a person. Each kind is described once; the floor that knows the table
registers it in ``AppConfig.ready``.

A kind gives the same answer twice: as SQL over ``registry_person p``, and as values of a ``Life``
that was loaded. What it asks of the values is its shape alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

# What of a person was loaded, by name; ``life["category"]`` and the like.
Life = Mapping[str, Any]


class Shape(StrEnum):
    """What is asked of the values.

    CHOICE: one of them is in a list. RANGE: one lies between two whole numbers. DAYS: one lies
    between two days. FLAG: there is one at all. Either end of RANGE and DAYS may be open.
    """

    CHOICE = "choice"
    RANGE = "range"
    DAYS = "days"
    FLAG = "flag"


@dataclass(frozen=True)
class Source:
    """Where the values stand. ``value``: an SQL expression. ``rows``: what follows FROM in an
    EXISTS, with its own WHERE and the person as ``p``; "" where ``value`` is a column of ``p``.
    ``params`` are those of ``rows`` (``%s``), in order."""

    value: str
    rows: str = ""
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One thing that can be asked.

    ``values``: of a CHOICE, code to label. ``of``: the values of a life on a day. ``source``: the
    same in SQL. ``test``: how a CHOICE is compared where membership is not equality; ``within`` is
    its Python. ``unit``: of a RANGE. ``is_paper``: a document that can be brought, so that its
    absence is a paper that is missing and not a standing that is not held. ``group``: under which
    head it is offered. ``private``: not asked about on pages for residents.
    """

    code: str
    label: str
    shape: Shape
    group: str
    of: Callable[[Life, date], Iterable[Any]]
    source: Callable[[date], Source]
    values: Callable[[], Mapping[str, str]] = dict
    test: str = ""
    within: Callable[[Any, str], bool] | None = None
    unit: str = ""
    is_paper: bool = False
    private: bool = False
    # A RANGE over years lived is compared as a RANGE of birthdays, which an index can serve.
    as_birthdays: bool = False


_kinds: dict[str, Kind] = {}


def add_kind(*kinds: Kind) -> None:
    """From ``AppConfig.ready``. Adding one twice adds it once."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kind_of(code: str) -> Kind | None:
    """The kind with that code, or none: a floor may be gone that knew it."""
    return _kinds.get(code)


def all_kinds() -> list[Kind]:
    """In the order of registration, which is that of the form."""
    return list(_kinds.values())
