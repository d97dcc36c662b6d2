"""Writing what is due into the outbox: one statement for each rule, whatever number of people.

Two planners at once, or one killed and called again, write each notice once: the table's own key
refuses the second.
"""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from support_services.notices import planning_sql
from support_services.notices.models import Notice, ReminderRule
from support_services.notices.selectors.planned import rules_in_force, said_between, window
from support_services.notices.states import NoticeState
from veterans.foundation import audit
from veterans.workdays.rules import Calendar
from veterans.workdays.selectors import calendar


def plan(*, today: date, at: datetime) -> dict[str, int]:
    """Write what today and the last days owe; how many notices by code of the rule."""
    days = calendar()
    written = {}
    _leave_the_dead(at)
    for rule in rules_in_force():
        count = _plan(rule, today, at, days)
        if count:
            written[rule.code] = count
    return written


@transaction.atomic
def _plan(rule: ReminderRule, today: date, at: datetime, days: Calendar) -> int:
    # Whoever stops or replaces the rule waits for this, or this finds it done.
    live = ReminderRule.objects.select_for_update(skip_locked=True).filter(
        pk=rule.pk, state=rule.state
    )
    said = said_between(rule, *window(today), days=days)
    if said is None or not live.exists():
        return 0
    sql, params = said
    with connection.cursor() as cursor:
        cursor.execute(
            planning_sql.insert(sql),
            {**params, "about": rule.code, "rule": rule.pk, "title": rule.title, "at": at},
        )
        count = int(cursor.rowcount)
    if count:
        audit.record(
            actor=None,
            action="notices.planned",
            subject="reminder_rule",
            subject_id=rule.pk,
            detail={"code": rule.code, "count": count},
            at=at,
        )
    return count


def _leave_the_dead(at: datetime) -> None:
    """What still waits for somebody who died or whose file was merged is not said any more."""
    gone = Q(person__died_on__isnull=False) | Q(person__merged_into__isnull=False)
    Notice.objects.filter(gone, state__in=[NoticeState.WAITING, NoticeState.FAILED]).update(
        state=NoticeState.CANCELLED, answer="person_gone"
    )
