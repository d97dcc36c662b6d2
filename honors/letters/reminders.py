"""What of the good news a station may be reminded of: the last day on which it is in time."""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_DUE = """
SELECT l.id AS subject_id, NULL::bigint AS person_id, p.region_id, l.due_on,
       '{}'::jsonb AS words
  FROM letters_letter l JOIN registry_person p ON p.id = l.person_id
 WHERE l.state IN ('checked', 'planned') AND l.due_on = ANY(%(days)s)
"""


def _due(days: Sequence[date]) -> Query:
    return Query(_DUE, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(Occasion("good_news_due", "喜报到期（还没有送达的）", _due, ends=True))
    propose(
        Proposal(
            "good-news-due",
            "喜报到期提醒站点",
            "good_news_due",
            (-5, -1),
            "village",
            "{地方}有 {人数} 份立功喜报还没有送达，{日期}到期，请抓紧。",
            town_after=1,
            bureau_after=5,
        )
    )
