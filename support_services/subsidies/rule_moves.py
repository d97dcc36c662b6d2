"""What a corrected start rule makes of a right that was approved under the old one. Pure.

A month counts as derived where it is exactly what the old rule said for the day of approval;
whatever was settled otherwise, by hand or by an import, stays. Months are dates of the first,
intervals of months are closed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from veterans.foundation.months import add_months

# The month that a rule says for a day of approval; None where there is no rule.
Says = Callable[[date], date | None]


class CannotMove(Exception):
    """The right cannot follow the rule; the message says why, for whoever looks at it by hand."""


@dataclass(frozen=True)
class TermMonths:
    """A determination: its months and the day it was approved."""

    key: int
    approved_on: date
    first: date
    last: date | None


@dataclass(frozen=True)
class RightMonths:
    """A right: the day it was approved, its months, those of the ledger and of its terms."""

    approved_on: date
    start: date
    end: date | None
    ledger_from: date
    terms: Sequence[TermMonths] = ()


def followed(right: RightMonths, *, before: Says, after: Says) -> RightMonths:
    """The right as it stands under the new rule; the same where nothing of it was derived.

    The first determination goes with the start of the right. A determination that ended the month
    before the next one began still does. A ledger that opened later than the right stays where
    it is. Refuses (``CannotMove``) where determinations would meet or the right would end before
    it begins.
    """

    def moved(month: date, approved_on: date) -> date:
        now = after(approved_on)
        return now if now is not None and before(approved_on) == month else month

    start = moved(right.start, right.approved_on)
    terms = []
    for place, term in enumerate(right.terms):
        first = (
            start
            if place == 0 and term.first == right.start
            else moved(term.first, term.approved_on)
        )
        terms.append(replace(term, first=first))
    for place, (old, term) in enumerate(zip(right.terms, terms, strict=True)):
        last = term.last
        if place + 1 < len(terms):
            if last is not None and add_months(last, 1) == right.terms[place + 1].first:
                last = add_months(terms[place + 1].first, -1)
            if last is None or last >= terms[place + 1].first:
                raise CannotMove("前后两次核定的起始月会重叠")
        if last is not None and last < term.first:
            raise CannotMove("前后两次核定的起始月会重叠")
        terms[place] = replace(term, last=last)
        assert old.key == term.key
    if right.end is not None and start > right.end >= right.start:
        raise CannotMove("新的起发月晚于最后发放月")
    ledger = start if right.ledger_from == right.start else max(right.ledger_from, start)
    return RightMonths(right.approved_on, start, right.end, ledger, tuple(terms))
