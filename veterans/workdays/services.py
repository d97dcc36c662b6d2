"""Keeping the calendar: one verb, because a day is set and set again, never removed."""

from datetime import date, datetime

from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.workdays.models import CalendarDay
from veterans.workdays.rules import SATURDAY, DayKind

FIRST_YEAR, LAST_YEAR = 2000, 2100


@transaction.atomic
def set_day(
    *,
    day: date,
    kind: DayKind,
    name: str,
    source: str,
    confidence: str,
    by: User,
    at: datetime,
) -> CalendarDay:
    """Enter a holiday or a make-up workday, or put a day back to what its weekday says.

    Periods that were settled before keep their days. Refuses whoever does not keep the calendar, a
    make-up workday that is no weekend, and a day without its notice.
    """
    require(by, "workdays.edit")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("日期的年份不对，请核对。")
    if kind == DayKind.WORKDAY and day.weekday() < SATURDAY:
        raise Refused("调休上班的日子应是星期六或星期日；平日本来就上班，不用登记。")
    if not name.strip():
        raise Refused("请填写是哪个节日。")
    if not source.strip():
        raise Refused("请填写依据，例如：国务院办公厅关于2027年部分节假日安排的通知。")
    if confidence not in Confidence.values:
        raise Refused("请选择可信程度。")
    row, _ = CalendarDay.objects.select_for_update().get_or_create(
        day=day,
        defaults={
            "kind": kind.value,
            "name": name.strip()[:20],
            "source": source.strip()[:200],
            "confidence": confidence,
        },
    )
    row.kind, row.name = kind.value, name.strip()[:20]
    row.source, row.confidence = source.strip()[:200], confidence
    row.save()
    audit.record(
        actor=by,
        action="workdays.set",
        subject="calendar_day",
        subject_id=row.pk,
        detail={"day": day, "kind": kind.value},
        at=at,
    )
    return row
