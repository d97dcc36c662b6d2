"""Of what juries remind: that a review ends while jurors have not scored. The bureau hears how
many, and each juror who agreed to messages that he has something left to do, never what."""

from collections.abc import Sequence
from datetime import date

from honors.juries.hearing import CALLED, KIND
from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_ENDS = """
SELECT p.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       (p.closes_at AT TIME ZONE 'Asia/Shanghai')::date AS due_on,
       jsonb_build_object('评审', p.title, '没评的', count(*)) AS words
  FROM juries_panel p
  JOIN juries_entry e ON e.panel_id = p.id
  JOIN juries_assignment a ON a.entry_id = e.id
  JOIN juries_seat s ON s.id = a.seat_id AND s.left_at IS NULL
 WHERE p.state = 'reviewing'
   AND (p.closes_at AT TIME ZONE 'Asia/Shanghai')::date = ANY(%(days)s::date[])
   AND NOT EXISTS (SELECT FROM juries_ballot b WHERE b.assignment_id = a.id)
   AND NOT EXISTS (SELECT FROM juries_recusal r
                   WHERE r.entry_id = a.entry_id AND r.seat_id = a.seat_id)
 GROUP BY p.id
"""


# By seat: of one juror there is one row for each panel in which he is behind.
_BEHIND = """
SELECT s.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       (p.closes_at AT TIME ZONE 'Asia/Shanghai')::date AS due_on, '{}'::jsonb AS words,
       s.user_id::bigint AS hearer_id, %(called)s::text AS hearer_name, true AS hearer_rings
  FROM juries_seat s
  JOIN juries_panel p ON p.id = s.panel_id
  JOIN juries_jurorcontact c ON c.user_id = s.user_id AND c.ended_at IS NULL
 WHERE p.state = 'reviewing' AND s.left_at IS NULL
   AND (p.closes_at AT TIME ZONE 'Asia/Shanghai')::date = ANY(%(days)s::date[])
   AND EXISTS (
       SELECT FROM juries_assignment a
        WHERE a.seat_id = s.id
          AND NOT EXISTS (SELECT FROM juries_ballot b WHERE b.assignment_id = a.id)
          AND NOT EXISTS (SELECT FROM juries_recusal r
                          WHERE r.entry_id = a.entry_id AND r.seat_id = a.seat_id))
"""


def _behind(days: Sequence[date]) -> Query:
    return Query(_BEHIND, {"days": list(days), "called": CALLED})


def _ends(days: Sequence[date]) -> Query:
    return Query(_ENDS, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "jury_ends",
            "评审快截止，还有评委没评",
            _ends,
            subject="jury_panel",
            words={"评审": "评委会名称", "没评的": "还有几份没评"},
        ),
        Occasion(
            "jury_ends_juror",
            "评审快截止，评委自己还没评完（给评委发短信）",
            _behind,
            subject="jury_seat",
            hears=KIND,
            ends=True,
        ),
    )
    propose(
        Proposal(
            "jury-ends",
            "评审截止前提醒区局",
            "jury_ends",
            (-3, -1),
            "bureau",
            "有 {人数} 个评审到 {日期}截止，还有评委没有评完，请提醒；来不及的延长或者换人。",
        ),
        Proposal(
            "jury-ends-juror",
            "评审截止前提醒评委本人",
            "jury_ends_juror",
            (-2,),
            "unit",
            "{局名}：您参加的评审（{项数} 个）到 {日期}截止，还没有评完，请登录“我的评审”评完；"
            "有关系的请回避。",
            channels=("sms",),
        ),
    )
