"""What one may be reminded of: each floor says which of its dates are occasions.

Apps register in ``AppConfig.ready``. A finder answers, for some days, who has something on them: as
one statement, because rules are planned for everybody at once. Nothing here knows a table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Query:
    """A SELECT of ``subject_id bigint, person_id bigint, region_id bigint, due_on date, words
    jsonb``. ``person_id`` may be null where nobody hears for himself; ``region_id`` is looked at
    only there.

    ``words`` hold no personal data: they lie in the open. One row for a subject and day is enough;
    more of them count once. The dead and the merged need not be left out.
    """

    sql: str
    params: Mapping[str, Any]


# (days) -> the query; the days as a list, in order, never empty.
Finder = Callable[[Sequence[date]], Query]


@dataclass(frozen=True)
class Occasion:
    """Something that is on a day.

    ``subject``: what the rows of the finder are (``person``, ``payment`` ...). ``words``: what a
    template about one person may name besides the usual, with what it means; ``shared``: those of
    them that are the same for everybody on a day. ``ends``: the finder leaves out what is done
    meanwhile, so that it makes sense to tell somebody higher up of what is left. ``hears``: the
    kind of hearers outside the portal (``hearers``) whose affair it is; then the finder gives
    ``hearer_id bigint, hearer_name text, hearer_rings boolean`` as well: whose, and whether a
    message reaches them.
    """

    key: str
    label: str
    finder: Finder
    subject: str = "person"
    words: Mapping[str, str] = field(default_factory=dict)
    hears: str = ""
    shared: frozenset[str] = frozenset()
    ends: bool = False


@dataclass(frozen=True)
class Proposal:
    """A rule that this portal proposes; a person takes it up, changes it, and another brings it
    into force. Until then nobody hears anything."""

    code: str
    title: str
    occasion: str
    offsets: tuple[int, ...]
    audience: str
    template: str
    channels: tuple[str, ...] = ("inbox",)
    town_after: int | None = None
    bureau_after: int | None = None


_occasions: dict[str, Occasion] = {}
_proposals: dict[str, Proposal] = {}


def register(*occasions: Occasion) -> None:
    """Add occasions; refuses (raises) a key that another one has."""
    for one in occasions:
        if _occasions.setdefault(one.key, one) is not one:
            raise ValueError(f"there are two occasions called {one.key}")


def propose(*proposals: Proposal) -> None:
    """Add rules to the list of proposals."""
    _proposals.update({one.code: one for one in proposals})


def occasions() -> dict[str, Occasion]:
    """All of them by key, in the order in which they came."""
    return dict(_occasions)


def occasion(key: str) -> Occasion | None:
    """The one of that key; None where no floor knows it (any more)."""
    return _occasions.get(key)


def proposals() -> dict[str, Proposal]:
    """What may be taken up, by code."""
    return dict(_proposals)
