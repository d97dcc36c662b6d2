"""Property: whatever happens in whatever order, approved = paid + failed + returned + outstanding
+ suspense + treasury.

A second, plain model in Python is told only which calls were accepted, and must agree with the
database after every one of them.
"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from support_services.subsidies.models import (
    BankFile,
    Batch,
    Payment,
    SuspenseEntry,
    SuspenseRequest,
)
from support_services.subsidies.services import bank, suspense
from support_services.subsidies.states import (
    LINE_LIVE,
    LINE_MOVES,
    PAYMENT_OF_LINE,
    BatchState,
    LineState,
    PaymentState,
)
from support_services.subsidies.suspense_states import REQUEST_MOVES, SuspenseCause
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db

OUTCOME = {
    the_bank.PAID: LineState.PAID,
    the_bank.BAD_ACCOUNT: LineState.FAILED,
    the_bank.OTHER_FAILURE: LineState.FAILED,
    the_bank.RETURNED: LineState.RETURNED,
    the_bank.UNKNOWN: LineState.UNKNOWN,
}
amounts = st.lists(
    st.decimals(min_value="0.01", max_value="9999999.99", places=2), min_size=1, max_size=5
)
# What happens, with numbers that choose among whatever is there at that moment.
events = st.lists(
    st.one_of(
        st.just(("export",)),
        st.just(("reissue",)),
        st.just(("close",)),
        st.tuples(st.just("put"), st.integers(0, 4)),
        st.tuples(st.just("to treasury"), st.integers(0, 4)),
        st.tuples(st.just("reopen"), st.integers(0, 4)),
        st.tuples(st.just("decide"), st.booleans()),
        st.tuples(st.just("replace account"), st.integers(0, 4)),
        st.tuples(st.just("lose account"), st.integers(0, 4)),
        st.tuples(
            st.just("receive"),
            st.integers(0, 3),
            st.dictionaries(
                st.integers(0, 4), st.sampled_from(sorted(OUTCOME)), min_size=1, max_size=5
            ),
        ),
    ),
    min_size=4,
    max_size=18,
)


class Model:
    """Lines by file as a clerk would keep them on paper."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.by = batch.prepared_by
        self.payments = {p.pk: p.amount for p in batch.payments.all()}
        self.states = dict.fromkeys(self.payments, PaymentState.OUTSTANDING)
        self.lines: dict[tuple[int, int], tuple[int, LineState]] = {}
        self.accepted = 0

    def step(self, event: Any) -> None:
        verb, *args = event
        try:
            getattr(self, verb.replace(" ", "_"))(*args)
            self.accepted += 1
        except Refused:
            pass

    def export(self) -> None:
        known = BankFile.objects.filter(batch=self.batch).exists()
        made = bank.export(batch_id=self.batch.pk, layout=the_bank.TEXT, by=self.by, at=AT)
        if not known:
            self._sent(made)

    def reissue(self) -> None:
        self._sent(bank.reissue(batch_id=self.batch.pk, by=self.by, at=AT))

    def close(self) -> None:
        Batch.objects.filter(pk=self.batch.pk, state=BatchState.SETTLED).update(
            state=BatchState.CLOSED, closed_at=AT
        )

    def replace_account(self, which: int) -> None:
        make.account(self._payee(which))

    def lose_account(self, which: int) -> None:
        self._payee(which).accounts.update(is_current=False)

    def put(self, which: int) -> None:
        suspense.propose(
            payment_ids=[self._payment(which)],
            cause=SuspenseCause.OTHER,
            reason="x",
            by=self.by,
            at=AT,
        )

    def to_treasury(self, which: int) -> None:
        suspense.ask_treasury(
            payment_ids=[self._payment(which)], returned_on=AT.date(), **self._paper()
        )

    def reopen(self, which: int) -> None:
        suspense.ask_reopen(
            payment_ids=[self._payment(which)], claimed_on=AT.date(), **self._paper()
        )

    def decide(self, agreed: bool) -> None:
        """The approver looks at everything that waits, at once."""
        waiting = list(SuspenseRequest.objects.filter(state="pending").order_by("pk"))
        ids, by = [one.pk for one in waiting], self.batch.approved_by
        if not agreed:
            suspense.reject(request_ids=ids, reason="x", by=by, at=AT)
            return
        suspense.confirm(request_ids=ids, by=by, at=AT)
        for one in waiting:
            # Otherwise it should have been refused.
            assert self.states[one.payment_id] in REQUEST_MOVES[one.kind_known][0]
            assert not self._live(one.payment_id)
            self.states[one.payment_id] = REQUEST_MOVES[one.kind_known][1]

    def _paper(self) -> dict[str, Any]:
        return {
            "document_no": "1",
            "reason": "x",
            "by": self.by,
            "at": AT,
            "today": AT.date(),
        }

    def _payment(self, which: int) -> int:
        keys = sorted(self.payments)
        return keys[which % len(keys)]

    def _live(self, payment: int) -> list[LineState]:
        return [s for p, s in self.lines.values() if p == payment and s in LINE_LIVE]

    def receive(self, which: int, answers: dict[int, str]) -> None:
        files = list(BankFile.objects.filter(batch=self.batch))
        if not files:
            return
        made = files[which % len(files)]
        codes = {at % made.line_count + 1: code for at, code in answers.items()}
        bank.receive(content=the_bank.answers(made, codes), filename="r", by=self.by, at=AT)
        for number, code in codes.items():
            payment, state = self.lines[made.pk, number]
            after = OUTCOME[code]
            if after != state:
                # Otherwise it should have been refused.
                assert after in LINE_MOVES[state]
                self.lines[made.pk, number] = payment, after
                self.states[payment] = PAYMENT_OF_LINE[after]

    def _payee(self, which: int) -> Any:
        payments = list(self.batch.payments.order_by("pk"))
        return payments[which % len(payments)].payee

    def _sent(self, made: BankFile) -> None:
        for number, payment in made.lines.values_list("line_no", "payment_id"):
            assert not self._live(payment), "sent twice"
            assert self.states[payment] != PaymentState.TREASURY, "sent what was given back"
            self.lines[made.pk, number] = payment, LineState.SENT
            self.states[payment] = PaymentState.OUTSTANDING

    def agrees(self) -> None:
        self.batch.refresh_from_db()
        totals = bank.reconcile(self.batch)
        assert totals.holds, totals.problems
        assert totals.approved == sum(self.payments.values())
        assert totals.approved == (
            totals.paid
            + totals.failed
            + totals.returned
            + totals.outstanding
            + totals.suspense
            + totals.treasury
        )
        assert totals.cancelled == 0
        assert dict(Payment.objects.filter(batch=self.batch).values_list("pk", "state")) == {
            pk: state.value for pk, state in self.states.items()
        }
        for payment, amount in self.payments.items():
            paid = Payment.objects.get(pk=payment).lines.filter(state="paid")
            assert (paid.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) in (0, amount)
        self._batch_state_agrees()
        self._book_agrees()

    def _book_agrees(self) -> None:
        """What the suspense book says, added up by itself."""
        entries = SuspenseEntry.objects.filter(payment__batch=self.batch)
        balance = sum((one.amount for one in entries), Decimal(0))
        on_list = [pk for pk, state in self.states.items() if state == PaymentState.SUSPENSE]
        assert balance == sum((self.payments[pk] for pk in on_list), Decimal(0))

    def _batch_state_agrees(self) -> None:
        waiting = {state for _, state in self.lines.values()} & {LineState.SENT, LineState.UNKNOWN}
        if not self.lines:
            assert self.batch.state == BatchState.APPROVED
        elif waiting:
            assert self.batch.state == BatchState.EXPORTED
        else:
            assert self.batch.state in (BatchState.SETTLED, BatchState.CLOSED)
        assert (self.batch.closed_at is not None) == (self.batch.state == BatchState.CLOSED)


@settings(max_examples=30)
@given(yuan=amounts, happened=events)
def test_property_nothing_is_lost_and_nothing_paid_twice(yuan: Any, happened: Any) -> None:
    model = Model(make.approved_batch(yuan))
    model.agrees()
    # A first export among the events would often come too late to make them interesting.
    for event in [("export",), *happened]:
        model.step(event)
        model.agrees()
    assert model.accepted


# --- the reckoning itself must find what is wrong -----------------------------------------------


def settled() -> tuple[Batch, BankFile]:
    batch = make.approved_batch()
    made = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)
    bank.receive(
        content=the_bank.answers(made, the_bank.PAID), filename="r", by=batch.prepared_by, at=AT
    )
    batch.refresh_from_db()
    assert bank.reconcile(batch).holds
    return batch, made


def problems(batch: Batch) -> str:
    batch.refresh_from_db()
    return "；".join(bank.reconcile(batch).problems)


def test_a_payment_that_says_other_than_its_line_is_found() -> None:
    batch, made = settled()
    made.lines.filter(line_no=1).update(state=LineState.FAILED)
    assert "1 笔付款记为“paid”，而最后一次送盘是“failed”" in problems(batch)


def test_a_payment_said_to_be_paid_and_never_sent_is_found() -> None:
    batch = make.approved_batch()
    payment = batch.payments.first()
    payment.state = PaymentState.PAID
    payment.save(update_fields=["state"])
    assert "最后一次送盘是“无”" in problems(batch)


def test_a_file_that_does_not_add_up_is_found() -> None:
    batch, made = settled()
    made.total += Decimal("0.01")
    # The database refuses that a file ever changes: this is what would be seen if it had.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        made.save(update_fields=["total"])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert "第 1 个银行文件记 3 笔 600.76 元，明细为 3 笔 600.75 元" in problems(batch)


def test_money_that_nobody_approved_is_found() -> None:
    batch, _ = settled()
    other = make.entitlement(make.person())
    Payment.objects.create(
        batch=batch,
        entitlement=other,
        payee=other.person,
        region=other.person.region,
        amount=Decimal("5.00"),
        state=PaymentState.OUTSTANDING,
    )
    assert "付款合计 605.75 元，而账上核定应付 600.75 元" in problems(batch)


def test_a_cancelled_payment_in_a_batch_that_goes_on_is_found() -> None:
    batch = make.approved_batch()
    batch.payments.filter(pk=batch.payments.first().pk).update(state=PaymentState.CANCELLED)
    assert "不得取消" in problems(batch)


def test_a_line_of_another_batch_is_found() -> None:
    batch, made = settled()
    other = make.approved_batch(["100.00"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_fileline SET payment_id = %s WHERE bank_file_id = %s AND line_no = 1",
            [other.payments.get().pk, made.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert "1 行送盘明细属于别的批次" in problems(batch)
