"""Reading programmes and tasks: what was promised for a year, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from support_services.steering.models import (
    DayNumber,
    NoteFile,
    Programme,
    ProgressNote,
    Report,
    ReportLine,
    Target,
    Task,
    TaskChange,
)
from support_services.steering.rules import standing_of
from support_services.steering.selectors.counting import Number, number_of, span_for
from support_services.steering.selectors.days import numbers_on, of_the_record
from support_services.steering.states import ReportState, Standing
from veterans.accounts.figures import Figure, figures_for
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


@dataclass(frozen=True)
class Promise:
    """A target and its number; ``figure``: None for words, or for a figure that this reader does
    not know. ``on``: the day of the number where it is not today; ``parts``: its parts by town as
    they were recorded on that day."""

    target: Target
    figure: Figure | None
    number: Number | None
    standing: Standing
    on: date | None = None
    parts: tuple[tuple[str, str], ...] = ()


def programmes_visible_to(user: User) -> QuerySet[Programme]:
    """All of them for the bureau's readers; nobody else has any."""
    rows = Programme.objects.all()
    return rows.order_by("closed_at", "-issued_on", "-pk") if _reads(user) else rows.none()


def _reads(user: User) -> bool:
    return not user.is_station and user.may("steering.read")


def programme_visible_to(user: User, programme_id: int) -> Programme:
    found = programmes_visible_to(user).filter(pk=programme_id).first()
    if found is None:
        raise NotFound("没有找到这份文件。")
    return found


def current_programme(user: User) -> Programme | None:
    """The newest that is followed."""
    return programmes_visible_to(user).filter(closed_at__isnull=True).first()


def tasks_visible_to(user: User) -> QuerySet[Task]:
    rows = Task.objects.select_related("programme").prefetch_related("responsible__unit")
    return rows if _reads(user) else rows.none()


def task_visible_to(user: User, task_id: int) -> Task:
    found = tasks_visible_to(user).filter(pk=task_id).first()
    if found is None:
        raise NotFound("没有找到这项任务。")
    return found


def tasks_of(user: User, programme: Programme, *, year: int) -> list[Task]:
    """The tasks by number, with targets of the year and how many notes it has of each; a fixed
    number of queries."""
    return list(
        tasks_visible_to(user)
        .filter(programme=programme)
        .prefetch_related(Prefetch("targets", Target.objects.filter(year=year).order_by("pk")))
        .annotate(note_count=Count("notes", filter=Q(notes__on__year=year)))
        .order_by("number")
    )


def promises(user: User, targets: Iterable[Target], *, today: date) -> dict[int, list[Promise]]:
    """By task, each target with the number as this reader counts it; one query for each figure
    and year that is named, however many targets name it. What stands on a day is told of the last
    day of a year that is over, out of the record, or it is not known."""
    targets = list(targets)
    known = {one.code: one for one in figures_for(user)}
    recorded = numbers_on(
        user,
        {
            date(one.year, 12, 31)
            for one in targets
            if one.figure in known and of_the_record(known[one.figure], one.year, today)
        },
    )
    numbers: dict[tuple[str, int], Number] = {}
    found: dict[int, list[Promise]] = {}
    for target in targets:
        figure = known.get(target.figure)
        number: Number | None = None
        if figure is not None and of_the_record(figure, target.year, today):
            on = date(target.year, 12, 31)
            told = recorded.get((on, figure.code))
            found.setdefault(target.task_id, []).append(_recorded(target, figure, told, on, today))
            continue
        if figure is not None:
            key = (figure.code, target.year)
            if key not in numbers:
                span = span_for(figure, today, target.year)
                numbers[key] = number_of(figure, figure.rows(user, today, span))
            number = numbers[key]
        standing = standing_of(
            wanted=target.wanted,
            number=Decimal(number) if number is not None else None,
            at_most=target.at_most,
            year=target.year,
            today=today,
        )
        found.setdefault(target.task_id, []).append(Promise(target, figure, number, standing))
    return found


def _recorded(
    target: Target, figure: Figure, told: DayNumber | None, on: date, today: date
) -> Promise:
    if told is None:
        return Promise(target, figure, None, Standing.UNKNOWN, on)
    standing = standing_of(
        wanted=target.wanted,
        number=told.number,
        at_most=target.at_most,
        year=target.year,
        today=today,
    )
    parts = tuple((name, number) for name, number in told.parts)
    return Promise(target, figure, told.number, standing, on, parts)


def target_visible_to(user: User, target_id: int) -> Target:
    found = Target.objects.select_related("task__programme").filter(pk=target_id).first()
    if found is None or not _reads(user):
        raise NotFound("没有找到这个目标。")
    return found


def targets_of(task: Task) -> list[Target]:
    """All of a task, the newest year first."""
    return list(task.targets.select_related("entered_by").order_by("-year", "pk"))


def changes_of(task: Task) -> list[TaskChange]:
    """What was changed of it, the newest first."""
    return list(task.changes.select_related("made_by"))


def notes_of(task: Task) -> QuerySet[ProgressNote]:
    return task.notes.select_related("unit", "entered_by").prefetch_related("files__stored")


def file_visible_to(user: User, file_id: int) -> NoteFile:
    found = NoteFile.objects.select_related("stored", "note__task").filter(pk=file_id).first()
    if found is None or not _reads(user):
        raise NotFound("没有找到这份佐证。")
    return found


def reports_of(programme: Programme) -> list[Report]:
    """All but the dropped, the newest year first."""
    rows = programme.reports.exclude(state=ReportState.DROPPED.value)
    return list(rows.select_related("drafted_by", "issued_by").order_by("-year"))


def report_visible_to(user: User, report_id: int) -> Report:
    rows = Report.objects.select_related("programme", "drafted_by", "issued_by", "dropped_by")
    found = rows.filter(pk=report_id).first()
    if found is None or not _reads(user):
        raise NotFound("没有找到这份报告。")
    return found


def line_visible_to(user: User, line_id: int) -> ReportLine:
    """A line whose rows were kept, for those of the drafter's own role: they are what he saw."""
    rows = ReportLine.objects.select_related("report__drafted_by", "kept_rows")
    found = rows.filter(pk=line_id, kept_rows__isnull=False).first()
    if found is None or not _reads(user) or user.role != found.report.drafted_by.role:
        raise NotFound("没有找到这份明细，或者不是您的岗位能看的。")
    return found


def to_issue(user: User) -> QuerySet[Report]:
    """Drafts of others, the oldest first."""
    rows = Report.objects.filter(state=ReportState.DRAFT.value).exclude(drafted_by=user)
    return rows.select_related("programme").order_by("drafted_at")


def is_reported(programme_id: int, year: int) -> bool:
    """Whether the report of that year is issued: then nothing of it is changed any more."""
    issued = Report.objects.filter(programme=programme_id, year=year)
    return issued.filter(state=ReportState.ISSUED.value).exists()
