"""Days before which facilities are inspected: what hangs on each is reckoned when it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from honors.memorials import rules
from honors.memorials.models import Facility, Inspection, RemembranceDay
from honors.memorials.states import State
from veterans.foundation.errors import NotFound
from veterans.foundation.history import Change


@dataclass(frozen=True)
class Hanging:
    """What hangs on a day: its next date, from when on an inspection counts, how many facilities
    are in the register, and which of them are not inspected for it."""

    next: rules.Remembered
    facilities: int
    left: tuple[Facility, ...]


def day_of(row: RemembranceDay) -> rules.Day:
    return rules.Day(row.name, row.month, row.day, row.moves, row.within)


def remembrance_days() -> list[rules.Day]:
    """Those that hold."""
    return [day_of(one) for one in RemembranceDay.objects.filter(ended_at__isnull=True)]


def day_rows() -> QuerySet[RemembranceDay]:
    """All of them, those that hold first."""
    rows = RemembranceDay.objects.select_related("entered_by", "ended_by")
    return rows.order_by("-ended_at", "month", "day", "pk")


def day_row(day_id: int) -> RemembranceDay:
    found = day_rows().filter(pk=day_id).first()
    if found is None:
        raise NotFound("没有找到这个日子。")
    return found


def day_changes(day_id: int) -> list[Change]:
    """What stood there before, the newest first."""
    table = RemembranceDay._meta.db_table
    return list(Change.objects.filter(table_name=table, row_key=day_id).order_by("-pk")[:30])


def inspected(rows: Iterable[Facility], *, today: date) -> dict[int, list[date]]:
    """Days on which each was inspected, this year and the two before. One query."""
    done: dict[int, list[date]] = {}
    found = Inspection.objects.filter(facility__in=rows, done_on__year__gte=today.year - 2)
    for facility, on in found.values_list("facility", "done_on"):
        done.setdefault(facility, []).append(on)
    return done


def standings(rows: list[Facility], *, today: date) -> dict[int, rules.Standing]:
    """How each stands to the next day of remembrance; two queries for all."""
    days, done = remembrance_days(), inspected(rows, today=today)
    return {
        one.pk: rules.standing(days, done.get(one.pk, []), one.entered_at.date(), today=today)
        for one in rows
    }


def hanging(days: Iterable[rules.Day], *, today: date) -> list[Hanging]:
    """For each day what hangs on it; two queries for all."""
    rows = list(Facility.objects.filter(state=State.CHECKED.value).order_by("name"))
    done = inspected(rows, today=today)
    found = []
    for day in days:
        coming = rules.next_day(day, today=today)
        left = tuple(one for one in rows if not rules.is_done(done.get(one.pk, []), coming))
        found.append(Hanging(coming, len(rows), left))
    return found
