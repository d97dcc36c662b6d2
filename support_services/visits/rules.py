"""When a task of visits runs: calendar periods. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from support_services.visits.states import MONTHS, Period
from veterans.foundation.months import add_months


@dataclass(frozen=True)
class Window:
    """From a day to a day, both included, in which everybody meant is to be met once."""

    first: date
    last: date


def window_of(
    period: Period, today: date, *, first_on: date, last_on: date | None
) -> Window | None:
    """The window of a task on that day; None where it does not run.

    A recurring one goes by calendar periods (the month, the quarter, the half, the year) from the
    one in which ``first_on`` lies, up to ``last_on`` if that is given. A single one is the window
    between its two days itself, and is shown until the last.
    """
    if today < first_on or (last_on is not None and today > last_on):
        return None
    if period is Period.ONCE:
        return Window(first_on, last_on) if last_on is not None else None
    length = MONTHS[period]
    month = (today.month - 1) // length * length + 1
    first = date(today.year, month, 1)
    last = add_months(first, length) - timedelta(days=1)
    return Window(max(first, first_on), last if last_on is None else min(last, last_on))


# Some weeks may be worked off at any time in them; half a year may not be left to its end.
PACED = timedelta(days=62)


def behind(window: Window, today: date, *, total: int, met: int) -> int:
    """By how many people an even pace through a long window is missed, up to yesterday."""
    length = window.last - window.first + timedelta(days=1)
    if length <= PACED:
        return 0
    gone = min(max(today - window.first, timedelta()), length)
    return max(0, total * gone.days // length.days - met)


def window_before(
    period: Period, today: date, *, first_on: date, last_on: date | None
) -> Window | None:
    """The window of a recurring task before the running one: who was missed in it."""
    here = window_of(period, today, first_on=first_on, last_on=last_on)
    if here is None or period is Period.ONCE or here.first <= first_on:
        return None
    return window_of(period, here.first - timedelta(days=1), first_on=first_on, last_on=here.first)
