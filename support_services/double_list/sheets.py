"""通报, 督办单 and 联席会议材料: what stands on each, read once for the screen, the workbook and
the PDF alike, so that the three say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from support_services.double_list.models import Circular, SupervisionNote
from support_services.double_list.selectors.board import Clockwork, clockwork, last_words
from support_services.double_list.selectors.circulars import lines_of_today
from support_services.double_list.selectors.items import helper_words
from support_services.double_list.selectors.meeting import meeting_sheet
from support_services.double_list.showing import item_row, light_badge
from support_services.double_list.states import ITEM_LABELS, CircularState, ItemState, Light
from support_services.double_list.waiting import owed_by, wait_badge, waiting_told
from veterans.accounts.models import User

OFFICE_NAME = "双拥工作领导小组办公室"
BY_MACHINE = "系统按督办规则拟出"
DEMAND = "请抓紧办理，尽快报送办理情况；不能按期办完的，写明原因，申请延期。"


@dataclass(frozen=True)
class CircularSheet:
    """``rows``: as frozen when it was issued; of a draft as they would be frozen now. ``code``: ""
    before it is issued."""

    title: str
    code: str
    is_draft: bool
    words: str
    drafted_by: str
    issued_by: str
    issued_on: date | None
    rows: Sequence[Mapping[str, Any]]

    @property
    def counts(self) -> list[dict[str, Any]]:
        """How many of each light, and how many wait for somebody for longer than agreed."""
        return [
            {**light_badge(one.value), "count": sum(row["light"] == one for row in self.rows)}
            for one in Light
        ]

    @property
    def waiting(self) -> int:
        return sum(bool(row["waiting"]) for row in self.rows)


def circular_sheet(found: Circular, today: date) -> CircularSheet:
    """A fixed number of queries."""
    return CircularSheet(
        title=found.title,
        code=found.code,
        is_draft=found.state == CircularState.DRAFT,
        words=found.words,
        drafted_by=str(found.drafted_by) if found.drafted_by else BY_MACHINE,
        issued_by=str(found.issued_by) if found.issued_by else "",
        issued_on=found.issued_on,
        rows=_lines(found, today),
    )


def _lines(found: Circular, today: date) -> list[dict[str, Any]]:
    if found.state == CircularState.ISSUED:
        return [
            {
                "code": one.code,
                "title": one.title,
                "lead": one.unit_name,
                "requester": one.requester_name,
                "state_label": ITEM_LABELS[ItemState(one.state)],
                "progress": one.progress,
                "deadline": one.deadline,
                "said_on": one.said_on,
                "words": one.last_words,
                **wait_badge(one.wait_light, one.waiting),
                **light_badge(one.light),
            }
            for one in found.lines.all()
        ]
    if found.state == CircularState.DROPPED:
        return []
    return lines_shown(found, clockwork(today))


def lines_shown(found: Circular, clock: Clockwork) -> list[dict[str, Any]]:
    """What would be frozen now."""
    shown = lines_of_today(found, clock)
    words = last_words([one.pk for one in shown])
    helping = helper_words(shown)
    return [
        {
            **item_row(one, clock),
            **wait_badge(one.wait, waiting_told(one, clock, helping.get(one.pk, []))),
            "words": words.get(one.pk, ""),
        }
        for one in shown
    ]


@dataclass(frozen=True)
class NoteSheet:
    """``facts``: (label, text). ``late``: days overdue on the day it was issued."""

    code: str
    unit: str
    item: str
    why: str
    late: int
    facts: tuple[tuple[str, str], ...]
    demand: str
    issued_on: date
    issued_by: str

    @property
    def told(self) -> str:
        late = f"，到今天已超期 {self.late} 天" if self.late else ""
        return f"你单位承办的双清单事项“{self.item}”，{self.why}{late}。"


def note_sheet(found: SupervisionNote) -> NoteSheet:
    """As it was issued: what the item said of itself then cannot have changed since."""
    item = found.item
    return NoteSheet(
        code=found.code,
        unit=found.unit_name or found.unit.name,
        item=f"{item.code} {item.title}",
        why=found.get_why_display(),
        late=max((found.issued_on - found.deadline).days, 0),
        facts=(
            ("提出单位", found.requester_name or item.requester.name),
            ("内容", item.content),
            ("质量要求", item.quality),
            ("完成时限", day_cn(found.deadline)),
            ("最近一次报告", day_cn(found.said_on)),
        ),
        demand=found.demand or DEMAND,
        issued_on=found.issued_on,
        issued_by=str(found.by) if found.by else "",
    )


@dataclass(frozen=True)
class MeetingPaper:
    """``owed``: by whom, with the rows each owes; ``changed``: what was done since, the newest
    first, of which ``cut_off`` more are not listed."""

    on: date
    since: date
    counts: Sequence[tuple[str, int]]
    owed: Sequence[Mapping[str, Any]]
    changed: Sequence[Mapping[str, Any]]
    cut_off: int


def meeting_paper(user: User, *, since: date, clock: Clockwork) -> MeetingPaper:
    """A fixed number of queries."""
    sheet = meeting_sheet(user, since=since, clock=clock)
    helping = helper_words(sheet.running)
    owed: dict[str, list[dict[str, Any]]] = {}
    for one in sheet.running:
        row = {**item_row(one, clock), "key": one.pk}
        waiting = sheet.extensions.get(one.pk)
        for due in owed_by(one, clock, waiting, helping.get(one.pk, ())):
            owed.setdefault(due["who"], []).append({**row, **due})
    return MeetingPaper(
        on=clock.today,
        since=since,
        counts=sheet.counts,
        owed=[
            {"who": who, "rows": rows, "late": sum(one["late"] is True for one in rows)}
            for who, rows in sorted(owed.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ],
        changed=[
            {
                "key": one.item_id,
                "code": one.item.code,
                "title": one.item.title,
                "what": one.get_verb_display(),
                "on": one.on,
                "who": one.unit.name if one.unit else one.get_side_display(),
                "text": one.text,
            }
            for one in sheet.steps
        ],
        cut_off=sheet.cut_off,
    )


def day_cn(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else "—"


def day_text(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day is not None else ""
