"""Rules, and what they say on which day. Two statements for each rule at most, whatever number of
people it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from support_services.notices import planning_sql
from support_services.notices.models import ReminderRule
from support_services.notices.occasions import Occasion, occasion
from support_services.notices.rules import (
    CATCH_UP_DAYS,
    OF_ALL,
    OF_AREA,
    OF_PERSON,
    OF_UNIT,
    Step,
    steps_said,
)
from support_services.notices.states import Audience, Channel, NoticeState, RuleState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.rules import subtree_end
from veterans.workdays.rules import Calendar
from veterans.workdays.selectors import calendar

PREVIEW_DAYS = 30


@dataclass(frozen=True)
class Count:
    """How many notices of a kind are said on a day. A cancelled one reaches nobody: no telephone,
    and the rule knows no other road."""

    say_on: date
    audience: Audience
    channel: Channel
    state: NoticeState
    count: int


@dataclass(frozen=True)
class Told:
    """A person behind a day of a rule, with the day it is about."""

    person_id: int
    due_on: date


def rules_visible_to(user: User | Any) -> QuerySet[ReminderRule]:
    """All versions of all rules, for whoever reads notices."""
    rows = ReminderRule.objects.select_related("entered_by", "enforced_by", "ended_by")
    return rows if isinstance(user, User) and user.may("notices.read") else rows.none()


def rule_visible_to(user: User | Any, rule_id: int) -> ReminderRule:
    found = rules_visible_to(user).filter(pk=rule_id).first()
    if found is None:
        raise NotFound("没有这条提醒规则。")
    return found


def rules_in_force() -> list[ReminderRule]:
    """What the planner goes by."""
    return list(ReminderRule.objects.filter(state=RuleState.IN_FORCE).order_by("code"))


def allowed_words(known: Occasion | None, audience: Audience) -> list[str]:
    """What a template of a rule may name."""
    own = [] if known is None else list(known.words)
    if audience == Audience.PERSON:
        return [*OF_ALL, *OF_PERSON, *own]
    if audience == Audience.UNIT:
        own = [one for one in own if known and one in known.shared and one not in OF_UNIT]
        return [*OF_ALL, *OF_UNIT, *own]
    return [*OF_ALL, *OF_AREA, *(one for one in own if known and one in known.shared)]


def window(today: date) -> tuple[date, date]:
    """The days of which something may still have to be written today."""
    return today - timedelta(days=CATCH_UP_DAYS), today


def days_ahead(today: date) -> tuple[date, date]:
    """The days of the preview, today among them."""
    return today, today + timedelta(days=PREVIEW_DAYS)


def said_between(
    rule: ReminderRule, first: date, last: date, *, days: Calendar | None = None
) -> tuple[str, dict[str, Any]] | None:
    """The statement of what a rule says on these days; None where it says nothing, or no floor
    knows its occasion any more. ``days``: the calendar, where it is at hand."""
    known = occasion(rule.occasion)
    steps = steps_of(rule, first, last, days=days)
    return planning_sql.said_by(rule, known, steps) if known and steps else None


def steps_of(
    rule: ReminderRule, first: date, last: date, *, days: Calendar | None = None
) -> list[Step]:
    if days is None:
        days = calendar()
    return steps_said(rule.timing, first, last, days)


def counts(
    rule: ReminderRule,
    first: date,
    last: date,
    *,
    fresh: bool = False,
    days: Calendar | None = None,
) -> list[Count]:
    """How many notices the rule makes, by day; ``fresh``: only what is not written yet."""
    said = said_between(rule, first, last, days=days)
    if said is None:
        return []
    sql, params = said
    rows = _rows(
        sql + (planning_sql.COUNT_FRESH if fresh else planning_sql.COUNT),
        {**params, "about": rule.code},
    )
    return [
        Count(say_on, Audience(audience), Channel(channel), NoticeState(state), count)
        for say_on, audience, channel, state, count in rows
    ]


def preview(rules: Iterable[ReminderRule], today: date) -> list[tuple[ReminderRule, list[Count]]]:
    """Who would hear what from today on, rule by rule."""
    days = calendar()
    return [(rule, counts(rule, *days_ahead(today), days=days)) for rule in rules]


def people_said(
    rule: ReminderRule,
    steps: Sequence[Step],
    *,
    area: str | None,
    limit: int,
    start: int = 0,
) -> tuple[list[Told], int]:
    """A page of the people behind these sayings, by place and name, and how many there are.

    ``area``: path of the region whose people are meant, "" for everybody; None is nobody.
    """
    known = occasion(rule.occasion)
    if known is None or not steps or area is None:
        return [], 0
    sql, params = planning_sql.said_by(rule, known, steps)
    where = {
        "path": area,
        "path_end": subtree_end(area) if area else subtree_end("9"),
        "limit": limit,
        "start": start,
    }
    rows = _rows(f"{sql}{planning_sql.PEOPLE}", {**params, **where})
    return [Told(person_id, due_on) for person_id, due_on, _ in rows], rows[0][2] if rows else 0


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
