"""What of providers the bureau may be reminded of: that an agreement ends."""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

# One that has been renewed already is left out: the next agreement has another last day.
_ENDING = """
SELECT a.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       a.valid_to AS due_on, jsonb_build_object('单位', a.name) AS words
  FROM providers_agreement a
 WHERE a.state = 'published' AND a.valid_to = ANY(%(days)s::date[])
"""


def _ending(days: Sequence[date]) -> Query:
    return Query(_ENDING, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "provider_ending",
            "承办协议快到期了",
            _ending,
            subject="provider_agreement",
            words={"单位": "承办单位的名称"},
        )
    )
    propose(
        Proposal(
            "provider-ending",
            "承办协议到期提醒区局",
            "provider_ending",
            (-60, -15),
            "bureau",
            "有 {人数} 家承办单位的协议到 {日期}到期，请续签；到期后居民查不到，核验也停。",
        )
    )
