"""What other standards would cost, reckoned before they are in force. Pure, like ``rules``.

Nobody's life is gone through: entitlements that are paid alike (same scheme, town, grade, class and
counted service) in the same months are one group with a head count, and a group is reckoned once
with the standards as they are and once as they would be. Those who have a named component are
groups of their own for it, beside the one they are in for what everybody has. Money is Decimal
yuan, months are dates of the first, intervals of months are closed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from support_services.subsidies.rules import Rate, applying, month_amount, tail_amount
from veterans.foundation.money import ZERO
from veterans.foundation.months import month_range

Key = tuple[int, int, str]
Timeline = Sequence[Rate]
Place = tuple[int, int]


@dataclass(frozen=True)
class Group:
    """``heads`` entitlements that are owed alike from ``first`` to ``last``; negative where
    suspensions take months out again."""

    scheme: int
    town: int
    grade: int
    rate_class: str
    factor: Decimal
    first: date
    last: date
    heads: int
    named: str = ""  # the component they have by name; empty for what everybody has

    @property
    def key(self) -> Key:
        return self.scheme, self.grade, self.rate_class


@dataclass(frozen=True)
class TailGroup:
    """``heads`` deaths in a month, followed by so many ``months`` at the standard of that month."""

    scheme: int
    town: int
    grade: int
    rate_class: str
    factor: Decimal
    month: date
    months: int
    heads: int
    named: str = ""

    @property
    def key(self) -> Key:
        return self.scheme, self.grade, self.rate_class


@dataclass(frozen=True)
class Change:
    """Months in which a key pays more, or less, than it does now."""

    key: Key
    named: str
    first: date
    last: date
    is_more: bool


@dataclass
class Cost:
    """Yuan more (or, negative, less) than now."""

    arrears: Decimal = ZERO  # for months that are calculated already
    to_come: Decimal = ZERO  # for the others, as far as the trial looks
    monthly: Decimal = ZERO  # in the last month of the trial alone

    @property
    def total(self) -> Decimal:
        return self.arrears + self.to_come


@dataclass
class MonthCost:
    """What the schemes concerned pay for a month, now and under the draft."""

    before: Decimal = ZERO
    after: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Reckoned:
    """Costs by scheme and town, and by month."""

    places: Mapping[Place, Cost]
    months: Mapping[date, MonthCost]


def changes(
    before: Mapping[Key, Timeline],
    after: Mapping[Key, Timeline],
    first: date,
    last: date,
    *,
    named: Iterable[str] = (),
) -> list[Change]:
    """Runs of months in which what a key pays differs, for one year of counted service: what
    everybody has, and each ``named`` component by itself."""
    found: list[Change] = []
    for key in after:
        for component in ("", *named):
            run: Change | None = None
            for month in month_range(first, last):
                old, new = (
                    _amount(of.get(key, ()), key, component, month, Decimal(1))
                    for of in (before, after)
                )
                if old == new:
                    run = None
                    continue
                is_more = new > old
                if run is not None and run.is_more == is_more:
                    found.pop()
                    run = Change(key, component, run.first, month, is_more)
                else:
                    run = Change(key, component, month, month, is_more)
                found.append(run)
    return found


def reckon(
    groups: Iterable[Group],
    tails: Iterable[TailGroup],
    *,
    before: Mapping[Key, Timeline],
    after: Mapping[Key, Timeline],
    posted_through: Mapping[int, date | None],
    last: date,
) -> Reckoned:
    """Difference between the two timelines over all groups, months up to ``last``.

    A timeline holds every rate row that may apply to its key: see ``rules.applying``.
    Sums after death belong to the month of death, like their posting.
    """
    places: dict[Place, Cost] = defaultdict(Cost)
    months: dict[date, MonthCost] = defaultdict(MonthCost)

    @cache
    def pair(key: Key, named: str, month: date, factor: Decimal) -> tuple[Decimal, Decimal]:
        old, new = (_amount(of.get(key, ()), key, named, month, factor) for of in (before, after))
        return old, new

    def book(group: Group | TailGroup, month: date, old: Decimal, new: Decimal) -> None:
        months[month].before += old * group.heads
        months[month].after += new * group.heads
        difference = (new - old) * group.heads
        cost = places[group.scheme, group.town]
        done = posted_through.get(group.scheme)
        if done is not None and month <= done:
            cost.arrears += difference
        else:
            cost.to_come += difference
        if month == last:
            cost.monthly += difference

    for group in groups:
        for month in month_range(group.first, group.last):
            book(group, month, *pair(group.key, group.named, month, group.factor))
    for tail in tails:
        old, new = (_tail(of.get(tail.key, ()), tail) for of in (before, after))
        book(tail, tail.month, old, new)
    return Reckoned(places=dict(places), months=dict(sorted(months.items())))


def _rates(timeline: Timeline, key: Key, named: str, month: date) -> list[Rate]:
    return [
        rate
        for rate in applying(timeline, key[1], key[2], month).values()
        if (rate.component == named if named else not rate.named)
    ]


def _amount(timeline: Timeline, key: Key, named: str, month: date, factor: Decimal) -> Decimal:
    rates = _rates(timeline, key, named, month)
    return sum((month_amount(rate, month, factor) for rate in rates), ZERO)


def _tail(timeline: Timeline, tail: TailGroup) -> Decimal:
    rates = _rates(timeline, tail.key, tail.named, tail.month)
    return sum(
        (tail_amount(rate, tail.months, tail.factor) for rate in rates if rate.in_tail), ZERO
    )
