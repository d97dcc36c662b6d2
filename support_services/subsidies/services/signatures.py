"""Who signs a batch: the band copied at review, the first of two signatures, taking it back.

All of it on the batch's own row, which the caller has locked.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.models import Batch
from support_services.subsidies.selectors.approval import band_for, rule_on
from support_services.subsidies.services.steps import check, locked
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused

LENGTH = 80


def copy_band(batch: Batch, *, today: date) -> None:
    """Copy into the batch what the rule in force on that day demands of its total (not saved).

    Later changes of the rule do not touch the batch.
    """
    rule = rule_on(today)
    band = band_for(rule, batch.posted_total)
    batch.approval_rule = rule
    batch.signatures_needed, batch.needs_minutes = band.signatures, band.needs_minutes


def clear(batch: Batch) -> None:
    """Forget the band and whatever was signed by it (not saved)."""
    batch.approval_rule = None
    batch.signatures_needed, batch.needs_minutes = 1, False
    batch.minutes_no, batch.minutes_on = "", None
    batch.first_approved_by = batch.first_approved_at = None


def sign(batch: Batch, *, minutes_no: str, minutes_on: date | None, by: User, at: datetime) -> bool:
    """Put a signature on the batch (not saved); whether it was the last one needed.

    Refuses whoever prepared or reviewed it or has signed already, minutes that are missing, lie in
    the future, or are others than those the first approver wrote, and minutes nobody asked for.
    """
    if by.pk in (batch.prepared_by_id, batch.reviewed_by_id):
        raise Refused("经办人、复核人不能审批同一批次，请由第三人审批。")
    if by.pk == batch.first_approved_by_id:
        raise Refused("您已经签批过这一批（已签 1/2），还须另一名审批人签批，不能由同一人签两次。")
    _take_minutes(batch, minutes_no.strip(), minutes_on, today=timezone.localdate(at))
    if batch.signatures_needed == 2 and batch.first_approved_by_id is None:
        batch.first_approved_by, batch.first_approved_at = by, at
        return False
    batch.approved_by, batch.approved_at = by, at
    return True


def _take_minutes(batch: Batch, number: str, on: date | None, *, today: date) -> None:
    if not batch.needs_minutes:
        if number or on:
            raise Refused("这一批按审批权限不需要党组会议纪要，请不要填写。")
        return
    if batch.minutes_no:
        if (number and number != batch.minutes_no) or (on and on != batch.minutes_on):
            raise Refused(
                f"第一位审批人填写的是“{batch.minutes_no}”（{batch.minutes_on:%Y-%m-%d}），"
                "与您填写的不同。请核对；第一位审批人可以撤回签批后改正。"
            )
        return
    if not number or on is None:
        raise Refused(
            f"本批 {batch.posted_total:,.2f} 元，按审批权限须经党组会议研究，"
            "请填写会议纪要的文号和日期。"
        )
    if len(number) > LENGTH:
        raise Refused(f"纪要文号最多 {LENGTH} 个字。")
    if on > today:
        raise Refused("党组会议的日期在以后，请核对日期。")
    batch.minutes_no, batch.minutes_on = number, on


def unsign(*, batch_id: int, by: User, at: datetime) -> Batch:
    """撤回签批: whoever signed first takes it back while the second is still missing.

    The minutes that came with it go too. Refuses everybody else, and when nobody has signed.
    """
    with transaction.atomic():
        batch = locked(batch_id)
        check(batch, "unsign", by=by)
        if batch.first_approved_by_id is None:
            raise Refused(f"批次 {batch.number} 还没有人签批，没有可以撤回的。")
        if batch.first_approved_by_id != by.pk:
            raise Refused("只有签批的本人可以撤回；您不同意的，可以退回经办。")
        batch.first_approved_by = batch.first_approved_at = None
        batch.minutes_no, batch.minutes_on = "", None
        batch.save()
        record(batch, "subsidies.unsign", by, at)
    return batch


def record(batch: Batch, action: str, by: User, at: datetime) -> None:
    """A signature in the log: which one of how many."""
    audit.record(
        actor=by,
        action=action,
        subject="batch",
        subject_id=batch.pk,
        detail={
            "state": batch.state,
            "total": batch.posted_total,
            "signed": batch.signed,
            "needed": batch.signatures_needed,
        },
        at=at,
    )
