"""What of the visits a station may be reminded of: the last day of a window, with who is left."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register
from support_services.visits import selectors
from veterans.registry.models import Person

_NOBODY = (
    "SELECT NULL::bigint AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,"
    " NULL::date AS due_on, '{}'::jsonb AS words WHERE false"
)


def _ending(days: Sequence[date]) -> Query:
    """Whoever was not met in a window that ends on one of these days; a branch for each."""
    branches = [_NOBODY]
    params: dict[str, Any] = {}
    for day in days:
        for one in selectors.rounds(today=day):
            if one.window.last != day:
                continue
            people = selectors.not_met(Person.objects.all(), one.task, one.window)
            sql, given = people.order_by().values("pk").query.sql_with_params()
            names = [f"v{len(params) + place}" for place in range(len(given) + 2)]
            params |= dict(zip(names, [*given, day, one.task.title], strict=True))
            *inner, on, title = (f"%({name})s" for name in names)
            branches.append(
                f"SELECT id, id, NULL::bigint, {on}::date,"
                f" jsonb_build_object('任务', {title}::text)"
                f" FROM registry_person WHERE id IN ({sql % tuple(inner)})"
            )
    return Query(" UNION ALL ".join(branches), params)


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    words: dict[str, Any] = {"任务": "走访任务的名称"}
    register(
        Occasion(
            "visits_end",
            "走访任务到期（还没有走访到的）",
            _ending,
            words=words,
            shared=frozenset(words),
            ends=True,
        )
    )
    propose(
        Proposal(
            "visits-end",
            "走访到期提醒站点",
            "visits_end",
            (-10, -3),
            "village",
            "{地方}“{任务}”还有 {人数} 人没有走访到，{日期}截止，请抓紧。",
            town_after=1,
            bureau_after=5,
        )
    )
