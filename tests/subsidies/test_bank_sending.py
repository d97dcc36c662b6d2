"""Files out: who is in them, who is not and why, and that the same question has one answer."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.subsidies.models import BankFile, BankLayout, Batch, FileLine, Hold
from support_services.subsidies.services import bank
from support_services.subsidies.states import BatchState, PaymentState, UnsentReason
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from veterans.accounts.roles import Role
from veterans.foundation import sealed_files
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry, SealedFile
from veterans.registry.models import AccountState, Person

pytestmark = pytest.mark.django_db


def export(batch: Batch, layout: str = the_bank.TEXT) -> BankFile:
    return bank.export(batch_id=batch.pk, layout=layout, by=batch.prepared_by, at=AT)


def reissue(batch: Batch, layout: str | None = None) -> BankFile:
    return bank.reissue(batch_id=batch.pk, layout=layout, by=batch.prepared_by, at=AT)


def content(made: BankFile) -> bytes:
    return b"".join(bank.read_file(bank_file=made, by=made.made_by, at=AT))


def receive(batch: Batch, made: BankFile, codes: dict[int, str] | str) -> None:
    answer = the_bank.answers(made, codes)
    bank.receive(content=answer, filename="return", by=batch.prepared_by, at=AT)


def test_a_file_holds_every_payment_in_the_order_of_the_villages() -> None:
    people = [make.person(make.village(2, 1)), make.person(make.village(1, 2))]
    batch = make.approved_batch(["10.00", "20.05"], people=people)
    made = export(batch)
    assert (made.line_count, made.total, made.sequence) == (2, Decimal("30.05"), 1)
    assert [line.amount for line in made.lines.all()] == [Decimal("20.05"), Decimal("10.00")]
    rows = content(made).decode("gb18030").split("\r\n")
    account = people[1].accounts.get()
    assert rows[1] == (
        f"{made.number}|1|第1镇|第2村|{people[1].name}|{account.number}|示例银行张店支行"
        "|20.05|残疾抚恤202611"
    )
    assert rows[3:] == ["TRAILER|2|30.05", ""]
    batch.refresh_from_db()
    assert batch.state == BatchState.EXPORTED
    assert bank.reconcile(batch).holds


@pytest.mark.parametrize("layout", [the_bank.TEXT, the_bank.XLSX, the_bank.FIXED])
def test_asking_again_gives_the_stored_bytes(layout: str) -> None:
    batch = make.approved_batch()
    made = export(batch, layout)
    first = content(made)
    make.account(batch.payments.first().payee)
    again = bank.export(
        batch_id=batch.pk, layout=layout, by=batch.prepared_by, at=AT + timedelta(days=3)
    )
    assert again == made
    assert content(again) == first
    assert made.stored.byte_count == len(first)
    assert BankFile.objects.count() == 1


def test_another_layout_afterwards_is_refused() -> None:
    batch = make.approved_batch()
    made = export(batch)
    with pytest.raises(Refused, match=made.number):
        export(batch, the_bank.XLSX)
    assert BankFile.objects.count() == 1


def test_stored_bytes_are_sealed() -> None:
    batch = make.approved_batch()
    made = export(batch)
    number = batch.payments.first().payee.accounts.get().number.encode()
    assert number in content(made)
    for piece in made.stored.pieces.all():
        assert number not in bytes(piece.sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_number FROM subsidies_fileline")
        assert all(number not in bytes(row[0]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    "state", [s for s in BatchState if s not in (BatchState.APPROVED, BatchState.VOIDED)]
)
def test_only_an_approved_batch_is_exported(state: BatchState) -> None:
    batch = make.approved_batch()
    Batch.objects.filter(pk=batch.pk).update(state=state)
    with pytest.raises(Refused, match="不能导出"):
        export(batch)
    assert not FileLine.objects.exists()
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PREPARER])
def test_only_preparers_exchange_files(role: Role) -> None:
    batch = make.approved_batch()
    region = {Role.VILLAGE_WORKER: make.village(), Role.TOWN_WORKER: make.village().parent}.get(
        role
    )
    by = make.user(role, region=region)
    with pytest.raises(PermissionRefused):
        bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=by, at=AT)
    made = export(batch)
    with pytest.raises(PermissionRefused):
        bank.reissue(batch_id=batch.pk, by=by, at=AT)
    with pytest.raises(PermissionRefused):
        bank.read_file(bank_file=made, by=by, at=AT)
    with pytest.raises(PermissionRefused):
        bank.receive(content=b"x", filename="x", by=by, at=AT)
    with pytest.raises(PermissionRefused):
        bank.preview_return(content=b"x", filename="x", by=by)


def test_unknown_batch_layout_and_number() -> None:
    batch = make.approved_batch()
    with pytest.raises(NotFound):
        bank.export(batch_id=0, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)
    with pytest.raises(Refused, match=the_bank.TEXT):
        export(batch, "no-such-layout")
    for number in ("202611-99999-01", "x", "", f"202612-{batch.pk}-01"):
        with pytest.raises(NotFound):
            bank.find_file(number)
    made = export(batch)
    assert bank.find_file(made.number) == made
    with pytest.raises(NotFound):
        bank.find_file(made.number.replace("202611", "202612"))


# --- who is left out ------------------------------------------------------------------------


def no_account(person: Person) -> None:
    person.accounts.update(is_current=False)


def unverified(person: Person) -> None:
    person.accounts.update(state=AccountState.UNVERIFIED)


def rejected(person: Person) -> None:
    person.accounts.update(state=AccountState.REJECTED)


def held(person: Person) -> None:
    right = person.entitlements.get()
    by = make.user(Role.PREPARER)
    Hold.objects.create(entitlement=right, reason="核实居住情况", placed_by=by, placed_at=AT)


def died(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(died_on=date(2026, 11, 2))


def unwritable(person: Person) -> None:
    make.account(person, account_name="张\ue000")


OBSTACLES: dict[UnsentReason, Callable[[Person], None]] = {
    UnsentReason.NO_ACCOUNT: no_account,
    UnsentReason.ACCOUNT_UNVERIFIED: unverified,
    UnsentReason.ACCOUNT_REJECTED: rejected,
    UnsentReason.HOLD: held,
    UnsentReason.PAYEE_DIED: died,
    UnsentReason.UNWRITABLE_NAME: unwritable,
}


def test_every_reason_has_an_obstacle_here() -> None:
    assert set(OBSTACLES) == set(UnsentReason)


@pytest.mark.parametrize("reason", OBSTACLES)
def test_who_cannot_be_sent_stays_outstanding_and_is_listed(reason: UnsentReason) -> None:
    batch = make.approved_batch(["10.00", "20.00"])
    left_out = batch.payments.order_by("pk").first()
    OBSTACLES[reason](left_out.payee)
    made = export(batch)
    assert (made.line_count, made.total) == (1, Decimal("20.00"))
    left_out.refresh_from_db()
    assert left_out.state == PaymentState.OUTSTANDING
    assert bank.unsent_payments(batch) == {left_out.pk: reason}
    summary = bank.unsent_summary(batch)
    assert [(u.reason, u.count, u.amount) for u in summary] == [(reason, 1, Decimal("10.00"))]
    assert bank.reconcile(batch).holds


@pytest.mark.parametrize("reason", OBSTACLES)
def test_nothing_to_send_is_refused_with_the_reason(reason: UnsentReason) -> None:
    batch = make.approved_batch(["10.00"])
    OBSTACLES[reason](batch.payments.get().payee)
    with pytest.raises(Refused, match="没有可以送银行的付款") as refused:
        export(batch)
    assert "1 笔" in str(refused.value)
    batch.refresh_from_db()
    assert batch.state == BatchState.APPROVED
    assert not BankFile.objects.exists()
    assert not SealedFile.objects.exists()


def test_money_of_the_dead_goes_to_the_survivor_registered() -> None:
    batch = make.approved_batch(["10.00", "20.00"])
    payment = batch.payments.order_by("pk").first()
    died(payment.payee)
    export(batch)
    heir = make.person()
    payment.entitlement.payee = heir
    payment.entitlement.save(update_fields=["payee"])
    with pytest.raises(Refused, match="没有银行账户 1 笔"):
        reissue(batch)
    account = make.account(heir)
    line = reissue(batch).lines.get()
    assert (line.payment_id, line.account_id, line.account_name) == (
        payment.pk,
        account.pk,
        heir.name,
    )
    died(heir)
    assert bank.reconcile(batch).holds


def test_an_account_name_too_long_for_the_layout_names_the_payee_masked() -> None:
    batch = make.approved_batch(["10.00"])
    payee = batch.payments.get().payee
    make.account(payee, account_name="长" * 40)
    with pytest.raises(Refused, match="户名超过 60 字节") as refused:
        export(batch, the_bank.FIXED)
    assert payee.name not in str(refused.value)
    assert payee.region.name in str(refused.value)
    assert not FileLine.objects.exists()


def test_a_layout_may_be_a_bureaus_own() -> None:
    mine = BankLayout.objects.get(code=the_bank.TEXT)
    definition = json.loads(json.dumps(mine.definition))
    definition["code"] = "mine"
    definition["file"]["delimiter"] = ","
    definition["file"]["titles"] = False
    definition["file"]["columns"] = [{"text": "{line_no}"}, {"text": "{amount_fen}"}]
    definition["file"]["trailer"] = []
    BankLayout.objects.create(code="mine", name="本局格式", definition=definition)
    assert content(export(make.approved_batch(["10.00"]), "mine")) == b"1,1000\r\n"


# --- reissue --------------------------------------------------------------------------------


def test_what_failed_is_sent_again_once_its_account_is_replaced() -> None:
    batch = make.approved_batch()
    made = export(batch)
    receive(batch, made, {1: the_bank.PAID, 2: the_bank.BAD_ACCOUNT, 3: the_bank.PAID})
    with pytest.raises(Refused, match=r"账户被银行退回 1 笔.*已成功 2 笔"):
        reissue(batch)
    payment = made.lines.get(line_no=2).payment
    replaced = make.account(payment.payee, state=AccountState.UNVERIFIED)
    with pytest.raises(Refused, match="账户待核验 1 笔"):
        reissue(batch)
    replaced.state = AccountState.VERIFIED
    replaced.save(update_fields=["state"])
    second = reissue(batch)
    assert (second.sequence, second.line_count, second.total) == (2, 1, Decimal("200.50"))
    assert second.layout == made.layout
    assert second.lines.get().account_id == replaced.pk
    payment.refresh_from_db()
    batch.refresh_from_db()
    assert payment.state == PaymentState.OUTSTANDING
    assert batch.state == BatchState.EXPORTED
    assert bank.reconcile(batch).holds
    receive(batch, second, the_bank.PAID)
    batch.refresh_from_db()
    assert batch.state == BatchState.SETTLED
    assert bank.reconcile(batch).paid == Decimal("600.75")


def test_a_failure_that_is_not_the_accounts_is_sent_again_as_it_was() -> None:
    batch = make.approved_batch(["10.00"])
    made = export(batch)
    receive(batch, made, the_bank.OTHER_FAILURE)
    account = made.lines.get().account_id
    assert reissue(batch, the_bank.XLSX).lines.get().account_id == account


def test_what_is_under_way_or_unknown_is_never_sent_again() -> None:
    batch = make.approved_batch(["10.00", "20.00"])
    made = export(batch)
    with pytest.raises(Refused, match="待回盘 2 笔"):
        reissue(batch)
    receive(batch, made, {1: the_bank.UNKNOWN})
    for line in made.lines.all():
        make.account(line.payment.payee)
    with pytest.raises(Refused, match="结果不明、须先向银行查询，不可重发 1 笔"):
        reissue(batch)
    assert BankFile.objects.count() == 1


def test_the_database_refuses_a_second_live_attempt() -> None:
    batch = make.approved_batch(["10.00"])
    line = export(batch).lines.get()
    line.pk, line.line_no = None, 2
    with pytest.raises(IntegrityError, match="payment_one_live_attempt"), transaction.atomic():
        line.save(force_insert=True)


def test_who_was_left_out_is_sent_once_the_obstacle_is_gone() -> None:
    batch = make.approved_batch(["10.00", "20.00"])
    left_out = batch.payments.order_by("pk").first()
    held(left_out.payee)
    receive(batch, export(batch), the_bank.PAID)
    batch.refresh_from_db()
    assert batch.state == BatchState.SETTLED
    Hold.objects.update(released_at=AT, released_by=make.user(Role.PREPARER))
    assert reissue(batch).lines.get().payment_id == left_out.pk
    batch.refresh_from_db()
    assert batch.state == BatchState.EXPORTED


def test_a_batch_without_a_file_is_not_reissued() -> None:
    batch = make.approved_batch()
    with pytest.raises(Refused, match="不能重新发放"):
        reissue(batch)


def test_a_reissue_opens_a_closed_batch() -> None:
    batch = make.approved_batch(["10.00"])
    receive(batch, export(batch), the_bank.OTHER_FAILURE)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=AT)
    reissue(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.closed_at) == (BatchState.EXPORTED, None)


# --- on record ------------------------------------------------------------------------------


def test_every_step_is_on_record_without_personal_data() -> None:
    batch = make.approved_batch(["10.00"])
    made = export(batch)
    content(made)
    export(batch)
    receive(batch, made, the_bank.OTHER_FAILURE)
    reissue(batch)
    entries = list(AuditEntry.objects.filter(subject="batch").order_by("serial"))
    assert [e.action.removeprefix("subsidies.") for e in entries] == [
        "export",
        "file_read",
        "receive",
        "reissue",
    ]
    assert entries[0].detail["digest"] == made.stored.digest
    payee = batch.payments.get().payee
    text = json.dumps([e.detail for e in entries], ensure_ascii=False)
    assert payee.name not in text
    assert payee.accounts.get().number not in text


def test_a_failure_while_the_bytes_are_stored_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = make.approved_batch()

    def full(data: bytes) -> bytes:
        raise OSError("no space")

    monkeypatch.setattr(sealed_files, "seal", full)
    with pytest.raises(OSError, match="no space"):
        export(batch)
    monkeypatch.undo()
    assert not FileLine.objects.exists()
    assert not AuditEntry.objects.exists()
    assert export(batch).line_count == 3
