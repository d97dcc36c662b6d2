"""Who signs a batch: bands by amount, copied at review; two signatures; minutes; races."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from support_services.subsidies.models import ApprovalRule, Batch, Payment
from support_services.subsidies.services import approval_rules, batches, calculation, signatures
from support_services.subsidies.states import BatchState
from tests.subsidies.at_the_bureau import OCTOBER, Bureau
from tests.subsidies.factories import AT, user
from tests.subsidies.funds import PAPER, Treasury, books_are_sound, reviewed
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 4)


@pytest.fixture
def bureau() -> Bureau:
    """Three people at 9,689.17 a month: a batch of 29,067.51."""
    return Bureau.of(3)


def approve(batch: Batch, by: User, **given: object) -> Batch:
    return batches.approve(batch_id=batch.pk, by=by, at=AT, **given)  # type: ignore[arg-type]


def actions(batch: Batch) -> list[str]:
    entries = AuditEntry.objects.filter(subject="batch", subject_id=str(batch.pk))
    return [e.action.removeprefix("subsidies.") for e in entries.order_by("serial")]


def test_without_a_rule_one_approver_signs_as_ever(bureau: Bureau) -> None:
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    assert (batch.approval_rule, batch.signatures_needed, batch.needs_minutes) == (None, 1, False)
    assert approve(batch, bureau.lab.approver).state == BatchState.APPROVED


def test_above_the_threshold_two_sign_and_only_the_second_approves(bureau: Bureau) -> None:
    Treasury().rule("29067.50")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    assert batch.signatures_needed == 2
    first = approve(batch, bureau.lab.approver)
    assert (first.state, first.signed, first.approved_by) == (BatchState.REVIEWED, 1, None)
    assert not Payment.objects.exists()
    second = user(Role.APPROVER)
    done = approve(batch, second)
    assert (done.state, done.signed) == (BatchState.APPROVED, 2)
    assert (done.first_approved_by, done.approved_by) == (bureau.lab.approver, second)
    assert Payment.objects.count() == 3
    assert actions(batch)[-2:] == ["sign", "approve"]
    books_are_sound()


def test_the_threshold_itself_takes_one(bureau: Bureau) -> None:
    Treasury().rule("29067.51")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    assert batch.signatures_needed == 1
    assert approve(batch, bureau.lab.approver).state == BatchState.APPROVED


def test_nobody_signs_twice_and_no_hand_signs_what_it_made(bureau: Bureau) -> None:
    Treasury().rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    approve(batch, bureau.lab.approver)
    with pytest.raises(Refused, match="已签 1/2"):
        approve(batch, bureau.lab.approver)
    # A preparer and a reviewer who have become approvers since.
    for hand in (bureau.lab.preparer, bureau.lab.reviewer):
        User.objects.filter(pk=hand.pk).update(role=Role.APPROVER)
        hand.refresh_from_db()
        with pytest.raises(Refused, match="第三人"):
            approve(batch, hand)
    batch.refresh_from_db()
    assert (batch.state, batch.signed) == (BatchState.REVIEWED, 1)


def test_a_later_rule_does_not_touch_a_running_batch_and_sending_back_asks_anew(
    bureau: Bureau,
) -> None:
    treasury = Treasury()
    rule = treasury.rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    approve(batch, bureau.lab.approver)
    treasury.rule("99999999")
    batch.refresh_from_db()
    assert (batch.approval_rule, batch.signatures_needed) == (rule, 2)
    back = batches.send_back(batch_id=batch.pk, reason="查", by=bureau.lab.reviewer, at=AT)
    assert (back.approval_rule, back.signatures_needed, back.signed) == (None, 1, 0)
    calculation.request_calculation(batch_id=batch.pk, by=bureau.lab.preparer, at=AT)
    calculation.calculate(batch_id=batch.pk, at=AT)
    again = reviewed(batch, bureau.lab.reviewer)
    assert again.signatures_needed == 1


def test_minutes_are_asked_for_above_their_threshold(bureau: Bureau) -> None:
    Treasury().rule("1", "2")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    one, two = bureau.lab.approver, user(Role.APPROVER)
    with pytest.raises(Refused, match="党组会议"):
        approve(batch, one)
    with pytest.raises(Refused, match="日期在以后"):
        approve(batch, one, minutes_no="纪要1号", minutes_on=DAY + timedelta(days=2))
    approve(batch, one, minutes_no="纪要1号", minutes_on=DAY)
    with pytest.raises(Refused, match="纪要1号"):
        approve(batch, two, minutes_no="纪要2号", minutes_on=DAY)
    done = approve(batch, two)
    assert (done.minutes_no, done.minutes_on) == ("纪要1号", DAY)
    books_are_sound()


def test_minutes_nobody_asked_for_are_refused(bureau: Bureau) -> None:
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    with pytest.raises(Refused, match="不需要"):
        approve(batch, bureau.lab.approver, minutes_no="纪要1号", minutes_on=DAY)


def test_the_first_signer_may_take_it_back_and_nobody_else(bureau: Bureau) -> None:
    Treasury().rule("1", "2")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    one, two = bureau.lab.approver, user(Role.APPROVER)
    with pytest.raises(Refused, match="没有人签批"):
        signatures.unsign(batch_id=batch.pk, by=one, at=AT)
    approve(batch, one, minutes_no="纪要1号", minutes_on=DAY)
    with pytest.raises(Refused, match="本人"):
        signatures.unsign(batch_id=batch.pk, by=two, at=AT)
    with pytest.raises(PermissionRefused):
        signatures.unsign(batch_id=batch.pk, by=bureau.lab.preparer, at=AT)
    back = signatures.unsign(batch_id=batch.pk, by=one, at=AT)
    assert (back.signed, back.minutes_no, back.minutes_on) == (0, "", None)
    approve(batch, two, minutes_no="纪要3号", minutes_on=DAY)
    approve(batch, one)
    with pytest.raises(Refused, match="待导出"):
        signatures.unsign(batch_id=batch.pk, by=two, at=AT)
    assert actions(batch)[-4:] == ["sign", "unsign", "sign", "approve"]


def test_what_changed_after_the_first_signature_stops_the_second(bureau: Bureau) -> None:
    Treasury().rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    approve(batch, bureau.lab.approver)
    bureau.lab.determine(bureau.rights[0], OCTOBER, grade=2)
    with pytest.raises(Refused, match="变动"):
        approve(batch, user(Role.APPROVER))


def test_a_voided_batch_keeps_nobody_waiting(bureau: Bureau) -> None:
    Treasury().rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    approve(batch, bureau.lab.approver)
    batches.void(batch_id=batch.pk, reason="误建", by=bureau.lab.preparer, at=AT)
    books_are_sound()


@pytest.mark.parametrize(
    "change",
    [
        "first_approved_by_id = approved_by_id",
        "first_approved_by_id = reviewed_by_id",
        "first_approved_by_id = prepared_by_id",
        "first_approved_by_id = NULL, first_approved_at = NULL",
        "signatures_needed = 1",
        "signatures_needed = 3",
        "minutes_no = ''",
        "needs_minutes = false",
        "approval_rule_id = NULL",
    ],
)
def test_the_database_holds_what_was_signed(bureau: Bureau, change: str) -> None:
    Treasury().rule("1", "2")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    approve(batch, bureau.lab.approver, minutes_no="纪要1号", minutes_on=DAY)
    approve(batch, user(Role.APPROVER))
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE subsidies_batch SET {change} WHERE id = %s", [batch.pk])


@pytest.mark.parametrize("hand", ["prepared_by_id", "reviewed_by_id"])
def test_the_database_refuses_a_first_signer_with_another_hand(bureau: Bureau, hand: str) -> None:
    Treasury().rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE subsidies_batch SET first_approved_by_id = {hand}, first_approved_at = now() "
            "WHERE id = %s",
            [batch.pk],
        )


class TestEntering:
    def test_a_rule_takes_two_people(self) -> None:
        treasury = Treasury()
        draft = approval_rules.enter_rule(
            first_on=DAY,
            second_above=None,
            minutes_above=None,
            document_no=PAPER,
            by=treasury.clerk,
            at=AT,
        )
        with pytest.raises(PermissionRefused):
            approval_rules.enforce_rule(rule_id=draft.pk, by=treasury.clerk, at=AT)
        User.objects.filter(pk=treasury.clerk.pk).update(role=Role.REVIEWER)
        treasury.clerk.refresh_from_db()
        with pytest.raises(Refused, match="另一人"):
            approval_rules.enforce_rule(rule_id=draft.pk, by=treasury.clerk, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            ApprovalRule.objects.filter(pk=draft.pk).update(
                state="in_force", enforced_by=treasury.clerk, enforced_at=AT
            )
        approval_rules.enforce_rule(rule_id=draft.pk, by=treasury.second, at=AT)
        with pytest.raises(Refused, match="已启用"):
            approval_rules.enforce_rule(rule_id=draft.pk, by=treasury.second, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            ApprovalRule.objects.filter(pk=draft.pk).update(second_above=5)
        with pytest.raises(DatabaseError), transaction.atomic():
            ApprovalRule.objects.filter(pk=draft.pk).delete()

    def test_one_of_the_same_day_replaces_and_a_later_day_waits(self) -> None:
        treasury = Treasury()
        before = treasury.rule("5", first_on=DAY)
        treasury.rule("7", first_on=DAY)
        before.refresh_from_db()
        assert before.state == "replaced"
        later = treasury.rule("9", first_on=DAY + timedelta(days=400))
        assert later.state == "in_force"

    def test_a_repetition_and_nonsense_are_refused(self) -> None:
        treasury = Treasury()
        treasury.rule("5")
        with pytest.raises(Refused, match="重复"):
            treasury.rule("5")
        with pytest.raises(Refused, match="小于零"):
            treasury.rule("-5")
        with pytest.raises(NotFound):
            approval_rules.withdraw_rule(rule_id=0, by=treasury.clerk, at=AT)


def test_the_command_line_signs_once_a_call(
    bureau: Bureau, capsys: pytest.CaptureFixture[str]
) -> None:
    Treasury().rule("1", "2")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    one, two = bureau.lab.approver, user(Role.APPROVER)
    minutes = ["--minutes-no", "纪要1号", "--minutes-on", "2026-11-04"]
    call_command("subsidies", "approve", str(batch.pk), "--by", one.username, *minutes)
    assert '"signed": "1/2"' in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("subsidies", "approve", str(batch.pk), "--by", one.username)
    call_command("subsidies", "unsign", str(batch.pk), "--by", one.username)
    capsys.readouterr()
    call_command("subsidies", "approve", str(batch.pk), "--by", one.username, *minutes)
    call_command("subsidies", "approve", str(batch.pk), "--by", two.username)
    said = capsys.readouterr().out
    assert '"state": "approved"' in said
    assert '"signed": "2/2"' in said
