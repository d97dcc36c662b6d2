"""Duties by their periods, times that clash, figures that lack or contradict; no database."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from support_services.supporters.rules import (
    DutyStanding,
    clash,
    contradiction,
    duty_standing,
    missing,
    pay_words,
    periods,
)
from support_services.supporters.states import (
    ACTIVITY_MOVES,
    FIGURES,
    MOVES,
    RHYTHM_MONTHS,
    ActivityKind,
    ActivityState,
    Rhythm,
    Stage,
    Subject,
)

Span = tuple[time | None, time | None]
FIRST, LAST = date(2026, 2, 10), date(2026, 11, 20)
DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))


def standing(
    rhythm: Rhythm, today: date, *fulfilled: date, due_on: date | None = None
) -> DutyStanding:
    return duty_standing(
        rhythm, due_on=due_on, first=FIRST, last=LAST, fulfilled=fulfilled, today=today
    )


def test_a_quarterly_duty_owes_each_quarter_the_pact_had_until_it_is_fulfilled() -> None:
    found = standing(Rhythm.QUARTERLY, date(2026, 8, 1))
    assert (found.missed, found.done, found.due_on) == (2, False, date(2026, 9, 30))
    # What was done in May pays for the second quarter, and nobody owes the first any more.
    found = standing(Rhythm.QUARTERLY, date(2026, 8, 1), date(2026, 5, 3))
    assert (found.missed, found.done) == (0, False)
    found = standing(Rhythm.QUARTERLY, date(2026, 8, 1), date(2026, 7, 2))
    assert (found.missed, found.done, found.last_on) == (0, True, date(2026, 7, 2))
    # What is to come has not been.
    assert not standing(Rhythm.QUARTERLY, date(2026, 8, 1), date(2026, 8, 2)).done


def test_what_is_due_once_is_due_until_it_is_done() -> None:
    due = date(2026, 6, 1)
    assert standing(Rhythm.ONCE, due, due_on=due).missed == 0
    assert standing(Rhythm.ONCE, date(2026, 6, 2), due_on=due).is_late
    found = standing(Rhythm.ONCE, date(2026, 12, 1), date(2026, 9, 1), due_on=due)
    assert (found.done, found.due_on, found.is_late) == (True, None, False)


@tries(max_examples=60)
@given(
    rhythm=st.sampled_from([one for one in Rhythm if RHYTHM_MONTHS[one]]),
    today=DAYS,
    fulfilled=st.lists(DAYS, max_size=5),
)
def test_periods_are_every_day_once_and_none_fulfilled_is_missed(
    rhythm: Rhythm, today: date, fulfilled: list[date]
) -> None:
    spans = periods(rhythm, FIRST, LAST)
    days = [
        begin + timedelta(days=n) for begin, end in spans for n in range((end - begin).days + 1)
    ]
    assert days == [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    found = standing(rhythm, today, *fulfilled)
    past = [span for span in spans if span[1] < today]
    empty = [s for s in past if not any(s[0] <= day <= s[1] for day in fulfilled)]
    assert found.missed <= len(empty)
    if not fulfilled:
        assert found.missed == len(past)
    assert (found.due_on is not None) == (FIRST <= today <= LAST)


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        ((time(9), time(11)), (time(11), time(12)), False),
        ((time(9), time(11)), (time(10, 59), time(12)), True),
        ((None, None), (time(9), time(10)), True),
        ((time(9), None), (time(14), time(15)), True),
        ((time(14), None), (time(9), time(12)), False),
    ],
)
def test_a_lecturer_is_at_one_place_at_a_time(one: Span, other: Span, clashes: bool) -> None:
    assert clash(one, other) is clash(other, one) is clashes


def test_a_report_has_the_figures_of_its_kind_and_they_go_together() -> None:
    fair = {"firms": 20, "posts": 300, "visitors": 500, "intentions": 80, "hired": 30}
    assert missing(ActivityKind.JOB_FAIR, fair) == ()
    assert missing(ActivityKind.JOB_FAIR, {**fair, "hired": None}) == ("现场录用",)
    assert missing(ActivityKind.WORK, {"works": 3}) == ()
    assert contradiction(ActivityKind.JOB_FAIR, fair) == ""
    assert "现场录用" in contradiction(ActivityKind.JOB_FAIR, {**fair, "hired": 501})


def test_the_roads_are_whole() -> None:
    for subject in Subject:
        moves = MOVES[subject]
        assert moves["accept"].second
        assert moves["accept"].duty != moves["drop"].duty
        for move in moves.values():
            # Whatever ends or drops says why, because the table asks for it.
            assert move.why == (move.target in (Stage.ENDED, Stage.DROPPED))
    assert "end" not in MOVES[Subject.CONTRIBUTION]
    reached = {move.target for move in ACTIVITY_MOVES.values()} | {ActivityState.REQUESTED}
    assert reached == set(ActivityState)
    assert all(len({one.code for one in of}) == len(of) for of in FIGURES.values())


def test_pay_is_said_as_people_say_it() -> None:
    assert pay_words(Decimal("4000.00"), Decimal("6000.50")) == "每月 4,000–6,000.50 元"
    assert pay_words(Decimal("4000.00"), Decimal("4000.00")) == "每月 4,000 元"
    assert pay_words(None, None) == ""
