"""Which place congratulates, and until when. Pure.

The town where he was registered before he enlisted; of whoever enlisted from a college, before he
went there (浙江省军人抚恤优待办法 art. 6; the bureau confirms it for its own province).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Registered:
    """A row of the file: where he was registered (a village's number, None for elsewhere)."""

    place: int | None
    first: date | None
    last: date | None


def congratulating(rows: Iterable[Registered], left_on: date) -> int | None:
    """Where he was registered on the day before he left for the army, or for college; None where
    the file does not say, or says elsewhere."""
    day = left_on - timedelta(days=1)
    held = [
        one
        for one in rows
        if (one.first is None or one.first <= day) and (one.last is None or one.last > day)
    ]
    return held[0].place if held else None


def due_on(received_on: date, days: int) -> date:
    """The last day on which it is in time."""
    return received_on + timedelta(days=days)
