"""What families have given back of late, and what was agreed with one of them."""

from datetime import date, datetime
from decimal import Decimal

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import RecoveryClaim, RecoveryRepayment
from support_services.subsidies.recovery_states import ClaimState, RepaidBy
from support_services.subsidies.services import recovery
from veterans.foundation.money import half_up

HALF = Decimal("0.5")


def recoveries(today: date, day: date, hands: Staff) -> None:
    """Of the open claims one is paid back by half, with a receipt that still waits, on another (or
    on the only one) a plan is agreed, a third is paid back whole. Done once; the rest stays as the
    batches left it."""
    if RecoveryRepayment.objects.exists():
        return
    claims = list(
        RecoveryClaim.objects.filter(state=ClaimState.OPEN, opened_at__lt=moment(day, 9)).order_by(
            "-balance", "pk"
        )[:3]
    )
    for claim in claims[:1]:
        half = half_up(claim.balance * HALF)
        first = _repaid(claim, half, "演示收据0001", day, hands, moment(day, 11))
        recovery.confirm_repayment(repayment_id=first.pk, by=hands.reviewer, at=moment(day, 11, 30))
        _repaid(claim, half_up(half * HALF), "演示收据0002", day, hands, moment(day, 15))
    for claim in claims[2:]:
        whole = _repaid(claim, claim.balance, "演示收据0003", day, hands, moment(day, 13))
        recovery.confirm_repayment(repayment_id=whole.pk, by=hands.reviewer, at=moment(day, 13, 30))
    for claim in claims[1:2] or claims[:1]:
        plan = recovery.enter_plan(
            claim_id=claim.pk,
            cap=Decimal("200.00"),
            from_month=today.replace(day=1),
            agreed_on=day,
            document_no="演示协议〔2026〕1号",
            note="家属书面申请，分期扣还。",
            by=hands.preparer,
            at=moment(day, 14),
            today=day,
        )
        recovery.confirm_plan(plan_id=plan.pk, by=hands.reviewer, at=moment(day, 14, 40))


def _repaid(
    claim: RecoveryClaim, amount: Decimal, receipt: str, day: date, hands: Staff, at: datetime
) -> RecoveryRepayment:
    return recovery.enter_repayment(
        claim_id=claim.pk,
        amount=amount,
        paid_on=day,
        method=RepaidBy.TRANSFER,
        receipt_no=receipt,
        payer="家属（演示）",
        by=hands.preparer,
        at=at,
        today=day,
    )
