"""Pure: how a duty of a pact stands, whether two times clash, what figures lack or contradict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from support_services.supporters.states import FIGURES, RHYTHM_MONTHS, ActivityKind, Rhythm


@dataclass(frozen=True)
class DutyStanding:
    """``due_on``: the last day of the period that runs, or of what is due once; None where nothing
    is due any more. ``done``: fulfilled in it. ``missed``: periods that went by without."""

    due_on: date | None
    done: bool
    missed: int
    last_on: date | None

    @property
    def is_late(self) -> bool:
        return self.missed > 0


def duty_standing(
    rhythm: Rhythm,
    *,
    due_on: date | None,
    first: date,
    last: date,
    fulfilled: Collection[date],
    today: date,
) -> DutyStanding:
    """A duty of a pact that holds from ``first`` to ``last``. Periods are those of the calendar
    (a quarter begins in January), the first and the last cut off by the pact. One that has missed
    a period and fulfilled a later one owes the missed one no more than it can: only periods after
    the last fulfilment count as missed."""
    last_on = max((day for day in fulfilled if day <= today), default=None)
    if not RHYTHM_MONTHS[rhythm]:
        wanted = due_on or last
        done = last_on is not None
        missed = int(not done and today > wanted)
        return DutyStanding(None if done else wanted, done, missed, last_on)
    since = last_on or first - timedelta(days=1)
    missed, running = 0, None
    for begin, end in periods(rhythm, first, last):
        if begin > today:
            break
        if end < today:
            missed += begin > since
        else:
            running = (begin, end)
    done = running is not None and any(running[0] <= day <= today for day in fulfilled)
    return DutyStanding(running[1] if running else None, done, missed, last_on)


def periods(rhythm: Rhythm, first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of each, in order, together every day from ``first`` to ``last``."""
    months = RHYTHM_MONTHS[rhythm]
    found: list[tuple[date, date]] = []
    begin = first
    while begin <= last:
        number = begin.year * 12 + begin.month - 1
        following = number - number % months + months
        end = date(following // 12, following % 12 + 1, 1) - timedelta(days=1)
        found.append((begin, min(end, last)))
        begin = end + timedelta(days=1)
    return found


def clash(one: tuple[time | None, time | None], other: tuple[time | None, time | None]) -> bool:
    """Whether two times of one day overlap; without a beginning it is the whole day, without an
    end it lasts to the day's end. One that ends when the other begins does not clash."""
    if one[0] is None or other[0] is None:
        return True
    return one[0] < (other[1] or time.max) and other[0] < (one[1] or time.max)


def missing(kind: ActivityKind, told: Mapping[str, int | None]) -> tuple[str, ...]:
    """Labels of figures that a report of this kind needs and has not."""
    return tuple(one.label for one in FIGURES[kind] if one.needed and told.get(one.code) is None)


# (kind, the smaller, the larger): nobody is hired at a fair who was not there.
_NO_MORE_THAN = (
    (ActivityKind.JOB_FAIR, "hired", "visitors"),
    (ActivityKind.JOB_FAIR, "intentions", "visitors"),
    (ActivityKind.CLINIC, "referred", "served"),
)


def contradiction(kind: ActivityKind, told: Mapping[str, int | None]) -> str:
    """What cannot be, in a sentence; "" for figures that go together."""
    labels = {one.code: one.label for one in FIGURES[kind]}
    for of, small, large in _NO_MORE_THAN:
        less, more = told.get(small), told.get(large)
        if of == kind and less is not None and more is not None and less > more:
            return f"“{labels[small]}”不能多于“{labels[large]}”，请核对。"
    return ""


def pay_words(least: Decimal | None, most: Decimal | None) -> str:
    """``每月 4,000–6,000 元``; "" where it is to be agreed. Yuan."""
    if least is None or most is None:
        return ""
    first, last = (f"{one:,.2f}".removesuffix(".00") for one in (least, most))
    return f"每月 {first} 元" if first == last else f"每月 {first}–{last} 元"
