"""Counting the looks of a day in the audit log. A fixed number of statements, by its time index."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from veterans.accounts.models import User
from veterans.foundation.looks import TAKEN, WATCHED
from veterans.oversight.models import Alert
from veterans.oversight.rules import DAYS_BACK, DayOfLooks, Limits

# A number that belongs to nobody was asked for as well: each time counts as somebody.
_PEOPLE = "count(DISTINCT NULLIF(subject_id, '')) + count(*) FILTER (WHERE subject_id = '')"
_LOOKS = """
    FROM foundation_auditentry
    WHERE at >= %(begin)s AND at < %(end)s AND subject = 'person' AND action = ANY(%(watched)s)
"""
_BY_ACTOR = f"""
    WITH looks AS (
        SELECT actor_id, subject_id, NOT %(working)s
               OR (at AT TIME ZONE %(zone)s)::time NOT BETWEEN %(opens)s AND %(closes)s AS late
        {_LOOKS} AND actor_id IS NOT NULL
    )
    SELECT actor_id, {_PEOPLE},
           count(DISTINCT NULLIF(subject_id, '')) FILTER (WHERE late)
           + count(*) FILTER (WHERE late AND subject_id = '')
    FROM looks GROUP BY actor_id ORDER BY actor_id
"""
_USUAL = f"""
    SELECT actor_id, avg(people) FROM (
        SELECT actor_id, {_PEOPLE} AS people
        {_LOOKS} AND actor_id = ANY(%(actors)s)
        GROUP BY actor_id, (at AT TIME ZONE %(zone)s)::date
    ) days GROUP BY actor_id
"""
_CROWDS = f"""
    SELECT subject_id::bigint, count(DISTINCT actor_id)
    {_LOOKS} AND subject_id <> ''
    GROUP BY subject_id HAVING count(DISTINCT actor_id) >= %(lookers)s ORDER BY 1
"""
_TAKEN = """
    SELECT actor_id, sum((detail->>'rows')::bigint)::bigint
    FROM foundation_auditentry
    WHERE at >= %(begin)s AND at < %(end)s AND action = ANY(%(taken)s) AND actor_id IS NOT NULL
    GROUP BY actor_id HAVING sum((detail->>'rows')::bigint) > %(most)s ORDER BY actor_id
"""


def limits() -> Limits:
    """The settings."""
    opens, closes = settings.PORTAL_OFFICE_HOURS
    return Limits(
        people_a_day=settings.PORTAL_LOOKUPS_A_DAY,
        lookers_a_day=settings.PORTAL_LOOKERS_A_DAY,
        exported_a_day=settings.PORTAL_EXPORTED_A_DAY,
        opens=opens,
        closes=closes,
    )


def looks_by_colleague(day: date, *, working: bool, limits: Limits) -> list[DayOfLooks]:
    """What each colleague looked at on that day."""
    rows = _rows(_BY_ACTOR, day, day, working=working, opens=limits.opens, closes=limits.closes)
    return [DayOfLooks(*row) for row in rows]


def usual_of(actors: Collection[int], before: date) -> dict[int, Decimal]:
    """People a day of each, over those days of the thirty before on which he looked at anybody."""
    first, last = before - timedelta(days=DAYS_BACK), before - timedelta(days=1)
    return dict(_rows(_USUAL, first, last, actors=list(actors)))


def crowds(day: date, *, lookers: int) -> dict[int, int]:
    """People at whom so many colleagues or more looked on that day, and how many did."""
    return dict(_rows(_CROWDS, day, day, lookers=lookers))


def taken_along(day: date, *, most: int) -> dict[int, int]:
    """Colleagues who took more people than ``most`` along in files on that day, and how many."""
    return dict(_rows(_TAKEN, day, day, taken=sorted(TAKEN), most=most))


def alerts_visible_to(user: User) -> QuerySet[Alert]:
    """All of them for whoever reads the audit log, none for anybody else."""
    found = Alert.objects.select_related("actor", "looked_into_by")
    return found if user.may("audit.read") else found.none()


def _rows(sql: str, first: date, last: date, **more: Any) -> list[tuple[Any, ...]]:
    params = {
        "begin": midnight(first),
        "end": midnight(last + timedelta(days=1)),
        "zone": settings.TIME_ZONE,
        "watched": sorted(WATCHED),
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def midnight(day: date) -> datetime:
    """When that day begins at the bureau."""
    return timezone.make_aware(datetime.combine(day, time.min))
