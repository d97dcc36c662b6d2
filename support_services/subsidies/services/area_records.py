"""What a station does with people's data and is written down: rosters taken away, pages opened.

Own area only, identity numbers covered.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.area_rosters import Chosen, roster, rows_of, sums_of
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn, month_text
from veterans.foundation.table_files import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes

FORMS = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}
# More than any town has; a list of that length is not meant for a spreadsheet.
MOST_ROWS = 50_000
HEADS = ("序号", "姓名", "身份证号", "村居", "项目", "金额（元）", "状态", "说明")


@dataclass(frozen=True)
class AreaFile:
    """A file to hand out."""

    name: str
    content_type: str
    content: bytes
    rows: int


def note_payee_viewed(*, person_id: int, by: User, at: datetime) -> None:
    """Somebody at a station opened a person's page; the area was asked before."""
    roles.require(by, "station.roster")
    with transaction.atomic():
        audit.record(
            actor=by, action="person.viewed", subject="person", subject_id=person_id, at=at
        )


def export_roster(*, chosen: Chosen, form: str, by: User, at: datetime) -> AreaFile:
    """The roster as chosen, as ``xlsx`` or ``csv``.

    Refuses whoever does not work at a station, another kind of file, and an empty list. The area is
    the worker's own, whatever ``chosen`` says.
    """
    roles.require(by, "station.roster")
    if form not in FORMS:
        raise Refused("只能导出 Excel 工作簿（xlsx）或 CSV 文件。")
    payments = roster(by, chosen)
    persons, amount = sums_of(payments)
    rows = rows_of(by, payments[: MOST_ROWS + 1])
    if not rows:
        raise Refused("没有符合条件的人，没有可以导出的名单。")
    if len(rows) > MOST_ROWS:
        raise Refused("人数太多，请选择一个村居后分别导出。")
    area = chosen.village or by.region
    where = area.name if area else ""
    cells: list[tuple[Cell, ...]] = [
        (
            number,
            f"{row.name}（原享受人：{row.of_whom}）" if row.of_whom else row.name,
            row.masked_id,
            row.village,
            row.scheme,
            row.amount,
            row.state_label,
            row.note,
        )
        for number, row in enumerate(rows, start=1)
    ]
    title = f"{where}{month_cn(chosen.month)}抚恤补助发放花名册"
    notes = (
        f"共 {persons} 人、{len(rows)} 笔，合计 {yuan_text(amount)} 元。",
        f"{by.get_full_name()} 于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出。"
        "含个人信息，用完请妥善保管或销毁，不得公开张贴。",
    )
    content = xlsx_bytes(title, notes, HEADS, cells) if form == "xlsx" else csv_bytes(HEADS, cells)
    with transaction.atomic():
        audit.record(
            actor=by,
            action="subsidies.area_exported",
            subject="region",
            subject_id=area.code if area else "",
            detail={
                "month": month_text(chosen.month),
                "state": chosen.state,
                "by_name": bool(chosen.text),
                "form": form,
                "rows": len(rows),
            },
            at=at,
        )
    name = f"{where}{month_text(chosen.month)}花名册.{form}"
    return AreaFile(name, FORMS[form], content, len(rows))
