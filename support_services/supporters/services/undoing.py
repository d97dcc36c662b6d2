"""A list that was taken in is taken back: line by line, whatever nothing rests on yet."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from support_services.supporters.models import Job, LineTaken, ListTaken, Supporter
from support_services.supporters.selectors.lists import list_visible_to
from support_services.supporters.services.register import change_supporter, enter_job
from support_services.supporters.services.writing import record
from support_services.supporters.states import ENTER, Stage
from support_services.units.models import Unit
from support_services.units.services.register import change_unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused

_UNIT_FIELDS = ("kind", "name", "short_name", "code", "address", "phone", "note")
_OF_UNIT = ("code", "region", "address", "phone")
LATER = "后来有人改过或审核过"
IN_USE = "单位已经用在别处，单位留着"


@transaction.atomic
def undo_list(*, list_id: int, by: User, at: datetime, today: date) -> ListTaken:
    """What it made and nobody has looked at or changed since is gone, what it changed is as it was;
    the rest stays, each with the reason. The same file may come again. Refuses one that was undone
    already."""
    require(by, ENTER)
    list_visible_to(by, list_id)
    taken = ListTaken.objects.select_for_update(of=("self",)).get(pk=list_id)
    if taken.undone_at is not None:
        raise Refused("这份名单已经撤回过。")
    stayed = 0
    for line in taken.wrote.order_by("-number", "-pk"):
        line.stayed = _undone(line, taken, by, at, today)
        stayed += bool(line.stayed)
        LineTaken.objects.filter(pk=line.pk).update(stayed=line.stayed)
    taken.undone_by, taken.undone_at, taken.stayed = by, at, stayed
    taken.save(update_fields=["undone_by", "undone_at", "stayed"])
    record("list_undone", "support_list", taken, by, at, stayed=stayed)
    return taken


def _undone(line: LineTaken, taken: ListTaken, by: User, at: datetime, today: date) -> str:
    """Why it stays; "" for one that is undone."""
    try:
        with transaction.atomic():
            if line.job_id is not None:
                return _job_undone(line, taken, by, at, today)
            return _supporter_undone(line, taken, by, at)
    except ProtectedError:
        return "已经有标识、协议、岗位或支持记在上面"
    except Refused as refusal:
        return str(refusal)[:120]


def _job_undone(line: LineTaken, taken: ListTaken, by: User, at: datetime, today: date) -> str:
    # The supporter first, as everywhere.
    Supporter.objects.select_for_update().filter(pk=line.supporter_id or 0).first()
    jobs = Job.objects.select_for_update(of=("self",)).select_related("region")
    row = jobs.get(pk=line.job_id or 0)
    if row.stage != Stage.DRAFT or row.entered_at != taken.at:
        return LATER
    if line.made_row:
        row.delete()
        return ""
    read: dict[str, Any] = {"until": date.fromisoformat, "pay_from": Decimal, "pay_to": Decimal}
    stands = {
        name: getattr(row, name)
        for name in ("count", "words", "phone", "until", "pay_from", "pay_to")
    }
    was = {
        name: read.get(name, lambda one: one)(value) if value is not None else None
        for name, value in line.was.items()
    }
    enter_job(
        supporter_id=row.supporter_id,
        **{**stands, **was},
        title=row.title,
        meant_for=row.meant_for,
        region=row.region.code,
        fair_id=row.fair_id,
        key=row.pk,
        by=by,
        at=at,
        today=today,
    )
    return ""


def _supporter_undone(line: LineTaken, taken: ListTaken, by: User, at: datetime) -> str:
    units = Unit.objects.select_for_update(of=("self",)).select_related("region")
    unit = units.get(pk=line.unit_id or 0)
    supporters = Supporter.objects.select_for_update(of=("self",))
    row = supporters.filter(pk=line.supporter_id or 0).first()
    stands: dict[str, Any] = {name: getattr(unit, name) for name in _UNIT_FIELDS}
    stands["region"] = unit.region.code if unit.region else ""
    role = {"fields": list(row.fields), "offer": row.offer} if row is not None else {}
    if any({**stands, **role}.get(name) != value for name, value in line.became.items()):
        return LATER
    if line.made_row and row is not None:
        if row.stage != Stage.DRAFT or row.entered_at != taken.at:
            return LATER
        row.delete()
        row = None
    was = {name: value for name, value in line.was.items() if name in _OF_UNIT}
    if was:
        change_unit(unit_id=unit.pk, fields={**stands, **was}, by=by, at=at)
    of_role = {name: value for name, value in line.was.items() if name not in _OF_UNIT}
    if of_role and row is not None:
        now = {**role, **of_role}
        change_supporter(
            supporter_id=row.pk,
            fields=now["fields"],
            offer=now["offer"],
            tier=row.tier,
            since=row.since,
            by=by,
            at=at,
        )
    return _unit_gone(unit, by, at) if line.made_unit else ""


def _unit_gone(unit: Unit, by: User, at: datetime) -> str:
    """A unit that only this list knew goes with it; one that is used elsewhere stays."""
    if unit.closed_at is not None:
        return IN_USE
    key = unit.pk
    try:
        with transaction.atomic():
            unit.delete()
    except ProtectedError:
        return IN_USE
    audit.record(
        actor=by, action="supporters.list_undone", subject="unit", subject_id=key, detail={}, at=at
    )
    return ""
