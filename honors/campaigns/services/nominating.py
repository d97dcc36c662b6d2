"""推荐: written down by the bureau, a station, a unit by its link, or a resident who has proved who
he is; handed in, returned for completion, taken back. Nominations of one person are one candidate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from honors.campaigns.models import Campaign, Candidate, Nomination, NominationPaper
from honors.campaigns.models import Field as FormField
from honors.campaigns.rules import field_problem
from honors.campaigns.selectors.campaigns import is_open
from honors.campaigns.selectors.candidates import nomination_visible_to
from honors.campaigns.services.recording import checked, of_candidate, of_nomination
from honors.campaigns.states import (
    ENTER,
    NOMINATE,
    NOMINATION_LABELS,
    NOMINATION_MOVES,
    TAKING,
    WRITABLE,
    CandidateState,
    FieldKind,
    NominationState,
    Source,
)
from honors.campaigns.written_rows import LONGEST
from honors.roll.rules import NAME_LENGTH, check_consent
from honors.roll.states import Consent, HonoureeKind
from support_services.projects.texts import line
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.regions.selectors import region_by_code
from veterans.registry.models import Person
from veterans.registry.rules import clean_name, clean_open_text, clean_phone
from veterans.registry.selectors import id_index, people_with_numbers

MOST_PAPERS = 6
TOO_LATE = "这次评选已经截止，或者还没有开始推荐。"
PEOPLE_KINDS = frozenset({HonoureeKind.PERSON, HonoureeKind.FAMILY})


@dataclass(frozen=True)
class Nominator:
    """Who nominates: a unit, the station of a region, or a person of the register."""

    source: str
    unit_id: int | None = None
    region_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Said:
    """What is said of whoever is nominated. ``number``: identity number, "" where the nominator
    does not know it. ``region``: a code. ``told``: number of a field to its text. ``files``: photos
    and scans, beside what is there already."""

    name: str
    number: str = ""
    unit_id: int | None = None
    region: str = ""
    work: str = ""
    is_serving: bool = False
    phone: str = ""
    consent: str = ""
    consent_on: date | None = None
    consent_note: str = ""
    told: Mapping[int, str] = field(default_factory=dict)
    consent_file: bytes | None = None
    files: Sequence[bytes] = ()


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
    if verb == "hand_in":
        hand_in(nomination, by, at, today)
    elif verb == "return":
        _return(nomination, why, complete_by, today)
    else:
        take_back(nomination, why, by, at)
    nomination.state = move.target
    nomination.save()
    of_nomination(f"nomination_{verb}", nomination, by, at)
    return nomination


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


def nominated_by(campaign: Campaign, given: Nominator) -> dict[str, Any]:
    """The columns that say who nominates. Refuses whoever may not."""
    if given.source not in campaign.sources:
        raise Refused("这次评选不接受这种推荐方式。")
    if given.source in (Source.UNIT, Source.TROOPS):
        unit = Unit.objects.open().filter(pk=given.unit_id or 0).first()
        is_troops = unit is not None and unit.kind == UnitKind.TROOPS
        if unit is None or is_troops != (given.source == Source.TROOPS):
            raise Refused("请从列表中选择推荐单位，部队推荐选部队。")
        return {"source": given.source, "by_unit": unit}
    if given.source == Source.STATION:
        region = Region.objects.filter(pk=given.region_id or 0).first()
        if region is None or region.level not in ("town", "village"):
            raise Refused("请选择是哪个镇街、村居推荐的。")
        return {"source": given.source, "by_region": region}
    person = Person.objects.filter(pk=given.person_id or 0, merged_into__isnull=True).first()
    if person is None:
        raise Refused("群众推荐、自荐要有推荐人的档案；没有档案的，请镇街、村居站推荐。")
    return {"source": given.source, "by_person": person}


def write(nomination: Nomination, said: Said, at: datetime, today: date) -> None:
    """Everything that is said, into a locked or new nomination. Refuses numbers of people and
    designations of units in what others read, and a consent that cannot be."""
    campaign = nomination.campaign
    of_people = campaign.kind in PEOPLE_KINDS
    nomination.name = clean_name(said.name)[:NAME_LENGTH]
    if of_people:
        number = idcard.check(said.number, today=today) if said.number.strip() else ""
        if number:
            nomination.number, nomination.number_index = number, id_index(number)
    nomination.unit = _unit(campaign, said.unit_id)
    nomination.region = _place(said.region)
    nomination.work = line(said.work, "所在单位", 60, needed=False)
    nomination.is_serving = said.is_serving and of_people
    nomination.phone = clean_phone(said.phone) or nomination.phone
    nomination.consent, nomination.consent_on = said.consent, said.consent_on
    nomination.consent_note = line(said.consent_note, "同意书编号、存放", 80, needed=False)
    check_nominee_consent(nomination, campaign, today)
    nomination.told = _told(campaign, said.told)
    if said.consent_file is not None:
        nomination.consent_file = _stored(said.consent_file, "同意书", at)
    checked(nomination, exclude=("candidate",))
    _add_papers(nomination, said.files, at)


def check_nominee_consent(one: Nomination | Candidate, campaign: Campaign, today: date) -> None:
    """Refuses a consent of the wrong hand: of a serving soldier his unit's alone."""
    if one.is_serving and one.consent and one.consent != Consent.UNIT:
        raise Refused("现役军人参评、公布要有所在部队同意，请选“所在部队同意（现役）”。")
    check_consent(one.consent, one.consent_on, kind=campaign.kind, died_on=None, today=today)


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


def _told(campaign: Campaign, told: Mapping[int, str]) -> dict[str, str]:
    return {str(one.pk): _text(one, told.get(one.pk, "")) for one in campaign.fields.all()}


def _text(one: FormField, text: str) -> str:
    if one.kind != FieldKind.TEXT:
        return line(text, one.label, LONGEST, needed=False)
    kept = []
    for part in text.splitlines():
        clean = clean_open_text(part, what=one.label, longest=LONGEST)
        if kind_in(clean):
            raise Refused(f"{one.label}里不要写身份证号、账号和个人手机号。")
        kept += [clean] if clean else []
    return "\n".join(kept)


def _place(code: str) -> Region | None:
    if not code:
        return None
    region = region_by_code(code)
    if region is None:
        raise Refused("请从列表中选择来自哪里。")
    return region


def _unit(campaign: Campaign, unit_id: int | None) -> Unit | None:
    if campaign.kind in PEOPLE_KINDS or unit_id is None:
        return None
    unit = Unit.objects.open().filter(pk=unit_id).first()
    if unit is None:
        raise Refused("请从列表中选择参评单位。")
    return unit


def _add_papers(nomination: Nomination, files: Sequence[bytes], at: datetime) -> None:
    if nomination.papers.count() + len(files) > MOST_PAPERS:
        raise Refused(f"佐证最多 {MOST_PAPERS} 个，请选最清楚的。")
    for number, content in enumerate(files, start=1):
        NominationPaper.objects.create(
            nomination=nomination, file=_stored(content, f"佐证{number}", at), added_at=at
        )


def _stored(content: bytes, name: str, at: datetime) -> sealed_files.SealedFile:
    one = check_attachment(content, max_bytes=settings.PORTAL_ATTACHMENT_BYTES)
    return sealed_files.store(
        name=f"{name}.{one.ending}", content_type=one.content_type, parts=[one.content], at=at
    )
