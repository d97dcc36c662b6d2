"""A task changed after its list was brought in: added, edited, ended; each with its reason.

Reports that are made stay as they are: their lines keep what a task was called then.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from support_services.steering.models import Programme, Task, TaskChange, TaskUnit
from support_services.steering.selectors.tasks import programme_visible_to
from support_services.steering.services.following import CLOSED, locked_task, record
from support_services.steering.services.texts import open_text
from support_services.steering.states import Change, Part
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused

NEITHER = "请至少选一个牵头单位或责任单位。"
SOMEBODY_ELSE = "这项任务刚才被另一位同事改过，请对照现在的内容再改一次。"


@dataclass(frozen=True)
class Written:
    """What a form says of a task. ``lead``, ``responsible``: keys of units; one that is in both
    leads."""

    title: str
    demand: str
    lead: Sequence[int]
    responsible: Sequence[int]
    remark: str = ""


@transaction.atomic
def add_task(*, programme_id: int, written: Written, why: str, by: User, at: datetime) -> Task:
    """A task more, with the next number. Refuses a document that is followed no more, a task
    without a unit, a unit that is closed, and no reason."""
    require(by, "steering.enter")
    programme_visible_to(by, programme_id)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if programme.closed_at is not None:
        raise Refused(CLOSED)
    last = programme.tasks.aggregate(last=Max("number"))["last"] or 0
    task = Task(programme=programme, number=last + 1, confidence=Confidence.VERIFIED.value)
    parts = _fill(task, written)
    task.save()
    _answer_for(task, parts)
    _kept(task, Change.ADDED, [], why, by, at)
    return task


@transaction.atomic
def change_task(
    *, task_id: int, seen: int, written: Written, why: str, by: User, at: datetime
) -> Task:
    """A task put otherwise. ``seen``: how many changes of it the form knew of (``changes_of``):
    refuses where there was another since, so that nobody overwrites what he has not read. Refuses
    what changes nothing, what ``add_task`` does, and a task that is ended."""
    task = locked_task(task_id, by)
    if task.changes.count() != seen:
        raise Refused(SOMEBODY_ELSE)
    before = _told(task)
    parts = _fill(task, written)
    task.save(update_fields=["title", "demand", "remark"])
    task.responsible.all().delete()
    _answer_for(task, parts)
    after = _told(task)
    changed = [[name, before[name], after[name]] for name in after if before[name] != after[name]]
    if not changed:
        raise Refused("没有改动，不用保存。")
    _kept(task, Change.EDITED, changed, why, by, at)
    return task


@transaction.atomic
def end_task(*, task_id: int, why: str, by: User, at: datetime) -> Task:
    """It is carried on no more: no target, no note. What was promised and done stays, and stays in
    the reports of its years. Refuses one that is ended, and no reason."""
    task = locked_task(task_id, by)
    task.ended_by, task.ended_at = by, at
    task.save(update_fields=["ended_by", "ended_at"])
    _kept(task, Change.ENDED, [], why, by, at)
    return task


def _fill(task: Task, written: Written) -> dict[int, Part]:
    """Texts into the task; gives who answers for it and how."""
    task.title = open_text(written.title, "任务", 60, needed=True)
    task.demand = open_text(written.demand, "要求", 300, needed=True)
    task.remark = open_text(written.remark, "说明", 200)
    parts = dict.fromkeys(written.responsible, Part.RESPONSIBLE)
    parts.update(dict.fromkeys(written.lead, Part.LEAD))
    if not parts:
        raise Refused(NEITHER)
    _require_units(parts, {one.unit_id for one in task.responsible.all()} if task.pk else ())
    return parts


def _require_units(keys: Collection[int], already: Collection[int]) -> None:
    """Closed ones may stay where they answer already, and begin to answer for nothing."""
    known = set(Unit.objects.open().filter(pk__in=keys).values_list("pk", flat=True))
    if set(keys) - known - set(already):
        raise Refused("有单位已经停用或不存在，请从列表中选择。")


def _answer_for(task: Task, parts: dict[int, Part]) -> None:
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, unit_id=unit, part=part.value) for unit, part in parts.items()
    )


def _told(task: Task) -> dict[str, str]:
    """What of a task may be changed, as it is shown."""
    rows = TaskUnit.objects.filter(task=task).select_related("unit").order_by("unit__name")
    named = {part: "、".join(str(one.unit) for one in rows if one.part == part) for part in Part}
    return {
        "任务": task.title,
        "要求": task.demand,
        "牵头单位": named[Part.LEAD],
        "责任单位": named[Part.RESPONSIBLE],
        "说明": task.remark,
    }


def _kept(
    task: Task, deed: Change, changed: list[list[str]], why: str, by: User, at: datetime
) -> None:
    TaskChange.objects.create(
        task=task,
        deed=deed.value,
        changed=changed,
        why=open_text(why, "原因", 200, needed=True),
        made_by=by,
        made_at=at,
    )
    record(f"task_{deed.value}", task, by, at)
