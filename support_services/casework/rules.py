"""By which day something is due, and how it stands. Pure: no Django, no clock, no database.

A period of days begins on the day after the one that starts it (民法典第二百零一条) and, where it
is counted in calendar days and would end on a day that nobody works, ends on the next working day
(第二百零三条). Days on which a clock stands are not counted and nothing is due on one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from veterans.workdays.rules import Calendar

# Nobody counts further than that; a calendar without a working day would never end.
FARTHEST = 366 * 12
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    DAY = "day"
    WORKDAY = "workday"


UNIT_LABELS: dict[Unit, str] = {Unit.DAY: "日", Unit.WORKDAY: "个工作日"}


@dataclass(frozen=True)
class Term:
    """So many days of a kind."""

    days: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.days}{UNIT_LABELS[self.unit]}"


@dataclass(frozen=True)
class Stand:
    """Days on which a clock stands, both included; ``last`` None: until further notice. One that
    was taken up again on the same day has no days at all."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def counts(day: date, unit: Unit, calendar: Calendar, stands: Sequence[Stand] = ()) -> bool:
    """Whether a clock runs on that day."""
    if any(one.covers(day) for one in stands):
        return False
    return unit is Unit.DAY or calendar.is_working_day(day)


def last_day(
    start: date, term: Term, calendar: Calendar, stands: Sequence[Stand] = ()
) -> date | None:
    """The last day of a term that ``start`` sets going. None while it cannot be said: the clock
    stands until further notice, and the term was not over before."""
    if term.days < 1:
        raise ValueError("a term has at least one day")
    day, left = start, term.days
    for _ in range(FARTHEST):
        day += ONE_DAY
        if any(one.last is None and one.covers(day) for one in stands):
            return None
        if left and counts(day, term.unit, calendar, stands):
            left -= 1
        if not left and counts(day, Unit.WORKDAY, calendar, stands):
            return day
    raise ValueError("a term that never ends")


def used(
    start: date, day: date, unit: Unit, calendar: Calendar, stands: Sequence[Stand] = ()
) -> int:
    """How many days of a clock have run by the end of ``day``; 0 on the day that sets it going."""
    span = range((day - start).days)
    return sum(
        counts(start + timedelta(days=number + 1), unit, calendar, stands) for number in span
    )


class Clock(StrEnum):
    """What is due: to tell the person, to say that it is not ours, to answer."""

    INFORM = "inform"
    OBJECT = "object"
    FINISH = "finish"


CLOCK_LABELS: dict[Clock, str] = {
    Clock.INFORM: "告知受理",
    Clock.OBJECT: "接收或退回",
    Clock.FINISH: "办结答复",
}


class Lateness(StrEnum):
    LATE = "late"
    NEAR = "near"
    WITHIN = "within"
    STILL = "still"


LATENESS_LABELS: dict[Lateness, str] = {
    Lateness.LATE: "已超期",
    Lateness.NEAR: "快到期",
    Lateness.WITHIN: "在期限内",
    Lateness.STILL: "不计时",
}
LATENESS_TONES: dict[Lateness, str] = {
    Lateness.LATE: "bad",
    Lateness.NEAR: "warn",
    Lateness.WITHIN: "ok",
    Lateness.STILL: "idle",
}


@dataclass(frozen=True)
class Standing:
    """How a case stands on a day: which clock is the first to run out, and when."""

    lateness: Lateness
    clock: Clock | None = None
    due_on: date | None = None
    days: int = 0

    @property
    def told(self) -> str:
        """In words: how many days are left, or have gone by since."""
        if self.clock is None or self.due_on is None:
            return ""
        what = CLOCK_LABELS[self.clock]
        if self.lateness is Lateness.LATE:
            return f"{what}已超期 {-self.days} 天"
        if self.days == 0:
            return f"今天是{what}的最后一天"
        return f"{what}还有 {self.days} 天"


def standing(dues: dict[Clock, date | None], *, today: date, near: int) -> Standing:
    """The clock that runs out first decides; ``near``: from how many days before it is pressing."""
    running = [(day, clock) for clock, day in dues.items() if day is not None]
    if not running:
        return Standing(Lateness.STILL)
    day, clock = min(running, key=lambda one: (one[0], list(Clock).index(one[1])))
    left = (day - today).days
    lateness = Lateness.LATE if left < 0 else Lateness.NEAR if left <= near else Lateness.WITHIN
    return Standing(lateness, clock, day, left)
