"""立功受奖奖励金: which merits there are, what each settles, and what one of them comes to.

Pure: no clock, no database, no Django. The file of a soldier knows fewer kinds of merit
(``registry.MeritKind``) than the regulations of grants do; ``MERIT_KINDS`` is the one place that
says which belong together. Amounts are a place's own and come from outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from support_services.subsidies.grant_rules import MERIT_LABELS, Figure, Reckoned, Step
from veterans.foundation.money import half_up

# A kind of merit in the file of a person: as what it may count in a grant, the usual one first.
MERIT_KINDS: dict[str, tuple[str, ...]] = {
    "title": ("honour_title", "medal"),
    "first": ("merit_1", "battle_1"),
    "second": ("merit_2", "battle_2"),
    "third": ("merit_3", "battle_3"),
    "good": ("excellent",),
    "praise": ("praise",),
}
_KIND_OF = {code: kind for kind, codes in MERIT_KINDS.items() for code in codes}
# What may be rewarded by a flat sum: everything by which a grant may grow, and what raises none.
REWARDED: dict[str, str] = {**MERIT_LABELS, "praise": "嘉奖"}
# Several merits of one year, by the number of the figure ``Code.MERIT_REWARD_SEVERAL``.
SEVERAL = ("每项都发", "一年只按最高一项发")
EACH, HIGHEST = 0, 1


@dataclass(frozen=True)
class Counted:
    """What a grant settles: merits of that kind awarded within these days, both included."""

    merit: str
    first_on: date
    last_on: date


def kind_of(code: str) -> str:
    """As which merit a code counts: the kind of the file, or itself where no file knows it."""
    return _KIND_OF.get(code, code)


def counted_in_year(merits: Iterable[str], year: int) -> tuple[Counted, ...]:
    """What a conscript's year settles: every merit that was ticked, also those that brought
    nothing because only the highest counts."""
    kinds = sorted({kind_of(code) for code in merits})
    return tuple(Counted(kind, date(year, 1, 1), date(year, 12, 31)) for kind in kinds)


def counted_on(code: str, day: date) -> tuple[Counted, ...]:
    """What a flat reward settles: this merit of this day."""
    return (Counted(kind_of(code), day, day),)


def merit_reward(*, amount: Figure, awarded_on: date) -> Reckoned:
    """立功受奖奖励金: a flat sum for one merit, by the figure of the day of its award."""
    value = half_up(amount.value)
    how = f"{awarded_on:%Y-%m-%d} 授予，按授予当天执行的数值，一次发给"
    return Reckoned(value, (Step(amount.label, how, value, amount.source),))
