"""在哪里可以享受: who grants an item, told by the floor above that knows it. Plain data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class GrantedBy:
    """Somebody who grants an item; "" for what nobody has written. ``url``: a residents' page."""

    name: str
    kind_label: str
    town: str
    address: str
    phone: str
    tel: str
    hours: str
    words: str
    url: str


# (code of an item, today) -> whoever grants it, by place.
Source = Callable[[str, date], Iterable[GrantedBy]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """From ``AppConfig.ready``. Adding it twice adds it once."""
    if source not in _sources:
        _sources.append(source)


def granted_by(code: str, *, today: date) -> list[GrantedBy]:
    """Whoever grants an item today."""
    return [one for source in _sources for one in source(code, today)]
