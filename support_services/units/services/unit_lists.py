"""A list of units from a spreadsheet: looked at line by line, then entered in one transaction.

A unit that is registered already is passed over, so the same list may come again; a line that
cannot be entered stops the whole list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from support_services.units.models import Unit
from support_services.units.services.register import Contact, checked_unit
from support_services.units.states import KIND_LABELS, UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LinesRefused
from veterans.foundation.sheets import read_sheet
from veterans.regions.models import Region

MOST_LINES = 2_000
WORDS: dict[str, str] = {
    "name": "名称",
    "short_name": "简称",
    "kind": "类别",
    "code": "统一社会信用代码",
    "region": "所在地",
    "address": "地址",
    "phone": "办公电话",
    "contact_name": "联系人",
    "contact_phone": "联系人手机",
    "note": "说明",
}
HINTS: dict[str, str] = {
    "名称": "必填，写全称；驻地部队只写商定的代称，不写番号、代号",
    "简称": "最多 20 个字，例如：人社",
    "类别": f"不填按机关部门；可填：{'、'.join(KIND_LABELS.values())}",
    "统一社会信用代码": "18 位；部队、镇街村居、个人不填",
    "所在地": "镇街的名称，或者镇街、村居的区划代码；全区性的不填",
    "地址": "写到门牌",
    "办公电话": "座机，不写个人手机",
    "联系人": "加密保存",
    "联系人手机": "11 位，验证码发到这里，加密保存",
    "说明": "只有工作人员看得到",
}
OPTIONAL = tuple(name for name in WORDS if name != "name")


@dataclass(frozen=True)
class Verdict:
    """What becomes of a line: ``unit`` as it would be entered, None where it is passed over
    (``known``: what it is called already) or cannot be (``problem``)."""

    line: int
    name: str
    unit: Unit | None = None
    known: str = ""
    problem: str = ""


def read_list(content: bytes) -> list[Line]:
    """The lines of a CSV or workbook; refuses what is none, other columns, and too many."""
    return read_sheet(content, ("name",), optional=OPTIONAL, words=WORDS, max_rows=MOST_LINES)


def judge(
    lines: Sequence[Line], *, kind: UnitKind = UnitKind.DEPARTMENT, by: User, at: datetime
) -> list[Verdict]:
    """What would become of each line now; nothing is written. ``kind``: where a line says none.
    The number of queries grows with the lines, by two each."""
    require(by, "units.keep")
    places = _places()
    names: dict[str, int] = {}
    codes: dict[str, int] = {}
    found: list[Verdict] = []
    for line in lines:
        values, name = line.values, line.values["name"]
        open_one = Unit.objects.open().filter(name=" ".join(name.split())).first()
        if open_one is not None:
            found.append(Verdict(line.number, name, known=open_one.name))
            continue
        try:
            unit = checked_unit(
                fields=_fields(values, kind, places),
                contact=Contact(values.get("contact_name", ""), values.get("contact_phone", "")),
                by=by,
                at=at,
            )
            for seen, value in ((names, unit.name), (codes, unit.code)):
                if value and seen.setdefault(value, line.number) != line.number:
                    raise Refused(f"和第 {seen[value]} 行是同一个单位。")
        except Refused as refusal:
            found.append(Verdict(line.number, name, problem=str(refusal)))
        else:
            found.append(Verdict(line.number, unit.name, unit=unit))
    return found


@transaction.atomic
def enter_list(
    lines: Sequence[Line], *, kind: UnitKind = UnitKind.DEPARTMENT, by: User, at: datetime
) -> int:
    """Enter every line that is new; how many. Refuses the whole list for one that cannot be."""
    verdicts = judge(lines, kind=kind, by=by, at=at)
    problems = [LineProblem(one.line, one.problem) for one in verdicts if one.problem]
    if problems:
        raise LinesRefused(problems)
    made = Unit.objects.bulk_create(one.unit for one in verdicts if one.unit is not None)
    audit.record(
        actor=by,
        action="units.list_taken",
        subject="unit",
        detail={"rows": len(made), "known": len(verdicts) - len(made)},
        at=at,
    )
    return len(made)


def _fields(values: dict[str, str], kind: UnitKind, places: dict[str, str]) -> dict[str, Any]:
    told = values.get("kind", "")
    by_label = {label: code.value for code, label in KIND_LABELS.items()}
    by_label |= {label.split("（")[0]: code for label, code in list(by_label.items())}
    place = values.get("region", "")
    if place and place not in places:
        raise Refused(f"没有“{place}”这个地方，请写镇街的名称或区划代码。")
    if told and told not in by_label:
        raise Refused(f"没有“{told}”这个类别，可填：{'、'.join(KIND_LABELS.values())}。")
    return {
        **{name: values.get(name, "") for name in ("name", "short_name", "code", "address")},
        **{name: values.get(name, "") for name in ("phone", "note")},
        "kind": by_label.get(told, kind.value),
        "region": places.get(place, ""),
    }


def _places() -> dict[str, str]:
    """The code by every code, and by every town's name; one query."""
    rows = Region.objects.values_list("code", "name", "level")
    named = {name: code for code, name, level in rows if level in ("county", "town")}
    return {**named, **{code: code for code, _, _ in rows}}
