"""Places by ballots: nothing hangs on the order, on whoever is recused, or on chance."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from veterans.foundation.ranking import (
    Ballot,
    Combination,
    Criterion,
    Rules,
    TieRule,
    levels,
    rank,
    shown,
    total_of,
)

D = Decimal
WORTH = Criterion("worth", "需要程度", D(40))
PLAN = Criterion("plan", "可行", D(35))
COST = Criterion("cost", "经费", D(25))
RULES = Rules((PLAN, WORTH, COST), least=2)
POINTS = st.integers(0, 20).map(lambda n: D(n * 5))


@st.composite
def elections(draw: Any) -> tuple[list[str], list[Ballot], Rules]:
    """A few candidates and judges, some of whom abstain, correct themselves or are missing."""
    candidates = draw(st.lists(st.sampled_from("甲乙丙丁戊"), min_size=1, unique=True))
    ballots = []
    for candidate in candidates:
        for judge in range(draw(st.integers(0, 7))):
            for number in range(1, draw(st.integers(1, 2)) + 1):
                points = draw(st.none() | st.tuples(POINTS, POINTS, POINTS))
                given_ = None if points is None else dict(
                    zip(("plan", "worth", "cost"), points, strict=True)
                )  # fmt: skip
                ballots.append(Ballot(candidate, judge, given_, number))
    rules = replace(
        RULES,
        least=draw(st.integers(1, 4)),
        combination=draw(st.sampled_from(Combination)),
        tie=draw(st.sampled_from(TieRule)),
        levelled=draw(st.booleans()),
    )
    return candidates, ballots, rules


@settings(max_examples=60)
@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_anything_changes_nothing(election: Any, rng: Any) -> None:
    candidates, ballots, rules = election
    before = rank(candidates, ballots, rules)
    rng.shuffle(candidates)
    rng.shuffle(ballots)
    # Whoever the judges are is no matter either.
    other = [replace(one, judge=f"评委{9 - one.judge}") for one in ballots]
    assert rank(candidates, ballots, rules) == before
    assert rank(candidates, other, rules) == before


@settings(max_examples=60)
@given(elections(), st.tuples(POINTS, POINTS, POINTS))
def test_whoever_is_recused_changes_nothing(election: Any, points: Any) -> None:
    candidates, ballots, rules = election
    before = rank(candidates, ballots, rules)
    given_ = dict(zip(("plan", "worth", "cost"), points, strict=True))
    more = [*ballots, *(Ballot(one, "亲属", given_) for one in candidates)]
    recused = [("亲属", one) for one in candidates]
    assert rank(candidates, more, rules, recused=recused) == before
    assert rank(candidates, [*ballots, Ballot("别人", 1, given_)], rules) == before


@settings(max_examples=60)
@given(elections())
def test_everybody_stands_once_and_the_figures_hold_together(election: Any) -> None:
    candidates, ballots, rules = election
    found = rank(candidates, ballots, rules)
    assert {one.candidate for one in found} == set(candidates)
    assert len(found) == len(candidates)
    placed = [one for one in found if one.place is not None]
    assert found[: len(placed)] == tuple(placed)
    for earlier, later in pairwise(placed):
        assert earlier.score is not None
        assert later.score is not None
        assert earlier.score >= later.score
        assert later.place in (earlier.place, placed.index(later) + 1)
    for one in placed:
        assert len(one.totals) + len(one.left_out) >= rules.least
        assert one.score is not None
        parts = [Fraction(one.means[c.code]) * Fraction(c.weight) for c in rules.criteria]
        weighted = sum(parts, Fraction(0))
        # The means are rounded each by itself.
        assert abs(weighted / 100 - Fraction(one.score)) <= Fraction(1, 100)
        assert one.why.endswith(f"第 {one.place}。")
    for one in found[len(placed) :]:
        assert one.score is None
        assert "不排名" in one.why


@settings(max_examples=60)
@given(elections())
def test_better_points_never_cost_a_place(election: Any) -> None:
    candidates, ballots, rules = election
    # Levelled, a better ballot makes its judge a milder one.
    rules = replace(rules, levelled=False)
    # By spread a better ballot may well cost a place: it can part the judges.
    rules = replace(rules, least=1, tie=TieRule.CRITERIA)
    ballots = [replace(one, number=at) for at, one in enumerate(ballots) if one.points]
    assume(ballots)
    before = {one.candidate: one for one in rank(candidates, ballots, rules)}
    first = ballots[-1]
    assert first.points is not None
    raised = {code: max(value, D(95)) for code, value in first.points.items()}
    after = rank(candidates, [*ballots[:-1], replace(first, points=raised)], rules)
    (there,) = [one for one in after if one.candidate == first.candidate]
    assert there.score is not None
    was = before[first.candidate]
    assert was.score is not None
    assert was.place is not None
    assert there.place is not None
    assert there.score >= was.score
    assert there.place <= was.place


def ballots_of(candidate: str, *rows: tuple[int, int, int]) -> list[Ballot]:
    """``rows``: plan, worth, cost, of one judge after the other."""
    return [
        Ballot(candidate, at, {"plan": D(plan), "worth": D(worth), "cost": D(cost)})
        for at, (plan, worth, cost) in enumerate(rows)
    ]


def test_highest_and_lowest_go_from_five_on() -> None:
    rules = replace(RULES, combination=Combination.TRIMMED)
    level = [(n, n, n) for n in (10, 80, 82, 84, 100)]
    (one,) = rank(["甲"], ballots_of("甲", *level), rules)
    assert (one.score, one.left_out) == (D("82.00"), (D("100.00"), D("10.00")))
    assert one.spread == D("90.00")
    assert "去掉最高 100.00 和最低 10.00，其余 84.00、82.00、80.00，平均 82.00 分" in one.why
    (four,) = rank(["甲"], ballots_of("甲", *level[:4]), rules)
    assert (four.score, four.left_out) == (D("64.00"), ())


@pytest.mark.parametrize(
    ("tie", "places", "why"),
    [
        (TieRule.SHARED, {"甲": 1, "乙": 1, "丙": 3}, "与“项目甲”并列第 1"),
        (TieRule.CRITERIA, {"甲": 2, "乙": 1, "丙": 3}, ""),
        (TieRule.AGREED, {"甲": 1, "乙": 2, "丙": 3}, "评委的分差大（40.00 对 0.00）"),
    ],
)
def test_those_with_one_score_are_told_apart_as_was_said_before(
    tie: TieRule, places: dict[str, int], why: str
) -> None:
    ballots = [
        *ballots_of("甲", (80, 75, 88), (80, 75, 88)),
        *ballots_of("乙", (60, 60, 60), (100, 100, 100)),
        *ballots_of("丙", (70, 70, 70), (70, 70, 70)),
    ]
    named = {one: f"项目{one}" for one in "甲乙丙"}
    found = rank("丙乙甲", ballots, replace(RULES, tie=tie), names=named)
    assert {one.score for one in found[:2]} == {D("80.00")}
    assert {one.candidate: one.place for one in found} == places
    said = {one.candidate: one.why for one in found}
    assert why in said["乙"]
    if tie == TieRule.CRITERIA:
        assert "“需要程度”低（75.00 对 80.00），排第 2" in said["甲"]
    assert "低 10.00 分，排第 3" in said["丙"]


def test_the_last_ballot_counts_and_an_abstention_is_none() -> None:
    first, second = ballots_of("甲", (10, 10, 10), (90, 90, 90))
    better = replace(first, points={"plan": D(70), "worth": D(70), "cost": D(70)}, number=2)
    (one,) = rank(["甲"], [better, second, first], RULES)
    assert one.score == D("80.00")
    (none,) = rank(["甲"], [first, second, replace(second, points=None, number=2)], RULES)
    assert none.place is None
    assert "有效评分 1 份，不足 2 份" in none.why
    with pytest.raises(ValueError, match="same number"):
        rank(["甲"], [first, first], RULES)


def test_half_a_cent_goes_up_and_what_is_out_of_bounds_is_refused() -> None:
    assert shown(Fraction(161, 2) + Fraction(1, 200)) == D("80.51")
    for points in ({"plan": D(1)}, {"plan": D(101), "worth": D(1), "cost": D(1)}):
        with pytest.raises(ValueError, match="0 to 100"):
            total_of(points, RULES.criteria)
    for criteria in ((), (WORTH,), (WORTH, replace(COST, weight=D(60), code="worth"))):
        with pytest.raises(ValueError, match=r"add up|its own|own"):
            Rules(criteria)


@settings(max_examples=60)
@given(elections(), st.data())
def test_levelled_nobody_gains_by_a_judge_who_is_stricter_with_all(
    election: Any, data: Any
) -> None:
    candidates, ballots, rules = election
    rules = replace(rules, levelled=True, least=1)
    found = levels(candidates, ballots, rules)
    counting = sum(one.ballots for one in found.values())
    every = sum((one.mean * one.ballots for one in found.values()), Fraction(0))
    for one in found.values():
        if one.ballots >= 2:
            assert one.mean + one.moved == every / counting
        else:
            assert one.moved == 0
    # The same judge, so much stricter or milder everywhere: the order is the same.
    several = [key for key, one in found.items() if one.ballots >= 2]
    if not several:
        return
    judge = data.draw(st.sampled_from(sorted(several)))
    own = [v for one in ballots if one.judge == judge for v in (one.points or {}).values()]
    by = data.draw(st.integers(-int(min(own)), 100 - int(max(own))))
    other = [
        replace(one, points={key: value + by for key, value in one.points.items()})
        if one.judge == judge and one.points is not None
        else one
        for one in ballots
    ]
    before = {one.candidate: one.score for one in rank(candidates, ballots, rules)}
    after = {one.candidate: one.score for one in rank(candidates, other, rules)}
    for one in candidates:
        for two in candidates:
            if None not in (before[one], before[two]) and before[one] - before[two] > D("0.02"):
                assert after[one] >= after[two]


def test_levelled_the_strict_and_the_mild_weigh_alike() -> None:
    def ballot(candidate: str, judge: str, points: int) -> Ballot:
        return Ballot(candidate, judge, dict.fromkeys(("plan", "worth", "cost"), D(points)))

    # Who was read by the mild judge is not better for it.
    given_ = [
        ballot("甲", "宽", 95), ballot("乙", "宽", 85),
        ballot("丙", "严", 75), ballot("丁", "严", 65),
    ]  # fmt: skip
    rules = replace(RULES, least=1)
    assert [one.place for one in rank("甲乙丙丁", given_, rules)] == [1, 2, 3, 4]
    levelled = rank("甲乙丙丁", given_, replace(rules, levelled=True))
    assert [(one.candidate, one.place, one.score) for one in levelled] == [
        ("丙", 1, D("85.00")), ("甲", 1, D("85.00")),
        ("丁", 3, D("75.00")), ("乙", 3, D("75.00")),
    ]  # fmt: skip
    assert levelled[0].why.startswith("1 份有效评分，拉平评委宽严以后：85.00")
    found = levels("甲乙丙丁", given_, rules)
    assert (found["宽"].mean, found["宽"].moved) == (90, -10)
    assert (found["严"].mean, found["严"].moved) == (70, 10)
