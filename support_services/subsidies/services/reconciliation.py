"""月度对账表 as a workbook to take away. Sums only; that it was taken is on record."""

from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.selectors.reconciliation import (
    REASONS,
    Figures,
    Reconciliation,
    reconciliation_of,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn, month_text
from veterans.foundation.table_files import Cell, xlsx_bytes

HEADS = (
    "项目",
    "镇街",
    *(label for _, label in REASONS),
    "核定",
    "转待追缴",
    "抵扣",
    "成功",
    "失败",
    "退汇",
    "未回",
    "挂账",
    "上缴",
    "差额",
)


@dataclass(frozen=True)
class Workbook:
    """A file to hand out."""

    name: str
    content: bytes


def balance_line(figures: Figures) -> str:
    """The equation that must hold, in figures; the middle term only where there is any; so for
    what is on suspense or with the treasury."""
    more = "".join(
        f" + {word} {yuan_text(amount)}"
        for word, amount in (("挂账", figures.suspense), ("上缴", figures.treasury))
        if amount
    )
    claimed = f" + 转待追缴 {yuan_text(figures.claimed)}" if figures.claimed else ""
    sign = "＝" if figures.payable == figures.answered else "≠"
    return (
        f"核定 {yuan_text(figures.posted)} − 抵扣 {yuan_text(figures.taken)}{claimed} {sign} "
        f"成功 {yuan_text(figures.paid)} + 失败 {yuan_text(figures.failed)} + "
        f"退汇 {yuan_text(figures.returned)} + 未回 {yuan_text(figures.outstanding)}{more}"
    )


def export_reconciliation(*, month: date, by: User, at: datetime) -> Workbook:
    """The month by scheme and town. Refuses whoever does not read the ledger, and a month without
    an approved batch."""
    roles.require(by, "ledger.read")
    found = reconciliation_of(by, month)
    if not found.batches:
        raise NotFound("这个月没有已审批的批次。")
    notes = (
        "单位：元。" + balance_line(found.total),
        f"至本月末待追缴余额 {yuan_text(found.owed_back)} 元；"
        f"本月退款 {yuan_text(found.repaid)} 元，核销 {yuan_text(found.written_off)} 元。",
        f"批次：{'、'.join(batch.number for batch in found.batches)}。"
        f"{by.get_full_name()} 于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出。",
    )
    title = f"{month_cn(month)}抚恤补助对账表"
    content = xlsx_bytes(title, notes, HEADS, _cells(found))
    with transaction.atomic():
        audit.record(
            actor=by,
            action="subsidies.reconciled",
            subject="ledger",
            detail={"month": month_text(month), "batches": [one.pk for one in found.batches]},
            at=at,
        )
    return Workbook(f"{month_text(month)}月度对账表.xlsx", content)


def _cells(found: Reconciliation) -> list[tuple[Cell, ...]]:
    cells: list[tuple[Cell, ...]] = []
    for scheme, sums in found.by_scheme():
        cells += [_row(scheme, row.town, row.figures) for row in found.rows if row.scheme == scheme]
        cells.append(_row(scheme, "小计", sums))
    return [*cells, _row("合计", "", found.total)]


def _row(scheme: str, town: str, figures: Figures) -> tuple[Cell, ...]:
    return (scheme, town, *astuple(figures), figures.difference)
