"""A task followed: its figures, what is promised for a year, what was done."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from support_services.steering.models import NoteFile, Programme, ProgressNote, Target, Task
from support_services.steering.selectors.tasks import (
    is_reported,
    target_visible_to,
    task_visible_to,
)
from support_services.steering.services.texts import open_text
from support_services.units.models import Unit
from veterans.accounts.figures import unknown
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import Refused

REPORTED = "这一年的报告已经签发，目标不能再改。"
CLOSED = "这份文件已经停止跟踪，不能再登记。"
ENDED = "这项任务已经停办，不能再登记。"
MOST_FILES = 6


@transaction.atomic
def set_figures(*, task_id: int, codes: Sequence[str], by: User, at: datetime) -> Task:
    """Which figures show how far a task is. Refuses codes of none."""
    task = locked_task(task_id, by)
    if strange := unknown(codes):
        raise Refused(f"没有这个指标：{'、'.join(strange)}。")
    task.figures = list(dict.fromkeys(codes))
    task.save(update_fields=["figures"])
    record("figures_set", task, by, at)
    return task


@transaction.atomic
def promise(
    *,
    task_id: int,
    year: int,
    figure: str = "",
    wanted: Decimal | None = None,
    at_most: bool = False,
    words: str = "",
    by: User,
    at: datetime,
) -> Target:
    """A target of a year. Refuses a figure that is none, one without a number, nothing at all, a
    second one for the same figure, and a year whose report is issued."""
    task = locked_task(task_id, by)
    if is_reported(task.programme_id, year):
        raise Refused(REPORTED)
    if figure and unknown([figure]):
        raise Refused("没有这个指标，请从列表中选择。")
    if not figure and (wanted is not None or at_most):
        raise Refused("填了目标值的，请选择按哪个指标计。")
    target = Target(
        task=task,
        year=year,
        figure=figure,
        wanted=wanted,
        at_most=at_most,
        words=open_text(words, "目标", 200),
        entered_by=by,
        entered_at=at,
    )
    try:
        target.full_clean(exclude=["entered_by"])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    target.save()
    record("promised", task, by, at, {"year": year})
    return target


@transaction.atomic
def unpromise(*, target_id: int, by: User, at: datetime) -> Task:
    """A target taken away again; refuses one of a year whose report is issued."""
    target = target_visible_to(by, target_id)
    task = locked_task(target.task_id, by)
    if is_reported(task.programme_id, target.year):
        raise Refused(REPORTED)
    # Another colleague may have taken it away while this one waited for the lock.
    gone, _ = Target.objects.filter(pk=target_id).delete()
    if not gone:
        raise Refused("这个目标刚才已经去掉了。")
    record("unpromised", task, by, at, {"year": target.year})
    return task


@transaction.atomic
def note_progress(
    *,
    task_id: int,
    on: date,
    text: str,
    unit_id: int | None = None,
    files: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> ProgressNote:
    """What was done for a task. Never changed; what was wrong is put right by the next note.

    Refuses a day to come, nothing told, a unit that is closed, more than ``MOST_FILES`` files and
    what is no photo or scan.
    """
    task = locked_task(task_id, by)
    if on > today:
        raise Refused("日期不能晚于今天。")
    if len(files) > MOST_FILES:
        raise Refused(f"一次最多 {MOST_FILES} 份佐证。")
    unit = Unit.objects.open().filter(pk=unit_id).first() if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise Refused("请从列表中选择报送单位。")
    checked = [
        check_attachment(content, max_bytes=settings.PORTAL_ATTACHMENT_BYTES) for content in files
    ]
    note = ProgressNote.objects.create(
        task=task,
        unit=unit,
        on=on,
        text=open_text(text, "进展", 500, needed=True),
        entered_by=by,
        entered_at=at,
    )
    for number, one in enumerate(checked, start=1):
        stored = sealed_files.store(
            name=f"佐证{note.pk}-{number}.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        NoteFile.objects.create(note=note, stored=stored)
    record("noted", task, by, at, {"files": len(checked)})
    return note


def locked_task(task_id: int, by: User) -> Task:
    """The task, its document locked first: a report of it is issued under the same lock. Refuses
    one that is ended, and one of a document that is followed no more."""
    require(by, "steering.enter")
    known = task_visible_to(by, task_id)
    programme = Programme.objects.select_for_update().get(pk=known.programme_id)
    if programme.closed_at is not None:
        raise Refused(CLOSED)
    task = Task.objects.get(pk=task_id)
    if task.ended_at is not None:
        raise Refused(ENDED)
    return task


def record(
    deed: str, task: Task, by: User, at: datetime, detail: dict[str, int] | None = None
) -> None:
    audit.record(
        actor=by,
        action=f"steering.{deed}",
        subject="steering_task",
        subject_id=task.pk,
        detail=detail or {},
        at=at,
    )
