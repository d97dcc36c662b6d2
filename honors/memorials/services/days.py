"""The verbs of the days before which facilities are inspected. Whether a facility is late is
reckoned from them each time, so that a change holds for all of them at once. Every change is kept
with its reason (by trigger)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from honors.memorials import rules
from honors.memorials.models import RemembranceDay
from honors.memorials.services.writing import record, saved, told
from honors.memorials.states import ENTER, MOVING_LABELS, QINGMING
from support_services.notices.festivals import qingming
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import history
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import NotFound, Refused

DAY_FIELDS = ("name", "moves", "month", "day", "within", "confidence")


@transaction.atomic
def enter_day(
    *, fields: Mapping[str, Any], why: str, by: User, at: datetime, today: date
) -> RemembranceDay:
    """A day of every year. Refuses one that is not in every year, and a name that is there."""
    require(by, ENTER)
    history.sign(by=by, why=why, at=at)
    row = RemembranceDay(entered_by=by, entered_at=at)
    _fill(row, fields, today)
    saved(row, new=True)
    record("day_entered", "day", row.pk, by, at)
    return row


@transaction.atomic
def change_day(
    *, day_id: int, fields: Mapping[str, Any], why: str, by: User, at: datetime, today: date
) -> RemembranceDay:
    """Other words, another date or other days before it; with a reason."""
    require(by, ENTER)
    history.sign(by=by, why=why, at=at)
    row = _locked(day_id)
    if row.ended_at is not None:
        raise Refused("这个日子已停用，请先恢复。")
    _fill(row, fields, today)
    saved(row)
    record("day_changed", "day", row.pk, by, at)
    return row


@transaction.atomic
def end_day(*, day_id: int, why: str, by: User, at: datetime) -> RemembranceDay:
    """No inspection is asked for before it any more."""
    require(by, ENTER)
    history.sign(by=by, why=why, at=at)
    row = _locked(day_id)
    if row.ended_at is not None:
        raise Refused("这个日子已经停用。")
    row.ended_by, row.ended_at = by, at
    saved(row)
    record("day_ended", "day", row.pk, by, at)
    return row


@transaction.atomic
def restore_day(*, day_id: int, why: str, by: User, at: datetime) -> RemembranceDay:
    """It holds again."""
    require(by, ENTER)
    history.sign(by=by, why=why, at=at)
    row = _locked(day_id)
    if row.ended_at is None:
        raise Refused("这个日子没有停用。")
    row.ended_by = row.ended_at = None
    saved(row)
    record("day_restored", "day", row.pk, by, at)
    return row


def _fill(row: RemembranceDay, fields: Mapping[str, Any], today: date) -> None:
    moves = fields.get("moves") or ""
    if moves not in MOVING_LABELS:
        raise Refused("请从列表中选择这一天怎么定。")
    month, day = fields.get("month"), fields.get("day")
    if moves == QINGMING:
        earliest = qingming(today.year)
        month, day = earliest.month, 4
    if not month or not day:
        raise Refused("请填写几月几日。")
    rules.check_day(month, day)
    if not 1 <= (fields.get("within") or 0) <= 180:
        raise Refused("提前几天以内检查，填 1 到 180。")
    if fields.get("confidence") not in Confidence.values:
        raise Refused("请从列表中选择把握。")
    row.name = told(RemembranceDay, fields, ["name"])["name"]
    row.moves, row.month, row.day = moves, month, day
    row.within, row.confidence = fields["within"], fields["confidence"]


def _locked(day_id: int) -> RemembranceDay:
    found = RemembranceDay.objects.select_for_update().filter(pk=day_id).first()
    if found is None:
        raise NotFound("没有找到这个日子。")
    return found
