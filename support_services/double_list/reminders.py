"""What of the double list the bureau is reminded of: deadlines near and past, and silence.

The unit itself hears by the slip with its link; a rule speaks of how many, never of what.
"""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_DUE = """
SELECT i.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       i.deadline AS due_on, jsonb_build_object('单位', u.name) AS words
  FROM double_list_item i JOIN units_unit u ON u.id = i.lead_id
 WHERE i.state IN ('assigned', 'returned', 'in_hand') AND i.deadline = ANY(%(days)s::date[])
"""
_TO_COLLECT = """
SELECT extract(year FROM d.day)::bigint AS subject_id, NULL::bigint AS person_id,
       NULL::bigint AS region_id, d.day AS due_on, '{}'::jsonb AS words
  FROM unnest(%(days)s::date[]) AS d (day)
 WHERE extract(month FROM d.day) = 11 AND extract(day FROM d.day) = 1
   AND EXISTS (SELECT FROM double_list_item)
"""


def _due(days: Sequence[date]) -> Query:
    return Query(_DUE, {"days": list(days)})


def _to_collect(days: Sequence[date]) -> Query:
    return Query(_TO_COLLECT, {"days": list(days)})


def register_reminders() -> None:
    """Called once by the app's ``ready``. 催办 at 15, 7 and 1 days before and on the day after, and
    the collection that some places begin each November, are proposals; a person takes them up.
    Where no list is kept, nobody is told to collect."""
    register(
        Occasion(
            "dlist_due",
            "双清单事项到期",
            _due,
            subject="dlist_item",
            words={"单位": "承办单位的名称"},
            ends=True,
        ),
        Occasion(
            "dlist_collect", "双清单集中征集（每年 11 月）", _to_collect, subject="dlist_year"
        ),
    )
    propose(
        Proposal(
            "dlist-due",
            "双清单到期催办区局",
            "dlist_due",
            (-15, -7, -1, 1),
            "bureau",
            "双清单有 {人数} 项{日期}到期还没有办结，请催办承办单位。",
        ),
        Proposal(
            "dlist-collect",
            "双清单集中征集提醒区局",
            "dlist_collect",
            (0,),
            "bureau",
            "{日期}起集中征集下一年度双清单，请联系驻地部队和各单位提出需求。",
        ),
    )
