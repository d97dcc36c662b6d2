"""挂账台账 as a workbook to take away; that it was taken is on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.selectors.suspense import (
    suspense_by_batch,
    suspense_by_month,
    suspense_matching,
    suspense_sums,
)
from support_services.subsidies.suspense_states import (
    CAUSE_LABELS,
    SOUGHT_LABELS,
    SoughtResult,
    SuspenseCause,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import yuan_text
from veterans.foundation.table_files import Cell, xlsx_bytes

HEADS = (
    "姓名",
    "身份证号",
    "镇街",
    "村居",
    "项目",
    "发放月",
    "批次",
    "金额（元）",
    "状态",
    "挂账日期",
    "已挂天数",
    "原因",
    "说明",
    "送盘次数",
    "银行说明",
    "最近查找",
)


@dataclass(frozen=True)
class Workbook:
    """A file to hand out."""

    name: str
    content: bytes


def export_suspense(*, by: User, at: datetime, **asked: str) -> Workbook:
    """The list as it was narrowed, with sums by month and batch above it and a total below.

    Identity numbers stay covered. Refuses whoever does not read the ledger.
    """
    roles.require(by, "ledger.read")
    found = suspense_matching(by, **asked)
    sums = suspense_sums(found)
    day = timezone.localtime(at)
    rows = [_cells(payment, day.date()) for payment in found]
    total: tuple[Cell, ...] = ("合计", *[""] * 6, sums.amount, *[""] * 8)
    notes = (
        f"共 {sums.count} 笔，{yuan_text(sums.amount)} 元。单位：元。",
        "按月："
        + "；".join(
            f"{one.label} {one.count} 笔 {yuan_text(one.amount)} 元"
            for one in suspense_by_month(found)
        ),
        "按批次："
        + "；".join(
            f"{one.label} {one.count} 笔 {yuan_text(one.amount)} 元"
            for one in suspense_by_batch(found)
        ),
        f"{by.get_full_name()} 于 {day:%Y-%m-%d %H:%M} 导出。",
    )
    content = xlsx_bytes("挂账台账", notes, HEADS, [*rows, total])
    with transaction.atomic():
        audit.record(
            actor=by,
            action="suspense.exported",
            subject="ledger",
            detail={"payments": sums.count, "stand": asked.get("stand", "")},
            at=at,
        )
    return Workbook(f"{day:%Y-%m-%d}挂账台账.xlsx", content)


def _cells(payment: Any, today: Any) -> tuple[Cell, ...]:
    region = payment.region
    is_village = region.level == "village" and region.parent is not None
    since = timezone.localdate(payment.since) if payment.since else None
    sought = (
        f"{payment.last_sought:%Y-%m-%d} {SOUGHT_LABELS[SoughtResult(payment.last_found)]}"
        if payment.last_sought
        else ""
    )
    return (
        payment.payee.name,
        mask_id_number(str(payment.payee.id_number)),
        region.parent.name if is_village else region.name,
        region.name if is_village else "",
        payment.entitlement.scheme.short_name,
        f"{payment.batch.through:%Y-%m}",
        payment.batch.number,
        payment.amount,
        payment.get_state_display(),
        f"{since}" if since else "",
        str((today - since).days) if since else "",
        CAUSE_LABELS[SuspenseCause(payment.cause)] if payment.cause else "",
        payment.why or "",
        str(payment.tries),
        payment.said or "",
        sought,
    )
