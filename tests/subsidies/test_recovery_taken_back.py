"""A confirmed repayment that was wrong is taken back by two people: by an entry, not by change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.subsidies.models import RecoveryClaim, RecoveryEntry, RecoveryTakeBack
from support_services.subsidies.recovery_states import RepaidBy
from support_services.subsidies.selectors import account_of, claims_matching, sums_of
from support_services.subsidies.selectors.reconciliation import reconciliation_of
from support_services.subsidies.services import recovery
from support_services.subsidies.services.invariants import CHECKS
from tests.subsidies import factories as make
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.factories import AT, MONTH
from veterans.accounts.models import User
from veterans.foundation.errors import PermissionRefused, Refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)


class Case:
    """A claim of 100 yuan, whose batch says so, and 60 or all of it repaid and confirmed."""

    def __init__(self, amount: str = "60.00") -> None:
        batch = make.approved_batch(["300.00"])
        self.preparer, self.reviewer, self.approver = (
            batch.prepared_by,
            batch.reviewed_by,
            batch.approved_by,
        )
        right = batch.payments.get().entitlement
        self.claim = RecoveryClaim.objects.create(entitlement=right, opened_at=AT)
        RecoveryEntry.objects.create(
            entitlement=right,
            claim=self.claim,
            kind="claim",
            batch=batch,
            month=MONTH,
            amount="100.00",
            at=AT,
        )
        entered = recovery.enter_repayment(
            claim_id=self.claim.pk,
            amount=Decimal(amount),
            paid_on=TODAY,
            method=RepaidBy.CASH,
            receipt_no="收据1",
            by=self.preparer,
            at=AT,
            today=TODAY,
        )
        self.repayment = recovery.confirm_repayment(
            repayment_id=entered.pk, by=self.reviewer, at=AT
        )

    def ask(self, by: User | None = None, **more: Any) -> RecoveryTakeBack:
        given = {"reason": "票据是另一人的", "document_no": "更正1号", **more}
        return recovery.ask_take_back(
            repayment_id=self.repayment.pk, by=by or self.preparer, at=AT, **given
        )

    def confirm(self, asked: RecoveryTakeBack, by: User | None = None) -> RecoveryTakeBack:
        return recovery.confirm_take_back(take_back_id=asked.pk, by=by or self.reviewer, at=AT)

    def now(self) -> tuple[str, Decimal]:
        self.claim.refresh_from_db()
        return self.claim.state, self.claim.balance


def test_the_money_is_owed_again_and_both_entries_stay() -> None:
    case = Case()
    assert case.now() == ("open", 40)
    asked = case.ask()
    assert case.now() == ("open", 40)
    case.confirm(asked)
    assert case.now() == ("open", 100)
    case.repayment.refresh_from_db()
    assert case.repayment.state == "confirmed"
    assert [(one.entry.kind, one.entry.amount, one.balance) for one in account_of(case.claim)] == [
        ("claim", 100, 100),
        ("repayment", -60, 40),
        ("take_back", 60, 100),
    ]
    sums = sums_of(claims_matching(case.reviewer))
    assert (sums.repaid, sums.taken, sums.balance) == (0, 0, 100)
    assert reconciliation_of(case.reviewer, MONTH).repaid == 0
    with connection.cursor() as cursor:
        cursor.execute(CHECKS["claim_is_entries"].faults)
        assert cursor.fetchall() == []
        cursor.execute(CHECKS["posted_is_paid"].faults)
        before = cursor.fetchall()
    # The claim was made by hand here, so the books are off by it and by nothing else.
    assert [row[1] for row in before] == [
        "入账 300.00，付款 300.00，退款和核销 0.00，待追缴 100.00"
    ]


def test_a_settled_claim_is_open_again() -> None:
    case = Case("100.00")
    assert case.now() == ("settled", 0)
    case.confirm(case.ask())
    assert case.now() == ("open", 100)


def test_two_people_once_and_with_a_reason() -> None:
    case = Case()
    with pytest.raises(Refused, match="撤销原因"):
        case.ask(reason=" ")
    with pytest.raises(PermissionRefused):
        case.ask(by=case.reviewer)
    asked = case.ask()
    with pytest.raises(Refused, match="不要重复提请"):
        case.ask()
    with pytest.raises(PermissionRefused):
        case.confirm(asked, case.preparer)
    recovery.reject_take_back(take_back_id=asked.pk, reason="票据没错", by=case.reviewer, at=AT)
    assert case.now() == ("open", 40)
    again = case.ask()
    case.confirm(again, case.approver)
    with pytest.raises(Refused, match="已经办过"):
        case.confirm(again)
    with pytest.raises(Refused, match="不要重复提请"):
        case.ask()


def test_what_never_counted_is_not_taken_back() -> None:
    case = Case()
    waiting = recovery.enter_repayment(
        claim_id=case.claim.pk,
        amount=Decimal("10.00"),
        paid_on=TODAY,
        method=RepaidBy.CASH,
        receipt_no="收据2",
        by=case.preparer,
        at=AT,
        today=TODAY,
    )
    with pytest.raises(Refused, match="没有入账"):
        recovery.ask_take_back(
            repayment_id=waiting.pk, reason="x", document_no="x", by=case.preparer, at=AT
        )


def test_not_while_another_claim_on_the_same_right_is_open() -> None:
    case = Case("100.00")
    asked = case.ask()
    other = RecoveryClaim.objects.create(entitlement=case.claim.entitlement, opened_at=AT)
    with pytest.raises(Refused, match=f"追缴案 {other.pk} 正在追缴"):
        case.confirm(asked)


def test_the_database_keeps_it() -> None:
    case = Case()
    asked = case.ask()
    rows = RecoveryTakeBack.objects.filter(pk=asked.pk)
    wrong = [
        lambda: rows.update(reason="别的"),
        lambda: rows.delete(),
        lambda: rows.update(state="confirmed", decided_by=case.preparer, decided_at=AT),
        lambda: RecoveryEntry.objects.create(
            entitlement=case.claim.entitlement,
            claim=case.claim,
            kind="take_back",
            month=MONTH,
            amount="60.00",
            at=AT,
        ),
    ]
    for deed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_at_the_bureaus_door() -> None:
    case = Case()
    address = f"/bureau/recovery/{case.claim.pk}/"
    preparer, reviewer = enter(case.preparer), enter(case.reviewer)
    assert "撤销退款" in told(preparer, address)
    form = {
        "repayment_id": str(case.repayment.pk),
        "reason": "录错了人",
        "document_no": "更正2号",
    }
    checked = said(preparer.post(f"{address}do/take_back/", form))
    assert "重新计入待追缴" in checked
    done = said(preparer.post(f"{address}do/take_back/", {**form, "confirmed": "1"}, follow=True))
    assert "已提请撤销" in done
    asked = RecoveryTakeBack.objects.get()
    assert "1 笔退款撤销：确认" in told(reviewer, "/bureau/")
    decide = f"/bureau/recovery/take_back/{asked.pk}/confirm/"
    done = said(reviewer.post(decide, {"confirmed": "1"}, follow=True))
    assert "退款已撤销" in done
    assert "撤销票据 收据1 的退款，依据 更正2号" in told(reviewer, address)
