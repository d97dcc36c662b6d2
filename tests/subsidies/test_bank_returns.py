"""Returns in: every state of a line against every answer, and what follows from an answer."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest

from support_services.subsidies.models import (
    BankFile,
    Batch,
    FileLine,
    Payment,
    RecheckMark,
    ReturnFile,
)
from support_services.subsidies.services import bank
from support_services.subsidies.states import (
    LINE_MOVES,
    PAYMENT_OF_LINE,
    BatchState,
    LineState,
    PaymentState,
)
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.models import AuditEntry, SealedFile
from veterans.registry.models import AccountState, BankAccount

pytestmark = pytest.mark.django_db

CODE_OF = {
    LineState.PAID: the_bank.PAID,
    LineState.FAILED: the_bank.OTHER_FAILURE,
    LineState.RETURNED: the_bank.RETURNED,
    LineState.UNKNOWN: the_bank.UNKNOWN,
}
# How a line gets into a state, by answers of a bank.
ROAD_TO: dict[LineState, list[str]] = {
    LineState.SENT: [],
    LineState.UNKNOWN: [the_bank.UNKNOWN],
    LineState.PAID: [the_bank.PAID],
    LineState.FAILED: [the_bank.OTHER_FAILURE],
    LineState.RETURNED: [the_bank.PAID, the_bank.RETURNED],
}


def exported(amounts: tuple[str, ...] = ("100.00", "200.50", "300.25")) -> BankFile:
    batch = make.approved_batch(amounts)
    return bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)


def receive(made: BankFile, content: bytes, name: str = "return.txt") -> bank.Received:
    return bank.receive(content=content, filename=name, by=made.made_by, at=AT)


def preview(made: BankFile, content: bytes) -> bank.ReturnEffect:
    return bank.preview_return(content=content, filename="return.txt", by=made.made_by)


def batch_of(made: BankFile) -> Batch:
    return Batch.objects.get(pk=made.batch_id)


@pytest.mark.parametrize(("before", "after"), list(product(LineState, CODE_OF)))
def test_every_state_against_every_answer(before: LineState, after: LineState) -> None:
    made = exported(("100.00", "200.50"))
    for code in ROAD_TO[before]:
        receive(made, the_bank.answers(made, {1: code}))
    # The other line makes the bytes of this return differ from those before.
    content = the_bank.answers(made, {1: CODE_OF[after], 2: the_bank.UNKNOWN})
    line = made.lines.get(line_no=1)
    assert line.state == before
    if before != after and after not in LINE_MOVES[before]:
        with pytest.raises(Refused, match="序号 1"):
            receive(made, content)
        line.refresh_from_db()
        assert line.state == before
        assert made.lines.get(line_no=2).state == LineState.SENT
    else:
        receive(made, content)
        line.refresh_from_db()
        assert line.state == after
        assert made.lines.get(line_no=2).state == LineState.UNKNOWN
    assert line.payment.state == PAYMENT_OF_LINE[LineState(line.state)]
    assert bank.reconcile(batch_of(made)).holds


def test_a_partial_return_leaves_the_rest_waiting() -> None:
    made = exported()
    effect = receive(made, the_bank.answers(made, {2: the_bank.PAID})).effect
    assert (effect.line_count, effect.total, effect.moved) == (1, Decimal("200.50"), 1)
    assert effect.unanswered == 2
    assert any("还有 2 笔" in warning for warning in effect.warnings)
    assert batch_of(made).state == BatchState.EXPORTED
    receive(made, the_bank.answers(made, {1: the_bank.PAID, 3: the_bank.PAID}))
    assert batch_of(made).state == BatchState.SETTLED
    assert bank.reconcile(batch_of(made)).paid == Decimal("600.75")


def test_the_same_bytes_again_change_nothing_and_say_when() -> None:
    made = exported()
    content = the_bank.answers(made, the_bank.PAID)
    first = receive(made, content)
    entries = AuditEntry.objects.count()
    again = bank.receive(
        content=content, filename="other name.txt", by=made.made_by, at=AT + timedelta(days=2)
    )
    assert again.already
    assert again.return_file == first.return_file
    assert again.effect.applied_at == AT
    assert (again.effect.line_count, again.effect.total) == (3, Decimal("600.75"))
    assert preview(made, content).applied_at == AT
    assert (ReturnFile.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_other_bytes_with_the_same_answers_are_taken_and_move_nothing() -> None:
    made = exported()
    receive(made, the_bank.answers(made, the_bank.PAID))
    Batch.objects.filter(pk=made.batch_id).update(state=BatchState.CLOSED, closed_at=AT)
    rows = list(reversed(the_bank.answer_rows(made, dict.fromkeys((1, 2, 3), the_bank.PAID))))
    received = receive(made, the_bank.file_of(made, rows))
    assert not received.already
    assert received.effect.moved == 0
    assert (batch_of(made).state, batch_of(made).closed_at) == (BatchState.CLOSED, AT)
    assert ReturnFile.objects.count() == 2


def test_a_return_after_success_opens_a_closed_batch() -> None:
    made = exported()
    receive(made, the_bank.answers(made, the_bank.PAID))
    Batch.objects.filter(pk=made.batch_id).update(state=BatchState.CLOSED, closed_at=AT)
    received = receive(made, the_bank.answers(made, {2: the_bank.RETURNED}))
    assert received.effect.batch_state == BatchState.SETTLED
    assert (batch_of(made).state, batch_of(made).closed_at) == (BatchState.SETTLED, None)
    assert any("退汇" in warning for warning in received.effect.warnings)
    totals = bank.reconcile(batch_of(made))
    assert totals.holds
    assert (totals.paid, totals.returned) == (Decimal("400.25"), Decimal("200.50"))


def test_a_return_before_its_success_says_what_to_import_first() -> None:
    made = exported()
    with pytest.raises(Refused, match="请先导入报成功的回盘"):
        receive(made, the_bank.answers(made, {2: the_bank.RETURNED}))


def test_unknown_stays_unknown_until_the_bank_knows() -> None:
    made = exported(("100.00",))
    received = receive(made, the_bank.answers(made, the_bank.UNKNOWN))
    assert received.effect.batch_state == BatchState.EXPORTED
    assert any("先向银行查询" in warning for warning in received.effect.warnings)
    assert made.lines.get().payment.state == PaymentState.OUTSTANDING
    receive(made, the_bank.answers(made, the_bank.PAID))
    assert batch_of(made).state == BatchState.SETTLED


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ([the_bank.BAD_ACCOUNT], AccountState.REJECTED),
        ([the_bank.PAID, the_bank.RETURNED], AccountState.REJECTED),
        ([the_bank.OTHER_FAILURE], AccountState.VERIFIED),
        ([the_bank.UNKNOWN], AccountState.VERIFIED),
        ([the_bank.PAID], AccountState.VERIFIED),
    ],
)
def test_only_an_account_code_rejects_the_account(codes: list[str], state: AccountState) -> None:
    made = exported(("100.00", "200.50"))
    line = made.lines.get(line_no=1)
    for code in codes:
        content = the_bank.answers(made, {1: code})
        expected = preview(made, content).rejected_accounts
        received = receive(made, content)
        assert received.effect.rejected_accounts == expected
    account = BankAccount.objects.get(pk=line.account_id)
    assert account.state == state
    assert expected == (state == AccountState.REJECTED)
    other = BankAccount.objects.get(pk=made.lines.get(line_no=2).account_id)
    assert other.state == AccountState.VERIFIED


def test_a_rejected_account_marks_its_entitlements_for_a_fresh_look() -> None:
    made = exported(("100.00",))
    right = made.lines.get().payment.entitlement
    before = RecheckMark.objects.get(entitlement=right).seq
    receive(made, the_bank.answers(made, the_bank.BAD_ACCOUNT))
    assert RecheckMark.objects.get(entitlement=right).seq > before


def test_the_account_that_replaced_it_meanwhile_is_left_alone() -> None:
    made = exported(("100.00",))
    replaced = make.account(made.lines.get().payment.payee)
    receive(made, the_bank.answers(made, the_bank.BAD_ACCOUNT))
    replaced.refresh_from_db()
    assert replaced.state == AccountState.VERIFIED


def test_what_the_bank_said_is_kept_without_account_numbers() -> None:
    made = exported(("100.00",))
    rows = the_bank.answer_rows(made, {1: the_bank.BAD_ACCOUNT})
    rows[0]["message"] = "账号6217000000000001\\户名不符，身份证37030319550308124X" + "长" * 100
    received = receive(made, the_bank.file_of(made, rows), "C:\\回盘\\来自银行.txt")
    line = made.lines.get()
    assert line.result_code == the_bank.BAD_ACCOUNT
    assert line.result_text.startswith("账号****\\户名不符，身份证****长")
    assert len(line.result_text) == 100
    assert line.answered_by == received.return_file
    assert received.return_file.stored.name == "来自银行.txt"
    assert b"".join(received.return_file.stored.read()) == the_bank.file_of(made, rows)
    assert received.return_file.counts == {"failed": {"count": 1, "amount": "100.00"}}


@pytest.mark.parametrize("layout", [the_bank.XLSX, the_bank.FIXED])
def test_other_layouts_are_received_too(layout: str) -> None:
    batch = make.approved_batch()
    made = bank.export(batch_id=batch.pk, layout=layout, by=batch.prepared_by, at=AT)
    # A file in another layout stands beside it.
    exported()
    received = receive(made, the_bank.answers(made, {1: the_bank.PAID, 3: the_bank.BAD_ACCOUNT}))
    assert received.return_file.bank_file == made
    assert [line.state for line in made.lines.all()] == ["paid", "sent", "failed"]


def test_two_files_of_one_batch_are_answered_apart() -> None:
    made = exported()
    receive(made, the_bank.answers(made, the_bank.OTHER_FAILURE))
    second = bank.reissue(batch_id=made.batch_id, by=made.made_by, at=AT)
    receive(second, the_bank.answers(second, {1: the_bank.PAID, 2: the_bank.UNKNOWN}))
    assert batch_of(made).state == BatchState.EXPORTED
    assert set(made.lines.values_list("state", flat=True)) == {"failed"}
    with pytest.raises(Refused, match="矛盾"):
        receive(made, the_bank.answers(made, {1: the_bank.PAID}))
    receive(second, the_bank.answers(second, {2: the_bank.PAID, 3: the_bank.PAID}))
    assert batch_of(made).state == BatchState.SETTLED
    assert bank.reconcile(batch_of(made)).paid == Decimal("600.75")


def test_a_return_given_for_another_file_is_refused() -> None:
    one, other = exported(), exported()
    content = the_bank.answers(one, the_bank.PAID)
    with pytest.raises(Refused, match=f"不是 {other.number} 的"):
        bank.receive(content=content, filename="x", by=one.made_by, at=AT, bank_file=other)
    assert bank.file_answered(content) == one
    done = bank.receive(content=content, filename="x", by=one.made_by, at=AT, bank_file=one)
    assert done.effect.moved == 3


def test_a_file_this_portal_never_made() -> None:
    made = exported()
    rows = the_bank.answer_rows(made, {1: the_bank.PAID})
    rows[0]["file_no"] = "202611-777777-01"
    with pytest.raises(NotFound, match="202611-777777-01"):
        receive(made, the_bank.file_of(made, rows))


def test_before_any_file_there_is_nothing_to_receive() -> None:
    by = make.hands()[0]
    with pytest.raises(Refused, match="还没有导出过"):
        bank.receive(content=b"x", filename="x", by=by, at=AT)


# --- preview --------------------------------------------------------------------------------


def test_a_preview_says_what_receiving_does_and_writes_nothing() -> None:
    made = exported(("100.00", "200.50", "300.25", "400.00", "500.00"))
    receive(made, the_bank.answers(made, {5: the_bank.PAID}))
    content = the_bank.answers(
        made,
        {1: the_bank.PAID, 2: the_bank.BAD_ACCOUNT, 3: the_bank.UNKNOWN, 5: the_bank.PAID},
    )
    lines = list(FileLine.objects.values().order_by("pk"))
    payments = list(Payment.objects.values().order_by("pk"))
    stored = SealedFile.objects.count()
    expected = preview(made, content)
    assert list(FileLine.objects.values().order_by("pk")) == lines
    assert list(Payment.objects.values().order_by("pk")) == payments
    assert SealedFile.objects.count() == stored
    assert ReturnFile.objects.count() == 1
    assert (expected.moved, expected.unanswered, expected.rejected_accounts) == (3, 1, 1)
    assert expected.counts() == {
        "unknown": {"count": 1, "amount": "300.25"},
        "paid": {"count": 2, "amount": "600.00"},
        "failed": {"count": 1, "amount": "200.50"},
    }
    failed = next(t for t in expected.troubles if t.after == LineState.FAILED)
    payee = made.lines.get(line_no=2).payment.payee
    assert (failed.line_no, failed.code, failed.amount) == (2, "3031", Decimal("200.50"))
    assert failed.name != payee.name
    assert failed.name[0] == payee.name[0]
    assert receive(made, content).effect == expected


def test_a_preview_foresees_the_state_of_the_batch() -> None:
    made = exported(("100.00", "200.50"))
    for codes, state in (
        ({1: the_bank.PAID}, BatchState.EXPORTED),
        ({2: the_bank.UNKNOWN}, BatchState.EXPORTED),
        ({2: the_bank.OTHER_FAILURE}, BatchState.SETTLED),
        ({1: the_bank.RETURNED}, BatchState.SETTLED),
    ):
        content = the_bank.answers(made, codes)
        assert preview(made, content).batch_state == state
        assert receive(made, content).effect.batch_state == state
        assert batch_of(made).state == state
