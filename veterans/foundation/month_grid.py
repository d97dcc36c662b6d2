"""A month as a grid of weeks, for ``components/month_grid.html``. Pure: no clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class MonthDay(Generic[T]):
    """A day of a month's grid, and what is on it. ``inside``: of the month itself."""

    on: date
    inside: bool
    is_today: bool
    entries: tuple[T, ...]


def month_weeks(
    month: date, by_day: Mapping[date, Sequence[T]], *, today: date
) -> list[list[MonthDay[T]]]:
    """The weeks of a month, Monday first, filled up with days of its neighbours, which stay empty.
    ``month``: its first day."""
    weeks = []
    begin = month - timedelta(days=month.weekday())
    while begin.replace(day=1) <= month:
        days = [begin + timedelta(days=n) for n in range(7)]
        weeks.append(
            [
                MonthDay(
                    on=day,
                    inside=day.replace(day=1) == month,
                    is_today=day == today,
                    entries=tuple(by_day.get(day, ())) if day.replace(day=1) == month else (),
                )
                for day in days
            ]
        )
        begin += timedelta(days=7)
    return weeks
