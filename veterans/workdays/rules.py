"""Which days people work, and the day on which so many of them are over. Pure.

Monday to Friday, except what the State Council's yearly notice says: holidays, and weekend days
that are worked instead (调休).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
# A year is known once these two are entered as holidays: the notice names them every year.
NAMED_EVERY_YEAR = ((1, 1), (10, 1))
# Nobody counts further than that; a calendar without a working day would never end.
MOST_DAYS = 366


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    WORKDAY = "workday"
    # What was entered by mistake: the day is again what its weekday says.
    ORDINARY = "ordinary"


KIND_LABELS: dict[DayKind, str] = {
    DayKind.HOLIDAY: "放假",
    DayKind.WORKDAY: "调休上班",
    DayKind.ORDINARY: "按星期",
}


@dataclass(frozen=True)
class Calendar:
    """What the notices say, day by day; every other day is what its weekday says."""

    special: Mapping[date, DayKind]

    def is_working_day(self, day: date) -> bool:
        kind = self.special.get(day, DayKind.ORDINARY)
        if kind == DayKind.ORDINARY:
            return day.weekday() < SATURDAY
        return kind == DayKind.WORKDAY

    def knows(self, year: int) -> bool:
        """Whether the notice of that year has been entered."""
        return all(
            self.special.get(date(year, month, day)) == DayKind.HOLIDAY
            for month, day in NAMED_EVERY_YEAR
        )


def last_working_day(first: date, days: int, calendar: Calendar) -> date:
    """The last of so many working days, ``first`` among them if it is one itself.

    Five from a Monday end on the Friday; from a Saturday that nobody works, on the next Friday.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError("a number of working days that nobody counts")
    day, left = first, days
    for _ in range(MOST_DAYS * 3):
        if calendar.is_working_day(day):
            left -= 1
            if not left:
                return day
        day += timedelta(days=1)
    raise ValueError("a calendar in which nobody works")


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """How many of the days from ``first`` to ``last``, both included, are worked."""
    span = range((last - first).days + 1)
    return sum(calendar.is_working_day(first + timedelta(days=one)) for one in span)


def unknown_years(first: date, last: date, calendar: Calendar) -> list[int]:
    """Years between the two of which no notice is entered: only weekends were counted there."""
    return [year for year in range(first.year, last.year + 1) if not calendar.knows(year)]
