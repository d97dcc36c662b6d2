"""What floors above add to what the one box finds.

A source says what it has for what was typed, as words and addresses; it registers from
``AppConfig.ready``. Whatever it tells may be gone a minute later, so a page with anything of it is
kept by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Line:
    """One thing that was found: what it is called, one line about it, where its page is."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """What one source found. ``heading``: what it is. ``is_guess``: nothing was found, this only
    resembles what was typed. ``more``: there are more than are shown. ``all_url``, ``all_label``:
    where the rest is."""

    heading: str
    lines: tuple[Line, ...]
    is_guess: bool
    more: bool
    all_url: str
    all_label: str


Source = Callable[[str, date], Group | None]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Adding it twice adds it once."""
    if source not in _sources:
        _sources.append(source)


def groups(text: str, *, today: date) -> tuple[Group, ...]:
    """What the sources have for what was typed, in the order in which they came."""
    found = (source(text, today) for source in _sources)
    return tuple(one for one in found if one is not None and one.lines)
