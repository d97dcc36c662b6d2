"""不开放: a facility closed for some days, and opened again.

Nobody books for such a day from that moment on. What had been booked stays until whoever rings
people up has called it off: it is told on the desk and in the month, and is not confirmed.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from honors.memorials import rules
from honors.memorials.models import Closure, Facility
from honors.memorials.models.days import closed_days
from honors.memorials.selectors import one_visible
from honors.memorials.services.walking import besides
from honors.memorials.services.writing import record, saved, told
from honors.memorials.states import State, What
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused

CLOSE = "memorials.take"
LONGEST = 366


@transaction.atomic
def close_facility(
    *,
    facility_id: int,
    first_on: date,
    last_on: date,
    why: str,
    by: User,
    at: datetime,
    today: date,
) -> Closure:
    """Refuses days that are past, turned round or more than a year, and some that are closed
    already."""
    require(by, CLOSE)
    facility = _locked(facility_id, by)
    if facility.state != State.CHECKED:
        raise Refused("这处设施不在册。")
    if last_on < first_on:
        raise Refused("“到哪天”不能早于“从哪天”。")
    if first_on < today:
        raise Refused("过去的日子不用登记，请从今天或以后写起。")
    if (last_on - first_on).days >= LONGEST:
        raise Refused("一次最多登记一年。长期不开放的，移出名册。")
    for first, last, reason in closed_days(facility.pk, since=first_on):
        if first <= last_on:
            raise Refused(f"{first} 至 {last} 已经登记不开放（{reason}）。")
    row = Closure(
        facility=facility,
        first_on=first_on,
        last_on=last_on,
        entered_by=by,
        entered_at=at,
        **told(Closure, {"why": why}, ["why"]),
    )
    saved(row, new=True)
    record("facility_closed", What.FACILITY, facility.pk, by, at, days=f"{first_on} {last_on}")
    return row


@transaction.atomic
def reopen_facility(*, facility_id: int, closure: int, by: User, at: datetime) -> Closure:
    """It is open on these days after all. Refuses what is over or was opened before."""
    require(by, CLOSE)
    facility = _locked(facility_id, by)
    row = Closure.objects.filter(facility=facility, pk=closure or 0).first()
    if row is None:
        raise Refused("请从列表中选择。")
    if row.ended_at is not None:
        raise Refused("这几天已经恢复开放。")
    row.ended_by, row.ended_at = by, at
    saved(row)
    record("facility_reopened", What.FACILITY, facility.pk, by, at, closure=row.pk)
    return row


@besides(What.CEREMONY, "confirm")
def _confirm(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    """The facility is locked: whoever closes it at this moment comes before or after."""
    Facility.objects.select_for_update().get(pk=row.facility_id)
    on = timezone.localtime(row.starts).date()
    rules.check_open(on, closed_days(row.facility_id, since=on))


def _locked(facility_id: int, by: User) -> Facility:
    one_visible(by, What.FACILITY, facility_id)
    return Facility.objects.select_for_update().get(pk=facility_id)
