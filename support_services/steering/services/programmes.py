"""A document's list of tasks brought in, and followed no more."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support_services.steering.models import Programme, Task, TaskUnit
from support_services.steering.selectors.tasks import programme_visible_to
from support_services.steering.services.texts import open_text
from support_services.steering.states import Part
from support_services.steering.task_list import ListedTask, names_in
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.figures import unknown
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LinesRefused

ALREADY = "这份文件的任务清单已经导入过。"
# Short names that stand for many, and are no department.
_KINDS: dict[str, UnitKind] = {
    "各镇街": UnitKind.PLACE,
    "驻地部队": UnitKind.TROOPS,
    "社会组织": UnitKind.ORGANISATION,
}


def check_list(rows: Sequence[ListedTask]) -> None:
    """Refuses, with every line: a code of no figure, texts that must not be kept."""
    problems = []
    for row in rows:
        strange = unknown(row.figures)
        if strange:
            problems.append(LineProblem(row.line, f"没有这个指标：{'、'.join(strange)}。"))
        for text, label, longest in (
            (row.title, "任务", 60),
            (row.demand, "要求", 300),
            (row.remark, "说明", 200),
            *((name, "单位简称", 20) for name in (*row.lead, *row.units)),
        ):
            try:
                open_text(text, label, longest)
            except Refused as refusal:
                problems.append(LineProblem(row.line, str(refusal)))
    if problems:
        raise LinesRefused(problems)


def units_by_name(names: Sequence[str]) -> dict[str, Unit]:
    """Open units by the short or the whole name that is asked for; one query."""
    found: dict[str, Unit] = {}
    for unit in Unit.objects.open().order_by("-pk"):
        for name in (unit.name, unit.short_name):
            if name in names:
                found[name] = unit
    return found


@transaction.atomic
def load_programme(
    *,
    title: str,
    document_no: str,
    issued_on: date,
    valid_to: date | None,
    source: str,
    rows: Sequence[ListedTask],
    by: User,
    at: datetime,
) -> Programme:
    """A document with its tasks, whole or not at all. Units that nobody has registered under the
    name in the list are registered with it; who keeps the register completes them.

    Refuses a list as ``check_list`` does, an end before the beginning, and a document whose list is
    there already.
    """
    require(by, "steering.enter")
    if not rows:
        raise Refused("清单里没有任务。")
    check_list(rows)
    if valid_to is not None and valid_to < issued_on:
        raise Refused("“有效期至”不能早于印发日期。")
    programme = Programme(
        title=open_text(title, "文件名称", 100, needed=True),
        document_no=open_text(document_no, "文号", 60),
        issued_on=issued_on,
        valid_to=valid_to,
        source=open_text(source, "来源说明", 200),
        entered_by=by,
        entered_at=at,
    )
    if Programme.objects.filter(
        title=programme.title, issued_on=issued_on, closed_at__isnull=True
    ).exists():
        raise Refused(ALREADY)
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:
        # Somebody else brought it in at the same moment.
        raise Refused(ALREADY) from error
    units = _units(names_in(rows), by, at)
    for row in rows:
        task = Task.objects.create(
            programme=programme,
            number=row.number,
            title=row.title,
            demand=row.demand,
            figures=list(row.figures),
            confidence=row.confidence,
            remark=row.remark,
        )
        parts = ((Part.LEAD, row.lead), (Part.RESPONSIBLE, row.units))
        # One unit may be named by its short and by its whole name.
        answering: dict[int, Part] = {}
        for part, names in parts:
            for name in names:
                answering.setdefault(units[name].pk, part)
        TaskUnit.objects.bulk_create(
            TaskUnit(task=task, unit_id=unit, part=part.value) for unit, part in answering.items()
        )
    _record("loaded", programme, by, at, {"tasks": len(rows)})
    return programme


def _units(names: Sequence[str], by: User, at: datetime) -> dict[str, Unit]:
    found = units_by_name(names)
    for name in names:
        if name in found:
            continue
        unit = Unit(
            kind=_KINDS.get(name, UnitKind.DEPARTMENT).value,
            name=name,
            short_name=name,
            entered_by=by,
            entered_at=at,
        )
        try:
            unit.full_clean(exclude=["entered_by"])
        except ValidationError as error:
            raise Refused(f"单位“{name}”：{''.join(error.messages)}") from error
        unit.save()
        found[name] = unit
    return found


@transaction.atomic
def close_programme(*, programme_id: int, why: str, by: User, at: datetime) -> Programme:
    """It is followed no more; what was promised and reported stays. Refuses without a reason."""
    require(by, "steering.enter")
    programme_visible_to(by, programme_id)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if programme.closed_at is not None:
        raise Refused("这份文件已经停止跟踪。")
    programme.closed_why = open_text(why, "停止原因", 200, needed=True)
    programme.closed_by, programme.closed_at = by, at
    programme.save(update_fields=["closed_why", "closed_by", "closed_at"])
    _record("closed", programme, by, at, {})
    return programme


def _record(
    deed: str, programme: Programme, by: User, at: datetime, detail: dict[str, Any]
) -> None:
    audit.record(
        actor=by,
        action=f"steering.programme_{deed}",
        subject="steering_programme",
        subject_id=programme.pk,
        detail=detail,
        at=at,
    )
