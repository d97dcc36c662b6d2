"""What of the plaques a station may be reminded of: the last day of a batch, with what is left."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_ENDING = """
SELECT t.id AS subject_id, NULL::bigint AS person_id, h.region_id, b.last_on AS due_on,
       jsonb_build_object('集中悬挂', b.title) AS words
  FROM plaques_batch b JOIN plaques_task t ON t.closed_on IS NULL AND t.kind IN ('hang', 'replace')
  JOIN registry_household h ON h.id = t.home_id
 WHERE b.ended_at IS NULL AND b.last_on = ANY(%(days)s)
"""


def _ending(days: Sequence[date]) -> Query:
    return Query(_ENDING, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    words: dict[str, Any] = {"集中悬挂": "集中悬挂的名称"}
    register(
        Occasion(
            "plaques_end",
            "集中悬挂到期（还没有挂的户）",
            _ending,
            words=words,
            shared=frozenset(words),
            ends=True,
        )
    )
    propose(
        Proposal(
            "plaques-end",
            "集中悬挂到期提醒站点",
            "plaques_end",
            (-10, -3),
            "village",
            "{地方}“{集中悬挂}”还有 {人数} 户没有挂牌，{日期}截止，请抓紧。",
            town_after=1,
            bureau_after=5,
        )
    )
