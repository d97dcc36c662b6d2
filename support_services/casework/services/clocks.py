"""The days by which a case is due, reckoned from its rule, its pauses and the calendar.

What they are stands in the row, so that a list of a hundred thousand is one statement. Every verb
settles its own case, the sweep every night all that are open: a calendar may have changed.
"""

from datetime import date

from django.conf import settings

from support_services.casework.models import Case, ExtensionState
from support_services.casework.rules import Stand, Term, Unit, last_day
from support_services.casework.states import OPEN, SENT_IN, CaseState
from veterans.regions.models import Level
from veterans.workdays.rules import Calendar

COLUMNS = ("inform_by", "object_by", "finish_by", "target_by")


def settle(case: Case, calendar: Calendar) -> bool:
    """Set the days of a case; True where one of them is another than before. Does not save.

    Reads its pauses and extensions: two queries, none where they were prefetched.
    """
    stands = [Stand(one.first_on, one.last_on) for one in case.pauses.all()]
    more = sum(
        one.days for one in case.extensions.all() if one.state == ExtensionState.IN_FORCE.value
    )
    return _set(case, calendar, stands, more)


def settle_new(case: Case, calendar: Calendar) -> None:
    """The same for a case that is about to be written."""
    _set(case, calendar, [], 0)


def _set(case: Case, calendar: Calendar, stands: list[Stand], more: int) -> bool:
    before = [getattr(case, name) for name in COLUMNS]
    case.inform_by = _inform_by(case, calendar)
    case.object_by = _object_by(case, calendar)
    case.finish_by = _finish_by(case, calendar, stands, more)
    case.target_by = _target_by(case, calendar)
    return before != [getattr(case, name) for name in COLUMNS]


def _inform_by(case: Case, calendar: Calendar) -> date | None:
    if case.state != CaseState.REGISTERED:
        return None
    rule = case.rule
    return last_day(case.received_on, Term(rule.inform_days, Unit(rule.inform_unit)), calendar)


def _object_by(case: Case, calendar: Calendar) -> date | None:
    """A station that was handed the case; the bureau, for what another office sent it."""
    term = Term(case.rule.object_days, Unit.WORKDAY)
    if case.offered_on is not None:
        return last_day(case.offered_on, term, calendar)
    asked = case.channel in SENT_IN and case.owner.level == Level.COUNTY
    if asked and case.state == CaseState.REGISTERED:
        return last_day(case.received_on, term, calendar)
    return None


def _finish_by(case: Case, calendar: Calendar, stands: list[Stand], more: int) -> date | None:
    if case.state not in OPEN or case.state == CaseState.ANSWERED:
        return None
    rule = case.rule
    term = Term(rule.finish_days + more, Unit(rule.finish_unit))
    return last_day(case.received_on, term, calendar, stands)


def _target_by(case: Case, calendar: Calendar) -> date | None:
    days = {
        CaseState.REGISTERED: settings.PORTAL_CASE_CONTACT_WORKDAYS,
        CaseState.INFORMED: settings.PORTAL_CASE_ANSWER_WORKDAYS,
        CaseState.IN_HAND: settings.PORTAL_CASE_ANSWER_WORKDAYS,
    }.get(CaseState(case.state), 0)
    return last_day(case.received_on, Term(days, Unit.WORKDAY), calendar) if days else None
