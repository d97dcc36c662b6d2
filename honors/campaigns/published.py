"""What residents may see of campaigns: what is open, what is made public (names covered), who was
honoured (as the roll tells it, and no longer than it does), and that a certificate is genuine."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from honors.campaigns.models import Award, Campaign, Candidate, Nomination, Objection
from honors.campaigns.models import Field as FormField
from honors.campaigns.rules import days_left
from honors.campaigns.showing import conditions_told, number_of, told_of
from honors.campaigns.states import (
    CAMPAIGN_LABELS,
    FIELD_LABELS,
    HONOURED,
    NOMINATION_LABELS,
    OBJECTION_LABELS,
    SOURCE_LABELS,
    CampaignState,
    FieldKind,
    NominationState,
    ObjectionState,
    Source,
)
from honors.roll.models import Edition, Revocation
from honors.roll.states import EditionState, RevocationState
from support_services.stations.rules import spoken_name
from veterans.foundation.masking import mask_name
from veterans.regions.models import Level, Region
from veterans.workdays.selectors import calendar

_SHOWN = [CampaignState.OPEN.value, CampaignState.PUBLICITY.value, *(s.value for s in HONOURED)]
_RESIDENTS = frozenset({Source.PEOPLE.value, Source.SELF.value})


@dataclass(frozen=True)
class Asked:
    """A field of the nomination form, in words."""

    label: str
    words: str


@dataclass(frozen=True)
class Listed:
    """Somebody on the public list, the name covered. ``place``: to the village, "" for none."""

    serial: int
    name: str
    place: str
    brief: str


@dataclass(frozen=True)
class Winner:
    """Somebody honoured, as the roll tells it now."""

    honour_id: int
    name: str
    place: str
    citation: str


@dataclass(frozen=True)
class PublicCampaign:
    """A campaign as residents read it. ``left``: working days of the publicity, today counted;
    ``listed`` only while it is made public, ``winners`` only afterwards, ``silent``: how many of
    them the roll does not tell of (yet, or any more)."""

    id: int
    name: str
    title: str
    year: int
    told: str
    kind: str
    quota: int
    state_label: str
    state_tone: str
    opens_on: date
    closes_on: date
    is_open: bool
    sources: tuple[str, ...]
    takes_people: bool
    takes_self: bool
    conditions: str
    asked: tuple[Asked, ...]
    is_public_list: bool
    last_on: date | None
    left: int
    listed: tuple[Listed, ...]
    winners: tuple[Winner, ...]
    silent: int
    document_no: str
    decided_on: date | None


@dataclass(frozen=True)
class Certified:
    """What a number proves. ``name``: "" where it was revoked or is not told of."""

    number: str
    title: str
    year: int
    name: str
    document_no: str
    decided_on: date
    is_revoked: bool


@dataclass(frozen=True)
class Receipt:
    """How an objection stands, for whoever has its receipt: nobody's name."""

    campaign: str
    raised_on: date
    state_label: str
    state_tone: str
    told: str


@dataclass(frozen=True)
class Own:
    """A nomination of whoever has proved who he is."""

    id: int
    number: str
    campaign: str
    name: str
    on: date
    state_label: str
    state_tone: str
    told: str
    may_withdraw: bool


def campaigns(today: date) -> list[PublicCampaign]:
    """Open ones, those made public, and those of the last years that were decided; in this order.
    A fixed number of queries."""
    rows = list(_rows())
    winners, silent = _winners([one.pk for one in rows])
    listed = _listed([one.pk for one in rows if one.state == CampaignState.PUBLICITY])
    order = [CampaignState.OPEN, CampaignState.PUBLICITY, CampaignState.DECIDED]
    rank = {one: number for number, one in enumerate(order)}
    rows.sort(key=lambda one: (rank.get(CampaignState(one.state), 2), -one.year, -one.pk))
    return [_shown(one, today, listed, winners, silent) for one in rows]


def campaign(campaign_id: int, today: date) -> PublicCampaign | None:
    """One of them; None alike for what there is not and what is not public now."""
    found = _rows().filter(pk=campaign_id).first()
    if found is None:
        return None
    winners, silent = _winners([found.pk])
    listed = _listed([found.pk] if found.state == CampaignState.PUBLICITY else [])
    return _shown(found, today, listed, winners, silent)


def open_to_people(today: date) -> list[tuple[str, str]]:
    """Words and address of every campaign for which a resident may nominate today."""
    rows = _rows().filter(
        Q(sources__overlap=sorted(_RESIDENTS)),
        state=CampaignState.OPEN.value,
        opens_on__lte=today,
        closes_on__gte=today,
    )
    return [(f"推荐：{one.name}", reverse("own_campaigns:nominate", args=[one.pk])) for one in rows]


def parts_of(campaign_id: int) -> tuple[Campaign, list[FormField]] | None:
    """What the form of a campaign is made of."""
    found = _rows().filter(pk=campaign_id).first()
    return (found, list(found.fields.all())) if found is not None else None


def own_nominations(person_id: int, today: date) -> list[Own]:
    """What somebody has nominated, the newest first."""
    rows = Nomination.objects.select_related("campaign", "candidate").filter(by_person=person_id)
    live = (NominationState.HANDED_IN, NominationState.RETURNED)
    return [
        Own(
            id=one.pk,
            number=number_of(one),
            campaign=one.campaign.name,
            name=one.name if one.source == Source.SELF else mask_name(one.name),
            on=one.handed_on or today,
            state_label=NOMINATION_LABELS[NominationState(one.state)][0],
            state_tone=NOMINATION_LABELS[NominationState(one.state)][1],
            told=told_of(one),
            may_withdraw=one.state in live and one.campaign.state in ("open", "checking"),
        )
        for one in rows.order_by("-pk")[:20]
    ]


def receipt(token: str) -> Receipt | None:
    """How an objection stands."""
    found = Objection.objects.select_related("campaign").filter(receipt=token).first()
    if found is None:
        return None
    label, tone = OBJECTION_LABELS[ObjectionState(found.state)]
    return Receipt(found.campaign.name, found.raised_on, label, tone, found.told)


def certified(number: str) -> Certified | None:
    """What the number of a certificate proves; None alike for none and for one whose honour is not
    told of: not published yet, or withdrawn."""
    award = (
        Award.objects.select_related("candidate__campaign__title")
        .filter(certificate_no=number)
        .first()
    )
    if award is None or award.honour_id is None:
        return None
    campaign = award.candidate.campaign
    assert campaign.decided_on is not None
    stands = Edition.objects.filter(honour=award.honour_id, state=EditionState.PUBLISHED.value)
    edition = stands.first()
    revoked = Revocation.objects.filter(
        honour=award.honour_id, state=RevocationState.CONFIRMED.value, is_told=True
    ).first()
    if edition is None and revoked is None:
        return None
    return Certified(
        number=award.certificate_no,
        title=campaign.title.name,
        year=campaign.year,
        name=edition.name if edition is not None else "",
        document_no=revoked.document_no if revoked is not None else campaign.document_no,
        decided_on=revoked.decided_on if revoked is not None else campaign.decided_on,
        is_revoked=edition is None,
    )


def _rows() -> QuerySet[Campaign]:
    rows = Campaign.objects.select_related("title").prefetch_related("fields")
    return rows.filter(state__in=_SHOWN)


def _listed(campaigns: list[int]) -> dict[int, list[Listed]]:
    rows = Candidate.objects.select_related("region__parent").filter(
        campaign__in=campaigns, is_proposed=True, state="cleared"
    )
    found: dict[int, list[Listed]] = {}
    for one in rows.order_by("place", "serial"):
        is_person = one.unit_id is None
        found.setdefault(one.campaign_id, []).append(
            Listed(
                one.serial,
                mask_name(one.name) if is_person else one.name,
                _place(one.region),
                one.brief,
            )
        )
    return found


def _winners(campaigns: list[int]) -> tuple[dict[int, list[Winner]], dict[int, int]]:
    """Those whom the roll tells of now, and how many it does not."""
    rows = Award.objects.filter(candidate__campaign__in=campaigns).values_list(
        "candidate__campaign", "honour"
    )
    pairs = list(rows.order_by("certificate_no"))
    editions = {
        one.honour_id: one
        for one in Edition.objects.select_related("region__parent").filter(
            honour__in=[key for _, key in pairs if key], state=EditionState.PUBLISHED.value
        )
    }
    winners: dict[int, list[Winner]] = {}
    silent: dict[int, int] = {}
    for campaign_id, honour in pairs:
        edition = editions.get(honour)
        if edition is None:
            silent[campaign_id] = silent.get(campaign_id, 0) + 1
            continue
        winners.setdefault(campaign_id, []).append(
            Winner(honour, edition.name, _place(edition.region), edition.citation)
        )
    return winners, silent


def _place(region: Region | None) -> str:
    if region is None or region.level == Level.COUNTY:
        return ""
    if region.level == Level.VILLAGE and region.parent is not None:
        return f"{spoken_name(region.parent.name)} {spoken_name(region.name)}"
    return spoken_name(region.name)


def _shown(
    one: Campaign,
    today: date,
    listed: dict[int, list[Listed]],
    winners: dict[int, list[Winner]],
    silent: dict[int, int],
) -> PublicCampaign:
    label, tone = CAMPAIGN_LABELS[CampaignState(one.state)]
    is_list = one.state == CampaignState.PUBLICITY
    is_open = one.state == CampaignState.OPEN and one.opens_on <= today <= one.closes_on
    if one.state == CampaignState.OPEN and not is_open:
        early = today < one.opens_on
        label, tone = ("还没有开始推荐", "info") if early else ("推荐已截止", "idle")
    if is_list and one.last_on is not None and today > one.last_on:
        label, tone = "公示已满", "idle"
    return PublicCampaign(
        id=one.pk,
        name=one.name,
        title=one.title.name,
        year=one.year,
        told=one.told,
        kind=one.get_kind_display(),
        quota=one.quota,
        state_label=label,
        state_tone=tone,
        opens_on=one.opens_on,
        closes_on=one.closes_on,
        is_open=is_open,
        sources=tuple(SOURCE_LABELS[Source(of)] for of in one.sources),
        takes_people=is_open and Source.PEOPLE.value in one.sources,
        takes_self=is_open and Source.SELF.value in one.sources,
        conditions=conditions_told(one),
        asked=tuple(_asked(of) for of in one.fields.all()),
        is_public_list=is_list and one.last_on is not None and today <= one.last_on,
        last_on=one.last_on,
        left=_left(one, today) if is_list else 0,
        listed=tuple(listed.get(one.pk, [])) if is_list and _in_time(one, today) else (),
        winners=tuple(winners.get(one.pk, [])),
        silent=silent.get(one.pk, 0),
        document_no=one.document_no,
        decided_on=one.decided_on,
    )


def _in_time(one: Campaign, today: date) -> bool:
    return one.last_on is not None and today <= one.last_on


def _left(one: Campaign, today: date) -> int:
    if one.last_on is None or today > one.last_on:
        return 0
    known = calendar(since=today)
    days = [
        date.fromordinal(day)
        for day in range(today.toordinal(), one.last_on.toordinal() + 1)
        if known.is_working_day(date.fromordinal(day))
    ]
    return days_left(today, days, one.last_on)


def _asked(one: FormField) -> Asked:
    words = [FIELD_LABELS[FieldKind(one.kind)]]
    if one.kind in (FieldKind.LINE, FieldKind.TEXT):
        words.append(f"{one.least} 到 {one.most} 字" if one.least else f"最多 {one.most} 字")
    words += ["要填"] if one.is_needed else []
    return Asked(one.label, "，".join(words))
