"""资金使用情况 and 预算指标 as workbooks to take away. Sums only; each taking is on record."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.fund_states import (
    CONTROL_LABELS,
    SOURCE_LABELS,
    Control,
    FundSource,
)
from support_services.subsidies.selectors.budget import LineUse, lines_visible_to, uses_of
from support_services.subsidies.selectors.funding import UseRow, fund_use
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound
from veterans.foundation.money import ZERO
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import Cell, xlsx_bytes

YEARS = range(2000, 2101)
USE_HEADS = ("月份", "项目", "核定", *SOURCE_LABELS.values(), "未分来源")
LINE_HEADS = (
    "指标",
    "来源",
    "项目",
    "指标金额",
    "已用",
    "剩余",
    "已用%",
    "退回国库",
    "每月平均",
    "预计全年",
    "超支时",
    "状态",
)


@dataclass(frozen=True)
class Workbook:
    """A file to hand out."""

    name: str
    content: bytes


def export_use(*, year: int, by: User, at: datetime) -> Workbook:
    """A year's money by month, scheme and source. Refuses a year without an approved batch."""
    roles.require(by, "ledger.read")
    found = fund_use(by, year) if year in YEARS else None
    if found is None or not found.rows:
        raise NotFound("这一年没有已审批的批次。")
    rows = [_use_cells(row) for row in found.rows]
    rows.append(("合计", "", *_use_cells(found.total)[2:]))
    content = xlsx_bytes(f"{year} 年资金使用情况", _notes(by, at), USE_HEADS, rows)
    _record("funds.use_exported", year, by, at)
    return Workbook(f"{year}年资金使用情况.xlsx", content)


def _use_cells(row: UseRow) -> tuple[Cell, ...]:
    return (
        month_cn(row.month),
        row.scheme,
        row.total,
        *(row.by_source.get(source, ZERO) for source in FundSource),
        row.unsplit,
    )


def export_lines(*, year: int, by: User, at: datetime) -> Workbook:
    """The budget lines of a year. Refuses a year without one."""
    roles.require(by, "ledger.read")
    uses = uses_of(lines_visible_to(by).filter(year=year).order_by("pk")) if year in YEARS else []
    if not uses:
        raise NotFound("这一年没有预算指标。")
    content = xlsx_bytes(
        f"{year} 年预算指标执行情况", _notes(by, at), LINE_HEADS, [_line_cells(use) for use in uses]
    )
    _record("funds.lines_exported", year, by, at)
    return Workbook(f"{year}年预算指标执行情况.xlsx", content)


def _line_cells(use: LineUse) -> tuple[Cell, ...]:
    ahead = use.forecast
    return (
        use.line.name,
        SOURCE_LABELS[FundSource(use.line.source)],
        "、".join(scheme.short_name for scheme in use.schemes),
        use.line.amount,
        use.used,
        use.standing.remaining,
        f"{use.standing.percent}%",
        use.returned,
        ahead.monthly if ahead else ZERO,
        ahead.by_december if ahead else ZERO,
        CONTROL_LABELS[Control(use.line.control)],
        "已启用" if use.line.is_in_force else "待启用",
    )


def _notes(by: User, at: datetime) -> tuple[str, ...]:
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    return (
        "单位：元。按批次的发放月份计，作废的批次不计。",
        f"{by.get_full_name()} 于 {when} 导出。",
    )


def _record(action: str, year: int, by: User, at: datetime) -> None:
    with transaction.atomic():
        audit.record(actor=by, action=action, subject="budget", detail={"year": year}, at=at)
