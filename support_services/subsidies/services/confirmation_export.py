"""Who is confirmed and who is not, as a workbook to take away; the taking is on record."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.confirmation_states import (
    DUE_LABELS,
    FOUND_LABELS,
    DueState,
    Found,
)
from support_services.subsidies.selectors.confirmation import dues_matching, round_visible_to
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.table_files import Cell, xlsx_bytes

MOST_ROWS = 50_000
HEADS = (
    "序号",
    "姓名",
    "身份证号",
    "镇街村居",
    "出生日期",
    "上门",
    "状态",
    "截止日期",
    "暂缓日期",
    "确认日期",
    "确认方式",
    "确认人",
    "站点报告",
)


def export_dues(
    *, round_id: int, asked: dict[str, str], by: User, at: datetime, today: date
) -> bytes:
    """The list as it was narrowed, at the bureau. Refuses whoever does not read the ledger, an
    empty list, and one too long for a spreadsheet."""
    roles.require(by, "ledger.read")
    of = round_visible_to(by, round_id)
    rows = dues_matching(by, today=today, round_id=of.pk, **asked)
    found = list(rows[: MOST_ROWS + 1])
    if not found:
        raise Refused("没有符合条件的人，没有可以导出的名单。")
    if len(found) > MOST_ROWS:
        raise Refused("人数太多，请按镇街分别导出。")
    notes = (
        f"{of.title}，{of.first_day:%Y-%m-%d} 至 {of.last_day:%Y-%m-%d}，宽限 {of.grace_days} 天。"
        f"共 {len(found)} 人。",
        f"{by.get_full_name()} 于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出。"
        "含个人信息，用完请妥善保管或销毁，不得公开张贴。",
    )
    cells = [_cells(number, due) for number, due in enumerate(found, start=1)]
    content = xlsx_bytes(f"{of.title}名单", notes, HEADS, cells)
    with transaction.atomic():
        audit.record(
            actor=by,
            action="confirmation.exported",
            subject="confirmation_round",
            subject_id=of.pk,
            detail={"rows": len(found), "state": asked.get("state", "")},
            at=at,
        )
    return content


def note_list_printed(*, rows: int, by: User, at: datetime) -> None:
    """A station took its visit list away on paper."""
    roles.require(by, "station.visit")
    with transaction.atomic():
        audit.record(
            actor=by,
            action="confirmation.printed",
            subject="region",
            subject_id=by.region.code if by.region else "",
            detail={"rows": rows},
            at=at,
        )


def _cells(number: int, due: Any) -> tuple[Cell, ...]:
    person, done = due.person, due.confirmation
    region = person.region
    village = region.level == "village" and region.parent is not None
    return (
        number,
        person.name,
        mask_id_number(str(person.id_number)),
        f"{region.parent.name}{region.name}" if village else region.name,
        f"{person.born_on:%Y-%m-%d}",
        "是" if due.home_visit else "",
        DUE_LABELS[DueState(due.state)],
        f"{due.due_on:%Y-%m-%d}",
        f"{due.hold_on:%Y-%m-%d}" if due.state == DueState.HELD else "",
        f"{done.confirmed_on:%Y-%m-%d}" if done else "",
        done.get_way_display() if done else "",
        str(done.by) if done else "",
        FOUND_LABELS[Found(due.finding)] if due.finding else "",
    )
