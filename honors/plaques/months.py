"""Coverage at the ends of months gone by, as it was written down then (steering's record of days,
ADR 54); what nobody wrote down is not known, and today is counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from support_services.steering.selectors.days import MONTHS_SHOWN, numbers_on
from veterans.accounts.models import User
from veterans.foundation.months import add_months

OUGHT, HUNG = "plaques.ought", "plaques.hung"


@dataclass(frozen=True)
class MonthEnd:
    """The last day of a month, or today; None: not known."""

    day: date
    ought: int | None
    hung: int | None

    @property
    def missing(self) -> int | None:
        return None if self.ought is None or self.hung is None else self.ought - self.hung


def ends_of_months(user: User, town: str, *, today: date, now: tuple[int, int]) -> list[MonthEnd]:
    """The eleven months before this one and today; of one town by its name, or of all ("").
    None at all where none of them was written down: there is nothing to compare."""
    first = today.replace(day=1)
    days = sorted(add_months(first, -back) - timedelta(days=1) for back in range(MONTHS_SHOWN - 1))
    recorded = numbers_on(user, days)

    def number(day: date, code: str) -> int | None:
        row = recorded.get((day, code))
        if row is None:
            return None
        if not town:
            return int(row.number)
        # A town without a row of the kind is written down as no part.
        return next((int(Decimal(part)) for name, part in row.parts if name == town), 0)

    found = [MonthEnd(day, number(day, OUGHT), number(day, HUNG)) for day in days]
    if all(one.ought is None for one in found):
        return []
    return [*found, MonthEnd(today, *now)]
