"""公示 as a workbook for the file: line by line as it was made public; the taking is on record."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.models import PublicityEntry
from support_services.subsidies.publicity_states import PHASE_LABELS
from support_services.subsidies.selectors import publicity as selectors
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import Cell, xlsx_bytes

MOST_ROWS = 20_000
HEADS = (
    "公示", "村居", "状态", "首日", "末日", "序号", "姓名（公示）", "项目（公示）", "金额（公示）",
    "移出原因", "张贴处数", "异议数", "拟稿", "发布",
)  # fmt: skip


def export_notices(*, when: str = "", town: str = "", by: User, at: datetime, today: date) -> bytes:
    """The list as it was narrowed. Refuses whoever does not read the ledger, and an empty list."""
    roles.require(by, "ledger.read")
    notices = list(selectors.notices_matching(by, today=today, when=when, town=town))
    known = {notice.pk: notice for notice in notices}
    rows = PublicityEntry.objects.filter(notice__in=known).order_by("-notice", "public_place", "pk")
    entries = list(rows[: MOST_ROWS + 1])
    if not entries:
        raise Refused("没有符合条件的公示，没有可以导出的名单。")
    if len(entries) > MOST_ROWS:
        raise Refused("行数太多，请按镇街或状态筛选后再导出。")
    cells: list[tuple[Cell, ...]] = []
    number, last = 0, 0
    for entry in entries:
        number, last = (number + 1 if entry.notice_id == last else 1), entry.notice_id
        notice = known[entry.notice_id]
        cells.append(
            (
                notice.number,
                entry.public_place,
                PHASE_LABELS[selectors.phase_on(notice, today)],
                f"{notice.first_on:%Y-%m-%d}" if notice.first_on else "",
                f"{notice.last_on:%Y-%m-%d}" if notice.last_on else "",
                number,
                entry.public_person,
                entry.public_name,
                entry.public_money,
                entry.note,
                notice.hung,  # type: ignore[attr-defined]
                notice.objections,  # type: ignore[attr-defined]
                str(notice.drafted_by),
                str(notice.published_by) if notice.published_by else "",
            )
        )
    note = f"{by.get_full_name()} 于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出，按导出时的登记。"
    content = xlsx_bytes("公示台账", (note,), HEADS, cells)
    with transaction.atomic():
        audit.record(
            actor=by,
            action="publicity.exported",
            subject="publicity",
            detail={"rows": len(cells), "town": town, "when": when},
            at=at,
        )
    return content
