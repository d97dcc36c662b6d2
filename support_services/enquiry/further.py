"""What else somebody may do who has proved who he is, told by the floors above: words and an
address below ``/wode/``. This module reads no table."""

from collections.abc import Callable
from datetime import date

Source = Callable[[date], list[tuple[str, str]]]
_SOURCES: list[Source] = []


def add_further(source: Source) -> None:
    """Called by the ``ready`` of whoever knows. Adding it twice adds it once."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def further(today: date) -> list[tuple[str, str]]:
    """Everything that may be done today."""
    return [one for source in _SOURCES for one in source(today)]
