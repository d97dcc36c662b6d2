"""The yearly report: numbers of a day put beside what was promised, with the rows they were made
of, issued by another."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from support_services.steering.models import (
    NoteFile,
    Programme,
    ProgressNote,
    Report,
    ReportLine,
    Target,
    Task,
)
from support_services.steering.selectors.counting import (
    Number,
    by_town,
    cell_of,
    number_of,
    span_for,
    towns,
)
from support_services.steering.selectors.tasks import (
    Promise,
    line_visible_to,
    programme_visible_to,
    promises,
    report_visible_to,
)
from support_services.steering.services.taking import MOST_ROWS
from support_services.steering.services.texts import open_text
from support_services.steering.states import MOVES, REPORT_LABELS, ReportState, Standing
from veterans.accounts.figures import Figure, label_of
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, sealed_files
from veterans.foundation.errors import Refused
from veterans.foundation.models import SealedFile
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.registry.services.account_evidence import Shown


@transaction.atomic
def draft_report(
    *, programme_id: int, year: int, summary: str = "", by: User, at: datetime, today: date
) -> Report:
    """The report of a year with the numbers of today, as a draft. Refuses a year to come, one that
    has a report, and one for which nothing was promised."""
    require(by, "steering.enter")
    programme_visible_to(by, programme_id)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if year > today.year:
        raise Refused("这一年还没有开始，不能起草报告。")
    if programme.reports.filter(year=year).exclude(state=ReportState.DROPPED.value).exists():
        raise Refused("这一年的报告已有一份，请接着办那一份。")
    if not Target.objects.filter(task__programme=programme, year=year).exists():
        raise Refused("这一年没有定过目标，没有可以报告的。请先在任务里定目标。")
    report = Report.objects.create(
        programme=programme,
        year=year,
        summary=open_text(summary, "总体情况", 500),
        taken_on=today,
        drafted_by=by,
        drafted_at=at,
    )
    _take(report, by, today, at)
    _record("drafted", report, by, at)
    return report


@transaction.atomic
def move_report(*, report_id: int, verb: str, by: User, at: datetime, today: date) -> Report:
    """Take the numbers anew, issue, drop.

    Refuses whoever drafted it at the issue, and to take numbers into another's draft: they are
    those that the one who signs for them can see.
    """
    move = MOVES[verb]
    require(by, move.duty)
    known = report_visible_to(by, report_id)
    Programme.objects.select_for_update().get(pk=known.programme_id)
    report = Report.objects.select_for_update().get(pk=report_id)
    state = ReportState(report.state)
    if state not in move.starts:
        raise Refused(f"这份报告{REPORT_LABELS[state][0]}，不能再{move.label}。")
    if verb == "issue":
        if report.drafted_by_id == by.pk:
            raise Refused("起草人不能自己签发，请由另一人签发。")
        report.issued_by, report.issued_at = by, at
    if verb == "retake":
        if report.drafted_by_id != by.pk:
            raise Refused("请由起草人重新取数；或放弃这一份，另起一份。")
        report.taken_on = today
        before = list(SealedFile.objects.filter(reportline__report=report).distinct())
        report.lines.all().delete()
        for one in before:
            sealed_files.remove(one)
        _take(report, by, today, at)
    if verb == "drop":
        report.dropped_by, report.dropped_at = by, at
    report.state = move.target.value
    report.save()
    _record(verb, report, by, at)
    return report


@transaction.atomic
def open_rows(*, line_id: int, by: User, at: datetime) -> Shown:
    """The rows that made a number of a report, as they were kept; that they were opened is on
    record first."""
    line = line_visible_to(by, line_id)
    _record("rows_opened", line.report, by, at)
    stored = line.kept_rows
    assert stored is not None
    return Shown(stored.name, stored.content_type, stored.byte_count, stored.read())


def _take(report: Report, by: User, today: date, at: datetime) -> None:
    """Every promise of the year by task, with the numbers of the day; a task that promised nothing
    has a line that says so."""
    # What was ended in an earlier year is no part of this one.
    carried_on = Q(ended_at__isnull=True) | Q(ended_at__year__gte=report.year)
    tasks = list(Task.objects.filter(carried_on, programme=report.programme_id).order_by("number"))
    targets = Target.objects.filter(task__in=tasks, year=report.year).order_by("pk")
    told = promises(by, targets, today=today)
    notes, files, last = _noted(tasks, report.year)
    named = towns()
    kept: dict[str, SealedFile | None] = {}

    def keep(figure: Figure, rows: QuerySet[Any], number: Number) -> SealedFile | None:
        if figure.code not in kept:
            kept[figure.code] = _kept(figure, rows, number, today, at)
        return kept[figure.code]

    lines: list[ReportLine] = []
    for task in tasks:
        promised: Sequence[Promise | None] = told.get(task.pk) or [None]
        for one in promised:
            lines.append(
                ReportLine(
                    report=report,
                    task=task,
                    title=task.title,
                    position=len(lines) + 1,
                    notes=notes.get(task.pk, 0),
                    files=files.get(task.pk, 0),
                    last_note=last.get(task.pk, ""),
                    **(_nothing() if one is None else _promised(one, by, today, named, keep)),
                )
            )
    ReportLine.objects.bulk_create(lines)


def _nothing() -> dict[str, Any]:
    return {"promised": "", "standing": Standing.WORDS.value}


Keep = Callable[[Figure, QuerySet[Any], Number], SealedFile | None]


def _promised(
    one: Promise, by: User, today: date, named: dict[str, str], keep: Keep
) -> dict[str, Any]:
    target, figure = one.target, one.figure
    parts = [list(part) for part in one.parts]
    file: SealedFile | None = None
    if figure is not None and one.on is None and one.number is not None:
        rows = figure.rows(by, today, span_for(figure, today, target.year))
        if figure.place:
            parts = [[part.label, str(part.number)] for part in by_town(figure, rows, named)]
        file = keep(figure, rows, one.number)
    return {
        "promised": target.words,
        "figure": target.figure,
        "label": label_of(target.figure) if target.figure else "",
        "unit": figure.unit if figure is not None else "",
        "wanted": target.wanted,
        "at_most": target.at_most,
        "number": Decimal(one.number) if one.number is not None else None,
        "counted_on": one.on,
        "kept_rows": file,
        "parts": parts,
        "standing": one.standing.value,
    }


def _kept(
    figure: Figure, rows: QuerySet[Any], number: Number, today: date, at: datetime
) -> SealedFile | None:
    """The rows as a sealed workbook; None where there are more than one holds. Refuses rows that
    moved while they were read: then they would not make the number."""
    if rows.count() > MOST_ROWS:
        return None
    listed = list(rows.order_by(*(figure.order or ("pk",))))
    if number_of(figure, rows) != number or (not figure.is_money and len(listed) != number):
        raise Refused("取数的时候数据正好有变化，请再取一次。")
    content = xlsx_bytes(
        figure.label,
        [f"{today:%Y-%m-%d} 取数，共 {len(listed):,} 行，指标 {number:,} {figure.unit}"],
        [column.label for column in figure.columns],
        [[cell_of(column.tell(row)) for column in figure.columns] for row in listed],
    )
    return sealed_files.store(
        name=f"{figure.code.replace('.', '-')}-{today:%Y%m%d}.xlsx",
        content_type=XLSX_TYPE,
        parts=[content],
        at=at,
    )


def _noted(tasks: list[Task], year: int) -> tuple[dict[int, int], dict[int, int], dict[int, str]]:
    """By task: notes and files of the year, and what was noted last; three queries."""
    rows = ProgressNote.objects.filter(task__in=tasks, on__year=year)
    files = NoteFile.objects.filter(note__in=rows.order_by().values("pk")).order_by()
    newest = rows.order_by("task", "-on", "-pk").distinct("task").values_list("task", "text")
    return (
        dict(rows.order_by().values_list("task").annotate(Count("pk"))),
        dict(files.values_list("note__task").annotate(Count("pk"))),
        dict(newest),
    )


def _record(deed: str, report: Report, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"steering.report_{deed}",
        subject="steering_report",
        subject_id=report.pk,
        detail={"year": report.year},
        at=at,
    )
