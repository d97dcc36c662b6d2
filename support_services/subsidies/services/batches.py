"""The hands on a batch: open, review, approve, send back, close, void.

Preparer, reviewer and approver are three people, here and in the database. Every step locks the
batch row first, so the same click twice finds the state already moved and is told so.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from support_services.subsidies.mark_sql import mark
from support_services.subsidies.models import (
    Batch,
    BatchScheme,
    Payment,
    Scheme,
)
from support_services.subsidies.selectors.publicity_unread import unread_in
from support_services.subsidies.selectors.suspense import loose_payments
from support_services.subsidies.services import fund_parts, recovery_offsets, signatures
from support_services.subsidies.services.steps import check, locked, move
from support_services.subsidies.states import BATCH_LABELS, BatchState, JobState, PaymentState
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months, first_of, month_cn

# Before the Spring Festival a month or two are paid ahead; a year typed wrong is refused.
MONTHS_AHEAD = 3


def open_batch(*, scheme_codes: Sequence[str], through: date, by: User, at: datetime) -> Batch:
    """Open a batch that pays the schemes up to and including month ``through``.

    Refuses an unknown scheme, a month before what is already calculated or further ahead than
    money is ever paid, and a scheme that another unapproved batch holds: two preparers who open
    the same month get one batch.
    """
    roles.require(by, "batch.prepare")
    through = first_of(through)
    furthest = add_months(first_of(timezone.localdate(at)), MONTHS_AHEAD)
    if through > furthest:
        raise Refused(
            f"最多提前 {MONTHS_AHEAD} 个月发放，现在最晚可以建到{month_cn(furthest)}。请核对年月。"
        )
    codes = list(dict.fromkeys(scheme_codes))
    if not codes:
        raise Refused("请至少选择一个补助项目。")
    with transaction.atomic():
        # In one order, so that two who open overlapping sets wait for each other.
        schemes = list(Scheme.objects.select_for_update().filter(code__in=codes).order_by("id"))
        missing = [code for code in codes if code not in {s.code for s in schemes}]
        if missing:
            known = "、".join(Scheme.objects.values_list("code", flat=True))
            raise Refused(f"没有这样的补助项目：{'、'.join(missing)}。可选：{known}。")
        for scheme in schemes:
            if scheme.posted_through and through < scheme.posted_through:
                raise Refused(
                    f"{scheme.name}已核算至{month_cn(scheme.posted_through)}，"
                    f"不能再建{month_cn(through)}的批次；以前月份的差额会在新批次中自动补发。"
                )
            holder = BatchScheme.objects.filter(scheme=scheme, holding=True).first()
            if holder is not None:
                raise Refused(
                    f"{scheme.name}已有未审批的批次 {holder.batch.number}"
                    f"（{BATCH_LABELS[BatchState(holder.batch.state)]}），请在那个批次上继续办理。"
                )
        batch = Batch.objects.create(through=through, prepared_by=by, opened_at=at)
        try:
            BatchScheme.objects.bulk_create(
                BatchScheme(
                    batch=batch,
                    scheme=scheme,
                    quick_from=add_months(scheme.posted_through, 1)
                    if scheme.posted_through and scheme.posted_through < through
                    else None,
                )
                for scheme in schemes
            )
        except IntegrityError as error:
            raise Refused("这些项目刚刚被另一个批次占用，请刷新后在那个批次上办理。") from error
        audit.record(
            actor=by,
            action="subsidies.open",
            subject="batch",
            subject_id=batch.pk,
            detail={"schemes": codes, "through": through},
            at=at,
        )
    return batch


def review(*, batch_id: int, by: User, at: datetime) -> Batch:
    """复核: another person than the preparer vouches for the calculation.

    What its total takes of approvers is copied into the batch now (``signatures``).
    """
    with transaction.atomic():
        batch = locked(batch_id)
        move(batch, "review", by=by)
        if batch.prepared_by_id == by.pk:
            raise Refused("经办人不能复核自己的批次，请由另一人复核。")
        if changed_since(batch):
            raise Refused("核算之后有人员信息变动，金额可能已不准确。请退回经办重新核算后再复核。")
        batch.reviewed_by, batch.reviewed_at = by, at
        signatures.copy_band(batch, today=timezone.localdate(at))
        batch.save()
        _record(batch, "subsidies.review", by, at)
    return batch


def approve(
    *,
    batch_id: int,
    by: User,
    at: datetime,
    minutes_no: str = "",
    minutes_on: date | None = None,
    overdraft_document: str = "",
) -> Batch:
    """审批: a third person signs, and a fourth where the batch's band takes two signatures.

    The first of two leaves the batch REVIEWED. With the last one what was recognised becomes
    payments, less what is owed back and may be offset (``recovery_offsets``), it is split over the
    sources of funds (``fund_parts``), and the schemes are free again. ``minutes_no`` and
    ``minutes_on`` are the party group's minutes where the band asks for them;
    ``overdraft_document`` the decision by which a budget line may be overdrawn.
    """
    with transaction.atomic():
        batch = locked(batch_id)
        approved = check(batch, "approve", by=by)
        # Before the holds are looked at: what is taken down meanwhile is either unread or held.
        _refuse_unread(batch, today=timezone.localdate(at))
        is_last = signatures.sign(batch, minutes_no=minutes_no, minutes_on=minutes_on, by=by, at=at)
        if changed_since(batch):
            raise Refused(
                "核算之后有人员信息变动，金额可能已不准确。请退回经办重新核算、复核后再审批。"
            )
        if not is_last:
            batch.save()
            signatures.record(batch, "subsidies.sign", by, at)
            return batch
        batch.state = approved
        batch.save()
        recovery_offsets.pay_and_offset(batch, at=at)
        fund_parts.settle(batch, overdraft_document=overdraft_document, by=by, at=at)
        if not Payment.objects.filter(batch=batch).exists():
            # Nothing goes to the bank, so nothing will come back.
            batch.state = BatchState.SETTLED
            batch.save(update_fields=["state"])
        BatchScheme.objects.filter(batch=batch).update(holding=False)
        _record(batch, "subsidies.approve", by, at)
    return batch


def _refuse_unread(batch: Batch, *, today: date) -> None:
    """No batch goes out over an objection that nobody has read, until his time to read it is over:
    the end of the working day after it was sent. What a stranger sends holds money no longer."""
    waiting = [one.take_by for one in unread_in(batch) if one.take_by >= today]
    if waiting:
        raise Refused(
            f"这一批有 {len(waiting)} 件网上异议没有看。请经办或复核先看“网上来件”，"
            f"登记为异议，或者不接收，再审批；{max(waiting):%Y-%m-%d}以后不再等。"
        )


_OBSTRUCTED = """
SELECT EXISTS (
    SELECT FROM subsidies_posting p
    JOIN subsidies_entitlement e ON e.id = p.entitlement_id
    JOIN subsidies_recheckmark k ON k.entitlement_id = e.id
    WHERE p.batch_id = %(batch)s AND (
        EXISTS (SELECT FROM subsidies_hold h
                WHERE h.entitlement_id = e.id AND h.released_at IS NULL)
        OR (e.payee_id IS NULL
            AND EXISTS (SELECT FROM registry_person d
                        WHERE d.id = e.person_id AND d.died_on IS NOT NULL))
        OR (k.from_month <= %(through)s
            AND NOT EXISTS (SELECT FROM subsidies_batchexception x
                            WHERE x.batch_id = p.batch_id AND x.entitlement_id = e.id))
    )
    GROUP BY p.entitlement_id HAVING sum(p.amount) > 0
)
"""


def changed_since(batch: Batch) -> bool:
    """Whether somebody on the list has changed since it was calculated.

    A hold or a death that came in meanwhile, or any fact of the months that are paid. Whoever
    stands on the list of exceptions as well keeps his mark for that, and counts only when a hold
    or a death is new.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OBSTRUCTED, {"batch": batch.pk, "through": batch.through})
        row = cursor.fetchone()
    return bool(row and row[0])


def send_back(*, batch_id: int, reason: str, by: User, at: datetime) -> Batch:
    """退回: reviewer or approver gives it back with a reason; the next calculation corrects it."""
    if not reason.strip():
        raise Refused("请写明退回原因，让经办人知道要改什么。")
    with transaction.atomic():
        batch = locked(batch_id)
        move(batch, "send_back", by=by)
        batch.reviewed_by = batch.reviewed_at = None
        signatures.clear(batch)
        batch.note = reason.strip()[:300]
        batch.save()
        _record(batch, "subsidies.send_back", by, at)
    return batch


def close(*, batch_id: int, by: User, at: datetime) -> Batch:
    """办结: every line is answered. Late returns can still come in and can still be reissued.

    Where the bureau has settled so, what is not delivered must be on suspense by then.
    """
    with transaction.atomic():
        batch = locked(batch_id)
        move(batch, "close", by=by)
        if settings.PORTAL_CLOSE_NEEDS_SUSPENSE and (loose := loose_payments(batch).count()):
            raise Refused(
                f"还有 {loose} 笔没有付成，也没有挂账。请重新发放，或由另一人同意挂账以后再办结。"
            )
        batch.closed_at = at
        batch.save()
        _record(batch, "subsidies.close", by, at)
    return batch


_REVERSE = """
INSERT INTO subsidies_posting
    (entitlement_id, month, component, sequence, amount, batch_id, rate_row_id, reason)
SELECT p.entitlement_id, p.month, p.component, last.sequence + 1, -p.amount, %(batch)s,
       p.rate_row_id, 'void'
FROM (
    SELECT entitlement_id, month, component, sum(amount) AS amount, max(rate_row_id) AS rate_row_id
    FROM subsidies_posting WHERE batch_id = %(batch)s GROUP BY 1, 2, 3
) p
CROSS JOIN LATERAL (
    SELECT max(sequence) AS sequence FROM subsidies_posting q
    WHERE q.entitlement_id = p.entitlement_id AND q.month = p.month AND q.component = p.component
) last
WHERE p.amount <> 0
"""

_REMARK = mark(
    "SELECT entitlement_id, min(month) FROM subsidies_posting WHERE batch_id = %(batch)s"
    " GROUP BY 1 ORDER BY 1"
)


def void(*, batch_id: int, reason: str, by: User, at: datetime) -> Batch:
    """作废, before any file went out: every line is reversed by a line, and is owed again.

    Refuses what has a later batch, and what was claimed by it and came back by hand since.
    """
    if not reason.strip():
        raise Refused("请写明作废原因。")
    with transaction.atomic():
        batch = locked(batch_id)
        was_approved = batch.state == BatchState.APPROVED
        move(batch, "void", by=by)
        if was_approved:
            roles.require(by, "batch.approve")
            later = Batch.objects.filter(
                batch_schemes__scheme__in=BatchScheme.objects.filter(batch=batch).values("scheme"),
                pk__gt=batch.pk,
                kind="monthly",
            ).exclude(state=BatchState.VOIDED)
            if later.exists():
                raise Refused("之后已有同项目的批次，本批不能再作废；差错会在新批次中自动更正。")
        recovery_offsets.reverse(batch, at=at)
        fund_parts.reverse(batch, at=at)
        params: dict[str, Any] = {"batch": batch.pk}
        with connection.cursor() as cursor:
            cursor.execute(_REVERSE, params)
            cursor.execute(_REMARK, params)
        Payment.objects.filter(batch=batch).update(state=PaymentState.CANCELLED)
        BatchScheme.objects.filter(batch=batch).update(holding=False)
        batch.voided_by, batch.voided_at, batch.note = by, at, reason.strip()[:300]
        batch.job_state = JobState.IDLE
        batch.save()
        _record(batch, "subsidies.void", by, at)
    return batch


def _record(batch: Batch, action: str, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=action,
        subject="batch",
        subject_id=batch.pk,
        detail={"state": batch.state, "total": batch.posted_total},
        at=at,
    )
