"""What a batch leaves owed back by one right and what it takes, in plain Python: the reference.

The portal does it by a set-based statement (``services.recovery_offsets``); a property test holds
the two equal. Pure: no clock, no database, no Django. Money is Decimal yuan.

A batch's postings of a right fall into three parts, each netted within itself: months that earlier
batches have covered (their arrears and corrections), the months that are new, and what follows a
death. A part below zero is money owed back; a part above is money due. So a correction never
hides in the month's own money, and an agreed cap protects all of that month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from veterans.foundation.money import ZERO, half_up


@dataclass(frozen=True)
class Agreed:
    """A plan that is in force: ``cap`` None takes in full; ``tail_in_full`` exempts the tail."""

    cap: Decimal | None = None
    tail_in_full: bool = True


@dataclass(frozen=True)
class GeneralCap:
    """What holds where nothing was agreed: ``percent`` of what is due for months, or yuan."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    def of(self, months_due: Decimal) -> Decimal:
        """The most that is taken off that much, in yuan, half up to the fen."""
        if self.amount is not None:
            return self.amount
        return half_up(months_due * (self.percent or ZERO) / 100)


@dataclass(frozen=True)
class Offset:
    """``claimed`` is newly owed back; the two offsets come off the balance and off the payment."""

    claimed: Decimal
    from_tail: Decimal
    from_months: Decimal
    payment: Decimal


def offset(
    *,
    earlier: Decimal,
    new: Decimal,
    tail: Decimal,
    balance: Decimal,
    agreed: Agreed | None = None,
    general: GeneralCap | None = None,
) -> Offset:
    """What one batch does about one right that owes ``balance`` when it is approved.

    Tail first, in full; then the months, up to the cap. Where the plan does not except the tail,
    the cap is for both together. Where nothing is agreed the ``general`` cap holds, if there is
    one. ``payment = earlier + new + tail + claimed − both offsets``.
    """
    parts = (earlier, new, tail)
    claimed = -_sum(min(part, ZERO) for part in parts)
    back = balance + claimed
    tail_due, months_due = max(tail, ZERO), _sum(max(part, ZERO) for part in (earlier, new))
    agreed = agreed or Agreed(cap=general.of(months_due) if general else None)
    from_tail = min(back, tail_due) if agreed.tail_in_full else ZERO
    open_to = months_due if agreed.tail_in_full else months_due + tail_due
    from_months = min(back - from_tail, open_to)
    if agreed.cap is not None:
        from_months = min(from_months, agreed.cap)
    return Offset(
        claimed=claimed,
        from_tail=from_tail,
        from_months=from_months,
        payment=tail_due + months_due - from_tail - from_months,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
