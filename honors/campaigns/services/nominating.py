"""推荐: written down by the bureau or a station, handed in, returned for completion, taken back.
Nominations of one person are one candidate.
"""

from datetime import date, datetime

from django.db import transaction

from honors.campaigns.models import Campaign, Candidate, Nomination
from honors.campaigns.rules import field_problem
from honors.campaigns.selectors.campaigns import is_open
from honors.campaigns.selectors.candidates import nomination_visible_to
from honors.campaigns.services.recording import checked, of_candidate, of_nomination
from honors.campaigns.services.telling import tell_nominator
from honors.campaigns.services.writing import PEOPLE_KINDS, Nominator, Said, nominated_by, write
from honors.campaigns.states import (
    ENTER,
    NOMINATE,
    NOMINATION_LABELS,
    NOMINATION_MOVES,
    TAKING,
    WRITABLE,
    CandidateState,
    News,
    NominationState,
    Source,
)
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.models import Person
from veterans.registry.selectors import people_with_numbers

TOO_LATE = "这次评选已经截止，或者还没有开始推荐。"


@transaction.atomic
def enter_nomination(
    *,
    campaign_id: int,
    nominator: Nominator,
    said: Said,
    by: User,
    at: datetime,
    today: date,
) -> Nomination:
    """A draft by the bureau, for whoever nominates; or by a station, for itself."""
    _may_write(by)
    campaign = locked_open(campaign_id)
    made = Nomination(
        campaign=campaign,
        entered_by=by,
        entered_at=at,
        **nominated_by(campaign, _own_station(nominator, by)),
    )
    write(made, said, at, today)
    of_nomination("nomination_entered", made, by, at, source=made.source)
    return made


@transaction.atomic
def change_nomination(
    *, nomination_id: int, said: Said, by: User, at: datetime, today: date
) -> Nomination:
    """Other words, while it is a draft or returned for completion. What is sealed and left empty
    stays as it was."""
    _may_write(by)
    nomination = locked_nomination(nomination_id, by)
    if nomination.state not in WRITABLE:
        now = NOMINATION_LABELS[NominationState(nomination.state)][0]
        raise Refused(f"这份推荐{now}，不能再改；要改的，请区局退回补正。")
    write(nomination, said, at, today)
    of_nomination("nomination_changed", nomination, by, at)
    return nomination


@transaction.atomic
def move_nomination(
    *,
    nomination_id: int,
    verb: str,
    by: User,
    at: datetime,
    today: date,
    why: str = "",
    complete_by: date | None = None,
) -> Nomination:
    """Hand in, return for completion, take back.

    Refuses what is missing or too long, too early or too late; to return without saying what is
    missing and until when; to take back once the review has begun.
    """
    move = NOMINATION_MOVES[verb]
    require(by, move.duty) if move.duty else _may_write(by)
    nomination = locked_nomination(nomination_id, by)
    if nomination.state not in move.starts:
        now = NOMINATION_LABELS[NominationState(nomination.state)][0]
        raise Refused(f"这份推荐{now}，不能{move.label}。")
    was = NominationState(nomination.state)
    if verb == "hand_in":
        hand_in(nomination, by, at, today)
    elif verb == "return":
        _return(nomination, why, complete_by, today)
    else:
        take_back(nomination, why, by, at)
    nomination.state = move.target
    nomination.save()
    of_nomination(f"nomination_{verb}", nomination, by, at)
    why = f"{nomination.complete_by} 以前补：{nomination.missing}。" if verb == "return" else ""
    if was is not NominationState.DRAFT or verb == "hand_in":
        tell_nominator(nomination, _NEWS[verb], at=at, today=today, by=by, why=why)
    return nomination


_NEWS = {"hand_in": News.RECEIVED, "return": News.RETURNED, "withdraw": News.ENDED}


def locked_open(campaign_id: int) -> Campaign:
    """The campaign, locked. Whether it takes nominations is asked when one is handed in."""
    found = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("没有找到这次评选。")
    if found.state not in TAKING:
        raise Refused(TOO_LATE)
    return found


def locked_nomination(nomination_id: int, by: User) -> Nomination:
    """The nomination, its campaign locked before it."""
    known = nomination_visible_to(by, nomination_id)
    campaign = Campaign.objects.select_for_update().get(pk=known.campaign_id)
    found = Nomination.objects.select_for_update().get(pk=nomination_id)
    found.campaign = campaign
    return found


def _may_write(by: User) -> None:
    require(by, NOMINATE if by.is_station else ENTER)


def _own_station(nominator: Nominator, by: User) -> Nominator:
    """A station nominates for its own place and in no other way."""
    if not by.is_station:
        return nominator
    return Nominator(Source.STATION.value, region_id=by.region_id)


def hand_in(nomination: Nomination, by: User | None, at: datetime, today: date) -> None:
    """Whether everything is there and in time; then whom it is about. The caller saves."""
    campaign = nomination.campaign
    again = (
        nomination.state == NominationState.RETURNED
        and nomination.complete_by is not None
        and today <= nomination.complete_by
        and campaign.state in TAKING
    )
    if not (is_open(campaign, today) or again):
        raise Refused(TOO_LATE)
    problems = [
        field_problem(
            one.kind,
            one.label,
            nomination.told.get(str(one.pk), ""),
            least=one.least,
            most=one.most,
            needed=one.is_needed,
        )
        for one in campaign.fields.all()
    ]
    if told := "".join(one for one in problems if one):
        raise Refused(told)
    if nomination.region is None and campaign.kind in PEOPLE_KINDS:
        raise Refused("请选择被推荐人来自哪里。")
    nomination.handed_on, nomination.handed_at = today, at
    nomination.missing = ""
    _attach(nomination, by, at)


def _attach(nomination: Nomination, by: User | None, at: datetime) -> None:
    """To the candidate it is about, or to a new one."""
    known = nomination.candidate
    if known is not None:
        mine = known.nominations.exclude(state=NominationState.WITHDRAWN.value)
        if known.state == CandidateState.WAITING and mine.order_by("pk").first() == nomination:
            copy_said(nomination, known)
            known.save()
        return
    same = _same_nominee(nomination)
    if same is None:
        serial = nomination.campaign.candidates.count() + 1
        same = Candidate(campaign=nomination.campaign, serial=serial, entered_at=at)
        copy_said(nomination, same)
        checked(same, exclude=("person", "unit", "joined_into"))
        of_candidate("candidate_new", same, by, at)
    else:
        _complete(same, nomination)
        of_candidate("candidate_again", same, by, at, nomination=nomination.pk)
    nomination.candidate = same


def _same_nominee(nomination: Nomination) -> Candidate | None:
    rows = Candidate.objects.select_for_update(of=("self",)).filter(campaign=nomination.campaign)
    rows = rows.exclude(state__in=[CandidateState.WITHDRAWN.value, CandidateState.JOINED.value])
    if nomination.number_index is not None:
        return rows.filter(number_index=nomination.number_index).first()
    if nomination.unit_id is not None:
        return rows.filter(unit=nomination.unit_id).first()
    return None


_SAID = (
    *("name", "number", "number_index", "unit", "region", "work", "is_serving", "phone"),
    *("consent", "consent_on", "consent_note", "consent_file", "told"),
)


def copy_said(nomination: Nomination, candidate: Candidate) -> None:
    """Everything that was said of him, and his file where the register has one."""
    for name in _SAID:
        setattr(candidate, name, getattr(nomination, name))
    candidate.person = person_of(candidate)


def person_of(candidate: Candidate) -> Person | None:
    """Whose number it is, in the register."""
    if not candidate.number:
        return None
    number = str(candidate.number)
    return people_with_numbers(None, [number], people=Person.objects.all()).get(number)


def _complete(candidate: Candidate, nomination: Nomination) -> None:
    """What the second nominator knows and the first did not: the consent, above all."""
    if not candidate.consent and nomination.consent:
        for name in ("consent", "consent_on", "consent_note", "consent_file", "is_serving"):
            setattr(candidate, name, getattr(nomination, name))
        candidate.save()


def _return(nomination: Nomination, why: str, complete_by: date | None, today: date) -> None:
    nomination.missing = line(why, "要补正什么", 300)
    if complete_by is None or complete_by < today:
        raise Refused("请填写补正到哪一天，不能早于今天。")
    if nomination.campaign.state not in TAKING:
        raise Refused("评审已经开始，不能再退回补正。")
    candidate = nomination.candidate
    if candidate is not None and candidate.state != CandidateState.WAITING:
        raise Refused("这个人选已经初审；要补正的，先“重新初审”。")
    nomination.complete_by = complete_by


def take_back(nomination: Nomination, why: str, by: User | None, at: datetime) -> None:
    """Taken back; with the last nomination of somebody he is out of the campaign too."""
    if nomination.campaign.state not in TAKING:
        raise Refused("评审已经开始，不能再撤回；有难处的打电话给区局。")
    nomination.ended_at, nomination.ended_why = at, line(why, "撤回原因", 200)
    candidate = nomination.candidate
    if candidate is None:
        return
    others = candidate.nominations.exclude(pk=nomination.pk)
    if others.exclude(state=NominationState.WITHDRAWN.value).exists():
        return
    found = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if found.state not in (CandidateState.WITHDRAWN, CandidateState.JOINED):
        found.state = CandidateState.WITHDRAWN.value
        found.out_by, found.out_at, found.out_why = by, at, "推荐都已撤回"
        found.save()
