"""Clocks against a count of days by hand, over holidays, make-up days and pauses."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from support_services.casework.rules import (
    Clock,
    Lateness,
    Stand,
    Term,
    Unit,
    last_day,
    standing,
    used,
)
from veterans.workdays.rules import Calendar, DayKind

START = date(2026, 9, 1)
DAYS = st.integers(0, 120).map(lambda number: START + timedelta(days=number))
CALENDARS = st.dictionaries(
    DAYS, st.sampled_from([DayKind.HOLIDAY, DayKind.WORKDAY]), max_size=25
).map(Calendar)
TERMS = st.builds(Term, st.integers(1, 60), st.sampled_from(list(Unit)))
STANDS = st.lists(
    st.builds(lambda first, days: Stand(first, first + timedelta(days=days)), DAYS,
              st.integers(-1, 20)),
    max_size=4,
)  # fmt: skip


def by_hand(start: date, term: Term, calendar: Calendar, stands: list[Stand]) -> date:
    """A clerk with a calendar on the wall and a pencil."""
    standing_still = {
        one.first + timedelta(days=n)
        for one in stands
        if one.last is not None
        for n in range((one.last - one.first).days + 1)
    }
    ticked, day = 0, start
    while ticked < term.days:
        day += timedelta(days=1)
        if day in standing_still:
            continue
        if term.unit is Unit.WORKDAY and not calendar.is_working_day(day):
            continue
        ticked += 1
    while day in standing_still or not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


@given(DAYS, TERMS, CALENDARS, STANDS)
def test_the_last_day_is_that_of_a_clerk_with_a_pencil(
    start: date, term: Term, calendar: Calendar, stands: list[Stand]
) -> None:
    found = last_day(start, term, calendar, stands)
    assert found == by_hand(start, term, calendar, stands)
    assert found is not None
    # So many days of it have run by then, and none while it stood.
    assert used(start, found, term.unit, calendar, stands) >= term.days
    for one in stands:
        if one.last is not None and one.first > start and one.last >= one.first:
            before = used(start, one.first - timedelta(days=1), term.unit, calendar, stands)
            assert used(start, one.last, term.unit, calendar, stands) == before
    # Never earlier for one day more, nor for a pause more, nor for a later start.
    longer = last_day(start, Term(term.days + 1, term.unit), calendar, stands)
    later = last_day(start + timedelta(days=1), term, calendar, stands)
    fewer = last_day(start, term, calendar, stands[1:])
    assert longer is not None
    assert later is not None
    assert fewer is not None
    assert longer >= found >= fewer
    assert later >= found
    # Until further notice nobody can say; what was over before it stays as it was.
    asked = last_day(start, term, calendar, [*stands, Stand(found + timedelta(days=1), None)])
    assert asked == found
    assert last_day(start, term, calendar, [*stands, Stand(start, None)]) is None


def test_what_stands_first_decides() -> None:
    today = date(2026, 9, 10)
    dues: dict[Clock, date | None] = {
        Clock.INFORM: date(2026, 9, 9),
        Clock.OBJECT: date(2026, 9, 12),
        Clock.FINISH: None,
    }
    late = standing(dues, today=today, near=3)
    assert (late.lateness, late.told) == (Lateness.LATE, "告知受理已超期 1 天")
    near = standing({**dues, Clock.INFORM: None}, today=today, near=3)
    assert (near.lateness, near.told) == (Lateness.NEAR, "接收或退回还有 2 天")
    within = standing({Clock.FINISH: date(2026, 9, 14)}, today=today, near=3)
    assert within.lateness is Lateness.WITHIN
    last = standing({Clock.FINISH: today}, today=today, near=3)
    assert last.told == "今天是办结答复的最后一天"
    assert standing({Clock.FINISH: None}, today=today, near=3).lateness is Lateness.STILL
