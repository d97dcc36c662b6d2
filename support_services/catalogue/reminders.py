"""What of the catalogue the bureau may be reminded of: that an item has to be looked at again."""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_DUE = """
SELECT i.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       (i.verified_on + make_interval(months => i.check_months::int))::date AS due_on,
       jsonb_build_object('项目', e.title) AS words
  FROM catalogue_item i
  JOIN catalogue_edition e ON e.item_id = i.id AND e.state = 'published'
 WHERE (i.verified_on + make_interval(months => i.check_months::int))::date = ANY(%(days)s::date[])
"""


def _due(days: Sequence[date]) -> Query:
    return Query(_DUE, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "catalogue_check",
            "优待项目该核对了",
            _due,
            subject="catalogue_item",
            words={"项目": "优待项目的名称"},
        )
    )
    propose(
        Proposal(
            "catalogue-check",
            "优待项目核对提醒区局",
            "catalogue_check",
            (-15, 0),
            "bureau",
            "优待目录有 {人数} 个项目到 {日期}该核对了，请对照文件原文或问承办单位。",
        )
    )
