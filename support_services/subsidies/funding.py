"""Splitting money over its sources, and how a budget line stands. Pure; yuan are Decimal.

A sum is split by percent to the fen by the largest remainder, so that the parts always add up to
it exactly; what is taken back is split like what was given, with the other sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from support_services.subsidies.fund_states import FundSource
from veterans.foundation.money import CENT, ZERO, half_up

HUNDRED = Decimal(100)


def split(amount: Decimal, percents: Mapping[FundSource, Decimal]) -> dict[FundSource, Decimal]:
    """The part of each source with a share; together exactly ``amount``.

    Every part lies within a fen of its exact share. The fen that are left go to the largest
    remainders; of equal ones to the higher level of government first. Refuses percents that do
    not add up to 100.
    """
    if sum(percents.values()) != HUNDRED or any(percent < 0 for percent in percents.values()):
        raise ValueError("shares must add up to 100 percent")
    sign = -1 if amount < 0 else 1
    whole = abs(amount)
    order = [source for source in FundSource if percents.get(source)]
    exact = {source: whole * percents[source] / HUNDRED for source in order}
    parts = {source: exact[source].quantize(CENT, rounding=ROUND_DOWN) for source in order}
    left = int((whole - sum(parts.values(), ZERO)) / CENT)
    by_remainder = sorted(order, key=lambda s: (parts[s] - exact[s], order.index(s)))
    for source in by_remainder[:left]:
        parts[source] += CENT
    return {source: sign * part for source, part in parts.items()}


@dataclass(frozen=True)
class Standing:
    """How a budget line stands, in yuan: its amount, what was used of it, and where a batch that
    asks for ``asked`` more would bring it."""

    amount: Decimal
    used: Decimal
    warn_percent: int
    asked: Decimal = ZERO

    @property
    def after(self) -> Decimal:
        return self.used + self.asked

    @property
    def remaining(self) -> Decimal:
        """What is left before the batch; below zero when the line is overdrawn."""
        return self.amount - self.used

    @property
    def left_after(self) -> Decimal:
        return self.amount - self.after

    @property
    def shortfall(self) -> Decimal:
        """By how much the line would be overdrawn; zero where it would not."""
        return max(self.after - self.amount, ZERO)

    @property
    def percent(self) -> Decimal:
        """Used after the batch, of a hundred, to one decimal; of a line of nothing, 100 or 0."""
        if self.amount <= 0:
            return HUNDRED if self.after > 0 else Decimal(0)
        return half_up(self.after / self.amount * HUNDRED, 1)

    @property
    def is_over(self) -> bool:
        return self.after > self.amount

    @property
    def is_near(self) -> bool:
        """At or beyond the percentage from which the bureau wants to be warned."""
        return self.after > 0 and self.after * HUNDRED >= self.amount * self.warn_percent


@dataclass(frozen=True)
class Forecast:
    """Where a year ends if it goes on as it has: yuan a month so far, and yuan by December."""

    monthly: Decimal
    by_december: Decimal


def forecast(by_month: Mapping[int, Decimal]) -> Forecast | None:
    """From what was used in the months (1 to 12) of a year; None before the first.

    The rate is the mean from the first month with money to the last; the months after the last
    are taken to cost the same. Months before the first stay at nothing: the line did not pay then.
    """
    if not by_month:
        return None
    first, last = min(by_month), max(by_month)
    used = sum(by_month.values(), ZERO)
    rate = used / (last - first + 1)
    return Forecast(half_up(rate), half_up(used + rate * (12 - last)))
