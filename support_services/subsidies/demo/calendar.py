"""The bureau's month: on which days it reckons, signs, sends and gets answers. Pure.

What people report is entered between these days, never between reckoning and the file for the
bank: the reviewer would have to send the batch back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from veterans.foundation.months import month_range

SHANGHAI = timezone(timedelta(hours=8))
# Days of an ordinary month. Nothing is entered from the reckoning to the file.
RECKONING_DAY, FILE_DAY = 11, 15
ANSWER_DAY, MORE_ANSWERS_DAY, AGAIN_DAY, LAST_ANSWERS_DAY, CLOSING_DAY = 18, 22, 23, 25, 27


@dataclass(frozen=True)
class Month:
    """One month of payment and its days."""

    first: date

    def day(self, number: int) -> date:
        return self.first.replace(day=number)

    def at(self, number: int, hour: int, minute: int = 0) -> datetime:
        return moment(self.day(number), hour, minute)

    @property
    def signatures(self) -> "Signatures":
        """Of an ordinary batch of the month."""
        return Signatures.of(self.day(RECKONING_DAY))


def months(first: date, last: date) -> Iterator[Month]:
    """The months from ``first`` to ``last``, both paid."""
    return (Month(month) for month in month_range(first, last))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in Shanghai, in UTC as the portal keeps it."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class Signatures:
    """The days on which a batch is reckoned, reviewed, approved and sent."""

    reckoned: date
    reviewed: date
    approved: date
    sent: date

    @classmethod
    def of(cls, reckoned: date) -> "Signatures":
        days = (timedelta(days=number) for number in (0, 1, 3, 4))
        return cls(*(reckoned + day for day in days))


def desk_day(day: date, last_reckoning: date) -> date:
    """The day on which something that comes in then is entered: not while a batch is signed."""
    last = Signatures.of(last_reckoning)
    if last.reckoned <= day <= last.sent:
        return last.sent + timedelta(days=1)
    if RECKONING_DAY <= day.day <= FILE_DAY and day < last.reckoned:
        return desk_day(day.replace(day=FILE_DAY + 1), last_reckoning)
    return day
