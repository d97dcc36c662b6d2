"""What of supporters the bureau may be reminded of: that a pact or a badge ends."""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_PACTS = """
SELECT p.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       p.valid_to AS due_on, jsonb_build_object('协议', p.title) AS words
  FROM supporters_pact p
 WHERE p.stage = 'in_force' AND p.valid_to = ANY(%(days)s::date[])
"""
_BADGES = """
SELECT b.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       b.valid_to AS due_on, jsonb_build_object('标识', b.name) AS words
  FROM supporters_badge b
 WHERE b.stage = 'in_force' AND b.valid_to = ANY(%(days)s::date[])
"""


def _pacts(days: Sequence[date]) -> Query:
    return Query(_PACTS, {"days": list(days)})


def _badges(days: Sequence[date]) -> Query:
    return Query(_BADGES, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "support_pact_ending",
            "拥军协议快到期了",
            _pacts,
            subject="supporter_pact",
            words={"协议": "协议的名称"},
        ),
        Occasion(
            "support_badge_ending",
            "拥军标识快到期了",
            _badges,
            subject="supporter_badge",
            words={"标识": "标识上的名称"},
        ),
    )
    propose(
        Proposal(
            "support-pact-ending",
            "拥军协议到期提醒区局",
            "support_pact_ending",
            (-60, -15),
            "bureau",
            "有 {人数} 份拥军协议到 {日期}到期，请续签或终止。",
        )
    )
    propose(
        Proposal(
            "support-badge-ending",
            "拥军标识到期提醒区局",
            "support_badge_ending",
            (-60, -15),
            "bureau",
            "有 {人数} 个荣誉标识到 {日期}到期；到期后居民查不到，扫码显示已经失效。",
        )
    )
