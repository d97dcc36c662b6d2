"""挂账: put on a list what cannot be delivered, give it back to the treasury, bring it back.

One asks, another decides, and only what is decided moves money, by an entry of the suspense book.
Several payments are asked for and decided together, whole or not at all. Batches are locked
first, in their order, as by every step of a batch: so a reissue and a decision on one payment
come one after the other, and the later one is told how things stand.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from support_services.subsidies.models import (
    Batch,
    FileLine,
    Payment,
    SuspenseEntry,
    SuspenseRequest,
    SuspenseVisit,
)
from support_services.subsidies.selectors.batches import payments_visible_to
from support_services.subsidies.selectors.suspense import overdue_payments
from support_services.subsidies.services.bank.lines import obstacles_of
from support_services.subsidies.services.facts import needed, refuse_future
from support_services.subsidies.states import (
    LINE_LIVE,
    PAYMENT_LABELS,
    PaymentState,
)
from support_services.subsidies.suspense_states import (
    BATCH_AT_BANK,
    CAUSE_LABELS,
    CAUSE_OF_OBSTACLE,
    REQUEST_LABELS,
    REQUEST_MOVES,
    REQUEST_STATE_LABELS,
    EntryKind,
    RequestKind,
    RequestState,
    SoughtResult,
    SuspenseCause,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_name
from veterans.foundation.months import first_of

# As many as one form carries, with room to spare.
AT_ONCE = 500
BY_ITSELF = "超过 {days} 天没有付成，系统提请"
TWO_PEOPLE = "{name}这一笔是您提请的，须由另一人决定。"


@transaction.atomic
def propose(
    *, payment_ids: Iterable[int], cause: SuspenseCause, reason: str, by: User, at: datetime
) -> list[SuspenseRequest]:
    """提请挂账. Refuses what is under way or paid, a batch that has not gone to the bank, and a
    payment for which something waits already."""
    require(by, "suspense.enter")
    told = needed(reason, "挂账原因")
    payments = _locked(payment_ids, by)
    for payment in payments:
        _check(payment, RequestKind.PUT)
    rows = [
        SuspenseRequest(
            payment=payment,
            kind=RequestKind.PUT.value,
            cause=cause.value,
            reason=told,
            entered_by=by,
            entered_at=at,
        )
        for payment in payments
    ]
    return _asked(rows, "proposed", by, at)


@transaction.atomic
def ask_treasury(
    *,
    payment_ids: Iterable[int],
    document_no: str,
    returned_on: date,
    reason: str,
    by: User,
    at: datetime,
    today: date,
) -> list[SuspenseRequest]:
    """提请上缴财政, with the number of the voucher. Only what is on suspense; the approver
    decides. The person's claim is not lost: see ``ask_reopen``."""
    refuse_future(returned_on, today, "上缴日期")
    return _ask_with_document(
        RequestKind.TREASURY, payment_ids, document_no, returned_on, reason, by, at
    )


@transaction.atomic
def ask_reopen(
    *,
    payment_ids: Iterable[int],
    document_no: str,
    claimed_on: date,
    reason: str,
    by: User,
    at: datetime,
    today: date,
) -> list[SuspenseRequest]:
    """提请恢复: the person has come, and the treasury has paid back. Only what was given back."""
    refuse_future(claimed_on, today, "申领日期")
    return _ask_with_document(
        RequestKind.REOPEN, payment_ids, document_no, claimed_on, reason, by, at
    )


def _ask_with_document(
    kind: RequestKind,
    payment_ids: Iterable[int],
    document_no: str,
    day: date,
    reason: str,
    by: User,
    at: datetime,
) -> list[SuspenseRequest]:
    require(by, "suspense.enter")
    number, told = needed(document_no, "文号")[:80], needed(reason, "原因")
    payments = _locked(payment_ids, by)
    for payment in payments:
        _check(payment, kind)
    rows = [
        SuspenseRequest(
            payment=payment,
            kind=kind.value,
            reason=told,
            document_no=number,
            happened_on=day,
            entered_by=by,
            entered_at=at,
        )
        for payment in payments
    ]
    return _asked(rows, f"{kind.value}_asked", by, at)


@transaction.atomic
def confirm(*, request_ids: Iterable[int], by: User, at: datetime) -> list[SuspenseRequest]:
    """Another person agrees, and the money moves. All of them or none: refuses whoever asked,
    what is decided, and a payment that stands elsewhere by now."""
    requests = _locked_requests(request_ids, by)
    month = first_of(timezone.localdate(at))
    entries = []
    for one in requests:
        require(by, REQUEST_MOVES[one.kind_known][2])
        if one.entered_by_id == by.pk:
            raise Refused(TWO_PEOPLE.format(name=_name(one.payment)))
        _check(one.payment, one.kind_known, pending=one)
        _decide(one, RequestState.CONFIRMED, by, at)
        sign = -1 if one.kind_known == RequestKind.TREASURY else 1
        entries.append(
            SuspenseEntry(
                payment=one.payment,
                kind=EntryKind(one.kind).value,
                amount=sign * one.payment.amount,
                month=month,
                request=one,
                at=at,
            )
        )
    # One statement: the book moves the payments, and refuses what does not stand where it should.
    SuspenseEntry.objects.bulk_create(entries)
    _record("confirmed", requests, by, at)
    return requests


@transaction.atomic
def reject(
    *, request_ids: Iterable[int], reason: str, by: User, at: datetime
) -> list[SuspenseRequest]:
    """不同意: it stays where it is, for a reason."""
    note = needed(reason, "不同意的原因")
    requests = _locked_requests(request_ids, by)
    for one in requests:
        require(by, REQUEST_MOVES[one.kind_known][2])
        if one.entered_by_id == by.pk:
            raise Refused("这是您提请的：不要了请撤回，由另一人决定。")
        one.decision_note = note
        _decide(one, RequestState.REJECTED, by, at)
    _record("rejected", requests, by, at)
    return requests


@transaction.atomic
def withdraw(*, request_ids: Iterable[int], by: User, at: datetime) -> list[SuspenseRequest]:
    """撤回: whoever asked takes it back while nobody has decided."""
    require(by, "suspense.enter")
    requests = _locked_requests(request_ids, by)
    for one in requests:
        if one.entered_by_id != by.pk:
            raise Refused("只能撤回自己提请的；别人或系统提请的，由复核或审批决定。")
        _decide(one, RequestState.WITHDRAWN, by, at)
    _record("withdrawn", requests, by, at)
    return requests


@transaction.atomic
def propose_overdue(*, at: datetime) -> int:
    """What nobody could deliver for so many days (a setting) is proposed by itself; how many.

    Not what is held back on purpose, nor what only waits for an account to be verified; and not
    again within so many days after somebody said no.
    """
    days = settings.PORTAL_SUSPENSE_AFTER_DAYS
    if not days:
        return 0
    found = overdue_payments(before=at - timedelta(days=days))[:AT_ONCE]
    ids = [payment.pk for payment in found]
    obstacles = obstacles_of(ids)
    rows = []
    for payment in found:
        cause = CAUSE_OF_OBSTACLE[obstacles[payment.pk]] if payment.pk in obstacles else None
        if cause is not None:
            rows.append(
                SuspenseRequest(
                    payment=payment,
                    kind=RequestKind.PUT.value,
                    cause=cause.value,
                    reason=BY_ITSELF.format(days=days),
                    entered_at=at,
                )
            )
    # Whoever asked for one of them just now was first.
    made = SuspenseRequest.objects.bulk_create(rows, ignore_conflicts=True)
    if made:
        audit.record(
            actor=None,
            action="suspense.proposed",
            subject="suspense",
            detail={"count": len(made), "days": days},
            at=at,
        )
    return len(made)


@transaction.atomic
def note_sought(
    *,
    payment_id: int,
    result: SoughtResult,
    visited_on: date,
    note: str,
    by: User,
    at: datetime,
    today: date,
) -> SuspenseVisit:
    """What a station worker found when looking for somebody on suspense; it moves nothing.

    Refuses people of another area as if they did not exist, what is not on suspense, a day to come.
    """
    require(by, "station.visit")
    payment = payments_visible_to(by).filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("没有找到这一笔挂账。")
    if payment.state not in (PaymentState.SUSPENSE, PaymentState.TREASURY):
        raise Refused("这一笔已经不在挂账，不用再登记。")
    refuse_future(visited_on, today, "日期")
    made = SuspenseVisit.objects.create(
        payment=payment,
        result=result.value,
        visited_on=visited_on,
        note=note.strip()[:200],
        noted_by=by,
        noted_at=at,
    )
    audit.record(
        actor=by,
        action="suspense.sought",
        subject="suspense",
        subject_id=payment.pk,
        detail={"result": result.value},
        at=at,
    )
    return made


def _locked(payment_ids: Iterable[int], by: User) -> list[Payment]:
    """The payments with their batches, both locked, in their order. Refuses none, too many at
    once, and alike what does not exist and what is not for him."""
    ids = sorted(set(payment_ids))
    if not ids:
        raise Refused("请至少选择一笔。")
    if len(ids) > AT_ONCE:
        raise Refused(f"一次最多办理 {AT_ONCE} 笔，请分批办理。")
    if payments_visible_to(by).filter(pk__in=ids).count() != len(ids):
        raise NotFound("没有找到这笔付款。")
    # Locked to the end; a list, or nothing would be read.
    list(
        Batch.objects.select_for_update()
        .filter(payments__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    rows = Payment.objects.select_for_update(of=("self",)).select_related("batch", "payee")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _locked_requests(request_ids: Iterable[int], by: User) -> list[SuspenseRequest]:
    """The requests that wait, with their payments and batches, all locked."""
    ids = sorted(set(request_ids))
    known = dict(SuspenseRequest.objects.filter(pk__in=ids).values_list("pk", "payment_id"))
    if len(known) != len(ids) or not ids:
        raise NotFound("没有找到这一条。")
    payments = {payment.pk: payment for payment in _locked(known.values(), by)}
    found = list(
        SuspenseRequest.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    )
    for one in found:
        one.payment = payments[one.payment_id]
        if one.state != RequestState.PENDING:
            raise Refused(
                f"{_name(one.payment)}的一笔已经办过："
                f"{REQUEST_STATE_LABELS[one.state_known]}。请刷新页面查看。"
            )
    return found


def _check(payment: Payment, kind: RequestKind, *, pending: SuspenseRequest | None = None) -> None:
    """Whether the payment stands where this may be asked for it, or decided (``pending``)."""
    starts, _, _ = REQUEST_MOVES[kind]
    who = _name(payment)
    if payment.state not in starts:
        now = PAYMENT_LABELS[PaymentState(payment.state)]
        raise Refused(f"{who}的一笔现在是“{now}”，不能办理{REQUEST_LABELS[kind]}。请刷新页面。")
    if kind == RequestKind.PUT:
        if payment.batch.state not in BATCH_AT_BANK:
            raise Refused(
                f"批次 {payment.batch.number} 还没有导出银行文件，先导出，付不成的再挂账。"
            )
        live = [state.value for state in LINE_LIVE]
        if FileLine.objects.filter(payment=payment, state__in=live).exists():
            raise Refused(f"{who}的一笔已送银行，还没有结果，不能挂账。请等回盘。")
    others = SuspenseRequest.objects.filter(payment=payment, state=RequestState.PENDING)
    if pending is None and others.exists():
        raise Refused(f"{who}的一笔已经提请过，正等另一人决定，不要重复提请。")


def _decide(one: SuspenseRequest, state: RequestState, by: User, at: datetime) -> None:
    one.state, one.decided_by, one.decided_at = state.value, by, at
    one.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])


def _asked(rows: list[SuspenseRequest], deed: str, by: User, at: datetime) -> list[SuspenseRequest]:
    try:
        with transaction.atomic():
            made = SuspenseRequest.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refused("其中一笔刚刚已经提请，请刷新页面查看。") from error
    _record(deed, made, by, at)
    return made


def _record(deed: str, rows: Sequence[SuspenseRequest], by: User, at: datetime) -> None:
    """One entry for what one person did at once; the requests say the rest."""
    only = rows[0].payment_id if len(rows) == 1 else ""
    detail = {
        "kind": sorted({row.kind for row in rows}),
        "requests": [row.pk for row in rows[:50]],
        "count": len(rows),
        "total": sum(row.payment.amount for row in rows),
    }
    audit.record(
        actor=by,
        action=f"suspense.{deed}",
        subject="suspense",
        subject_id=only,
        detail=detail,
        at=at,
    )


def _name(payment: Payment) -> str:
    return mask_name(payment.payee.name)


def cause_told(cause: str) -> str:
    """The word for a cause; empty where none was given."""
    return CAUSE_LABELS[SuspenseCause(cause)] if cause else ""
