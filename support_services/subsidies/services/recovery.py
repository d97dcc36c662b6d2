"""追缴 by hand: an agreed plan, money that is given back, money that is given up.

A claim opens and closes by itself: with the batch that shows money to be owed back, and with the
entry that brings its balance to zero. What people do here takes two of them: one enters, another
decides, and only what is decided counts. Every step locks the claim first, so that an approval and
a repayment never take the same yuan twice; below zero the database refuses it anyway.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from support_services.subsidies.models import (
    RecoveryClaim,
    RecoveryEntry,
    RecoveryPlan,
    RecoveryRepayment,
    RecoveryTakeBack,
    RecoveryWriteOff,
)
from support_services.subsidies.recovery_states import (
    ASKED_MOVES,
    CLAIM_LABELS,
    AskedState,
    ClaimState,
    EntryKind,
    RepaidBy,
)
from support_services.subsidies.selectors.recovery import claims_visible_to
from support_services.subsidies.services.facts import needed, refuse_future
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.money import ZERO, half_up, yuan_text
from veterans.foundation.months import first_of, month_cn

TWO_PEOPLE = "这一条是您录入的，须由另一人确认。"

M = TypeVar("M", RecoveryPlan, RecoveryRepayment, RecoveryTakeBack, RecoveryWriteOff)


@transaction.atomic
def enter_plan(
    *,
    claim_id: int,
    cap: Decimal | None,
    from_month: date,
    tail_in_full: bool = True,
    agreed_on: date,
    document_no: str,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> RecoveryPlan:
    """约定: at most ``cap`` yuan per batch from a month on, None for in full.

    It counts once another person has confirmed it. ``tail_in_full`` False puts what is paid after
    a death under the cap too. Refuses a closed claim, a second plan that waits, a day to come, and
    a month before the claim arose.
    """
    claim = _open_claim(claim_id, by, "recovery.enter")
    if cap is not None:
        cap = _amount(cap, "每批最多抵扣的金额", least=ZERO)
    refuse_future(agreed_on, today, "约定日期")
    month = first_of(from_month)
    if month < first_of(timezone.localdate(claim.opened_at)):
        raise Refused(
            f"这个案从{month_cn(timezone.localdate(claim.opened_at))}才有，请改约定月份。"
        )
    if RecoveryPlan.objects.filter(claim=claim, state=AskedState.PENDING).exists():
        raise Refused("已有一份约定待确认，请先由另一人确认或退回。")
    made = RecoveryPlan.objects.create(
        claim=claim,
        cap=cap,
        tail_in_full=tail_in_full,
        from_month=month,
        agreed_on=agreed_on,
        document_no=needed(document_no, "协议编号")[:80],
        note=note.strip()[:200],
        entered_by=by,
        entered_at=at,
    )
    _record("plan_entered", claim, by, at, plan=made.pk, cap=cap, from_month=month)
    return made


@transaction.atomic
def confirm_plan(*, plan_id: int, by: User, at: datetime) -> RecoveryPlan:
    """Another person has seen the agreement; it holds from the next approval on. Refuses whoever
    entered it, and a claim that has closed."""
    claim, plan = _decided(RecoveryPlan, plan_id, "confirm_plan", by, at)
    if claim.state != ClaimState.OPEN:
        raise Refused(f"这个追缴案{CLAIM_LABELS[ClaimState(claim.state)]}，约定用不上了，请退回。")
    _record("plan_confirmed", claim, by, at, plan=plan.pk)
    return plan


@transaction.atomic
def reject_plan(*, plan_id: int, reason: str, by: User, at: datetime) -> RecoveryPlan:
    """The agreement does not hold, for a reason."""
    note = needed(reason, "退回原因")
    claim, plan = _decided(RecoveryPlan, plan_id, "reject_plan", by, at, note)
    _record("plan_rejected", claim, by, at, plan=plan.pk)
    return plan


@transaction.atomic
def enter_repayment(
    *,
    claim_id: int,
    amount: Decimal,
    paid_on: date,
    method: RepaidBy,
    receipt_no: str,
    payer: str = "",
    by: User,
    at: datetime,
    today: date,
) -> RecoveryRepayment:
    """退款: the person or the family gave back ``amount`` yuan. Counts once confirmed.

    Refuses more than what is still owed, with what others have entered and nobody confirmed, the
    same receipt again, and a day to come or before the claim arose.
    """
    claim = _open_claim(claim_id, by, "recovery.enter")
    amount = _amount(amount, "退款金额")
    refuse_future(paid_on, today, "退款日期")
    if paid_on < timezone.localdate(claim.opened_at):
        raise Refused("退款日期早于立案，请核对日期；立案前退回的，请先核实多发的金额。")
    receipt = needed(receipt_no, "票据号")[:60]
    mine = RecoveryRepayment.objects.filter(claim=claim)
    if mine.exclude(state=AskedState.REJECTED).filter(receipt_no=receipt).exists():
        raise Refused(f"票据 {receipt} 已经录入过，不要重复录入。")
    waiting = mine.filter(state=AskedState.PENDING).aggregate(sum=Sum("amount", default=ZERO))
    if amount > claim.balance - waiting["sum"]:
        also = f"（其中待确认 {yuan_text(waiting['sum'])} 元）" if waiting["sum"] else ""
        raise Refused(
            f"还欠 {yuan_text(claim.balance)} 元{also}，退款不能超过这个数；多收的请当场退还本人。"
        )
    made = RecoveryRepayment.objects.create(
        claim=claim,
        amount=amount,
        paid_on=paid_on,
        method=method.value,
        receipt_no=receipt,
        payer=payer.strip()[:50],
        entered_by=by,
        entered_at=at,
    )
    _record("repayment_entered", claim, by, at, repayment=made.pk, amount=amount)
    return made


@transaction.atomic
def confirm_repayment(*, repayment_id: int, by: User, at: datetime) -> RecoveryRepayment:
    """The money is on the bureau's account: it comes off the balance, and closes the claim at zero.

    Refuses whoever entered it, what is decided, and more than is owed by now.
    """
    claim, found = _decided(RecoveryRepayment, repayment_id, "confirm_repayment", by, at)
    _enter(claim, EntryKind.REPAYMENT, found.amount, at, repayment=found)
    _record("repaid", claim, by, at, repayment=found.pk, amount=found.amount)
    return found


@transaction.atomic
def reject_repayment(
    *, repayment_id: int, reason: str, by: User, at: datetime
) -> RecoveryRepayment:
    """The money did not come, or not so: nothing is entered."""
    note = needed(reason, "退回原因")
    claim, found = _decided(RecoveryRepayment, repayment_id, "reject_repayment", by, at, note)
    _record("repayment_rejected", claim, by, at, repayment=found.pk)
    return found


@transaction.atomic
def ask_take_back(
    *, repayment_id: int, reason: str, document_no: str, by: User, at: datetime
) -> RecoveryTakeBack:
    """提请撤销退款: a confirmed repayment was wrong (another person's money, entered twice).

    It stays as it is; another person decides, and an entry against it makes the money owed again.
    Refuses what was never confirmed, and one that is or is being taken back.
    """
    require(by, "recovery.enter")
    known = RecoveryRepayment.objects.filter(pk=repayment_id).first()
    if known is None:
        raise NotFound("没有找到这一笔退款。")
    claim = _claim(known.claim_id, by)
    known.refresh_from_db()
    if known.state != AskedState.CONFIRMED:
        raise Refused("这笔退款没有入账，不用撤销；待确认的，由另一人退回。")
    earlier = known.take_backs.exclude(state=AskedState.REJECTED).first()
    if earlier is not None:
        raise Refused(f"这笔退款的撤销{earlier.state_label}，不要重复提请。")
    made = RecoveryTakeBack.objects.create(
        claim=claim,
        repayment=known,
        reason=needed(reason, "撤销原因"),
        document_no=needed(document_no, "依据")[:80],
        entered_by=by,
        entered_at=at,
    )
    _record("take_back_asked", claim, by, at, repayment=known.pk, amount=known.amount)
    return made


@transaction.atomic
def confirm_take_back(*, take_back_id: int, by: User, at: datetime) -> RecoveryTakeBack:
    """The repayment counts no more: its amount is owed again, and a settled claim is open again.

    Refuses whoever asked, what is decided, and while another claim on the same right is open: the
    database knows one open claim of a right.
    """
    claim, found = _decided(RecoveryTakeBack, take_back_id, "confirm_take_back", by, at)
    other = RecoveryClaim.objects.filter(
        entitlement_id=claim.entitlement_id, state=ClaimState.OPEN
    ).exclude(pk=claim.pk)
    if claim.state != ClaimState.OPEN and (now := other.first()) is not None:
        raise Refused(f"这项待遇另有追缴案 {now.pk} 正在追缴，等那一案结清以后再撤销这笔退款。")
    _enter(claim, EntryKind.TAKE_BACK, -found.repayment.amount, at, take_back=found)
    _record("taken_back", claim, by, at, repayment=found.repayment_id, take_back=found.pk)
    return found


@transaction.atomic
def reject_take_back(*, take_back_id: int, reason: str, by: User, at: datetime) -> RecoveryTakeBack:
    """不予撤销: the repayment was right and stays."""
    note = needed(reason, "不予撤销的理由")
    claim, found = _decided(RecoveryTakeBack, take_back_id, "reject_take_back", by, at, note)
    _record("take_back_rejected", claim, by, at, take_back=found.pk)
    return found


@transaction.atomic
def propose_write_off(
    *,
    claim_id: int,
    amount: Decimal | None = None,
    reason: str,
    document_no: str,
    by: User,
    at: datetime,
) -> RecoveryWriteOff:
    """提请核销, of the whole balance or of a part; the approver decides.

    Refuses a closed claim, more than is owed, a second proposal that waits, and repayments that
    nobody has confirmed yet: first it must be clear what is owed.
    """
    claim = _open_claim(claim_id, by, "recovery.enter")
    amount = claim.balance if amount is None else _amount(amount, "核销金额")
    if amount > claim.balance:
        raise Refused(f"还欠 {yuan_text(claim.balance)} 元，核销不能超过这个数。")
    if RecoveryRepayment.objects.filter(claim=claim, state=AskedState.PENDING).exists():
        raise Refused("还有退款待确认，确认或退回以后再提请核销。")
    if RecoveryWriteOff.objects.filter(claim=claim, state=AskedState.PENDING).exists():
        raise Refused("已有一份核销待审批决定，不要重复提请。")
    made = RecoveryWriteOff.objects.create(
        claim=claim,
        amount=amount,
        reason=needed(reason, "核销理由"),
        document_no=needed(document_no, "决定文号")[:80],
        entered_by=by,
        entered_at=at,
    )
    _record("write_off_proposed", claim, by, at, write_off=made.pk, amount=amount)
    return made


@transaction.atomic
def decide_write_off(*, write_off_id: int, by: User, at: datetime) -> RecoveryWriteOff:
    """核销: given up by decision. Refuses where less is owed by now than was proposed."""
    claim, found = _decided(RecoveryWriteOff, write_off_id, "decide_write_off", by, at)
    _enter(claim, EntryKind.WRITE_OFF, found.amount, at, write_off=found)
    _record("written_off", claim, by, at, write_off=found.pk, amount=found.amount)
    return found


@transaction.atomic
def refuse_write_off(*, write_off_id: int, reason: str, by: User, at: datetime) -> RecoveryWriteOff:
    """不予核销: the money stays owed."""
    note = needed(reason, "不予核销的理由")
    claim, found = _decided(RecoveryWriteOff, write_off_id, "refuse_write_off", by, at, note)
    _record("write_off_refused", claim, by, at, write_off=found.pk)
    return found


def _claim(claim_id: int, by: User) -> RecoveryClaim:
    """The claim, its row locked; refuses alike what does not exist and what lies elsewhere."""
    rows = claims_visible_to(by).select_related(None).order_by()
    found = rows.select_for_update(of=("self",)).filter(pk=claim_id).first()
    if found is None:
        raise NotFound("没有找到这个追缴案。")
    return found


def _open_claim(claim_id: int, by: User, duty: str) -> RecoveryClaim:
    require(by, duty)
    claim = _claim(claim_id, by)
    if claim.state != ClaimState.OPEN:
        raise Refused(f"这个追缴案{CLAIM_LABELS[ClaimState(claim.state)]}，不用再办理。")
    return claim


def _decided(
    model: type[M], pk: int, verb: str, by: User, at: datetime, note: str = ""
) -> tuple[RecoveryClaim, M]:
    """Claim and request, both locked, the request in its new state."""
    origins, target, duty = ASKED_MOVES[verb]
    require(by, duty)
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有找到这一条。")
    claim = _claim(found.claim_id, by)
    asked = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    if asked.state not in origins:
        raise Refused(f"这一条已经办过：{asked.state_label}。请刷新页面查看。")
    if asked.entered_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    asked.state, asked.decided_by, asked.decided_at = target.value, by, at
    asked.decision_note = note
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    return claim, asked


def _enter(
    claim: RecoveryClaim, kind: EntryKind, amount: Decimal, at: datetime, **origin: models.Model
) -> None:
    """Take the amount off the balance; a negative one puts it back on. Booked in the month of
    ``at``, and never in an earlier one than what it answers, so that no month ends with less than
    nothing to recover."""
    if amount > claim.balance:
        raise Refused(
            f"现在只欠 {yuan_text(claim.balance)} 元，这一条是 {yuan_text(amount)} 元。"
            "请退回，按现在的余额重新录入。"
        )
    last = RecoveryEntry.objects.filter(claim=claim).aggregate(last=Max("month"))["last"]
    month = first_of(timezone.localdate(at))
    try:
        with transaction.atomic():
            RecoveryEntry.objects.create(
                entitlement_id=claim.entitlement_id,
                claim=claim,
                kind=kind.value,
                month=max(month, last) if last else month,
                amount=-amount,
                at=at,
                **origin,
            )
    except IntegrityError as error:
        raise Refused("这一条刚刚已经入账，请刷新页面查看。") from error


def _amount(amount: Decimal, what: str, *, least: Decimal = Decimal("0.01")) -> Decimal:
    if half_up(amount) != amount:
        raise Refused(f"{what}最多两位小数。")
    if amount < least:
        raise Refused(f"{what}要大于零。" if least else f"{what}不能是负数。")
    if amount >= 10**10:
        raise Refused(f"{what}太大，请核对。")
    return half_up(amount)


def _record(action: str, claim: RecoveryClaim, by: User, at: datetime, **detail: Any) -> None:
    claim.refresh_from_db(fields=["state", "balance"])
    audit.record(
        actor=by,
        action=f"recovery.{action}",
        subject="recovery",
        subject_id=claim.pk,
        detail={**detail, "balance": claim.balance, "state": claim.state},
        at=at,
    )
