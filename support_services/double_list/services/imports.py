"""A list as units keep it in a spreadsheet: every line judged first, what is new taken in together.

Heads are found by many words in one of the first rows; titles above them are passed over. A line is
new, the same as an item that is there, or refused with the reason; what is refused comes back in a
column of the same table. The same file is not taken in twice.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from support_services.double_list.models import Item, ListImport
from support_services.double_list.services.entering import enter_item
from support_services.double_list.services.import_cells import (
    Known,
    SoFar,
    are_parts,
    class_of,
    direction_of,
    known_now,
    money_of,
    so_far_of,
    so_far_told,
    source_of,
    unit_of,
    year_of,
)
from support_services.double_list.services.writing import Voice, save, write_step
from support_services.double_list.states import (
    Rhythm,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed
from veterans.foundation.line_problems import LineReader
from veterans.foundation.list_tables import Judged, Reading, Table, Verdict, read_table
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
    "progress": ("进度", "完成进度", "办理进度", "工作进度", "完成率", "完成比例"),
    "told": (
        *("进展情况", "进展", "办理情况", "办理进展", "工作进展"),
        *("完成情况", "落实情况", "推进情况", "目前进展"),
    ),
}
NEEDED = ("title", "requester")
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


@dataclass(frozen=True)
class _Units:
    """What a whole column is in: funds in ten thousands of yuan, progress in parts of one."""

    ten_thousands: bool
    parts: bool

    @classmethod
    def of(cls, table: Table) -> "_Units":
        funds, progress = table.places.get("funds_planned"), table.places.get("progress")
        return cls(
            funds is not None and _TEN_THOUSAND in table.heads[funds],
            progress is not None and are_parts(cells[progress] for _, cells in table.lines),
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


def _judge(
    content: bytes, year: int, direction: str, by: User, at: datetime, today: date
) -> Reading:
    require(by, "dlist.enter")
    if was_taken_in(content):
        raise Refused("这份文件已经导入过。")
    table = read_list(content)
    known, units = known_now(), _Units.of(table)
    lines = [
        _one(
            *(number, cells, table.values(cells), units, known, year, direction),
            by=by,
            at=at,
            today=today,
        )
        for number, cells in table.lines
    ]
    return Reading(table.heads, tuple(lines))


def _one(
    number: int,
    cells: tuple[str, ...],
    values: Mapping[str, str],
    units: _Units,
    known: Known,
    year: int,
    direction: str,
    *,
    by: User,
    at: datetime,
    today: date,
) -> Judged:
    reader = LineReader()
    title = values.get("title", "")

    so_far = reader.take(so_far_of, values.get("progress", ""), values.get("told", ""), units.parts)

    def judged(verdict: Verdict, words: str) -> Judged:
        told = so_far_told(so_far) if so_far is not None and verdict == Verdict.NEW else ""
        return Judged(number, cells, verdict, words, title[:60], told)

    fields = _fields(values, units, known, reader)
    of_year = reader.take(year_of, values.get("year", ""), year)
    requester = fields.get("requester")
    way = reader.take(direction_of, values.get("direction", ""), direction, requester, known)
    if reader.complaints or of_year is None or way is None:
        return judged(Verdict.REFUSED, "".join(reader.complaints))
    assert isinstance(requester, int)
    key = (of_year, way, requester, squeezed(title))
    if key in known.items:
        return judged(Verdict.SAME, known.items[key])
    made = reader.take(
        _entered,
        so_far or SoFar(),
        year=of_year,
        direction=way,
        fields=fields,
        by=by,
        at=at,
        today=today,
    )
    if made is None:
        return judged(Verdict.REFUSED, "".join(reader.complaints))
    known.items[key] = f"本表第 {number} 行"
    return judged(Verdict.NEW, made.code)


def _entered(so_far: SoFar, **given: Any) -> Item:
    """In a savepoint: a line that the database refuses leaves the others be. What the table says of
    the work is kept as it stands there, as the first step; it moves no state, because nobody here
    was told."""
    with transaction.atomic():
        made = enter_item(**given)
        if so_far.is_said:
            made.progress = so_far.percent or 0
            save(made)
            write_step(
                made,
                "imported",
                voice=Voice(given["by"]),
                at=given["at"],
                on=given["today"],
                text=so_far.text,
                progress=so_far.percent,
            )
        return made


def _fields(
    values: Mapping[str, str], units: _Units, known: Known, reader: LineReader
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
    fields["requester"] = take(unit_of, given("requester"), "提出单位", known)
    fields["lead"] = take(unit_of, given("lead"), "承办单位", known) if given("lead") else None
    fields["helpers"] = [
        found
        for name in _SEPARATORS.split(given("helpers"))
        if name and (found := take(unit_of, name, "协办单位", known))
    ]
    fields["of_class"] = take(class_of, given("of_class"), known)
    fields["source"] = take(source_of, given("source"))
    for name in ("start_on", "deadline"):
        fields[name] = take(parse_date, given(name)) if given(name) else None
    fields["funds_planned"] = take(money_of, given("funds_planned"), units.ten_thousands)
    fields["rhythm"] = Rhythm.MONTHLY.value
    return fields
