"""Pure: how late an item is, by the calendar and by silence; what is due next, and from whom.

This is the reference that a clerk can read; the board asks the same of the database in one
statement (``selectors/lights``), and a property test holds the two equal.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from support_services.double_list.states import (
    AT_WORK,
    DONE,
    HELPED,
    STILL,
    ItemState,
    Light,
    Rhythm,
    Side,
)
from veterans.workdays.rules import Calendar, last_working_day, working_days_between

ONE_DAY = timedelta(days=1)
PERCENT = 100


@dataclass(frozen=True)
class Figures:
    """The numbers of 督办 that hold on a day; counts are days.

    ``yellow_percent``: of the time from assignment to deadline that is left; ``yellow_days``: left
    at all; either makes yellow. ``weekly_days``, ``monthly_days``: after so many without a report
    yellow, after ``grace_days`` more red; working days where ``in_workdays``. ``object_days``,
    ``plan_days``, ``verify_days``, ``confirm_days`` are working days: to say "not ours", to give a
    plan, to verify, to say whether one is content; so is ``agree_days``, for each side to agree.
    ``help_days``: after so many without a word of a helping unit it is waited for.
    ``circular_reds``, ``circular_days``: so many red items of a unit, or one overdue for so many
    days, propose a circular.
    """

    yellow_percent: int = 20
    yellow_days: int = 7
    weekly_days: int = 7
    monthly_days: int = 31
    grace_days: int = 7
    in_workdays: bool = False
    object_days: int = 5
    plan_days: int = 10
    verify_days: int = 10
    confirm_days: int = 10
    agree_days: int = 10
    help_days: int = 31
    circular_reds: int = 2
    circular_days: int = 30

    def silence(self, rhythm: Rhythm) -> int:
        """After how many days without a word it is yellow."""
        return self.weekly_days if rhythm is Rhythm.WEEKLY else self.monthly_days


@dataclass(frozen=True)
class Facts:
    """What the light of an item is reckoned from. ``said_on``: when the unit that answers for it
    spoke last; ``done_on``: when it said that it is done. ``moved_on``: when it came into its
    state; ``helped_on``: of each helping unit, when it last told of its part, or was asked to."""

    state: ItemState
    assigned_on: date | None = None
    deadline: date | None = None
    said_on: date | None = None
    done_on: date | None = None
    rhythm: Rhythm = Rhythm.MONTHLY
    moved_on: date | None = None
    helped_on: tuple[date, ...] = ()


# By state, which of the figures says within how many working days the next move is to be made.
TURN_DAYS: dict[ItemState, str] = {
    ItemState.SORTED: "agree_days",
    ItemState.ASSIGNED: "plan_days",
    ItemState.RETURNED: "object_days",
    ItemState.CLAIMED: "verify_days",
    ItemState.VERIFIED: "confirm_days",
}
# The worse of two: the first that either is.
_WORST = (Light.RED, Light.YELLOW, Light.GREEN)


def light_of(facts: Facts, figures: Figures, calendar: Calendar, today: date) -> Light:
    """Green, yellow or red; grey where no clock runs; none before the work and after it.

    What is claimed to be done is red or green by the day of the claim, whoever is slow after it.
    What lies with the office (sent back as not theirs) is not silent, but its deadline runs on.
    """
    if facts.state in STILL:
        return Light.GREY
    if facts.state in DONE:
        late = facts.deadline and facts.done_on and facts.done_on > facts.deadline
        return Light.RED if late else Light.GREEN
    if facts.state not in AT_WORK | {ItemState.RETURNED}:
        return Light.NONE
    lights = {deadline_light(facts, figures, today)}
    if facts.state in AT_WORK:
        lights.add(silence_light(facts, figures, calendar, today))
    return next(one for one in _WORST if one in lights)


def deadline_light(facts: Facts, figures: Figures, today: date) -> Light:
    """By the day it is to be done; on that day itself it is not late."""
    if facts.deadline is None or facts.assigned_on is None:
        return Light.GREEN
    left = (facts.deadline - today).days
    if left < 0:
        return Light.RED
    whole = (facts.deadline - facts.assigned_on).days
    if left <= figures.yellow_days or left * PERCENT <= whole * figures.yellow_percent:
        return Light.YELLOW
    return Light.GREEN


def silence_light(facts: Facts, figures: Figures, calendar: Calendar, today: date) -> Light:
    """By how long nobody has said anything; the day of the last word does not count."""
    if facts.said_on is None:
        return Light.GREEN
    silent = days_silent(facts.said_on, figures, calendar, today)
    agreed = figures.silence(facts.rhythm)
    if silent > agreed + figures.grace_days:
        return Light.RED
    return Light.YELLOW if silent > agreed else Light.GREEN


def days_silent(said_on: date, figures: Figures, calendar: Calendar, today: date) -> int:
    """Days after the last word, today among them; working days where the rule says so."""
    if today <= said_on:
        return 0
    if figures.in_workdays:
        return working_days_between(said_on + ONE_DAY, today, calendar)
    return (today - said_on).days


def oldest_word(days: int, figures: Figures, calendar: Calendar, today: date) -> date:
    """The earliest day of a last word with which one is silent for ``days`` today and no longer:
    whoever spoke before it is silent for more."""
    if not figures.in_workdays:
        return today - timedelta(days=days)
    day, counted = today, 0
    while counted + calendar.is_working_day(day) <= days:
        counted += calendar.is_working_day(day)
        day -= ONE_DAY
    return day


def working_days_after(day: date, days: int, calendar: Calendar) -> date:
    """The last of so many working days after a day, which itself does not count."""
    return last_working_day(day + ONE_DAY, days, calendar)


def wait_light(facts: Facts, figures: Figures, calendar: Calendar, today: date) -> Light:
    """Whoever has the next move, and the units that help: within the agreed days green, after them
    yellow, ``grace_days`` later red; none where nobody is waited for. It is another light than the
    lead's, who is not slow because others are."""
    last_days = [helped_by(one, figures) for one in facts.helped_on if facts.state in HELPED]
    if facts.state in TURN_DAYS and facts.moved_on is not None:
        last_days.append(turn_ends(facts.state, facts.moved_on, figures, calendar))
    lights = {late_light(one, figures, today) for one in last_days}
    return next((one for one in _WORST if one in lights), Light.NONE)


def turn_ends(state: ItemState, moved_on: date, figures: Figures, calendar: Calendar) -> date:
    """The last day for the next move of an item that came into that state on a day."""
    return working_days_after(moved_on, getattr(figures, TURN_DAYS[state]), calendar)


def helped_by(helped_on: date, figures: Figures) -> date:
    """The last day for a helping unit to tell of its part."""
    return helped_on + timedelta(days=figures.help_days)


def late_light(by: date, figures: Figures, today: date) -> Light:
    """Of something that is to be done by a day."""
    if today <= by:
        return Light.GREEN
    return Light.RED if (today - by).days > figures.grace_days else Light.YELLOW


def oldest_turn(days: int, calendar: Calendar, today: date) -> date:
    """The earliest day of a move after which so many working days (one or more) have not passed
    before today: whoever came into his turn before it is late."""
    in_workdays = Figures(in_workdays=True)
    return oldest_word(days - 1, in_workdays, calendar, today - ONE_DAY)


@dataclass(frozen=True)
class Owed:
    """Whose move is next, what it is, and till when; no day where none is set."""

    side: Side
    what: str
    by: date | None = None


def next_owed(
    facts: Facts,
    figures: Figures,
    calendar: Calendar,
    *,
    moved_on: date,
    asker_agreed: bool = False,
    answerer_agreed: bool = False,
    extension_asked: bool = False,
) -> tuple[Owed, ...]:
    """Who owes what next. ``moved_on``: when it came into the state it is in."""

    def after(days: int) -> date:
        return working_days_after(moved_on, days, calendar)

    state = facts.state
    if state is ItemState.SORTED:
        waiting = []
        if not asker_agreed:
            waiting.append(Owed(Side.ASKER, "确认", after(figures.agree_days)))
        if not answerer_agreed:
            waiting.append(Owed(Side.ANSWERER, "确认", after(figures.agree_days)))
        return tuple(waiting)
    simple: dict[ItemState, Owed] = {
        ItemState.COLLECTED: Owed(Side.OFFICE, "梳理"),
        ItemState.AGREED: Owed(Side.GROUP, "审定"),
        ItemState.DECIDED: Owed(Side.OFFICE, "交办"),
        ItemState.RETURNED: Owed(Side.OFFICE, "决定维持还是转办", after(figures.object_days)),
        ItemState.CLAIMED: Owed(Side.OFFICE, "核验", after(figures.verify_days)),
        ItemState.VERIFIED: Owed(Side.ASKER, "评价", after(figures.confirm_days)),
        ItemState.CONFIRMED: Owed(Side.OFFICE, "销号"),
        ItemState.PAUSED: Owed(Side.OFFICE, "条件具备时恢复"),
        ItemState.LONG_TERM: Owed(Side.ANSWERER, "报进展"),
    }
    if state in simple:
        return (simple[state],)
    if state not in AT_WORK:
        return ()
    first = (Owed(Side.OFFICE, "答复延期申请"),) if extension_asked else ()
    if state is ItemState.ASSIGNED:
        return (*first, Owed(Side.ANSWERER, "报办理方案", after(figures.plan_days)))
    return (*first, _of_work(facts, figures, calendar))


def _of_work(facts: Facts, figures: Figures, calendar: Calendar) -> Owed:
    """A report, unless the deadline comes first."""
    if facts.said_on is None:
        return Owed(Side.ANSWERER, "办结", facts.deadline)
    agreed = figures.silence(facts.rhythm)
    if figures.in_workdays:
        report_by = working_days_after(facts.said_on, agreed, calendar)
    else:
        report_by = facts.said_on + timedelta(days=agreed)
    if facts.deadline is not None and facts.deadline <= report_by:
        return Owed(Side.ANSWERER, "办结", facts.deadline)
    return Owed(Side.ANSWERER, "报进展", report_by)


def calls_for_circular(red: int, longest_overdue: int, figures: Figures) -> bool:
    """Whether a unit with so many red items, the latest overdue for so many days, is one to be
    named in a circular."""
    return red >= figures.circular_reds or longest_overdue >= figures.circular_days
