"""The letter list as a workbook, for whoever prints letters elsewhere. Each taking is on record."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from support_services.notices.selectors.outbox import letters
from support_services.notices.texts import text_of
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import xlsx_bytes
from veterans.regions.selectors import place_name

HEADS = ("序号", "村居", "姓名", "事项", "事项日期", "通知内容", "签收")
MOST = 5000


@dataclass(frozen=True)
class Workbook:
    """A file to hand out."""

    name: str
    content: bytes


@transaction.atomic
def export_letters(*, stand: str, town: str, by: User, at: datetime) -> Workbook:
    """The list as it is shown, with what each letter says. Refuses an empty one."""
    roles.require(by, "notices.letters")
    rows = list(letters(by, stand=stand, town=town)[:MOST])
    if not rows:
        raise Refused("清单是空的，没有可以导出的。")
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    content = xlsx_bytes(
        "书面通知清单",
        (f"{by.get_full_name()} 于 {when} 导出，共 {len(rows)} 份。",),
        HEADS,
        [
            (
                number,
                place_name(one.region) if one.region else "",
                one.person.name if one.person else "",
                one.title,
                f"{one.due_on:%Y-%m-%d}",
                text_of(one),
                "",
            )
            for number, one in enumerate(rows, start=1)
        ],
    )
    audit.record(
        actor=by,
        action="notices.letters_exported",
        subject="notice",
        detail={"count": len(rows)},
        at=at,
    )
    return Workbook("书面通知清单.xlsx", content)
