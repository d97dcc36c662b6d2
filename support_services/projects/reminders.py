"""What of projects the bureau may be reminded of: that a milestone falls due."""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

# Once it is done, or put off, it falls due no more on that day.
_DUE = """
SELECT m.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       COALESCE(m.extended_to, m.due_on) AS due_on,
       jsonb_build_object('项目', a.title, '节点', m.what) AS words
  FROM projects_milestone m
  JOIN projects_application a ON a.id = m.application_id
 WHERE a.state = 'chosen' AND m.done_on IS NULL
   AND COALESCE(m.extended_to, m.due_on) = ANY(%(days)s::date[])
"""


def _due(days: Sequence[date]) -> Query:
    return Query(_DUE, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "project_milestone",
            "服务项目的节点快到期了",
            _due,
            subject="project",
            words={"项目": "项目名称", "节点": "节点要做什么"},
        )
    )
    propose(
        Proposal(
            "project-milestone",
            "服务项目节点到期提醒区局",
            "project_milestone",
            (-14, -1),
            "bureau",
            "有 {人数} 个服务项目的节点到 {日期}到期，请问进展；做不完的登记延期。",
        )
    )
