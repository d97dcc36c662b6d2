"""What of campaigns the bureau may be reminded of: that a stage is to be over."""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

# A stage reminds as long as the campaign is in it.
_DUE = """
SELECT c.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       s.due_on AS due_on, jsonb_build_object('评选', c.name, '阶段', s.stage) AS words
  FROM campaigns_campaign c
 CROSS JOIN LATERAL (VALUES
       ('推荐截止', c.closes_on, c.state = 'open'),
       ('联审完成', c.check_by, c.state = 'checking'),
       ('评审完成', c.review_by, c.state = 'reviewing'),
       ('公示期满', c.last_on, c.state = 'publicity'),
       ('计划表彰', c.decide_by, c.state IN ('ranked', 'proposed', 'publicity'))
     ) AS s (stage, due_on, is_in_it)
 WHERE s.is_in_it AND s.due_on = ANY(%(days)s::date[])
"""


def _due(days: Sequence[date]) -> Query:
    return Query(_DUE, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "campaign_stage",
            "评选的一个阶段快到期了",
            _due,
            subject="campaign",
            words={"评选": "评选名称", "阶段": "到期的阶段"},
        )
    )
    propose(
        Proposal(
            "campaign-stage",
            "评选阶段到期提醒区局",
            "campaign_stage",
            (-7, -1, 0),
            "bureau",
            "有 {人数} 个评选的阶段到 {日期}到期（推荐、联审、评审、公示、表彰），请按时办。",
        )
    )
