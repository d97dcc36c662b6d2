"""Invented numbers that look like real ones and reach nobody. Pure.

Identity numbers have a right check digit, since the portal takes no other; their serial part is
taken from the end of a day's range, which a county of some hundred thousand never comes to.
Mobile numbers begin with 154 and fixed ones with 0 after the area code: neither is in use. Account
numbers begin with 990000, which belongs to no bank, and satisfy Luhn as bank cards do.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from veterans.foundation.idcard import check_digit

FIRST_SERIAL, LAST_SERIAL = 900, 995
AREA_CODE = "0533"

# 张店 and its neighbours: where people were registered when they got their number.
COUNTIES: tuple[tuple[str, int], ...] = (
    ("370303", 74),
    ("370302", 6),
    ("370306", 5),
    ("370321", 5),
    ("370305", 4),
    ("370304", 3),
    ("370322", 2),
    ("370323", 1),
)


class Numbers:
    """Gives every number once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._ids: set[str] = set()
        self._accounts = 0
        self._phones = 0
        self._counties = [code for code, _ in COUNTIES]
        self._weights = [weight for _, weight in COUNTIES]

    def identity(self, born_on: date, sex: str) -> str:
        """An identity number (GB 11643) of that birth and sex, not given before."""
        odd = 1 if sex == "male" else 0
        while True:
            (county,) = self._rng.choices(self._counties, self._weights)
            serial = self._rng.randrange(FIRST_SERIAL + odd, LAST_SERIAL + 1, 2)
            body = f"{county}{born_on:%Y%m%d}{serial}"
            if body not in self._ids:
                self._ids.add(body)
                return body + check_digit(body)

    def phone(self) -> str:
        """A mobile number in a range that no operator has."""
        self._phones += 1
        return f"154{(self._phones * 7919 + 10_000_019) % 100_000_000:08d}"

    def account(self) -> str:
        """Nineteen digits with a Luhn check digit."""
        self._accounts += 1
        body = f"990000{(self._accounts * 104_729 + 7) % 10**12:012d}"
        return body + luhn_digit(body)


def station_phone(serial: int) -> str:
    """A telephone number for a station that says itself that it is none."""
    return f"{AREA_CODE}-0000{serial:03d}（演示）"


def unit_mobile(serial: int) -> str:
    """A mobile number for the contact of a unit, in a range that no operator has."""
    return f"1540000{serial:04d}"


def luhn_digit(body: str) -> str:
    """The last digit that makes a card number sound (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def pick(rng: Random, weighted: Sequence[tuple[str, int]]) -> str:
    """One of the words, as often as its weight says."""
    return rng.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]
