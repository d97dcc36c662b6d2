"""Placing candidates by the ballots of several judges. Pure: ballots and rules in, places and their
reasons out.

Reckoned in exact fractions; a score is rounded to two decimals, half up, as it is shown, and two
candidates are level when what is shown of them is. Nothing depends on the order of ballots or
candidates.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import Any

MOST_POINTS = Decimal(100)
WHOLE = Decimal(100)
# From so many ballots on one highest and one lowest may be left out.
TRIMMED_FROM = 5
# One ballot says nothing of how strict a judge is.
LEVELLED_FROM = 2
_CENT = Decimal("0.01")


class Combination(StrEnum):
    """How the ballots of a candidate become one score."""

    MEAN = "mean"
    TRIMMED = "trimmed"


class TieRule(StrEnum):
    """What is asked of candidates with the same score."""

    SHARED = "shared"
    CRITERIA = "criteria"
    AGREED = "agreed"


COMBINATION_LABELS: dict[Combination, str] = {
    Combination.MEAN: "全部评委的平均分",
    Combination.TRIMMED: f"满 {TRIMMED_FROM} 人时去掉一个最高分、一个最低分再平均",
}
TIE_LABELS: dict[TieRule, str] = {
    TieRule.SHARED: "同分并列",
    TieRule.CRITERIA: "同分的，比权重最大的指标，再相同比下一项",
    TieRule.AGREED: "同分的，评委分歧小的在前",
}


@dataclass(frozen=True)
class Criterion:
    """What is judged, and how much of 100 it counts."""

    code: Hashable
    label: str
    weight: Decimal


@dataclass(frozen=True)
class Ballot:
    """What a judge gave a candidate: 0 to 100 for every criterion; None: he abstained.

    ``number``: which of his ballots for that candidate; the highest one is the one that counts.
    """

    candidate: Hashable
    judge: Hashable
    points: Mapping[Any, Decimal] | None
    number: int = 1


@dataclass(frozen=True)
class Rules:
    """``least``: with fewer ballots that count a candidate has no place. ``levelled``: strict and
    generous judges are put on one level first (``levels``)."""

    criteria: tuple[Criterion, ...]
    least: int = 1
    combination: Combination = Combination.MEAN
    tie: TieRule = TieRule.SHARED
    levelled: bool = False

    def __post_init__(self) -> None:
        if not self.criteria or sum(one.weight for one in self.criteria) != WHOLE:
            raise ValueError("weights add up to 100")
        if any(one.weight <= 0 for one in self.criteria):
            raise ValueError("every weight is more than 0")
        if len({one.code for one in self.criteria}) != len(self.criteria):
            raise ValueError("every criterion has a code of its own")


@dataclass(frozen=True)
class Standing:
    """Where a candidate stands. ``place``, ``score``: None with too few ballots.

    ``means``: of each criterion, over the ballots that count; weighted they add up to the score.
    ``spread``: highest less lowest of all sound ballots. ``totals``: of those that count, from high
    to low; ``left_out``: the highest and the lowest where they were. ``why``: the place in words.
    Where the rules level, all of it is of the levelled points, which may lie beyond 0 and 100.
    """

    candidate: Hashable
    place: int | None
    score: Decimal | None
    means: Mapping[Any, Decimal]
    spread: Decimal | None
    totals: tuple[Decimal, ...]
    left_out: tuple[Decimal, ...]
    why: str = ""


@dataclass(frozen=True)
class Level:
    """How a judge gave, over his ``ballots`` that count: his ``mean``, and by how much every total
    of his is ``moved`` so that his mean is the mean of all; 0 for whoever gave too few."""

    ballots: int
    mean: Fraction
    moved: Fraction


# The points of one ballot in the order of the criteria, exact.
_Points = tuple[Fraction, ...]


@dataclass(frozen=True)
class _Reckoned:
    candidate: Hashable
    totals: tuple[Fraction, ...] = ()
    left_out: tuple[Fraction, ...] = ()
    means: Mapping[Any, Fraction] = field(default_factory=dict)
    score: Decimal | None = None

    @property
    def spread(self) -> Fraction:
        every = (*self.totals, *self.left_out)
        return max(every) - min(every) if every else Fraction(0)


def shown(value: Fraction) -> Decimal:
    """Two decimals, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)


def total_of(points: Mapping[Any, Decimal], criteria: Iterable[Criterion]) -> Fraction:
    """The weighted total of one ballot, exact. Raises ``ValueError`` where points are missing or
    are not from 0 to 100."""
    total = Fraction(0)
    for one in criteria:
        given = points.get(one.code)
        if given is None or not 0 <= given <= MOST_POINTS:
            raise ValueError("points are from 0 to 100, for every criterion")
        total += Fraction(given) * Fraction(one.weight)
    return total / Fraction(WHOLE)


def rank(
    candidates: Iterable[Hashable],
    ballots: Iterable[Ballot],
    rules: Rules,
    *,
    recused: Iterable[tuple[Hashable, Hashable]] = (),
    names: Mapping[Any, str] | None = None,
) -> tuple[Standing, ...]:
    """Everybody once, by place; those without a place at the end, in the order of their names.

    ``recused``: (judge, candidate) whose ballots are as if they were not there. ``names``: for the
    reasons. Ballots for somebody who is no candidate are passed over; two of one judge for one
    candidate with the same number raise ``ValueError``.
    """
    called = {one: str((names or {}).get(one, one)) for one in candidates}
    kept = _points(_counting(ballots, called, frozenset(recused)), rules)
    moves = _moves(kept, rules) if rules.levelled else {}
    reckoned = [
        _reckon(one, [_moved(p, moves.get(j)) for j, p in kept.get(one, [])], rules)
        for one in called
    ]
    placed = sorted(
        (one for one in reckoned if one.score is not None),
        key=lambda one: (_order(one, rules), called[one.candidate], str(one.candidate)),
    )
    found: list[Standing] = []
    for _, level in groupby(placed, key=partial(_order, rules=rules)):
        place = len(found) + 1
        found += [_standing(one, place) for one in level]
    left = sorted(
        (one for one in reckoned if one.score is None),
        key=lambda one: (called[one.candidate], str(one.candidate)),
    )
    found += [_standing(one, None) for one in left]
    return tuple(_explained(found, rules, called))


def levels(
    candidates: Iterable[Hashable],
    ballots: Iterable[Ballot],
    rules: Rules,
    *,
    recused: Iterable[tuple[Hashable, Hashable]] = (),
) -> dict[Hashable, Level]:
    """How every judge gave whose ballots count, whether or not the rules level."""
    called = {one: "" for one in candidates}
    kept = _points(_counting(ballots, called, frozenset(recused)), rules)
    moves = _moves(kept, rules)
    totals: dict[Hashable, list[Fraction]] = {}
    for judge, points in (row for rows in kept.values() for row in rows):
        totals.setdefault(judge, []).append(_weighted(points, rules))
    return {
        judge: Level(
            len(given), sum(given, Fraction(0)) / len(given), _weighted(moves[judge], rules)
        )
        for judge, given in totals.items()
    }


def _points(
    kept: Mapping[Hashable, Sequence[Ballot]], rules: Rules
) -> dict[Hashable, list[tuple[Hashable, _Points]]]:
    """(judge, points) by candidate; abstentions are gone already."""
    found: dict[Hashable, list[tuple[Hashable, _Points]]] = {}
    for candidate, ballots in kept.items():
        for one in ballots:
            total_of(one.points or {}, rules.criteria)  # refuses what is no ballot
            points = tuple(Fraction((one.points or {})[c.code]) for c in rules.criteria)
            found.setdefault(candidate, []).append((one.judge, points))
    return found


def _moves(
    kept: Mapping[Hashable, Sequence[tuple[Hashable, _Points]]], rules: Rules
) -> dict[Hashable, _Points]:
    """By how much each judge's points are moved, criterion by criterion: from his mean to that of
    all ballots. So the criteria still add up to the score."""
    by_judge: dict[Hashable, list[_Points]] = {}
    for judge, points in (row for rows in kept.values() for row in rows):
        by_judge.setdefault(judge, []).append(points)
    every = [points for rows in by_judge.values() for points in rows]
    middle = _mean(every) if every else ()
    still = tuple(Fraction(0) for _ in rules.criteria)
    return {
        judge: tuple(there - here for there, here in zip(middle, _mean(rows), strict=True))
        if len(rows) >= LEVELLED_FROM
        else still
        for judge, rows in by_judge.items()
    }


def _mean(rows: Sequence[_Points]) -> _Points:
    return tuple(sum(column, Fraction(0)) / len(rows) for column in zip(*rows, strict=True))


def _moved(points: _Points, by: _Points | None) -> _Points:
    return points if by is None else tuple(a + b for a, b in zip(points, by, strict=True))


def _weighted(points: _Points, rules: Rules) -> Fraction:
    pairs = zip(points, rules.criteria, strict=True)
    return sum((p * Fraction(c.weight) for p, c in pairs), Fraction(0)) / Fraction(WHOLE)


def _counting(
    ballots: Iterable[Ballot],
    candidates: Mapping[Any, str],
    recused: frozenset[tuple[Hashable, Hashable]],
) -> dict[Hashable, list[Ballot]]:
    """Of each judge the last one for each candidate, abstentions left out."""
    last: dict[tuple[Hashable, Hashable], Ballot] = {}
    seen: set[tuple[Hashable, Hashable, int]] = set()
    for one in ballots:
        key = (one.judge, one.candidate)
        if one.candidate not in candidates or key in recused:
            continue
        if (*key, one.number) in seen:
            raise ValueError("two ballots of one judge for one candidate have the same number")
        seen.add((*key, one.number))
        if key not in last or last[key].number < one.number:
            last[key] = one
    kept: dict[Hashable, list[Ballot]] = {}
    for one in last.values():
        if one.points is not None:
            kept.setdefault(one.candidate, []).append(one)
    return kept


def _reckon(candidate: Hashable, given: Sequence[_Points], rules: Rules) -> _Reckoned:
    # Equal totals are told apart by their points and never by the judge or the order.
    rows = sorted(((_weighted(points, rules), points) for points in given), reverse=True)
    out: list[Fraction] = []
    if rules.combination == Combination.TRIMMED and len(rows) >= TRIMMED_FROM:
        out = [rows[0][0], rows[-1][0]]
        rows = rows[1:-1]
    totals = tuple(total for total, _ in rows)
    if len(totals) + len(out) < rules.least or not totals:
        return _Reckoned(candidate, totals, tuple(out))
    means = {
        one.code: sum((points[at] for _, points in rows), Fraction(0)) / len(rows)
        for at, one in enumerate(rules.criteria)
    }
    score = shown(sum(totals, Fraction(0)) / len(totals))
    return _Reckoned(candidate, totals, tuple(out), means, score)


def _heaviest(rules: Rules) -> list[Criterion]:
    """From the heaviest; of two that weigh the same the one named first."""
    return sorted(rules.criteria, key=lambda one: -one.weight)


def _order(one: _Reckoned, rules: Rules) -> tuple[Decimal, ...]:
    """What places are given by, smallest first, as it is shown."""
    score = one.score or Decimal(0)
    if rules.tie == TieRule.CRITERIA:
        return (-score, *(-shown(one.means[c.code]) for c in _heaviest(rules)))
    if rules.tie == TieRule.AGREED:
        return (-score, shown(one.spread))
    return (-score,)


def _standing(one: _Reckoned, place: int | None) -> Standing:
    return Standing(
        candidate=one.candidate,
        place=place,
        score=one.score,
        means={code: shown(value) for code, value in one.means.items()},
        spread=shown(one.spread) if one.totals else None,
        totals=tuple(shown(total) for total in one.totals),
        left_out=tuple(shown(total) for total in one.left_out),
    )


def _explained(
    found: Sequence[Standing], rules: Rules, names: Mapping[Any, str]
) -> Iterable[Standing]:
    for at, one in enumerate(found):
        before = found[at - 1] if at else None
        sharing = [
            names[other.candidate]
            for other in found
            if other is not one and other.place == one.place and one.place is not None
        ]
        parts = [_reckoning(one, rules)]
        if one.place is not None:
            parts.append(_place(one, before, sharing, rules, names))
        yield Standing(**{**one.__dict__, "why": "".join(parts)})


def _reckoning(one: Standing, rules: Rules) -> str:
    count = len(one.totals) + len(one.left_out)
    if one.score is None:
        return f"有效评分 {count} 份，不足 {rules.least} 份，不排名。"
    ballots = f"{count} 份有效评分" + ("，拉平评委宽严以后" if rules.levelled else "")
    if one.left_out:
        high, low = one.left_out
        kept = "、".join(str(total) for total in one.totals)
        return f"{ballots}，去掉最高 {high} 和最低 {low}，其余 {kept}，平均 {one.score} 分。"
    given = "、".join(str(total) for total in one.totals)
    return f"{ballots}：{given}，平均 {one.score} 分。"


def _place(
    one: Standing,
    before: Standing | None,
    sharing: Sequence[str],
    rules: Rules,
    names: Mapping[Any, str],
) -> str:
    if sharing:
        return f"与“{'”“'.join(sharing)}”并列第 {one.place}。"
    if before is None:
        return "得分最高，排第 1。"
    name = names[before.candidate]
    if before.score != one.score:
        less = (before.score or Decimal(0)) - (one.score or Decimal(0))
        return f"比前一名“{name}”低 {less} 分，排第 {one.place}。"
    if rules.tie == TieRule.AGREED:
        return (
            f"与“{name}”同分，评委的分差大（{one.spread} 对 {before.spread}），排第 {one.place}。"
        )
    apart = next(c for c in _heaviest(rules) if one.means[c.code] != before.means[c.code])
    return (
        f"与“{name}”同分，“{apart.label}”低（{one.means[apart.code]} 对 "
        f"{before.means[apart.code]}），排第 {one.place}。"
    )
