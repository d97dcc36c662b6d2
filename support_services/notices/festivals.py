"""The days of the year on which people are remembered. Pure.

Spring Festival by the calendar of GB/T 33661-2017, as far as the table reaches; 清明 by the usual
formula for this century, which was held against the same calendar.
"""

from collections.abc import Iterable
from datetime import date

SPRING, QINGMING, ARMY_DAY, MARTYRS_DAY = "spring", "qingming", "army_day", "martyrs_day"
LABELS: dict[str, str] = {
    SPRING: "春节",
    QINGMING: "清明节",
    ARMY_DAY: "八一建军节",
    MARTYRS_DAY: "烈士纪念日",
}
_SPRING_DAYS = (
    *((2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3)),
    *((2031, 1, 23), (2032, 2, 11), (2033, 1, 31), (2034, 2, 19), (2035, 2, 8)),
)
LAST_YEAR = _SPRING_DAYS[-1][0]


def festival_on(day: date) -> str:
    """The festival of a day; "" for an ordinary one."""
    if (day.year, day.month, day.day) in _SPRING_DAYS:
        return SPRING
    if day == qingming(day.year):
        return QINGMING
    return {(8, 1): ARMY_DAY, (9, 30): MARTYRS_DAY}.get((day.month, day.day), "")


def qingming(year: int) -> date:
    """The 4th or 5th of April of a year of this century."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def among(days: Iterable[date], festivals: Iterable[str]) -> list[date]:
    """Those of the days on which one of these festivals is."""
    wanted = set(festivals)
    return sorted({day for day in days if festival_on(day) in wanted})
