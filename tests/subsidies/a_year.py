"""A year in which everything happens to one person: a late raise, an overpayment that is offset,
and a payment that came back and went out again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from support_services.subsidies.models import Batch, Entitlement, Suspension
from support_services.subsidies.services import bank
from tests.subsidies import the_bank
from tests.subsidies.factories import account
from tests.subsidies.ledger_lab import Lab


def day(month: int, number: int = 20) -> datetime:
    # 9:30 in China.
    return datetime(2026, month, number, 1, 30, tzinfo=UTC)


@dataclass
class Year:
    """January to May of 2026."""

    lab: Lab
    right: Entitlement

    @classmethod
    def of(cls, lab: Lab, right: Entitlement) -> "Year":
        """For somebody who draws 12,000 yuan a year from January on."""
        year = cls(lab, right)
        account(right.person, number="6217000000001111")
        year.month(1)
        february = year.month(2)
        # The bank takes February back; another account; it goes out again.
        sent = february.files.get()
        line = sent.lines.get(payment__entitlement=right)
        bank.receive(
            content=the_bank.answers(sent, {line.line_no: the_bank.RETURNED}),
            filename="r",
            by=lab.preparer,
            at=day(2, 26),
        )
        account(right.person, number="6217000000002222")
        again = bank.reissue(batch_id=february.pk, by=lab.preparer, at=day(3, 2))
        year.answer(again, day(3, 5))
        # In March the raise of January comes in: 13,200 a year.
        lab.rate("13200", date(2026, 1, 1))
        year.month(3)
        # In April it turns out that nothing was due for February and March.
        Suspension.objects.create(
            entitlement=right,
            first_month=date(2026, 2, 1),
            last_month=date(2026, 3, 1),
            reason="试验",
        )
        year.month(4)
        # From May on 24,000 a year: enough to give the rest back.
        lab.rate("24000", date(2026, 5, 1))
        year.month(5)
        return year

    def month(self, number: int) -> Batch:
        batch = self.lab.run(date(2026, number, 1))
        if batch.payments.exists():
            made = bank.export(
                batch_id=batch.pk, layout=the_bank.TEXT, by=self.lab.preparer, at=day(number, 15)
            )
            self.answer(made, day(number))
        batch.refresh_from_db()
        return batch

    def answer(self, made: Any, at: datetime) -> None:
        bank.receive(
            content=the_bank.answers(made, the_bank.PAID),
            filename="r",
            by=self.lab.preparer,
            at=at,
        )
