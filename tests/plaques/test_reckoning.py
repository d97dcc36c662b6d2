"""The nightly statement and the plain reference say the same of random homes; a run finds, tells
once, learns from what was said at the door, and comes to rest."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honors.plaques.models import Run, Standing, Task
from honors.plaques.reference import shipped
from honors.plaques.rule_book import book_on
from honors.plaques.rule_lines import Line, book_of, laid_over
from honors.plaques.rules import Answer, Held, Home, Hukou, Member, Served, standing
from honors.plaques.services.reckoning import carry_on, owed_run, start_for_changed, start_run
from honors.plaques.states import (
    ANSWERS,
    GROUNDS_OF_PLEAS,
    Outcome,
    Plea,
    Stand,
    TaskKind,
    WithdrawalState,
)
from tests.plaques.homes import AT, TODAY, build, by_statement, home_of, run
from tests.subsidies.factories import person, user, village
from veterans.accounts.roles import Role
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.registry.models import PersonCategory, ServicePeriod

pytestmark = pytest.mark.django_db

_numbers = count(1)
# Few days, so that they meet: before and on the day from which deaths count, around the hanging.
DAYS = [date(2010, 1, 1), date(2018, 7, 28), date(2018, 7, 29), date(2020, 3, 1), TODAY]
LATER = TODAY + timedelta(days=1)
HUNG = date(2020, 3, 1)

held = st.builds(
    lambda code, first, days: Held(code, first, first + timedelta(days=days) if days else None),
    st.sampled_from(["TY", "SS-L", "JS", "YWB", "DIS"]),
    st.sampled_from([*DAYS, LATER]),
    st.sampled_from([0, 1, 3000]),
)
served = st.builds(
    lambda status, first, days: Served(
        status, first, first + timedelta(days=days) if days else None
    ),
    st.sampled_from(["conscript", "officer", "civilian", "militia"]),
    st.sampled_from(DAYS),
    st.sampled_from([0, 1, 3000]),
)  # fmt: skip


@st.composite
def hukous(draw: Any) -> tuple[Hukou, ...]:
    """Villages one after the other; the first with or without a day, the last perhaps to come."""
    options = [*DAYS[2:], HUNG + timedelta(days=9), LATER]
    days = sorted(draw(st.sets(st.sampled_from(options), min_size=1, max_size=3)))
    found: list[Hukou] = []
    first: date | None = None
    for day in days:
        if first is not None or draw(st.booleans()):
            found.append(Hukou(draw(st.sampled_from([None, 1, 2])), first, day))
        first = day
    found.append(Hukou(draw(st.sampled_from([None, 1, 2])), first))
    return tuple(found) if draw(st.sampled_from([True, True, False])) else ()


members = st.builds(
    Member,
    died_on=st.sampled_from([None, None, *DAYS]),
    held=st.lists(held, max_size=2, unique_by=lambda one: one.category).map(tuple),
    served=st.lists(served, max_size=1).map(tuple),
    pleas=st.lists(st.sampled_from(
        [Plea.NO_CERTIFICATE, Plea.LOST_PAPERS]), max_size=1).map(tuple),
    lives_here_since=st.sampled_from([None, None, HUNG, TODAY]),
    hukou=hukous(),
)  # fmt: skip


@st.composite
def answers(draw: Any) -> dict[TaskKind, Answer]:
    found = {}
    for kind in draw(st.sets(st.sampled_from(list(TaskKind)))):
        outcome = draw(st.sampled_from(ANSWERS[kind]))
        found[kind] = Answer(outcome, TODAY - timedelta(days=draw(st.sampled_from([0, 364, 365]))))
    return found


@st.composite
def homes(draw: Any) -> Home:
    hangs, dated = draw(st.booleans()), draw(st.sampled_from([True, True, False]))
    roof = draw(st.lists(members, max_size=3))
    lives = [place for place, one in enumerate(roof) if one.died_on is None]
    roof = [
        replace(one, is_head=bool(lives) and place == lives[0]) for place, one in enumerate(roof)
    ]
    days = st.lists(st.sampled_from([HUNG, TODAY]), max_size=1).map(tuple)
    return Home(
        plaque=f"P-{next(_numbers)}" if hangs else "",
        hung_on=HUNG if hangs and dated else None,
        members=tuple(roof),
        worn=draw(days) if roof else (),
        again=draw(days) if roof else (),
        withdrawals=draw(st.lists(st.sampled_from(list(WithdrawalState)), max_size=1).map(tuple)),
        answers=draw(answers()),
    )


own = st.builds(
    lambda rule, day, ends, stays: Line(
        rule[0], rule[1], rule[2], stays, day, None, "试验", "试验", Confidence.UNCONFIRMED,
        own=1, ends=ends,
    ),
    st.sampled_from([
        ("category", "TY", "survivor"), ("category", "JS", "serving"),
        ("category", "SS-L", "veteran"),
        ("service", "served", "serving"), ("service", "serving", "serving"),
        ("cause", "moved_house", "replace"), ("cause", "hukou_changed", "replace"),
        ("cause", "hukou_left", "left"), ("cutoff", "died_before", "2020-03-02"),
        ("peace", "days", "365"), ("peace", "days", "1"),
    ]),
    st.sampled_from([DAYS[2], TODAY, LATER]),
    st.booleans(),
    st.booleans(),
)  # fmt: skip


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(found=st.lists(homes(), min_size=12, max_size=12), more=st.lists(own, max_size=4))
def test_the_statement_says_what_the_reference_says(found: list[Home], more: list[Line]) -> None:
    """By the shipped rules with a few of the bureau's own laid over them, and without."""
    by, other = user(Role.PREPARER), user(Role.APPROVER)
    soldier = person(village(1, 1))
    made = {build(facts, by, other, soldier).pk: facts for facts in found}
    for book in (book_on(TODAY), book_of(laid_over(shipped(), more), TODAY)):
        wanted = {key: standing(facts, book, TODAY) for key, facts in made.items()}
        said = by_statement(list(made), book)
        for key, facts in made.items():
            assert said.get(key) == wanted[key], (facts, book)


def moved(before: int | None, after: int | None) -> tuple[Hukou, ...]:
    day = HUNG + timedelta(days=9)
    return Hukou(before, None, day), Hukou(after, day)


def test_a_day_in_every_kind_of_home() -> None:
    """What a clerk would say of each, spelt out."""
    alone = Member(held=(Held("TY", DAYS[0]),), is_head=True)
    dead, before = replace(alone, died_on=TODAY), replace(alone, died_on=date(2018, 7, 28))
    soldier = Member(served=(Served("officer", DAYS[0]),))
    parent = Member(held=(Held("JS", DAYS[0], DAYS[3]),))
    cases: list[tuple[Home, Stand | None]] = [
        (Home(members=(alone,)), Stand.DUE),
        (Home(members=(alone, soldier)), Stand.DUE),
        (Home("P1", HUNG, (alone, soldier)), Stand.HUNG),
        (Home("P1", HUNG, (dead,)), Stand.KEPT),
        (Home(members=(dead,)), None),
        (Home("P1", HUNG, (before,)), Stand.EXCESS),
        (Home(members=(before,)), None),
        (Home("P1", HUNG, (parent,)), Stand.KEPT),
        (Home(members=(parent,)), None),
        (Home("P1", HUNG, (Member(),)), Stand.EXCESS),
        (Home("P1", HUNG, (dead,), worn=(TODAY,)), Stand.KEPT),
        (Home("P1", HUNG, (alone,), worn=(TODAY,)), Stand.REPLACE),
        (Home("P1", HUNG, (alone,), worn=(HUNG,)), Stand.HUNG),
        (Home("P1", HUNG, (replace(alone, lives_here_since=TODAY),)), Stand.REPLACE),
        (Home("P1", HUNG, (alone,), withdrawals=(WithdrawalState.WITHDRAWN,)), Stand.TAKE_IN),
        (Home(members=(alone,), withdrawals=(WithdrawalState.RESTORE_ASKED,)), Stand.WITHDRAWN),
        (Home(members=(alone,), withdrawals=(WithdrawalState.RESTORED,)), Stand.RESTORED),
        (Home(members=(Member(served=(Served("civilian", DAYS[0]),)),)), None),
        (Home(members=(Member(pleas=(GROUNDS_OF_PLEAS[0],)),)), Stand.DUE),
        (Home("P1", HUNG, (replace(alone, hukou=moved(1, 2)),)), Stand.REPLACE),
        (Home("P1", HUNG, (replace(alone, hukou=moved(None, 2)),)), Stand.REPLACE),
        (Home("P1", HUNG, (replace(alone, hukou=moved(2, 2)),)), Stand.HUNG),
        (Home("P1", HUNG, (replace(alone, hukou=(Hukou(2, TODAY),)),)), Stand.HUNG),
        (Home("P1", TODAY, (replace(alone, hukou=moved(1, 2)),)), Stand.HUNG),
        (Home("P1", HUNG, (replace(alone, hukou=moved(1, None)),)), Stand.LEFT),
        (Home(members=(replace(alone, hukou=moved(1, None)),)), Stand.LEFT),
        (Home(members=(replace(alone, is_head=False, hukou=moved(1, None)),)), Stand.DUE),
        (Home("P1", HUNG, (replace(dead, hukou=moved(1, None)),)), Stand.KEPT),
    ]
    by, other, soldier_file = user(Role.PREPARER), user(Role.APPROVER), person(village(1, 1))
    book, made = book_on(TODAY), {}
    for place, (home, wanted) in enumerate(cases):
        said = standing(home, book, TODAY)
        assert (said.stand if said is not None else None) == wanted, home
        facts = replace(home, plaque=f"P{place}" if home.plaque else "")
        made[build(facts, by, other, soldier_file).pk] = home, said
    by_night = by_statement(list(made), book)
    for key, (home, said) in made.items():
        assert by_night.get(key) == said, home


def test_a_run_tells_each_thing_once_and_comes_to_rest() -> None:
    due, has = home_of(), home_of(plaque="鲁C-00001")
    stranger = home_of("", plaque="鲁C-00002")
    first = run()
    assert (first.opened, first.closed, first.changed) == (2, 0, 3)
    stands = dict(Standing.objects.values_list("home", "state"))
    assert stands == {
        due.household_id: "due", has.household_id: "hung", stranger.household_id: "excess",
    }  # fmt: skip
    kinds = dict(Task.objects.values_list("home", "kind"))
    assert kinds == {due.household_id: "hang", stranger.household_id: "take"}
    again = run()
    assert (again.opened, again.closed, again.changed) == (0, 0, 0)
    # Death closes the task; a home of which nothing is to be said has no row.
    due.died_on = TODAY
    due.save()
    changed = start_for_changed(at=AT)
    assert changed is not None
    assert changed.homes == [due.household_id]
    assert start_for_changed(at=AT) is None, "one is under way"
    assert owed_run() == changed.pk
    carry_on(run_id=changed.pk, at=AT)
    carry_on(run_id=changed.pk, at=AT)  # delivered twice
    changed.refresh_from_db()
    assert (changed.opened, changed.closed) == (0, 1)
    assert Task.objects.get(home=due.household_id).closed_why == "not_meant"
    assert not Standing.objects.filter(home=due.household_id).exists()
    assert start_for_changed(at=AT) is None
    assert owed_run() is None
    start_run(by=None, at=AT)
    with pytest.raises(Refused, match="正在比对"):
        start_run(by=None, at=AT)


def test_who_moves_marries_or_is_discharged_is_seen_by_the_next_sweep() -> None:
    old, new = home_of(""), home_of("")
    run()
    PersonCategory.objects.create(person=old, category="TY", valid_from=date(2026, 1, 1))
    ServicePeriod.objects.create(
        person=new, status="sergeant", enlisted_on=date(2025, 9, 1), entered_at=AT
    )
    made = start_for_changed(at=AT)
    assert made is not None
    assert set(made.homes or []) == {old.household_id, new.household_id}
    carry_on(run_id=made.pk, at=AT)
    assert set(Standing.objects.values_list("ground", flat=True)) == {"veteran", "serving"}
    # He moves in with the other: the home he left is looked at as well.
    left = old.household_id
    old.household, old.relation = new.household, ""
    old.save()
    made = start_for_changed(at=AT)
    assert made is not None
    assert set(made.homes or []) == {left, new.household_id}
    carry_on(run_id=made.pk, at=AT)
    assert not Standing.objects.filter(home=left).exists()
    assert Task.objects.filter(closed_on__isnull=True).count() == 1
    assert Run.objects.filter(state="running").count() == 0
    assert Outcome.HUNG not in ANSWERS[TaskKind.HANG]
