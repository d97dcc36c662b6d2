"""Figures as of a day that is gone by, out of the record; what was not recorded is not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from support_services.steering.models import DayNumber
from support_services.steering.selectors.counting import Number, counted
from veterans.accounts.figures import Figure
from veterans.accounts.models import User
from veterans.foundation.months import add_months

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class MonthEnd:
    """The last day of a month, or today, and the number of it; None: not known."""

    day: date
    number: Number | None


def of_the_record(figure: Figure, year: int, today: date) -> bool:
    """Whether a figure of that year can only be told out of the record: it stands on a day, and
    the year is over."""
    return not figure.years and year < today.year


def numbers_on(user: User, days: Iterable[date]) -> dict[tuple[date, str], DayNumber]:
    """By day and code, what was recorded on these days for those of the reader's role; whoever
    shows it asks first which figures he may know. One query, or none for no day."""
    asked = set(days)
    if not asked:
        return {}
    rows = DayNumber.objects.filter(recorded__day__in=asked, role=user.role)
    return {(one.recorded.day, one.figure): one for one in rows.select_related("recorded")}


def ends_of_months(user: User, figures: Iterable[Figure], today: date) -> dict[str, list[MonthEnd]]:
    """By code, the last days of the eleven months before this one out of the record, and today as
    it is counted now."""
    listed = list(figures)
    first = today.replace(day=1)
    days = [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS_SHOWN - 1)]
    recorded = numbers_on(user, days) if listed else {}
    now = counted(listed, user, today)
    found: dict[str, list[MonthEnd]] = {}
    for figure in listed:
        told = ((day, recorded.get((day, figure.code))) for day in sorted(days))
        ends = [
            MonthEnd(day, (one.number if figure.is_money else int(one.number)) if one else None)
            for day, one in told
        ]
        found[figure.code] = [*ends, MonthEnd(today, now[figure.code].number)]
    return found
