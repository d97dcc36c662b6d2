"""Programmes, tasks, promises and reports as their pages take them: words only."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from support_services.steering.models import (
    Programme,
    ProgressNote,
    Report,
    ReportLine,
    Task,
    TaskChange,
)
from support_services.steering.selectors.tasks import Promise
from support_services.steering.states import REPORT_LABELS, STANDING_LABELS, ReportState, Standing
from veterans.accounts.bureau_pages import address
from veterans.accounts.figures import Figure, label_of
from veterans.foundation.confidence import Confidence
from veterans.foundation.money import yuan_text


def number_text(number: Decimal | int | None, unit: str) -> str:
    """``1,234 件``, ``1,234.50 元``; halves of what is counted keep their digits."""
    if number is None:
        return "—"
    if unit == "元":
        return f"{yuan_text(Decimal(number))} 元"
    plain = int(number) if number == int(number) else number
    return f"{plain:,} {unit}".strip()


def programme_facts(programme: Programme) -> list[tuple[str, Any]]:
    return [
        (label, value)
        for label, value in (
            ("文件", programme.title),
            ("文号", programme.document_no or "没有登记"),
            ("印发日期", f"{programme.issued_on:%Y-%m-%d}"),
            ("有效期至", f"{programme.valid_to:%Y-%m-%d}" if programme.valid_to else "没有写明"),
            ("来源说明", programme.source),
        )
        if value
    ]


def units_of(task: Task) -> str:
    """``牵头：甲；责任：乙、丙``."""
    by_part: dict[str, list[str]] = {"lead": [], "responsible": []}
    for one in task.responsible.all():
        by_part[one.part].append(str(one.unit))
    told = [
        f"{word}：{'、'.join(by_part[part])}"
        for part, word in (("lead", "牵头"), ("responsible", "责任"))
        if by_part[part]
    ]
    return "；".join(told)


def promise_row(one: Promise) -> dict[str, Any]:
    """A target beside the number of the day, which leads to its rows."""
    target, figure = one.target, one.figure
    label, tone = STANDING_LABELS[one.standing]
    return {
        "id": target.pk,
        "year": target.year,
        "words": target.words,
        "figure": label_of(target.figure) if target.figure else "",
        "wanted": wanted_text(target.wanted, target.at_most, figure),
        "number": number_text(one.number, figure.unit) if figure is not None else "",
        "on": one.on,
        "url": figure_url(figure, target.year) if figure is not None else "",
        "label": label,
        "tone": tone,
    }


def figure_url(figure: Figure, year: int) -> str:
    return address("figure", figure.code, **({"year": str(year)} if figure.years else {}))


def wanted_text(wanted: Decimal | None, at_most: bool, figure: Figure | None) -> str:
    if wanted is None:
        return ""
    return (
        f"{'不超过' if at_most else '不少于'} {number_text(wanted, figure.unit if figure else '')}"
    )


def task_row(task: Task, told: list[Promise]) -> dict[str, Any]:
    """A task in the list; its targets are those of one year."""
    return {
        "number": task.number,
        "title": task.title,
        "demand": task.demand,
        "units": units_of(task),
        "promises": [promise_row(one) for one in told],
        "notes": getattr(task, "note_count", 0),
        "ended": task.ended_at is not None,
        "url": address("steering_task", task.pk),
    }


def sure(task: Task) -> tuple[str, str]:
    """How sure the source of a task is, with its tone."""
    is_sure = task.confidence == Confidence.VERIFIED
    return Confidence(task.confidence).label, "ok" if is_sure else "warn"


def change_row(change: TaskChange) -> dict[str, Any]:
    return {
        "label": change.get_deed_display(),
        "why": change.why,
        "who": str(change.made_by),
        "at": change.made_at,
        "changed": [
            {"name": name, "was": was or "（空）", "became": became or "（空）"}
            for name, was, became in change.changed
        ],
    }


def note_row(note: ProgressNote) -> dict[str, Any]:
    return {
        "on": note.on,
        "text": note.text,
        "unit": str(note.unit) if note.unit is not None else "",
        "who": str(note.entered_by),
        "at": note.entered_at,
        "files": [
            {"name": f"佐证 {place}", "url": address("steering_file", one.pk)}
            for place, one in enumerate(note.files.all(), start=1)
        ],
    }


def report_row(report: Report) -> dict[str, Any]:
    label, tone = REPORT_LABELS[ReportState(report.state)]
    return {
        "year": report.year,
        "label": label,
        "tone": tone,
        "taken_on": report.taken_on,
        "url": address("steering_report", report.pk),
    }


def line_row(
    line: ReportLine, known: Mapping[str, Figure], *, opens: bool = False
) -> dict[str, Any]:
    """A line as it was frozen; ``live_url``: the rows of today, where the reader knows the
    figure; ``kept_url``: those it was made of, for whoever ``opens`` them."""
    figure = known.get(line.figure)
    label, tone = STANDING_LABELS[Standing(line.standing)]
    wanted = ""
    if line.wanted is not None:
        wanted = f"{'不超过' if line.at_most else '不少于'} {number_text(line.wanted, line.unit)}"
    return {
        "number": line.task.number,
        "title": line.title,
        "promised": line.promised,
        "figure": line.label,
        "wanted": wanted,
        "reached": number_text(line.number, line.unit) if line.number is not None else "",
        "counted_on": line.counted_on,
        "live_url": figure_url(figure, line.report.year) if figure is not None else "",
        "kept_url": address("steering_rows", line.pk) if opens and line.kept_rows_id else "",
        "parts": [
            (name, number_text(Decimal(number), line.unit))
            for name, number in line.parts
            if Decimal(number)
        ],
        "label": label if line.promised or line.figure else "没有定目标",
        "tone": tone if line.promised or line.figure else "idle",
        "notes": line.notes,
        "files": line.files,
        "last_note": line.last_note,
        "task_url": address("steering_task", line.task_id),
    }
