"""What of the double list the bureau is reminded of: deadlines near and past, and silence.

A rule speaks of how many, never of what; the unit's contact hears by message, where a mobile is
registered.
"""

from collections.abc import Sequence
from datetime import date

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register
from support_services.units.hearing import KIND as UNIT_CONTACT

_DUE = """
SELECT i.id AS subject_id, NULL::bigint AS person_id, NULL::bigint AS region_id,
       i.deadline AS due_on, jsonb_build_object('单位', u.name) AS words,
       u.id AS hearer_id, u.name AS hearer_name,
       u.contact_phone IS NOT NULL AND u.closed_at IS NULL AS hearer_rings
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
    """Called once by the app's ``ready``. 催办 at 15, 7 and 1 days before, to the bureau on the day
    after as well, and
    the collection that some places begin each November, are proposals; a person takes them up.
    Where no list is kept, nobody is told to collect."""
    register(
        Occasion(
            "dlist_due",
            "双清单事项到期",
            _due,
            subject="dlist_item",
            words={"单位": "承办单位的名称"},
            hears=UNIT_CONTACT,
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
            "dlist-due-unit",
            "双清单到期催办承办单位",
            "dlist_due",
            (-15, -7, -1),
            "unit",
            "【{局名}】{单位}：贵单位承办的双清单有 {项数} 项{日期}到期，还没有办结。请抓紧办理、"
            "报送情况；不能按期办完的请申请延期，有困难请打电话 {局电话}。",
            channels=("sms",),
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
