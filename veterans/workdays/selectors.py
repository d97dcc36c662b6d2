"""The calendar as it is entered."""

from datetime import date

from veterans.workdays.models import CalendarDay
from veterans.workdays.rules import Calendar, DayKind


def calendar(*, since: date | None = None) -> Calendar:
    """All days that differ from their weekday, of all years or since one. One query."""
    rows = CalendarDay.objects.order_by("day")
    if since is not None:
        rows = rows.filter(day__year__gte=since.year)
    return Calendar({day: DayKind(kind) for day, kind in rows.values_list("day", "kind")})
