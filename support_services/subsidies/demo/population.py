"""What an invented population is: homes, persons, categories, accounts and rights. Pure.

``lives`` makes one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from support_services.subsidies.demo.numbers import Numbers, pick
from support_services.subsidies.demo.places import Village
from support_services.subsidies.reference import START_RULES
from support_services.subsidies.rules import StartMonth, start_month
from veterans.foundation.months import add_months

SEED = 20260801

DISABILITY = "disability_pension"
BEREAVED = "bereaved_pension"
RURAL = "rural_60_allowance"
ILL = "ill_returned_allowance"
COMBAT = "combat_test_allowance"
MARTYR_CHILD = "martyr_child_allowance"
SIX_SCHEMES = (DISABILITY, BEREAVED, RURAL, ILL, COMBAT, MARTYR_CHILD)

_BANKS = (("演示银行", 46), ("演示农商银行", 38), ("演示储蓄银行", 16))


@dataclass(frozen=True)
class Size:
    """How much is invented. ``rights``: how many per scheme ever begin, the ended ones included;
    ``villages``: only the largest so many are lived in."""

    name: str
    homes: int
    people: int
    months: int
    rights: Mapping[str, int]
    villages: int | None = None


FULL = Size(
    "full",
    homes=31_904,
    people=40_000,
    months=24,
    rights={
        RURAL: 4_240,
        COMBAT: 1_990,
        DISABILITY: 1_160,
        ILL: 525,
        BEREAVED: 375,
        MARTYR_CHILD: 165,
    },
)
SMALL = Size(
    "small",
    homes=240,
    people=300,
    months=4,
    rights={RURAL: 84, COMBAT: 40, DISABILITY: 30, ILL: 12, BEREAVED: 14, MARTYR_CHILD: 6},
    villages=16,
)
SIZES = {size.name: size for size in (FULL, SMALL)}


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account; ``is_verified`` false means that nobody has compared it with the paper."""

    bank_name: str
    account_name: str
    number: str
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A category held from a day, until before ``valid_to`` (None: still)."""

    category: str
    valid_from: date
    valid_to: date | None = None
    document_no: str = ""


@dataclass(slots=True)
class Right:
    """What somebody is entitled to. ``registered_on`` is None where the portal began with it."""

    scheme: str
    approved_on: date
    start: date
    document_no: str
    grade: int = 0
    rate_class: str = ""
    service_years: int = 0
    service_months: int = 0
    registered_on: date | None = None


@dataclass(slots=True)
class Human:
    """Somebody who does not exist. ``home`` is the place of the home in the list of homes."""

    serial: int
    home: int
    relation: str
    name: str
    id_number: str
    sex: str
    born_on: date
    phone: str
    village: Village
    joined_on: date | None = None
    account: Account | None = None
    categories: list[Held] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)


@dataclass(frozen=True)
class Home:
    """A home with a number and an address."""

    number: str
    village: Village
    address: str


@dataclass
class Population:
    """All of them. ``humans`` and ``homes`` are in the order in which they were invented."""

    today: date
    size: Size
    homes: list[Home]
    humans: list[Human]
    numbers: Numbers

    @property
    def first_month(self) -> date:
        """The first month that the portal paid."""
        return add_months(self.today, -self.size.months)

    @property
    def last_month(self) -> date:
        """The newest month that was over on ``today``."""
        return add_months(self.today, -1)

    @property
    def last_reckoning(self) -> date:
        """The day on which the newest month was reckoned, so late that nothing is overdue yet."""
        return self.today - timedelta(days=9)

    @property
    def yesterday(self) -> date:
        """The last day of which anything is told."""
        return self.today - timedelta(days=1)

    def rights(self) -> Iterator[tuple[Human, Right]]:
        return ((human, right) for human in self.humans for right in human.rights)

    def digest(self) -> str:
        """SHA-256 over everything invented, to tell whether two populations are the same."""
        found = hashlib.sha256()
        for home in self.homes:
            found.update(repr(home).encode())
        for human in self.humans:
            found.update(repr(human).encode())
        return found.hexdigest()


def age_on(born_on: date, day: date) -> int:
    """Full years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def years_after(day: date, years: int) -> date:
    """The same day so many years on; the 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def first_paid_month(scheme: str, approved_on: date) -> date:
    """The month from which an approval of that day is paid, by the rules the portal ships."""
    for code, since, until, rule, _, _ in START_RULES:
        if code == scheme and since <= approved_on and (until is None or approved_on <= until):
            return start_month(approved_on, rule)
    return start_month(approved_on, StartMonth.APPROVAL_MONTH)


def new_account(
    rng: Random, numbers: Numbers, human: Human, *, is_verified: bool = True
) -> Account:
    """An account in the person's own name at a bank that is none."""
    return Account(
        bank_name=f"{pick(rng, _BANKS)}{human.village.town}支行",
        account_name=human.name,
        number=numbers.account(),
        is_verified=is_verified,
    )


def document_no(day: date, rng: Random) -> str:
    """The number of a document that was never written."""
    return f"演示优抚〔{day.year}〕{rng.randint(1, 399)}号"
