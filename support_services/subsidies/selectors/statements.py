"""年度发放明细: what one person was due and got in a year, as it is printed for that person.

By scheme and month of the batches that were approved: what was recognised, what was taken back,
what went to which account and when the bank said so, with a line for whatever is not ordinary.
The reader's area counts: what was paid elsewhere is left out, and its number told.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from support_services.subsidies.models import FileLine, Payment, Posting, RecoveryEntry
from support_services.subsidies.models.ledger import BatchKind, PostingReason
from support_services.subsidies.selectors.batches import (
    entitlements_visible_to,
    payments_visible_to,
)
from support_services.subsidies.selectors.reconciliation import APPROVED
from support_services.subsidies.states import (
    LINE_LABELS,
    PAYMENT_LABELS,
    LineState,
    PaymentState,
)
from veterans.accounts.models import User
from veterans.foundation.money import ZERO, capital_text, yuan_text
from veterans.foundation.months import add_months, month_cn

Key = tuple[int, int]
_WORDS = {
    PostingReason.ARREARS: "补发",
    PostingReason.RAISE: "调标补差",
    PostingReason.CORRECTION: "更正",
    PostingReason.OVERPAID: "冲减多发",
    PostingReason.TAIL: "去世续发",
}


@dataclass(frozen=True)
class Paid:
    """A month of one scheme, in yuan. ``due``: recognised; ``claimed``: what it left to be given
    back; ``taken``: offset against what earlier months had left. ``sent`` = due + claimed − taken
    is what went to the bank; ``answered_on`` the day on which the bank's last answer came in."""

    month: date
    due: Decimal
    claimed: Decimal
    taken: Decimal
    sent: Decimal
    state: str
    has_arrived: bool
    answered_on: date | None
    account_tail: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A scheme. ``of_whom``: somebody who died, whose money this person draws. ``before``: until
    that month another system paid."""

    scheme: str
    of_whom: str
    before: date | None
    rows: tuple[Paid, ...]

    @property
    def due(self) -> Decimal:
        return sum((row.due for row in self.rows), ZERO)

    @property
    def arrived(self) -> Decimal:
        return sum((row.sent for row in self.rows if row.has_arrived), ZERO)


@dataclass(frozen=True)
class Statement:
    """A year of one person. ``elsewhere``: payments made for another area, not shown here."""

    year: int
    sections: tuple[Section, ...]
    elsewhere: int

    @property
    def due(self) -> Decimal:
        return sum((one.due for one in self.sections), ZERO)

    @property
    def arrived(self) -> Decimal:
        return sum((one.arrived for one in self.sections), ZERO)

    @property
    def taken(self) -> Decimal:
        return sum((row.taken for one in self.sections for row in one.rows), ZERO)

    @property
    def claimed(self) -> Decimal:
        return sum((row.claimed for one in self.sections for row in one.rows), ZERO)

    @property
    def not_arrived(self) -> Decimal:
        return self.due + self.claimed - self.taken - self.arrived

    @property
    def capitals(self) -> str:
        return capital_text(self.arrived)


def _paid_to(person_id: int) -> Any:
    return Payment.objects.filter(
        payee=person_id, batch__kind=BatchKind.MONTHLY, batch__state__in=APPROVED
    )


def statement_years(person_id: int) -> list[int]:
    """Years in which the person was paid anything, latest first."""
    months = _paid_to(person_id).dates("batch__through", "year", order="DESC")
    return [month.year for month in months]


def statement_of(user: User, person_id: int, *, year: int) -> Statement:
    """A person's year; whether the reader may see that person is asked before.

    A fixed number of queries, whatever happened in the year.
    """
    in_year = Q(batch__through__year=year)
    everything = _paid_to(person_id).filter(in_year)
    payments: dict[Key, Any] = {
        (one.entitlement_id, one.batch_id): one
        for one in payments_visible_to(user)
        .filter(in_year, pk__in=everything.values("pk"))
        .select_related("batch", "entitlement__scheme", "entitlement__person")
    }
    rights = {one.entitlement.pk: one.entitlement for one in payments.values()}
    months = {key: one.batch.through for key, one in payments.items()}
    # Months of the own rights with less than nothing: recognised, and no payment made.
    mine = entitlements_visible_to(user).filter(
        Q(payee=person_id) | Q(payee__isnull=True, person=person_id)
    )
    rights |= {one.pk: one for one in mine}
    postings: dict[Key, list[Posting]] = defaultdict(list)
    lines = Posting.objects.filter(
        in_year,
        entitlement_id__in=list(rights),
        batch__kind=BatchKind.MONTHLY,
        batch__state__in=APPROVED,
    )
    others = set(
        Payment.objects.filter(in_year, entitlement__in=list(rights)).values_list(
            "entitlement_id", "batch_id"
        )
    ) - set(payments)
    for line in lines.select_related("batch").order_by("month", "component", "sequence"):
        key = (line.entitlement_id, line.batch_id)
        if key not in others:
            postings[key].append(line)
            months[key] = line.batch.through
    entries: dict[Key, list[Decimal]] = defaultdict(list)
    back = RecoveryEntry.objects.filter(in_year, entitlement__in=list(rights)).order_by("pk")
    for entitlement, batch, amount in back.values_list("entitlement_id", "batch_id", "amount"):
        entries[entitlement, batch].append(amount)
    attempts: dict[int, list[Any]] = defaultdict(list)
    sent = FileLine.objects.filter(payment__in=[one.pk for one in payments.values()])
    for attempt in sent.select_related("answered_by").order_by("bank_file__sequence"):
        attempts[attempt.payment_id].append(attempt)
    rows: dict[int, list[Paid]] = defaultdict(list)
    for key in sorted(months, key=lambda one: (months[one], one[1])):
        payment = payments.get(key)
        tried = attempts[payment.pk] if payment else []
        rows[key[0]].append(_row(months[key], payment, postings[key], entries[key], tried))
    return Statement(
        year=year,
        sections=tuple(
            _section(right, person_id, year, rows[right.pk])
            for right in sorted(rights.values(), key=lambda one: (one.scheme.position, one.pk))
            if rows[right.pk]
        ),
        elsewhere=everything.count() - len(payments),
    )


def _section(right: Any, person_id: int, year: int, rows: list[Paid]) -> Section:
    other_system = right.ledger_from > right.start_month and right.ledger_from.year == year
    return Section(
        scheme=right.scheme.name,
        of_whom=right.person.name if right.person_id != person_id else "",
        before=right.ledger_from if other_system and right.ledger_from.month > 1 else None,
        rows=tuple(rows),
    )


def _row(
    month: date,
    payment: Any,
    postings: list[Posting],
    entries: list[Decimal],
    attempts: list[Any],
) -> Paid:
    # What the month itself made good at once is told by its postings already.
    left = sum(entries, ZERO)
    claimed, taken = max(left, ZERO), max(-left, ZERO)
    last = attempts[-1] if attempts else None
    state = PaymentState(payment.state) if payment else None
    answered = last.answered_by.received_at if last and last.answered_by else None
    return Paid(
        month=month,
        due=sum((one.amount for one in postings), ZERO),
        claimed=claimed,
        taken=taken,
        sent=payment.amount if payment else ZERO,
        state=PAYMENT_LABELS[state] if state else "",
        has_arrived=state == PaymentState.PAID,
        answered_on=timezone.localdate(answered) if answered else None,
        account_tail=str(last.account_number)[-4:] if last else "",
        notes=tuple(_notes(month, postings, claimed, taken, attempts)),
    )


def _notes(
    month: date,
    postings: list[Posting],
    claimed: Decimal,
    taken: Decimal,
    attempts: list[Any],
) -> Iterable[str]:
    ordinary = {one.month for one in postings if one.reason == PostingReason.ORDINARY}
    if ordinary - {month}:
        yield f"当期含{span_of_months(ordinary)}。"
    for reason, word in _WORDS.items():
        mine = [one for one in postings if one.reason == reason]
        amount = sum((one.amount for one in mine), ZERO)
        if mine:
            yield f"{word}{span_of_months({one.month for one in mine})}：{_signed(amount)} 元。"
    if claimed:
        yield f"不够冲减的 {yuan_text(claimed)} 元，从以后的发放中抵扣。"
    if taken:
        yield f"抵扣以前多发的钱：{_signed(-taken)} 元。"
    for at, one in enumerate(attempts):
        if one.state not in (LineState.FAILED, LineState.RETURNED):
            continue
        when = one.answered_by.received_at if one.answered_by else None
        day = f"{_day(timezone.localdate(when))}，" if when else ""
        why = f"（{one.result_text}）" if one.result_text else ""
        again = "，已重新发放" if at < len(attempts) - 1 else "，待重新发放"
        tail = str(one.account_number)[-4:]
        yield f"{day}发往尾号 {tail} 的账户{LINE_LABELS[LineState(one.state)]}{why}{again}。"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _signed(amount: Decimal) -> str:
    return f"{'−' if amount < 0 else '+'}{yuan_text(abs(amount))}"


def span_of_months(months: set[date]) -> str:
    """``2026年3月至2026年5月、2026年8月``: runs of months in words."""
    runs: list[list[date]] = []
    for month in sorted(months):
        if runs and add_months(runs[-1][1], 1) == month:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    return "、".join(
        month_cn(first) if first == last else f"{month_cn(first)}至{month_cn(last)}"
        for first, last in runs
    )
