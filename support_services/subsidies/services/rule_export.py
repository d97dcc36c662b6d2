"""Whom a rule change would touch, as a workbook to take away; the taking is on record."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.models import RuleChange
from support_services.subsidies.rule_kinds import KINDS, RuleKind
from support_services.subsidies.selectors.dated_rules import change_about, change_says
from support_services.subsidies.services.rule_previews import Example, preview
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import Cell, xlsx_bytes

MOST_ROWS = 50_000
HEADS = ("序号", "姓名", "身份证号", "镇街村居", "项目", "自", "至", "差额（元）", "须人工核对")


def export_people(*, change: RuleChange, by: User, at: datetime) -> bytes:
    """Everybody whose money would move, most money first, then those to be looked at by hand.

    Refuses whoever does not read the ledger, a change that is decided, and an empty list.
    """
    roles.require(by, "ledger.read")
    found = preview(change, examples=MOST_ROWS + 1)
    rows = [*found.examples, *found.by_hand]
    if not rows:
        raise Refused("没有人的金额会变，没有可以导出的名单。")
    if len(rows) > MOST_ROWS:
        raise Refused("人数太多，请按项目分别提出变更。")
    kind = KINDS[RuleKind(change.kind)]
    notes = (
        f"{kind.label}：{change_about(change)}，{change_says(change)}。依据：{change.source}"
        f"（{change.document_no}）。还没有启用，金额按导出时的事实计算；正数补发，负数冲减；"
        "没有已核算月份的，是以后一个月的差额。",
        f"{by.get_full_name()} 于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出。"
        "含个人信息，用完请妥善保管或销毁，不得公开张贴。",
    )
    cells = [_cells(number, one) for number, one in enumerate(rows, start=1)]
    content = xlsx_bytes("规则变更影响名单", notes, HEADS, cells)
    with transaction.atomic():
        audit.record(
            actor=by,
            action="rule.exported",
            subject="rule_change",
            subject_id=change.pk,
            detail={"rows": len(rows)},
            at=at,
        )
    return content


def _cells(number: int, one: Example) -> tuple[Cell, ...]:
    person = one.right.person
    region = person.region
    village = region.level == "village" and region.parent is not None
    return (
        number,
        person.name,
        mask_id_number(str(person.id_number)),
        f"{region.parent.name}{region.name}" if village and region.parent else region.name,
        one.right.scheme.name,
        month_cn(one.first) if one.first else "",
        month_cn(one.last) if one.last else "",
        one.net if one.first else "",
        one.why,
    )
