"""Sharing out, choosing within a budget, lights: without a database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_services.projects.rules import (
    NEAR_DAYS,
    SILENT_DAYS,
    Choice,
    Due,
    Ranked,
    choice_problems,
    from_the_top,
    light_of,
    reached_share,
    share_out,
)
from support_services.projects.states import Light

D = Decimal
DAY = date(2026, 11, 5)


@settings(max_examples=60)
@given(
    st.integers(0, 12),
    st.integers(0, 6),
    st.integers(1, 4),
    st.sets(st.tuples(st.integers(1, 6), st.integers(1, 12)), max_size=20),
    st.sets(st.tuples(st.integers(1, 6), st.integers(1, 12)), max_size=10),
)
def test_everybody_gets_as_many_reviewers_as_there_are_and_nobody_his_own(
    applications: int, people: int, each: int, barred: Any, held: Any
) -> None:
    reviewers = set(range(1, people + 1))
    held = {(r, a) for r, a in held if r in reviewers and a <= applications} - barred
    asked = {"each": each, "barred": barred, "held": held}
    shares = share_out(range(1, applications + 1), reviewers, **asked)
    assert [one.application for one in shares] == list(range(1, applications + 1))
    for one in shares:
        now = {r for r, a in held if a == one.application}
        assert len(set(one.reviewers)) == len(one.reviewers)
        assert not any((r, one.application) in barred for r in one.reviewers)
        assert not now & set(one.reviewers)
        wanted = max(0, each - len(now))
        assert len(one.reviewers) + one.missing == wanted
        if one.missing:
            free = {r for r in reviewers - now if (r, one.application) not in barred}
            assert free == set(one.reviewers)
    # Asked again with what was shared out, there is nothing left to do.
    all_held = held | {(r, one.application) for one in shares for r in one.reviewers}
    again = share_out(
        range(1, applications + 1), reviewers, each=each, barred=barred, held=all_held
    )
    assert not any(one.reviewers for one in again)


@given(st.integers(1, 40), st.integers(2, 8), st.integers(1, 8))
@settings(max_examples=40)
def test_without_ties_nobody_reviews_more_than_one_more_than_another(
    applications: int, people: int, each: int
) -> None:
    shares = share_out(range(applications), set(range(people)), each=min(each, people))
    load = [sum(who in one.reviewers for one in shares) for who in range(people)]
    assert max(load) - min(load) <= 1
    assert sum(load) == applications * min(each, people)


RANKED = [
    Ranked(1, 1, D("40000.00")),
    Ranked(2, 2, D("30000.00")),
    Ranked(3, 3, D("50000.00")),
    Ranked(4, 4, D("10000.00")),
    Ranked(5, None, D("10000.00")),
]
NAMES = {n: f"项目{n}" for n in range(1, 6)}


def problems(*granted: str, why: dict[int, str] | None = None, most: str | None = None) -> str:
    choices = {
        at: Choice(at, D(amount), (why or {}).get(at, ""))
        for at, amount in enumerate(granted, start=1)
    }
    told = choice_problems(
        RANKED, choices, budget=D("100000.00"), most_each=D(most) if most else None, names=NAMES
    )
    return "".join(told)


def test_the_plain_course_goes_from_the_top_until_the_first_that_does_not_fit() -> None:
    granted = from_the_top(RANKED, D("100000.00"))
    assert [granted[n] for n in range(1, 6)] == [D(40000), D(30000), D(0), D(0), D(0)]
    assert problems("40000", "30000", "0", "0", "0") == ""
    # Of two in one place both or none.
    level = [Ranked(1, 1, D(60)), Ranked(2, 1, D(60)), Ranked(3, 3, D(10))]
    assert set(from_the_top(level, D(100)).values()) == {D(0)}


@pytest.mark.parametrize(
    ("granted", "why", "said"),
    [
        (("40000", "0", "0", "0", "0"), {}, ""),
        (("40000", "30000", "0", "10000", "0"), {}, "“项目3”排第 3，跳过了"),
        (("40000", "30000", "0", "10000", "0"), {3: "经费不够"}, ""),
        (("40000", "30000", "30000", "0", "0"), {}, "“项目3”：核减了金额"),
        (("40000", "30000", "30000", "0", "0"), {3: "核减设备"}, ""),
        (("40000", "30000", "50000", "0", "0"), {}, "合计 120,000.00 元，超出总经费"),
        (("40000", "30000", "0", "10000.01", "0"), {3: "不够"}, "不能超过申请的"),
        (("40000", "30000", "0", "0", "5000"), {3: "不够", 5: "急"}, "没有名次"),
        (("-1", "0", "0", "0", "0"), {}, "不能小于 0"),
    ],
)
def test_what_leaves_the_plain_course_says_why(
    granted: tuple[str, ...], why: dict[int, str], said: str
) -> None:
    told = problems(*granted, why=why)
    assert said in told
    assert bool(told) == bool(said)


def test_the_limit_of_one_and_a_changed_list_are_told() -> None:
    assert "每个项目最多 35,000.00" in problems("40000", "0", "0", "0", "0", most="35000")
    assert "名单有变化" in problems("40000")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.none() | st.integers(1, 6), st.integers(1, 50)), max_size=8),
    st.integers(0, 120),
)
def test_the_plain_course_is_never_refused(rows: Any, budget: int) -> None:
    ranked = [Ranked(at, place, D(asked)) for at, (place, asked) in enumerate(rows)]
    ranked.sort(key=lambda one: (one.place is None, one.place or 0))
    granted = from_the_top(ranked, D(budget))
    choices = {key: Choice(key, amount) for key, amount in granted.items()}
    told = choice_problems(ranked, choices, budget=D(budget), most_each=None, names={})
    assert told == []


@pytest.mark.parametrize(
    ("days", "heard", "light"),
    [
        ((), 0, Light.DONE),
        ((NEAR_DAYS + 1,), 0, Light.ON_TIME),
        ((NEAR_DAYS,), 0, Light.NEAR),
        ((0,), 0, Light.NEAR),
        ((-1, 90), 0, Light.LATE),
        ((-1,), SILENT_DAYS, Light.LATE),
        ((90,), SILENT_DAYS, Light.SILENT),
        ((90,), SILENT_DAYS - 1, Light.ON_TIME),
    ],
)
def test_late_before_silent_before_near(days: tuple[int, ...], heard: int, light: Light) -> None:
    dues = [Due(DAY + timedelta(days=n), None) for n in days]
    dues.append(Due(DAY - timedelta(days=200), DAY - timedelta(days=150)))
    assert light_of(dues, last_word_on=DAY - timedelta(days=heard), today=DAY) == light


def test_what_was_reached_is_cut_off_below() -> None:
    assert reached_share(D(3), D(2)) == 66
    assert reached_share(D(3), D(6)) == 200
    assert reached_share(D(3), None) is None
