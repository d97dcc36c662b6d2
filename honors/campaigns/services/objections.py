"""异议: brought over the net or registered at the desk while the list is public; each is answered
before anything is decided. Upheld, whoever it was about is no longer on the list."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from honors.campaigns.models import Campaign, Candidate, Objection, ObjectionPaper
from honors.campaigns.selectors.publicity import objection_visible_to
from honors.campaigns.services.campaigns import locked_campaign
from honors.campaigns.services.recording import of_campaign
from honors.campaigns.states import (
    ANSWER,
    SCREEN,
    CampaignState,
    CandidateState,
    ObjectionState,
)
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import pace, sealed_files
from veterans.foundation.attachments import Attachment, check_attachment
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kinds_in
from veterans.registry.rules import clean_name, clean_open_text, clean_phone

LONGEST, MOST_PAPERS = 1000, 3
# Of one file that a stranger sends, in bytes.
MOST_BYTES = 4 * 1024 * 1024
HOUR = 60 * 60
OVER = "公示已经结束，或者名单已经撤下，网上不再收异议；有情况请打页面上的电话。"
TWO_PEOPLE = "异议是您登记的，请由另一人答复。"
_TOKEN = re.compile(r"\A[0-9a-f]{32}\Z")
_UNWANTED = frozenset({"identity number", "account number"})


def is_token(form: str) -> bool:
    """Whether it looks like the token of a form that was shown."""
    return _TOKEN.match(form) is not None


@transaction.atomic
def register(
    *,
    campaign_id: int,
    serial: int,
    raised_on: date,
    objector: str,
    phone: str,
    text: str,
    files: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> Objection:
    """What somebody says at the desk or by telephone. Name and telephone may be left out. Taken
    until the decision, late ones too. Refuses a day before the publicity or after today."""
    require(by, SCREEN)
    campaign = locked_campaign(by, campaign_id)
    if campaign.state != CampaignState.PUBLICITY or campaign.shown_at is None:
        raise Refused("只有公示期间到决定表彰以前才登记异议。")
    if raised_on > today:
        raise Refused("提出日期不能晚于今天。")
    made = Objection(
        campaign=campaign,
        candidate=_on_the_list(campaign, serial),
        raised_on=raised_on,
        objector=clean_name(objector) if objector.strip() else None,
        phone=clean_phone(phone) or None,
        text=_text(text),
        receipt=secrets.token_hex(16),
        registered_by=by,
        registered_at=at,
    )
    made.save()
    _keep(made, _checked(files, settings.PORTAL_ATTACHMENT_BYTES), at)
    of_campaign("objection_registered", campaign, by, at, objection=made.pk)
    return made


def send(
    *,
    campaign_id: int,
    serial: int,
    objector: str,
    phone: str,
    text: str,
    files: Sequence[bytes],
    form: str,
    address: str,
    at: datetime,
    today: date,
) -> str:
    """What a resident sends, without saying who he is if he does not want to; the token of its
    receipt. The same form gives the same receipt. ``address``: counted by a digest, not kept.

    Refuses once the list is no longer public, what names numbers of people or accounts, files that
    are none, and whoever sends too much (``TooOften``).
    """
    if not is_token(form):
        raise Refused("这一页放得太久了，请再按一次“发出去”。")
    known = Objection.objects.filter(form=form).first()
    if known is not None:
        return known.receipt
    said = _text(text)
    name = clean_name(objector) if objector.strip() else None
    number = clean_phone(phone) or None
    papers = _checked(files, MOST_BYTES)
    _keep_pace(address, at)
    try:
        with transaction.atomic():
            return _write(campaign_id, serial, name, number, said, papers, form, at, today)
    except IntegrityError as error:
        known = Objection.objects.filter(form=form).first()
        if known is not None:
            return known.receipt
        raise Refused(OVER) from error


def _write(
    campaign_id: int,
    serial: int,
    name: str | None,
    number: str | None,
    said: str,
    papers: tuple[Attachment, ...],
    form: str,
    at: datetime,
    today: date,
) -> str:
    campaign = (
        Campaign.objects.select_for_update()
        .filter(pk=campaign_id, state=CampaignState.PUBLICITY.value, last_on__gte=today)
        .first()
    )
    if campaign is None:
        raise Refused(OVER)
    made = Objection.objects.create(
        campaign=campaign,
        candidate=_on_the_list(campaign, serial),
        raised_on=today,
        objector=name,
        phone=number,
        text=said,
        form=form,
        receipt=secrets.token_hex(16),
        registered_at=at,
    )
    _keep(made, papers, at)
    of_campaign("objection_sent", campaign, None, at, objection=made.pk)
    return made.receipt


@transaction.atomic
def answer(
    *,
    objection_id: int,
    is_upheld: bool,
    found: str,
    told: str,
    by: User,
    at: datetime,
) -> Objection:
    """What was found, and what whoever objected is told. Upheld: off the list.

    Refuses whoever registered it, one that is answered, and an answer without words.
    """
    require(by, ANSWER)
    known = objection_visible_to(by, objection_id)
    campaign = locked_campaign(by, known.campaign_id)
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    if objection.state != ObjectionState.OPEN:
        raise Refused("这件异议已经答复，不用再办。")
    if objection.registered_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    objection.found = line(found, "核查情况", 500)
    objection.told = line(told, "答复", 300)
    state = ObjectionState.UPHELD if is_upheld else ObjectionState.REJECTED
    objection.state = state.value
    objection.answered_by, objection.answered_at = by, at
    # What was said is sealed, and would be sealed anew.
    objection.save(update_fields=["found", "told", "state", "answered_by", "answered_at"])
    if is_upheld:
        candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=objection.candidate_id)
        if candidate.state == CandidateState.CLEARED:
            candidate.state, candidate.is_proposed = CandidateState.OVERTURNED.value, False
            candidate.out_by, candidate.out_at, candidate.out_why = by, at, "公示异议成立"
            candidate.save()
    of_campaign("objection_answered", campaign, by, at, objection=objection.pk, upheld=is_upheld)
    return objection


def _on_the_list(campaign: Campaign, serial: int) -> Candidate:
    found = campaign.candidates.filter(serial=serial, is_proposed=True).first()
    if found is None:
        raise NotFound("名单里没有这一位，请重新选。")
    return found


def _text(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if _UNWANTED & kinds_in(plain):
        raise Refused("请不要写身份证号、银行卡号，删掉以后再发。")
    said = clean_open_text(text, what="异议内容", longest=LONGEST)
    if not said:
        raise Refused("请写明有什么异议：哪件事、什么时候、怎么知道的。")
    return said


def _checked(files: Sequence[bytes], most: int) -> tuple[Attachment, ...]:
    if len(files) > MOST_PAPERS:
        raise Refused(f"佐证最多 {MOST_PAPERS} 个。")
    return tuple(check_attachment(one, max_bytes=most) for one in files)


def _keep(objection: Objection, papers: tuple[Attachment, ...], at: datetime) -> None:
    for number, one in enumerate(papers, start=1):
        stored = sealed_files.store(
            name=f"异议佐证{number}.{one.ending}",
            content_type=one.content_type,
            parts=[one.content],
            at=at,
        )
        ObjectionPaper.objects.create(objection=objection, file=stored)


def _keep_pace(address: str, at: datetime) -> None:
    words = "这一会儿发来的太多了，没有收下。写的还在这一页上，请过一会儿再发，或者打下面的电话。"
    counts = (
        ("sent_from", pace.stranger(address), settings.PORTAL_SENDINGS_PER_ADDRESS),
        ("sent", "all", settings.PORTAL_SENDINGS_PER_HOUR),
    )
    for deed, who, most in counts:
        pace.keep(deed=deed, who=who, limits=[pace.Limit(HOUR, most, words)], at=at)
