"""叠加规则: which of a person's rights is paid when two cannot be drawn together. Pure.

No clock, no database, no Django; plain data and the reference that a clerk can read. The portal
settles thousands at once by ``stacking_sql``; a property test holds the two equal, month by month.
Money is Decimal yuan a year, months are dates of the first, intervals of months are closed.

The law settles little of this: 60岁农村籍 and 烈士老年子女 are for those without another periodic
national payment; one payment of the same nature, the higher one (就高不就低), is practice. So the
rules are dated data with a source and a confidence, and what no rule speaks of is a setting.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from support_services.subsidies.rules import Basis, Component, Rate, Term, applying
from support_services.subsidies.rules import Life as _Life
from veterans.foundation.money import ZERO


class Effect(StrEnum):
    """What becomes of the months that two rights have in common."""

    ALLOW = "allow"
    HIGHER_ONLY = "higher_only"
    FORBID = "forbid"


EFFECT_LABELS: dict[Effect, str] = {
    Effect.ALLOW: "可以同时享受",
    Effect.HIGHER_ONLY: "就高不就低，只发一项",
    Effect.FORBID: "不能同时享受，只发指定的一项",
}
# What a setting may say of pairs without a rule: it cannot name which of two is to be kept.
DEFAULTS = (Effect.HIGHER_ONLY, Effect.ALLOW)


class OverrideState(StrEnum):
    """Where a 特批 stands. It counts once a second person has confirmed it."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


OVERRIDE_LABELS: dict[OverrideState, str] = {
    OverrideState.PROPOSED: "待确认",
    OverrideState.CONFIRMED: "已确认",
    OverrideState.WITHDRAWN: "未批准",
}

# verb -> (states it may start from, state it leads to, duty it takes). Confirmed by another person
# than the one who proposed it.
OVERRIDE_MOVES: dict[str, tuple[frozenset[OverrideState], OverrideState, str]] = {
    "confirm": (
        frozenset({OverrideState.PROPOSED}),
        OverrideState.CONFIRMED,
        "override.confirm",
    ),
    "withdraw": (
        frozenset({OverrideState.PROPOSED}),
        OverrideState.WITHDRAWN,
        "override.withdraw",
    ),
    "end": (frozenset({OverrideState.CONFIRMED}), OverrideState.CONFIRMED, "override.propose"),
}


@dataclass(frozen=True)
class Rule:
    """What holds for two schemes in these months. ``kept`` names the one that FORBID leaves."""

    schemes: frozenset[str]
    first: date
    last: date | None
    effect: Effect
    kept: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Allowed:
    """A confirmed 特批: one person may draw both in these months."""

    schemes: frozenset[str]
    first: date
    last: date | None


@dataclass(frozen=True)
class Held:
    """A right in one month: begun, not ended, not suspended. ``standard``: yuan a year."""

    right: int
    scheme: str
    position: int
    standard: Decimal

    @property
    def preference(self) -> tuple[Decimal, int]:
        """The one with the smaller value is kept: the higher standard, then the scheme that
        stands first in the bureau's own order."""
        return -self.standard, self.position


@dataclass(frozen=True)
class Apart:
    """Why a right is not paid in a month: because of which other right, under which rule."""

    because: int
    effect: Effect
    rule: int | None


def yearly_standard(life: _Life, rates: Sequence[Rate], month: date) -> Decimal:
    """Yuan a year that the standard in force in that month comes to; zero where there is none.

    The standard alone: components come and go with it. What months pay differs by a fen as a
    yearly standard is spread over them; compared are the standards, so that nobody changes over
    from one month to the next for a fen.
    """
    return sum(
        (_yearly(rate, term) for term in life.terms if _covers(term.first, term.last, month)
         if (rate := _standard_for(rates, life, term, month)) is not None),
        ZERO,
    )  # fmt: skip


def _standard_for(rates: Sequence[Rate], life: _Life, term: Term, month: date) -> Rate | None:
    mine = (rate for rate in rates if rate.scheme == life.scheme)
    return applying(mine, term.grade, term.rate_class, month).get(Component.STANDARD)


def _yearly(rate: Rate, term: Term) -> Decimal:
    if rate.basis is Basis.YEAR:
        return rate.amount
    if rate.basis is Basis.MONTH:
        return rate.amount * 12
    return rate.amount * 12 * term.service_factor


def _covers(first: date, last: date | None, month: date) -> bool:
    return first <= month and (last is None or month <= last)


def ruling(
    one: str,
    other: str,
    month: date,
    *,
    rules: Iterable[Rule],
    allowed: Iterable[Allowed] = (),
    default: Effect = Effect.HIGHER_ONLY,
) -> Rule:
    """What holds for two schemes in a month: 特批 before rule, rule before setting."""
    pair = frozenset({one, other})
    if any(a.schemes == pair and _covers(a.first, a.last, month) for a in allowed):
        return Rule(pair, month, month, Effect.ALLOW)
    for rule in rules:
        if rule.schemes == pair and _covers(rule.first, rule.last, month):
            return rule
    return Rule(pair, month, month, default)


def kept_apart(held: Sequence[Held], of: Callable[[Held, Held], Rule]) -> dict[int, Apart]:
    """Rights of one person that are not paid in a month, each with the one that is the reason.

    Of two that cannot be drawn together FORBID keeps the named scheme, HIGHER_ONLY the higher
    standard. What is not paid keeps nothing else back: the one that nothing undecided stands
    before is kept first, then whatever cannot go with it is out, and so on. Where rules made a
    circle, the highest standard breaks it. No two that are kept exclude each other.
    """
    undecided = sorted(held, key=lambda one: one.preference)
    apart: dict[int, Apart] = {}
    while undecided:
        kept = next(
            (
                one
                for one in undecided
                if not any(_stands_before(other, one, of(other, one)) for other in undecided)
            ),
            undecided[0],
        )
        out = [
            one for one in undecided if one is not kept and of(kept, one).effect is not Effect.ALLOW
        ]
        for one in out:
            rule = of(kept, one)
            apart[one.right] = Apart(kept.right, rule.effect, rule.row)
        undecided = [one for one in undecided if one is not kept and one not in out]
    return apart


def _stands_before(one: Held, other: Held, rule: Rule) -> bool:
    if one is other or rule.effect is Effect.ALLOW:
        return False
    if rule.effect is Effect.FORBID:
        return one.scheme == rule.kept
    return one.preference < other.preference
