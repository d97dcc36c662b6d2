"""Lights by the calendar and by silence: plain Python against the database's one statement."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_services.double_list.rules import (
    Facts,
    Figures,
    calls_for_circular,
    days_silent,
    deadline_light,
    light_of,
    next_owed,
    oldest_turn,
    oldest_word,
    wait_light,
    working_days_after,
)
from support_services.double_list.states import ItemState, Light, Rhythm, Side
from veterans.workdays.rules import Calendar, DayKind

TODAY = date(2026, 9, 30)
PLAIN = Calendar({})
# 国庆 with the days that are worked for it.
HOLIDAYS = Calendar(
    {
        **{date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)},
        date(2026, 9, 27): DayKind.WORKDAY,
        date(2026, 10, 10): DayKind.WORKDAY,
    }
)
days = st.integers(0, 120).map(lambda back: TODAY - timedelta(days=back))
figures = st.builds(
    Figures,
    yellow_percent=st.integers(0, 60),
    yellow_days=st.integers(0, 20),
    weekly_days=st.integers(1, 10),
    monthly_days=st.integers(1, 40),
    grace_days=st.integers(1, 15),
    in_workdays=st.booleans(),
)


def facts(**given: object) -> Facts:
    assigned = TODAY - timedelta(days=50)
    return Facts(
        **{
            "state": ItemState.IN_HAND,
            "assigned_on": assigned,
            "deadline": TODAY + timedelta(days=50),
            "said_on": TODAY,
            **given,
        }  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("given", "light"),
    [
        ({}, Light.GREEN),
        # 20 of 100 days are left, 7 days are left, the last day, the day after.
        ({"assigned_on": TODAY - timedelta(80), "deadline": TODAY + timedelta(20)}, Light.YELLOW),
        ({"assigned_on": TODAY - timedelta(79), "deadline": TODAY + timedelta(21)}, Light.GREEN),
        ({"assigned_on": TODAY - timedelta(2), "deadline": TODAY + timedelta(7)}, Light.YELLOW),
        ({"assigned_on": TODAY - timedelta(2), "deadline": TODAY + timedelta(8)}, Light.GREEN),
        ({"deadline": TODAY}, Light.YELLOW),
        ({"deadline": TODAY - timedelta(1)}, Light.RED),
        # Silence alone.
        ({"said_on": TODAY - timedelta(31)}, Light.GREEN),
        ({"said_on": TODAY - timedelta(32)}, Light.YELLOW),
        ({"said_on": TODAY - timedelta(38)}, Light.YELLOW),
        ({"said_on": TODAY - timedelta(39)}, Light.RED),
        ({"said_on": TODAY - timedelta(8), "rhythm": Rhythm.WEEKLY}, Light.YELLOW),
        # What lies with the office is not silent, but its deadline runs on.
        ({"state": ItemState.RETURNED, "said_on": TODAY - timedelta(90)}, Light.GREEN),
        ({"state": ItemState.RETURNED, "deadline": TODAY - timedelta(1)}, Light.RED),
        # Done in time or too late, whoever is slow after it.
        (
            {
                "state": ItemState.CLAIMED,
                "deadline": TODAY - timedelta(9),
                "done_on": TODAY - timedelta(9),
            },
            Light.GREEN,
        ),
        (
            {
                "state": ItemState.VERIFIED,
                "deadline": TODAY - timedelta(9),
                "done_on": TODAY - timedelta(8),
            },
            Light.RED,
        ),
        ({"state": ItemState.PAUSED, "deadline": TODAY - timedelta(9)}, Light.GREY),
        ({"state": ItemState.LONG_TERM, "said_on": TODAY - timedelta(99)}, Light.GREY),
        ({"state": ItemState.DECIDED}, Light.NONE),
        ({"state": ItemState.CLOSED, "deadline": TODAY - timedelta(9)}, Light.NONE),
    ],
)
def test_each_light_by_an_example(given: dict[str, object], light: Light) -> None:
    assert light_of(facts(**given), Figures(), PLAIN, TODAY) is light


def test_working_days_of_silence_pass_over_a_holiday() -> None:
    five = Figures(weekly_days=5, grace_days=2, in_workdays=True)
    said = date(2026, 9, 30)
    # After the last word eleven days pass, of which the 8th, 9th and the Saturday are worked.
    assert days_silent(said, five, HOLIDAYS, date(2026, 10, 11)) == 3
    assert days_silent(said, five, PLAIN, date(2026, 10, 11)) == 7
    weekly = facts(said_on=said, deadline=date(2026, 12, 31), rhythm=Rhythm.WEEKLY)
    lights = [light_of(weekly, five, HOLIDAYS, date(2026, 10, day)) for day in (11, 13, 14, 16, 15)]
    assert lights == [Light.GREEN, Light.GREEN, Light.YELLOW, Light.RED, Light.YELLOW]


@settings(max_examples=120)
@given(said=days, count=st.integers(0, 50), numbers=figures)
def test_who_spoke_before_the_oldest_word_is_silent_for_more(
    said: date, count: int, numbers: Figures
) -> None:
    cut = oldest_word(count, numbers, HOLIDAYS, TODAY)
    assert (said < cut) == (days_silent(said, numbers, HOLIDAYS, TODAY) > count)


@settings(max_examples=120)
@given(assigned=days, length=st.integers(1, 200), numbers=figures)
def test_a_light_never_gets_better_by_itself(assigned: date, length: int, numbers: Figures) -> None:
    rank = (Light.GREEN, Light.YELLOW, Light.RED)
    one = facts(assigned_on=assigned, deadline=assigned + timedelta(length), said_on=assigned)
    seen = [
        rank.index(light_of(one, numbers, HOLIDAYS, assigned + timedelta(day)))
        for day in range(0, length + 3, 3)
    ]
    assert seen == sorted(seen)
    assert deadline_light(one, numbers, assigned + timedelta(length + 1)) is Light.RED


def test_who_owes_what_and_till_when() -> None:
    def owed(state: ItemState, **more: object) -> list[tuple[Side, str, date | None]]:
        told = next_owed(
            facts(state=state, **more),
            Figures(),
            HOLIDAYS,
            moved_on=TODAY,
        )
        return [(one.side, one.what, one.by) for one in told]

    assert owed(ItemState.SORTED) == [
        (Side.ASKER, "确认", date(2026, 10, 20)),
        (Side.ANSWERER, "确认", date(2026, 10, 20)),
    ]
    # Ten working days after the 30th: the 8th to the 10th, then from the 12th on.
    assert owed(ItemState.ASSIGNED) == [(Side.ANSWERER, "报办理方案", date(2026, 10, 20))]
    assert owed(ItemState.CLAIMED) == [(Side.OFFICE, "核验", date(2026, 10, 20))]
    assert owed(ItemState.IN_HAND) == [(Side.ANSWERER, "报进展", date(2026, 10, 31))]
    assert owed(ItemState.IN_HAND, deadline=date(2026, 10, 9)) == [
        (Side.ANSWERER, "办结", date(2026, 10, 9))
    ]
    assert owed(ItemState.CLOSED) == []


@pytest.mark.parametrize(
    ("given", "light"),
    [
        # Nobody is waited for but the lead, whose own light says how he is.
        ({"said_on": TODAY - timedelta(90)}, Light.NONE),
        ({"state": ItemState.CLOSED}, Light.NONE),
        # The tenth working day, the one after it, a week after that and a day more.
        ({"state": ItemState.VERIFIED, "moved_on": TODAY - timedelta(14)}, Light.GREEN),
        ({"state": ItemState.VERIFIED, "moved_on": TODAY - timedelta(15)}, Light.YELLOW),
        ({"state": ItemState.VERIFIED, "moved_on": TODAY - timedelta(21)}, Light.YELLOW),
        ({"state": ItemState.VERIFIED, "moved_on": TODAY - timedelta(22)}, Light.RED),
        ({"state": ItemState.SORTED, "moved_on": TODAY - timedelta(30)}, Light.RED),
        # The office itself, and a unit that takes its time with the plan.
        ({"state": ItemState.CLAIMED, "moved_on": TODAY - timedelta(15)}, Light.YELLOW),
        ({"state": ItemState.RETURNED, "moved_on": TODAY - timedelta(8)}, Light.YELLOW),
        ({"state": ItemState.ASSIGNED, "moved_on": TODAY - timedelta(1)}, Light.GREEN),
        # One of two that help says nothing; the worse of the two clocks.
        ({"helped_on": (TODAY, TODAY - timedelta(31))}, Light.GREEN),
        ({"helped_on": (TODAY, TODAY - timedelta(32))}, Light.YELLOW),
        ({"helped_on": (TODAY, TODAY - timedelta(39))}, Light.RED),
        (
            {
                "state": ItemState.ASSIGNED,
                "moved_on": TODAY,
                "helped_on": (TODAY - timedelta(39),),
            },
            Light.RED,
        ),
        ({"state": ItemState.PAUSED, "helped_on": (TODAY - timedelta(90),)}, Light.NONE),
    ],
)
def test_who_is_waited_for_has_a_light_of_his_own(given: dict[str, object], light: Light) -> None:
    assert wait_light(facts(**given), Figures(), PLAIN, TODAY) is light


@settings(max_examples=120)
@given(moved=days, count=st.integers(1, 30), back=st.integers(0, 20))
def test_who_came_into_his_turn_before_the_oldest_is_late(
    moved: date, count: int, back: int
) -> None:
    then = TODAY - timedelta(days=back)
    cut = oldest_turn(count, HOLIDAYS, then)
    assert (moved < cut) == (working_days_after(moved, count, HOLIDAYS) < then)


def test_a_circular_after_two_red_ones_or_a_month() -> None:
    assert not calls_for_circular(1, 29, Figures())
    assert calls_for_circular(2, 1, Figures())
    assert calls_for_circular(1, 30, Figures())
