"""What is owed, reckoned in plain Python: the reference that a clerk can read.

The portal pays by a set-based statement (``owed_sql``); a property test holds the two equal on
random histories. Pure: no clock, no database, no Django. Money is Decimal yuan, months are dates
of the first of the month, intervals of months are closed: a ``last`` month still counts.

Legal sources: start month, 军人抚恤优待条例 (2024) arts. 19 and 27 and, for approvals before
2024-10-01, 伤残抚恤管理办法 art. 23; payments after death, arts. 22, 32 and 62 of the same 条例.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from veterans.foundation.money import ZERO, half_up
from veterans.foundation.months import add_months, first_of, month_index, month_range


class Basis(StrEnum):
    """What a rate's amount is an amount of."""

    YEAR = "year"
    MONTH = "month"
    MONTH_PER_SERVICE_YEAR = "month_per_service_year"


class StartMonth(StrEnum):
    """From which month an approved entitlement is paid."""

    APPROVAL_MONTH = "approval_month"
    NEXT_MONTH = "next_month"


class TransferEnd(StrEnum):
    """Up to which month the old county pays whoever moves to another one."""

    YEAR_END = "year_end"
    MOVING_MONTH = "moving_month"


class SuspensionStart(StrEnum):
    """From which month nothing is paid after a sentence or a warrant."""

    NEXT_MONTH = "next_month"
    FACT_MONTH = "fact_month"


class PartYear(StrEnum):
    """How months beyond whole years of service count."""

    UP_TO_SIX_IS_HALF = "up_to_six_is_half"
    SIX_IS_WHOLE = "six_is_whole"


class MonthRounding(StrEnum):
    """How a yearly standard is spread over the months of its own year."""

    CUMULATIVE = "cumulative"
    EACH_MONTH = "each_month"
    WHOLE_YUAN = "whole_yuan"


class EndReason(StrEnum):
    """Why an entitlement ended. Only a death is followed by further months (the tail)."""

    DEATH = "death"
    TRANSFER = "transfer"
    CANCELLED = "cancelled"
    INELIGIBLE = "ineligible"
    OTHER = "other"


class Component(StrEnum):
    """What part of an entitlement a posting is for, beside the components a bureau names itself:
    those go by their own codes, and what follows a death by ``tail_of`` the code."""

    STANDARD = "standard"
    TAIL = "tail"
    GRANT = "grant"


@dataclass(frozen=True)
class Rounded:
    """How the months of a rate's own year are rounded where it begins ``first`` to ``last``."""

    first: date
    last: date | None
    rule: MonthRounding


@dataclass(frozen=True)
class Rate:
    """One row of a rate table while it is in force, ``first`` to ``last`` (None: still).

    Grade 0 and class "" stand for every grade and every class of the scheme. A component
    that is ``named`` is owed to those who have a supplement for it, any other to all; one that
    is not ``in_tail`` ends with the month of death.
    """

    scheme: str
    grade: int
    rate_class: str
    amount: Decimal
    basis: Basis
    first: date
    last: date | None = None
    row: int = 0
    component: str = Component.STANDARD.value
    named: bool = False
    in_tail: bool = True
    #: What the scheme has settled about rounding, by the year's first month; else cumulative.
    rounded: Sequence[Rounded] = ()


@dataclass(frozen=True)
class Term:
    """What was determined for an interval of months: grade, class, counted years of service."""

    first: date
    last: date | None
    grade: int = 0
    rate_class: str = ""
    service_factor: Decimal = ZERO


@dataclass(frozen=True)
class Tail:
    """Months still paid after a death in that period (both days included)."""

    died_from: date
    died_to: date | None
    months: int


@dataclass(frozen=True)
class Supplement:
    """A named component that was determined for this entitlement, for an interval of months."""

    component: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Due:
    """A sum that was granted, yearly or once, and the month in which it falls due."""

    month: date
    amount: Decimal


@dataclass(frozen=True)
class Life:
    """The dated facts of one entitlement."""

    scheme: str
    start: date
    end: date | None = None
    end_reason: EndReason | None = None
    ended_on: date | None = None
    ledger_from: date | None = None
    terms: Sequence[Term] = ()
    suspensions: Sequence[tuple[date, date | None]] = ()
    #: Months in which another right of the same person is paid instead (叠加规则).
    exclusions: Sequence[tuple[date, date | None]] = ()
    tails: Sequence[Tail] = field(default=())
    supplements: Sequence[Supplement] = ()
    dues: Sequence[Due] = ()


@dataclass(frozen=True)
class Owed:
    """One month and component that is owed, and the rate row that says so (None: a grant does)."""

    month: date
    component: str
    amount: Decimal
    rate_row: int | None


def _covers(first: date, last: date | None, month: date) -> bool:
    return first <= month and (last is None or month <= last)


def start_month(approved_on: date, rule: StartMonth) -> date:
    """First month paid for an approval on that day."""
    month = first_of(approved_on)
    return add_months(month, 1) if rule is StartMonth.NEXT_MONTH else month


def transfer_end(moved_on: date, rule: TransferEnd) -> date:
    """Last month that the old county pays; the new one goes on from the next."""
    return date(moved_on.year, 12, 1) if rule is TransferEnd.YEAR_END else first_of(moved_on)


def suspension_start(fact_on: date, rule: SuspensionStart) -> date:
    """First month that is suspended when the fact was established on that day."""
    month = first_of(fact_on)
    return add_months(month, 1) if rule is SuspensionStart.NEXT_MONTH else month


def service_factor(years: int, months: int, rule: PartYear) -> Decimal:
    """Years of service that count, in halves.

    ``UP_TO_SIX_IS_HALF``: up to and including six months is half a year, more is a whole one
    (退役士兵安置条例 2011 art. 20, still copied locally). ``SIX_IS_WHOLE``: the other reading,
    found in older systems. Refuses negative numbers and months beyond eleven.
    """
    if years < 0 or not 0 <= months <= 11:
        raise ValueError("service is whole years and 0 to 11 months")
    if months == 0:
        part = Decimal(0)
    elif months < 6 or (months == 6 and rule is PartYear.UP_TO_SIX_IS_HALF):
        part = Decimal("0.5")
    else:
        part = Decimal(1)
    return years + part


def month_amount(rate: Rate, month: date, factor: Decimal) -> Decimal:
    """What one month pays under one rate row.

    Month *k* of the rate's own year pays R(A*k/12) - R(A*(k-1)/12), R half-up to the fen: any
    twelve months in a row add up to exactly A. A scheme may have settled otherwise: each month
    R(A/12), or that rounded up to the whole yuan (见分进元). One year is rounded in one way, the
    one that holds in the month it begins with.
    """
    if rate.basis is Basis.YEAR:
        k = (month_index(month) - month_index(rate.first)) % 12 + 1
        rule = rounding_of(rate, add_months(month, 1 - k))
        if rule is MonthRounding.CUMULATIVE:
            return half_up(rate.amount * k / 12) - half_up(rate.amount * (k - 1) / 12)
        each = half_up(rate.amount / 12)
        return each if rule is MonthRounding.EACH_MONTH else whole_yuan_up(each)
    if rate.basis is Basis.MONTH:
        return half_up(rate.amount)
    return half_up(rate.amount * factor)


def rounding_of(rate: Rate, year_from: date) -> MonthRounding:
    """How the months are rounded of the rate's own year that begins with that month."""
    for one in rate.rounded:
        if _covers(one.first, one.last, year_from):
            return one.rule
    return MonthRounding.CUMULATIVE


def whole_yuan_up(amount: Decimal) -> Decimal:
    """Any jiao or fen counts as a yuan more."""
    return half_up(amount.to_integral_value(rounding=ROUND_CEILING))


def tail_amount(rate: Rate, months: int, factor: Decimal) -> Decimal:
    """What ``months`` further months after a death pay, at the rate of the month of death."""
    if rate.basis is Basis.YEAR:
        return half_up(rate.amount * months / 12)
    if rate.basis is Basis.MONTH:
        return half_up(rate.amount * months)
    return half_up(rate.amount * factor * months)


def tail_of(component: str) -> str:
    """The code under which the months after a death of a component are posted."""
    return Component.TAIL.value if component == Component.STANDARD else f"t_{component}"


def applying(rates: Iterable[Rate], grade: int, rate_class: str, month: date) -> dict[str, Rate]:
    """The rate row of each component that applies to that grade and class in that month.

    What is written for the grade and the class goes before what is written for the grade alone,
    that before what is written for the class alone, that before what is written for everybody.
    Without a standard in force there is nothing to add to, and so no other component either.
    """
    found: dict[str, Rate] = {}
    for rate in rates:
        if (
            rate.grade in (0, grade)
            and rate.rate_class in ("", rate_class)
            and _covers(rate.first, rate.last, month)
        ):
            other = found.get(rate.component)
            if other is None or _closeness(rate) > _closeness(other):
                found[rate.component] = rate
    standard = found.get(Component.STANDARD)
    if standard is None or (standard.grade, standard.rate_class) != (grade, rate_class):
        return {}
    return found


def _closeness(rate: Rate) -> tuple[bool, bool]:
    return rate.grade != 0, rate.rate_class != ""


def _due_in(life: Life, rates: Iterable[Rate], month: date) -> list[tuple[Rate, Term]]:
    """What applies to the entitlement in that month, the standard first."""
    return [
        (rate, term)
        for term in life.terms
        if _covers(term.first, term.last, month)
        for rate in applying(
            (rate for rate in rates if rate.scheme == life.scheme),
            term.grade,
            term.rate_class,
            month,
        ).values()
        if not rate.named
        or any(
            given.component == rate.component and _covers(given.first, given.last, month)
            for given in life.supplements
        )
    ]


def owed(life: Life, rates: Sequence[Rate], first: date, last: date) -> list[Owed]:
    """Everything owed in the months ``first`` to ``last``, in order.

    A month is owed when it lies in the entitlement, in the ledger's own time, under a
    determination with a rate in force, and outside every suspension and exclusion. A month
    without a rate is left out here and stands on the list of exceptions instead.
    """
    due: list[Owed] = []
    from_month = max(first, life.start, life.ledger_from or life.start)
    to_month = last if life.end is None else min(last, life.end)
    for month in month_range(from_month, to_month):
        if any(_covers(s, e, month) for s, e in (*life.suspensions, *life.exclusions)):
            continue
        for rate, term in _due_in(life, rates, month):
            amount = month_amount(rate, month, term.service_factor)
            due.append(Owed(month, rate.component, amount, rate.row))
    if life.end is not None and from_month <= life.end <= last:
        due += tail_owed(life, rates)
    return [*due, *granted(life, first, last)]


def granted(life: Life, first: date, last: date) -> list[Owed]:
    """What was granted yearly or once and falls due in the months ``first`` to ``last``.

    The decision is the fact: a grant is owed until it is withdrawn, to the heirs as well, whatever
    the interval of the entitlement says.
    """
    sums: dict[date, Decimal] = {}
    for one in life.dues:
        if first <= one.month <= last:
            sums[one.month] = sums.get(one.month, ZERO) + one.amount
    return [Owed(month, Component.GRANT, sums[month], None) for month in sorted(sums)]


def tail_owed(life: Life, rates: Sequence[Rate]) -> list[Owed]:
    """The sums that follow a death, booked on the month of death: of the standard, and of each
    component that goes on; none where no rule grants them.

    A right that another one kept back when the person died is not drawn on by the family either.
    """
    if life.end_reason is not EndReason.DEATH or life.ended_on is None:
        return []
    if life.end is None or life.end < life.start:
        return []
    if any(_covers(s, e, life.end) for s, e in life.exclusions):
        return []
    for rule in life.tails:
        if _covers(rule.died_from, rule.died_to, life.ended_on):
            return [
                Owed(
                    life.end,
                    tail_of(rate.component),
                    tail_amount(rate, rule.months, term.service_factor),
                    rate.row,
                )
                for rate, term in _due_in(life, rates, life.end)
                if rate.in_tail
            ]
    return []
