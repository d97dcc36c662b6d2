"""A list as units keep it in a spreadsheet: every line judged first, what is new taken in together.

Heads are found by many words in one of the first rows; titles above them are passed over. A line is
new, the same as an item that is there, or refused with the reason; what is refused comes back in a
column of the same table. The same file is not taken in twice.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction

from support_services.double_list.models import Item, ItemClass, ListImport
from support_services.double_list.services.entering import enter_item
from support_services.double_list.states import (
    DIRECTION_LABELS,
    SOURCE_LABELS,
    Direction,
    Rhythm,
    Source,
)
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineReader
from veterans.foundation.list_tables import Judged, Reading, Table, Verdict, plain, read_table
from veterans.foundation.sheets import parse_date

MOST_LINES = 500
# Field -> what its column may be called. The first is what we call it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "year": ("年度", "年份"),
    "direction": ("方向", "提出方", "清单", "清单类型", "需求类型"),
    "of_class": ("类别", "分类", "事项类别", "实事类别", "项目类别"),
    "title": (
        "事项",
        "事项名称",
        "实事项目",
        "实事名称",
        "项目名称",
        "需求事项",
        "需求名称",
        "实事",
    ),
    "content": ("内容", "实事内容", "具体内容", "需求内容", "事项内容", "主要内容"),
    "requester": ("提出单位", "需求单位", "提报单位", "申报单位"),
    "lead": ("承办单位", "责任单位", "牵头单位", "主办单位", "办理单位"),
    "helpers": ("协办单位", "配合单位", "参与单位"),
    "leader_name": ("责任领导", "牵头领导", "分管领导", "包抓领导"),
    "person_name": ("责任人", "联系人", "经办人", "具体责任人"),
    "person_phone": ("责任人办公电话", "办公电话", "联系电话", "电话"),
    "source": ("来源", "需求来源"),
    "quality": ("质量要求", "工作质量", "质量标准", "目标要求", "工作目标"),
    "start_on": ("开始日期", "开始时间", "起始时间", "启动时间"),
    "deadline": ("完成时限", "时限", "完成时间", "办结时限", "完成日期", "计划完成时间"),
    "measures": ("推进措施", "办理措施", "工作措施", "措施"),
    "difficulty": ("存在困难", "困难", "存在问题"),
    "funds_planned": ("计划资金", "资金", "投入资金", "资金预算", "预算"),
}
NEEDED = ("title", "requester")
_ARMY = ("军", "部队", "军队", "军方", "军地", "军队需求", "拥军", "军队需求清单", "拥军优属清单")
_LOCALITY = ("地", "地方", "地方需求", "拥政", "地方需求清单", "拥政爱民清单")
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_TEN_THOUSAND = "万元"


def read_list(content: bytes) -> Table:
    """The table in the file. Refuses one without the columns for what is asked and by whom, two
    columns for the same, and more lines than are taken in at once."""
    return read_table(
        content,
        COLUMNS,
        needed=NEEDED,
        most=MOST_LINES,
        example="事项、内容、提出单位、承办单位、完成时限",
    )


def preview(
    *, content: bytes, year: int, direction: str, by: User, at: datetime, today: date
) -> Reading:
    """What ``take_in`` would do; writes nothing."""
    with transaction.atomic():
        reading = _judge(content, year, direction, by, at, today)
        transaction.set_rollback(True)
    return reading


@transaction.atomic
def take_in(
    *,
    content: bytes,
    filename: str,
    year: int,
    direction: str,
    expected: int,
    by: User,
    at: datetime,
    today: date,
) -> ListImport:
    """Everything that is new, together or not at all. Refuses a file that was taken in before, and
    one of which now more or less is new than was shown (``expected``)."""
    digest = hashlib.sha256(content).hexdigest()
    reading = _judge(content, year, direction, by, at, today)
    made = reading.count(Verdict.NEW)
    if not made:
        raise Refused("没有可以导入的新事项。")
    if made != expected:
        raise Refused("清单刚才有人改过，和预览的不一样了，请重新核对一次。")
    try:
        with transaction.atomic():
            done = ListImport.objects.create(
                digest=digest,
                filename=filename[-120:],
                lines=len(reading.lines),
                made=made,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise Refused("这份文件已经导入过。") from error
    audit.record(
        actor=by,
        action="dlist.imported",
        subject="dlist_import",
        subject_id=done.pk,
        detail={"lines": done.lines, "made": made},
        at=at,
    )
    return done


def was_taken_in(content: bytes) -> bool:
    """Whether these very bytes were."""
    return ListImport.objects.filter(digest=hashlib.sha256(content).hexdigest()).exists()


@dataclass
class _Known:
    """What lines name: units by every name, classes, items that are there."""

    units: Mapping[str, int]
    troops: frozenset[int]
    classes: Mapping[str, int]
    items: dict[tuple[int, str, int, str], str]


def _judge(
    content: bytes, year: int, direction: str, by: User, at: datetime, today: date
) -> Reading:
    require(by, "dlist.enter")
    if was_taken_in(content):
        raise Refused("这份文件已经导入过。")
    sheet = read_list(content)
    known = _known()
    funds = sheet.places.get("funds_planned")
    ten = funds is not None and _TEN_THOUSAND in sheet.heads[funds]
    lines = [
        _one(
            *(number, cells, sheet.values(cells), ten, known, year, direction),
            by=by,
            at=at,
            today=today,
        )
        for number, cells in sheet.lines
    ]
    return Reading(sheet.heads, tuple(lines))


def _known() -> _Known:
    units: dict[str, int] = {}
    troops = set()
    for one in Unit.objects.open():
        for name in (one.name, one.short_name):
            if name:
                units.setdefault(plain(name), one.pk)
        if one.kind == UnitKind.TROOPS:
            troops.add(one.pk)
    classes = dict(ItemClass.objects.filter(closed_at__isnull=True).values_list("name", "pk"))
    items = {
        (one.year, one.direction, one.requester_id, plain(one.title)): one.code
        for one in Item.objects.only("year", "direction", "number", "requester", "title")
    }
    return _Known(units, frozenset(troops), classes, items)


def _one(
    number: int,
    cells: tuple[str, ...],
    values: Mapping[str, str],
    in_ten_thousands: bool,
    known: _Known,
    year: int,
    direction: str,
    *,
    by: User,
    at: datetime,
    today: date,
) -> Judged:
    reader = LineReader()
    title = values.get("title", "")

    def judged(verdict: Verdict, words: str) -> Judged:
        return Judged(number, cells, verdict, words, title[:60])

    fields = _fields(values, in_ten_thousands, known, reader)
    of_year = reader.take(_year, values.get("year", ""), year)
    requester = fields.get("requester")
    way = reader.take(_direction, values.get("direction", ""), direction, requester, known)
    if reader.complaints or of_year is None or way is None:
        return judged(Verdict.REFUSED, "".join(reader.complaints))
    assert isinstance(requester, int)
    key = (of_year, way, requester, plain(title))
    if key in known.items:
        return judged(Verdict.SAME, known.items[key])
    made = reader.take(
        _entered, year=of_year, direction=way, fields=fields, by=by, at=at, today=today
    )
    if made is None:
        return judged(Verdict.REFUSED, "".join(reader.complaints))
    known.items[key] = f"本表第 {number} 行"
    return judged(Verdict.NEW, made.code)


def _entered(**given: Any) -> Item:
    """In a savepoint: a line that the database refuses leaves the others be."""
    with transaction.atomic():
        return enter_item(**given)


def _fields(
    values: Mapping[str, str], in_ten_thousands: bool, known: _Known, reader: LineReader
) -> dict[str, Any]:
    def given(name: str) -> str:
        return values.get(name, "")

    take = reader.take
    fields: dict[str, Any] = {
        name: given(name)
        for name in ("title", "quality", "measures", "difficulty", "leader_name", "person_name")
    }
    fields["content"] = given("content") or given("title")
    fields["person_phone"] = given("person_phone")
    fields["requester"] = take(_unit, given("requester"), "提出单位", known)
    fields["lead"] = take(_unit, given("lead"), "承办单位", known) if given("lead") else None
    fields["helpers"] = [
        found
        for name in _SEPARATORS.split(given("helpers"))
        if name and (found := take(_unit, name, "协办单位", known))
    ]
    fields["of_class"] = take(_class, given("of_class"), known)
    fields["source"] = take(_source, given("source"))
    for name in ("start_on", "deadline"):
        fields[name] = take(parse_date, given(name)) if given(name) else None
    fields["funds_planned"] = take(_money, given("funds_planned"), in_ten_thousands)
    fields["rhythm"] = Rhythm.MONTHLY.value
    return fields


def _unit(name: str, what: str, known: _Known) -> int:
    if not name:
        raise Refused(f"没有写{what}。")
    found = known.units.get(plain(name))
    if found is None:
        raise Refused(f"{what}“{name[:20]}”不在参与单位里，请先登记，或者改成登记的名称。")
    return found


def _class(name: str, known: _Known) -> int:
    if not name:
        name = "其他"
    found = known.classes.get(plain(name))
    if found is None:
        raise Refused(f"没有“{name[:20]}”这个类别，可填：{'、'.join(known.classes)}。")
    return found


def _source(text: str) -> str:
    if not text:
        return Source.COLLECTED.value
    for one, label in SOURCE_LABELS.items():
        if text in (label, one.value) or text in label:
            return one.value
    raise Refused(f"没有“{text[:20]}”这种来源，可填：{'、'.join(SOURCE_LABELS.values())}。")


def _year(text: str, given: int) -> int:
    digits = text.removesuffix("年")
    if not digits:
        return given
    if digits.isascii() and digits.isdigit() and len(digits) == 4:
        return int(digits)
    raise Refused("年度应为四位年份，如 2026。")


def _direction(text: str, given: str, requester: Any, known: _Known) -> str:
    """By its own column; else as was said for the file; else by who asks."""
    told = plain(text)
    for one, label in DIRECTION_LABELS.items():
        if told in (one.value, plain(label)):
            return one.value
    if told in _ARMY:
        return Direction.ARMY.value
    if told in _LOCALITY:
        return Direction.LOCALITY.value
    if told:
        raise Refused(f"看不出“{text[:10]}”是谁提出的，请写“部队”或“地方”。")
    if given:
        return given
    return (Direction.ARMY if requester in known.troops else Direction.LOCALITY).value


def _money(text: str, in_ten_thousands: bool) -> Decimal | None:
    told = unicodedata.normalize("NFKC", text).replace(",", "")
    if not told:
        return None
    ten = in_ten_thousands
    for unit, is_ten in (("万元", True), ("万", True), ("元", False)):
        if told.endswith(unit):
            told, ten = told.removesuffix(unit), is_ten
            break
    try:
        amount = Decimal(told) * (10000 if ten else 1)
    except InvalidOperation:
        raise Refused("资金应为数字，例如 120000 或 12万元。") from None
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 10:
        raise Refused("资金不对，请核对。")
    return amount.quantize(Decimal("0.01"))
