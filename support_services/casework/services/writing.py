"""What every verb of a case has in common: the case locked, the move allowed, the story told."""

from datetime import date, datetime

from support_services.casework.models import Case, CaseEntry
from support_services.casework.rules import Clock
from support_services.casework.selectors import cases_visible_to, dues_of, extension_open, why_not
from support_services.casework.services.clocks import COLUMNS, settle
from support_services.casework.states import MOVES, OVER, CaseState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.models import Region
from veterans.regions.selectors import county
from veterans.registry.rules import clean_open_text
from veterans.workdays.selectors import calendar

TEXT_LENGTH = 1000
# The clock that a verb stops, so that the story says by when it was due.
STOPS: dict[str, Clock] = {
    "inform": Clock.INFORM,
    "decline": Clock.INFORM,
    "answer": Clock.FINISH,
    "accept": Clock.OBJECT,
    "object": Clock.OBJECT,
    "taken_as_accepted": Clock.OBJECT,
}
_WRITTEN = (
    *COLUMNS,
    *("state", "outcome", "came_back", "owner", "offered_from", "offered_on", "is_sensitive"),
    *("answered_on", "closed_on"),
)


def locked(case_id: int, verb: str, by: User) -> Case:
    """The case as it is now, nobody else's until the transaction ends. Refuses whoever may not see
    it, or may not do that with it as it stands."""
    require(by, MOVES[verb].duty)
    case = cases_visible_to(by).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound("没有找到这件诉求。")
    refusal = why_not(by, case, verb, extension_open(case))
    if refusal:
        raise Refused(refusal)
    return case


def said(text: str, *, what: str, needed: bool = True) -> str:
    """What somebody wrote, tidied; refuses nothing where something has to be said."""
    clean = clean_open_text(text, what=what, longest=TEXT_LENGTH)
    if needed and not clean:
        raise Refused(f"请填写{what}。")
    return clean


def day_of(day: date, case: Case, today: date) -> date:
    """A day on which something was done; refuses one to come, and one before the case."""
    if day > today:
        raise Refused("日期不能晚于今天。")
    if day < case.received_on:
        raise Refused("日期早于收到这件诉求的日期，请核对。")
    return day


def write(
    case: Case,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    on: date,
    text: str = "",
    how: str = "",
    is_confidential: bool = False,
) -> Case:
    """Move the state, settle the clocks, save, tell the story, record: always the last thing."""
    stopped = STOPS.get(verb)
    due_on = dues_of(case)[stopped] if stopped is not None else None
    target = MOVES[verb].target
    if target is not None:
        case.state = target.value
    if CaseState(case.state) in OVER and case.closed_on is None:
        case.closed_on = on
        case.offered_from = case.offered_on = None
    settle(case, calendar(since=case.received_on))
    case.save(update_fields=list(_WRITTEN))
    write_entry(
        case,
        verb,
        by=by,
        at=at,
        on=on,
        text=text,
        how=how,
        due_on=due_on,
        is_confidential=is_confidential,
    )
    audit.record(
        actor=by, action=f"case.{verb}", subject="case", subject_id=case.pk, detail={}, at=at
    )
    return case


def write_entry(
    case: Case,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    on: date,
    text: str,
    how: str = "",
    due_on: date | None = None,
    is_confidential: bool = False,
) -> None:
    """One line of the story."""
    CaseEntry.objects.create(
        case=case,
        verb=verb,
        by=by,
        at=at,
        on=on,
        place=_place(by, case),
        state=case.state,
        owner=case.owner,
        how=how,
        text=text,
        due_on=due_on,
        is_confidential=is_confidential,
    )


def _place(by: User | None, case: Case) -> Region:
    """Where whoever did it works."""
    if by is not None and by.is_station and by.region is not None:
        return by.region
    return county() or case.owner
