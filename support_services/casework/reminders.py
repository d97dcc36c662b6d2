"""What of the cases a station may be reminded of: by when somebody is to be told, or answered.

A rule speaks of how many, never of whom or of what. What the bureau has in hand stands on its desk.
"""

from collections.abc import Sequence
from datetime import date

from support_services.casework.states import AT_WORK
from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_DUE = """
    SELECT c.id AS subject_id, NULL::bigint AS person_id, c.owner_id AS region_id,
           c.{clock} AS due_on, '{{}}'::jsonb AS words
    FROM casework_case c JOIN regions_region o ON o.id = c.owner_id AND o.level <> 'county'
    WHERE c.{clock} = ANY(%(days)s::date[]) AND c.state = ANY(%(states)s)
"""


def _due(clock: str, days: Sequence[date]) -> Query:
    states = sorted(state.value for state in AT_WORK)
    return Query(_DUE.format(clock=clock), {"days": list(days), "states": states})


def register_reminders() -> None:
    """Called once by the app's ``ready``. With the clocks of 信访工作条例 the proposals speak on
    the tenth and fifteenth day, and on the fiftieth and sixtieth."""
    register(
        Occasion(
            "case_inform",
            "诉求应告知是否受理",
            lambda days: _due("inform_by", days),
            subject="case",
            ends=True,
        ),
        Occasion(
            "case_finish",
            "诉求应办结",
            lambda days: _due("finish_by", days),
            subject="case",
            ends=True,
        ),
    )
    propose(
        Proposal(
            "case-inform",
            "诉求告知期限提醒站点",
            "case_inform",
            (-5, 0),
            "village",
            "{地方}有 {人数} 件诉求最迟{日期}要告知本人是否受理，请在“诉求”里办理。",
            town_after=1,
            bureau_after=3,
        ),
        Proposal(
            "case-finish",
            "诉求办结期限提醒站点",
            "case_finish",
            (-10, 0),
            "village",
            "{地方}有 {人数} 件诉求最迟{日期}要办结，请抓紧办理；办不完的提前申请延期。",
            town_after=1,
            bureau_after=3,
        ),
    )
