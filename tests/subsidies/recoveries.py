"""Hands on a recovery, as the tests use them: what one enters and another decides."""

from datetime import date
from decimal import Decimal

from support_services.subsidies.models import (
    Entitlement,
    Payment,
    Posting,
    RecoveryClaim,
    RecoveryEntry,
    RecoveryPlan,
    RecoveryRepayment,
    RecoveryWriteOff,
)
from support_services.subsidies.recovery_states import RepaidBy
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import recovery
from tests.subsidies.factories import AT
from tests.subsidies.ledger_lab import Lab
from veterans.foundation.money import ZERO

TODAY = date(2026, 11, 5)
D = Decimal


def claim_of(right: Entitlement) -> RecoveryClaim:
    """The newest claim of a right."""
    return RecoveryClaim.objects.filter(entitlement=right).latest("pk")


def died(lab: Lab, right: Entitlement, on: date) -> Entitlement:
    """A death on record, with a relative who draws what is still owed."""
    heir = lab.entitle(date(2040, 1, 1)).person
    Entitlement.objects.filter(pk=right.pk).update(
        ended_on=on,
        end_month=on.replace(day=1),
        end_reason=EndReason.DEATH.value,
        payee=heir,
    )
    right.refresh_from_db()
    return right


def plan(
    lab: Lab,
    claim: RecoveryClaim,
    cap: str | Decimal | None,
    *,
    tail_in_full: bool = True,
    from_month: date = date(2026, 11, 1),
    confirm: bool = True,
) -> RecoveryPlan:
    made = recovery.enter_plan(
        claim_id=claim.pk,
        cap=None if cap is None else D(cap),
        from_month=from_month,
        tail_in_full=tail_in_full,
        agreed_on=TODAY,
        document_no="协议〔2026〕1号",
        by=lab.preparer,
        at=AT,
        today=TODAY,
    )
    if confirm:
        recovery.confirm_plan(plan_id=made.pk, by=lab.reviewer, at=AT)
    return made


def repay(
    lab: Lab,
    claim: RecoveryClaim,
    amount: str | Decimal,
    *,
    receipt: str = "",
    confirm: bool = True,
) -> RecoveryRepayment:
    made = recovery.enter_repayment(
        claim_id=claim.pk,
        amount=D(amount),
        paid_on=TODAY,
        method=RepaidBy.TRANSFER,
        receipt_no=receipt or f"票{RecoveryRepayment.objects.count() + 1}",
        by=lab.preparer,
        at=AT,
        today=TODAY,
    )
    if confirm:
        recovery.confirm_repayment(repayment_id=made.pk, by=lab.reviewer, at=AT)
    return made


def write_off(
    lab: Lab, claim: RecoveryClaim, amount: str | Decimal | None = None, *, decide: bool = True
) -> RecoveryWriteOff:
    made = recovery.propose_write_off(
        claim_id=claim.pk,
        amount=None if amount is None else D(amount),
        reason="家庭困难，无力退还",
        document_no="局决〔2026〕3号",
        by=lab.preparer,
        at=AT,
    )
    if decide:
        recovery.decide_write_off(write_off_id=made.pk, by=lab.approver, at=AT)
    return made


def entries_of(right: Entitlement) -> list[tuple[str, Decimal]]:
    """Kind and yuan of every entry, in their order."""
    rows = RecoveryEntry.objects.filter(entitlement=right).order_by("pk")
    return list(rows.values_list("kind", "amount"))


def books_agree(right: Entitlement) -> None:
    """postings = payments − repaid − written off − balance, and each claim is its entries."""
    approved = ("approved", "exported", "settled", "closed", "voided")
    posted = _sum(Posting.objects.filter(entitlement=right, batch__state__in=approved))
    paid = _sum(Payment.objects.filter(entitlement=right).exclude(state="cancelled"))
    mine = {"claim__entitlement": right, "state": "confirmed"}
    repaid = _sum(RecoveryRepayment.objects.filter(**mine))
    given_up = _sum(RecoveryWriteOff.objects.filter(**mine))
    claims = list(RecoveryClaim.objects.filter(entitlement=right))
    balance = sum((claim.balance for claim in claims), ZERO)
    assert posted == paid - repaid - given_up - balance
    for claim in claims:
        assert claim.balance == _sum(RecoveryEntry.objects.filter(claim=claim))
        assert claim.balance >= 0
        assert (claim.state == "open") is (claim.balance > 0)
    assert sum(claim.state == "open" for claim in claims) <= 1


def _sum(rows: object) -> Decimal:
    return sum(rows.values_list("amount", flat=True), ZERO)  # type: ignore[attr-defined]
