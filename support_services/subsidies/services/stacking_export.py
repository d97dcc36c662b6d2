"""叠加冲突 as a workbook to take away: names, covered numbers; the taking is on record."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.selectors.stacking import (
    Collision,
    collisions_matching,
    told_collisions,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import Cell, xlsx_bytes

# Far more than a county has; a list of that length is not meant for a spreadsheet.
MOST_ROWS = 50_000
HEADS = (
    "序号",
    "姓名",
    "身份证号",
    "镇街村居",
    "不发的项目",
    "发放的项目",
    "自",
    "至",
    "规则",
    "原因",
    "依据",
)


def export_collisions(
    *, town: str, scheme: str, when: str, by: User, at: datetime, today: date
) -> bytes:
    """The list as it was narrowed. Refuses whoever does not read the ledger, and an empty list."""
    roles.require(by, "ledger.read")
    rows = collisions_matching(by, today=today, town=town, scheme=scheme, when=when)
    found = told_collisions(list(rows[: MOST_ROWS + 1]))
    if not found:
        raise Refused("没有符合条件的叠加冲突，没有可以导出的名单。")
    if len(found) > MOST_ROWS:
        raise Refused("人数太多，请按镇街分别导出。")
    notes = (
        "同一人的两项待遇不能同时享受的月份：前一项不发，后一项照发。",
        f"{by.get_full_name()} 于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出。"
        "含个人信息，用完请妥善保管或销毁，不得公开张贴。",
    )
    cells = [_cells(number, one) for number, one in enumerate(found, start=1)]
    content = xlsx_bytes("叠加冲突名单", notes, HEADS, cells)
    with transaction.atomic():
        audit.record(
            actor=by,
            action="stacking.exported",
            subject="stacking_rule",
            detail={"rows": len(found), "town": town, "scheme": scheme, "when": when},
            at=at,
        )
    return content


def _cells(number: int, one: Collision) -> tuple[Cell, ...]:
    row, person = one.row, one.row.entitlement.person
    region = person.region
    village = region.level == "village" and region.parent is not None
    return (
        number,
        person.name,
        mask_id_number(str(person.id_number)),
        f"{region.parent.name}{region.name}" if village and region.parent else region.name,
        one.scheme.name,
        one.kept.name,
        month_cn(row.first_month),
        month_cn(row.last_month) if row.last_month else "",
        row.get_effect_display(),
        one.why,
        one.source,
    )
