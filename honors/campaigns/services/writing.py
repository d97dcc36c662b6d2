"""What is said of whoever is nominated, and who says it: into a nomination that is new or locked.
Checked here; handed in, returned and taken back elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from honors.campaigns.models import Campaign, Candidate, Nomination, NominationPaper
from honors.campaigns.models import Field as FormField
from honors.campaigns.services.recording import checked
from honors.campaigns.states import FieldKind, Source
from honors.campaigns.written_rows import LONGEST
from honors.roll.rules import NAME_LENGTH, check_consent
from honors.roll.states import Consent, HonoureeKind
from support_services.projects.texts import line
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.foundation import idcard, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.regions.selectors import region_by_code
from veterans.registry.models import Person
from veterans.registry.rules import clean_name, clean_open_text, clean_phone
from veterans.registry.selectors import id_index

MOST_PAPERS = 6
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
