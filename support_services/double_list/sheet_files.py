"""The same sheets as files: a workbook to reckon with, a PDF for the mail and the file."""

from collections.abc import Sequence
from typing import Any

from support_services.double_list.sheets import (
    OFFICE_NAME,
    CircularSheet,
    MeetingPaper,
    NoteSheet,
    day_cn,
    day_text,
)
from veterans.foundation.paper import (
    Block,
    Cell,
    Facts,
    Heading,
    Signatures,
    Table,
    Text,
    pdf,
)
from veterans.foundation.table_files import xlsx_bytes

CIRCULAR_HEADS = (
    *("序号", "编号", "事项", "提出单位", "承办单位", "状态", "灯", "进度（%）"),
    *("完成时限", "最近报告", "最近进展", "在等谁"),
)
_CIRCULAR_WIDTHS = (2, 5, 8, 6, 6, 5, 3, 3.4, 5, 5, 11, 8)
OWED_HEADS = ("谁", "编号", "事项", "要办什么", "几时以前", "灯", "进度（%）")
CHANGED_HEADS = ("日期", "编号", "事项", "做了什么", "谁", "内容")


def circular_xlsx(sheet: CircularSheet) -> bytes:
    """One line an item."""
    notes = [f"{sheet.code} {day_text(sheet.issued_on)} 签发，签发人 {sheet.issued_by}".strip()]
    if sheet.words:
        notes.append(sheet.words)
    return xlsx_bytes(sheet.title, notes, CIRCULAR_HEADS, _circular_rows(sheet))


def _circular_rows(sheet: CircularSheet) -> list[list[Any]]:
    return [
        [
            place,
            *(one["code"], one["title"], one["requester"], one["lead"]),
            *(one["state_label"], one["light_label"], one["progress"]),
            day_text(one["deadline"]),
            day_text(one["said_on"]),
            one["words"],
            one["waiting"],
        ]
        for place, one in enumerate(sheet.rows, start=1)
    ]


def circular_pdf(sheet: CircularSheet) -> bytes:
    """Wide, heads on every page. Raises ``Unprintable``."""
    counted = "，".join(
        f"{one['light_label']} {one['count']} 项" for one in sheet.counts if one["count"]
    )
    late = f"；其中 {sheet.waiting} 项在等别的单位，超过了约定时间" if sheet.waiting else ""
    blocks: list[Block] = [Heading(sheet.title, 1)]
    if sheet.code:
        blocks.append(Text(sheet.code, align="center"))
    if sheet.words:
        blocks.append(Text(sheet.words, indent=True))
    blocks += [
        Text(f"共 {len(sheet.rows)} 项：{counted}{late}。", indent=True),
        Table(CIRCULAR_HEADS, _circular_rows(sheet), widths=_CIRCULAR_WIDTHS, size=8),
        Text(f"{OFFICE_NAME}\n{day_cn(sheet.issued_on)}", align="right"),
        Facts([("拟稿", sheet.drafted_by), ("签发", sheet.issued_by)]),
        Signatures(["签发人", "送达人", "签收人"]),
    ]
    return pdf(f"{sheet.title} {sheet.code}".strip(), blocks, wide=True)


def note_pdf(sheet: NoteSheet) -> bytes:
    """One page upright, with room for who delivered and who received it."""
    return pdf(
        f"督办单 {sheet.code}",
        [
            Heading("督办单", 1),
            Text(sheet.code, align="center"),
            Text(f"{sheet.unit}：", size=12),
            Text(sheet.told, size=12, indent=True),
            Facts(sheet.facts),
            Text(sheet.demand, size=12, indent=True),
            Text(f"{OFFICE_NAME}\n{day_cn(sheet.issued_on)}", align="right", size=12),
            Signatures(["签发人", "送达人", "签收人"]),
        ],
    )


def notes_xlsx(rows: Sequence[Sequence[Cell]], *, title: str) -> bytes:
    """督办单台账."""
    heads = ("编号", "事项", "承办单位", "原因", "时限", "最近报告", "要求", "发出", "签发")
    return xlsx_bytes(title, [f"共 {len(rows)} 份"], heads, rows)


def meeting_xlsx(paper: MeetingPaper) -> bytes:
    """Who owes what; what changed stands below, under its own heads."""
    rows: list[list[Any]] = list(_owed_rows(paper))
    rows += [[""] * len(OWED_HEADS), [*CHANGED_HEADS, ""]]
    rows += [[*one, ""] for one in _changed_rows(paper)]
    return xlsx_bytes("双清单联席会议材料", _meeting_notes(paper), OWED_HEADS, rows)


def _meeting_notes(paper: MeetingPaper) -> list[str]:
    notes = [
        f"{day_text(paper.on)}；上次会议 {day_text(paper.since)}",
        "，".join(f"{label} {number} 项" for label, number in paper.counts),
    ]
    if paper.cut_off:
        notes.append(f"变化只列最近的，更早的还有 {paper.cut_off} 条没有列出")
    return notes


def _owed_rows(paper: MeetingPaper) -> list[list[Any]]:
    return [
        [
            *(group["who"], row["code"], row["title"], row["what"]),
            day_text(row["by"]) + ("（已过期）" if row["late"] else ""),
            *(row["light_label"], row["progress"]),
        ]
        for group in paper.owed
        for row in group["rows"]
    ]


def _changed_rows(paper: MeetingPaper) -> list[list[Any]]:
    return [
        [
            *(day_text(one["on"]), one["code"], one["title"]),
            *(one["what"], one["who"], one["text"]),
        ]
        for one in paper.changed
    ]


def meeting_pdf(paper: MeetingPaper) -> bytes:
    """Wide, for each who owes something a table of his own."""
    blocks: list[Block] = [
        Heading("双清单联席会议材料", 1),
        *(Text(line, align="center") for line in _meeting_notes(paper)),
        Heading("一、谁欠什么"),
    ]
    for group in paper.owed:
        late = f"，{group['late']} 项过期" if group["late"] else ""
        blocks.append(Text(f"{group['who']}（{len(group['rows'])} 项{late}）", size=11))
        one_group = MeetingPaper(paper.on, paper.since, (), (group,), (), 0)
        rows = [row[1:] for row in _owed_rows(one_group)]
        blocks.append(Table(OWED_HEADS[1:], rows, widths=(3, 9, 5, 5, 2, 2), size=9))
    if not paper.owed:
        blocks.append(Text("没有在办的事项。"))
    blocks += [
        Heading("二、上次会议以来"),
        Table(CHANGED_HEADS, _changed_rows(paper), widths=(3, 3, 7, 5, 5, 10), size=8),
        Signatures(["主持人", "记录人"]),
    ]
    return pdf(f"双清单联席会议材料 {day_text(paper.on)}", blocks, wide=True)
