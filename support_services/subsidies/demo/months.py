"""One month after the other through the real verbs, by the colleagues of the demo.

A month is one transaction that ends with its own entry in the audit log: a load that was killed
has done a month or has not, and goes on with the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from support_services.subsidies.demo import bank, staff
from support_services.subsidies.demo.calendar import (
    AGAIN_DAY,
    ANSWER_DAY,
    CLOSING_DAY,
    LAST_ANSWERS_DAY,
    MORE_ANSWERS_DAY,
    Month,
    Signatures,
    moment,
)
from support_services.subsidies.demo.events import Event
from support_services.subsidies.demo.population import (
    BEREAVED,
    COMBAT,
    DISABILITY,
    ILL,
    MARTYR_CHILD,
    RURAL,
    SIX_SCHEMES,
    Population,
)
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.demo.telling import Desk, Entry
from support_services.subsidies.models import BankFile, Batch
from support_services.subsidies.services import batches, calculation
from support_services.subsidies.services.bank import (
    export,
    export_parts,
    parts_of,
    receive,
    reissue,
)
from support_services.subsidies.services.bank.lines import sendable_count
from support_services.subsidies.states import BatchState, PaymentState, Split
from veterans.foundation import audit
from veterans.foundation.months import month_cn, month_text

TEXT, WORKBOOK = "sample-text-gb18030", "sample-xlsx"
MONTH_DONE, TODAY_REACHED = "demo.month", "demo.today"
# Once in the history a batch was opened by mistake and voided, once one was sent back.
VOIDED_IN, SENT_BACK_IN, LATE_RETURN_EVERY = 5, 8, 3


@dataclass
class History:
    """The months of one population, and what is entered in each."""

    population: Population
    events: Sequence[Event]
    staff: Staff
    months: list[Month]
    report: Callable[[float, str], None] = lambda share, text: None
    told: int = 0
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.population, self.staff)

    # --- the story between the batches ---------------------------------------------------

    def _tell_until(
        self, day: date, *, unverified_from: date = date.max, also: Sequence[Entry] = ()
    ) -> None:
        """Enter what comes in up to and including that day."""
        due = [event for event in self.events[self.told :] if event.on <= day]
        self.desk.enter(due, until=day, unverified_from=unverified_from, also=also)
        self.told += len(due)

    def skip(self, place: int) -> None:
        """A load before this one has done the month at that place."""
        day = self._told_at_the_end(place)
        self.told = sum(event.on <= day for event in self.events)

    def _told_at_the_end(self, place: int) -> date:
        """The last day whose events the month at that place enters."""
        if place == len(self.months) - 1:
            return self._last_day(6)
        return self.months[place].day(CLOSING_DAY)

    def _last_day(self, number: int) -> date:
        """So many days after the newest month was reckoned."""
        return self.population.last_reckoning + timedelta(days=number)

    @transaction.atomic
    def run_month(self, place: int) -> None:
        """Everything of the month at that place; the last one is left half-way, for visitors."""
        month = self.months[place]
        is_last = place == len(self.months) - 1
        reckoned = self._last_day(0) if is_last else month.signatures.reckoned
        self._say(0.0, month, "登记变动，核算")
        self._tell_until(reckoned - timedelta(days=1), also=self._raise(month, place))
        if is_last:
            self._last_month(month)
        else:
            self._ordinary_month(month, place)
        self._tell_until(self._told_at_the_end(place))
        done = moment(self._last_day(7), 17) if is_last else month.at(28, 17)
        self._mark(MONTH_DONE, month_text(month.first), done)

    @transaction.atomic
    def reach_today(self) -> None:
        """What has come in since the last batch, until last evening: it waits for the next one."""
        yesterday = self.population.yesterday
        self._tell_until(yesterday, unverified_from=yesterday)
        self._mark(TODAY_REACHED, "", moment(yesterday, 17, 30))

    def _say(self, share: float, month: Month, text: str) -> None:
        self.report(share, f"{month_cn(month.first)}：{text}")

    def _mark(self, action: str, subject_id: str, at: datetime) -> None:
        audit.record(actor=None, action=action, subject="demo", subject_id=subject_id, at=at)

    def _raise(self, month: Month, place: int) -> list[Entry]:
        """The invented raise, entered when two months have been paid at the old standard."""
        raised = self._raised_place()
        if place != min(raised + 2, len(self.months) - 1):
            return []
        effective = self.months[raised].first
        return [(month.at(2, 9, 40), lambda at: staff.raise_invented(effective=effective, at=at))]

    # --- months --------------------------------------------------------------------------

    def _ordinary_month(self, month: Month, place: int) -> None:
        days = month.signatures
        if place == (VOIDED_IN if len(self.months) > VOIDED_IN + 1 else 1):
            self._void_one(month)
        batch = self._calculated(month, SIX_SCHEMES, days.reckoned)
        self._sign(batch, month, days, sent_back=place == self._sent_back())
        self._say(0.45, month, "送盘，回盘")
        made = self._exported(batch, TEXT, days.sent)
        self._answer(made, bank.first_answer(made), month.day(ANSWER_DAY))
        self._say(0.75, month, "更正账户，重新发放，办结")
        self._tell_until(month.day(MORE_ANSWERS_DAY))
        self._answer(made, bank.answer_for_unknown(made), month.day(MORE_ANSWERS_DAY))
        if place % LATE_RETURN_EVERY == LATE_RETURN_EVERY - 1:
            before = BankFile.objects.filter(batch__lt=batch.pk, sequence=1).latest("pk")
            self._answer(before, bank.late_return(before), month.day(MORE_ANSWERS_DAY))
        for again in self._sent_again(month.day(AGAIN_DAY)):
            self._answer(again, bank.first_answer(again), month.day(LAST_ANSWERS_DAY))
        self._tell_until(month.day(CLOSING_DAY))
        self._close_settled(month.day(CLOSING_DAY))

    def _last_month(self, month: Month) -> None:
        """Left as a visitor may find a bureau: one batch answered with failures, one partly
        answered, one that waits for its reviewer."""
        days = Signatures.of(self._last_day(0))
        answered = self._calculated(month, (RURAL, COMBAT), days.reckoned)
        partly = self._calculated(month, (DISABILITY, BEREAVED, ILL), days.reckoned)
        for again in self._sent_again(days.reckoned):
            self._answer(again, bank.first_answer(again), days.reviewed)
        self._close_settled(days.reviewed)
        self._sign(answered, month, days)
        self._sign(partly, month, days)
        self._say(0.5, month, "送盘，回盘")
        first = self._exported(answered, TEXT, days.sent)
        # By town; the last town waits to be exported, for the visitor to do it.
        towns = [part.code for part in parts_of(partly, Split.TOWN) if part.to_export]
        parts = export_parts(
            batch_id=partly.pk,
            layout=WORKBOOK,
            split=Split.TOWN,
            part_codes=towns[: max(len(towns) - 1, 1)],
            by=self.staff.preparer,
            at=moment(days.sent, 10),
        )
        self._answer(first, bank.first_answer(first, unknown=False), self._last_day(5))
        for part in parts:
            self._answer(part, bank.first_answer(part), self._last_day(6))
        self._tell_until(self._last_day(6))
        self._calculated(month, (MARTYR_CHILD,), self._last_day(7))

    def _calculated(self, month: Month, schemes: Sequence[str], day: date) -> Batch:
        batch = batches.open_batch(
            scheme_codes=schemes,
            through=month.first,
            by=self.staff.preparer,
            at=moment(day, 9, 5),
        )
        self._calculate(batch, day)
        return batch

    def _calculate(self, batch: Batch, day: date) -> None:
        calculation.request_calculation(
            batch_id=batch.pk, by=self.staff.preparer, at=moment(day, 9, 10)
        )
        calculation.calculate(batch_id=batch.pk, at=moment(day, 9, 12))
        # The calculation sets these until the end of its transaction, which here is the month's.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL join_collapse_limit TO DEFAULT")
            cursor.execute("SET LOCAL work_mem TO DEFAULT")

    def _sign(
        self, batch: Batch, month: Month, days: Signatures, *, sent_back: bool = False
    ) -> None:
        if sent_back:
            batches.send_back(
                batch_id=batch.pk,
                reason="名册人数与上月相差较大，请核对新增人员的批准文号后重新核算。",
                by=self.staff.reviewer,
                at=moment(days.reviewed, 8, 50),
            )
            self._calculate(batch, days.reviewed)
        self._say(0.3, month, "复核，审批")
        reviewed, approved = moment(days.reviewed, 14, 20), moment(days.approved, 9, 30)
        batches.review(batch_id=batch.pk, by=self.staff.reviewer, at=reviewed)
        signed = batches.approve(batch_id=batch.pk, by=self.staff.approver, at=approved)
        if signed.state == BatchState.REVIEWED:
            later = moment(days.approved, 10, 40)
            batches.approve(batch_id=batch.pk, by=self.staff.second_approver, at=later)

    def _void_one(self, month: Month) -> None:
        day = month.signatures.reckoned
        batch = self._calculated(month, (MARTYR_CHILD,), day)
        batches.void(
            batch_id=batch.pk,
            reason="误建：烈士子女应与其他项目合并为一个批次。",
            by=self.staff.preparer,
            at=moment(day, 9, 40),
        )

    def _exported(self, batch: Batch, layout: str, day: date) -> BankFile:
        return export(batch_id=batch.pk, layout=layout, by=self.staff.preparer, at=moment(day, 10))

    def _answer(self, bank_file: BankFile, content: bytes | None, day: date) -> None:
        if content is None:
            return
        suffix = "xlsx" if bank_file.layout.code == WORKBOOK else "txt"
        receive(
            content=content,
            filename=f"HP{bank_file.number}-{day:%Y%m%d}.{suffix}",
            by=self.staff.preparer,
            at=moment(day, 15, 30),
            bank_file=bank_file,
        )

    def _sent_again(self, day: date) -> list[BankFile]:
        """Files with what failed, came back or could not be sent, of this month or before, where
        the account is right by now."""
        unpaid = (PaymentState.FAILED, PaymentState.RETURNED, PaymentState.OUTSTANDING)
        waiting = Batch.objects.filter(
            payments__state__in=unpaid, state__in=(BatchState.SETTLED, BatchState.CLOSED)
        )
        return [
            reissue(batch_id=batch.pk, by=self.staff.preparer, at=moment(day, 10, 30))
            for batch in waiting.distinct().order_by("pk")
            if sendable_count(batch)
        ]

    def _close_settled(self, day: date) -> None:
        for done in Batch.objects.filter(state=BatchState.SETTLED).order_by("pk"):
            batches.close(batch_id=done.pk, by=self.staff.preparer, at=moment(day, 16))

    # --- when the rare things happen -----------------------------------------------------

    def _sent_back(self) -> int:
        return min(SENT_BACK_IN, len(self.months) - 2)

    def _raised_place(self) -> int:
        """The place of the newest August that two further months were paid after."""
        latest = max(len(self.months) - 3, 0)
        augusts = [p for p in range(1, latest + 1) if self.months[p].first.month == 8]
        return augusts[-1] if augusts else latest
