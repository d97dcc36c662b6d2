"""What whoever nominated learns of it: by the outbox, in the transaction of what is told.

A unit hears by the contact of the register, a resident by message or letter, a station in its
inbox. The nominee's name is covered, why an office said no is in no message, and while the jury
judges nobody is told anything. Why somebody is not eligible is his own affair: others read it only
once he has agreed to be nominated.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from honors.campaigns.models import Campaign, Candidate, Nomination
from honors.campaigns.rules import nomination_no
from honors.campaigns.showing import may_hear_why
from honors.campaigns.states import (
    NEWS_TOLD,
    UNTOLD,
    CandidateState,
    News,
    NominationState,
    Source,
)
from support_services.notices.rules import TEXT_LENGTH
from support_services.notices.services.telling import tell
from support_services.units.hearing import KIND
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.regions.models import Level

# Of a message that must not become too long, and of a name in it.
LONGEST, LONGEST_NAME = 90, 20
FOR_CLERKS = frozenset({News.RETURNED, News.INELIGIBLE, News.ENDED})
_LIVE = [NominationState.HANDED_IN.value, NominationState.RETURNED.value]


def tell_nominator(
    nomination: Nomination,
    news: News,
    *,
    at: datetime,
    today: date,
    by: User | None = None,
    why: str = "",
) -> bool:
    """Tell whoever nominated; whether a notice was written. Not what he has just done himself, and
    nothing while the campaign is judged. Whoever wrote it down for him at the bureau is told what
    he has to see to."""
    if nomination.campaign.state in UNTOLD:
        return False
    title, told = NEWS_TOLD[news]
    number = nomination_no(nomination.campaign.year, nomination.campaign_id, nomination.pk)
    given: dict[str, Any] = {
        "event": f"nomination_{news.value}",
        "subject": ("nomination", nomination.pk),
        "title": f"评选推荐 {number}：{title}",
        "text": _text(nomination, number, f"{told}{_cut(why)}")[:TEXT_LENGTH],
        "on": today,
        "at": at,
    }
    clerk = nomination.entered_by
    if clerk is not None and not clerk.is_station and clerk != by and news in FOR_CLERKS:
        link = reverse("admin:nomination", args=[nomination.pk])
        tell(**{**given, "title": f"您录入的推荐 {number}：{title}"}, user=clerk, link=link)
    whom = _hearer(nomination, news, by)
    return whom is not None and tell(**given, **whom)


def tell_nominators(
    candidate: Candidate,
    news: News,
    *,
    at: datetime,
    today: date,
    by: User | None = None,
    why: str = "",
) -> int:
    """Everybody whose nomination of this one stands; how many. ``why``: only to whom it may be
    told."""
    told = 0
    for one in _standing(candidate):
        one.candidate = candidate
        told += tell_nominator(
            one, news, at=at, today=today, by=by, why=why if may_hear_why(one) else ""
        )
    return told


def tell_outcome(campaign: Campaign, *, at: datetime, today: date) -> int:
    """After the decision: who is honoured and who is not. Those who heard before that they are out
    of it hear nothing more; who left while it was judged is told of now."""
    told = 0
    for candidate in campaign.candidates.order_by("serial"):
        candidate.campaign = campaign
        if (news := _outcome(candidate, campaign)) is not None:
            told += tell_nominators(candidate, news, at=at, today=today)
    return told


def tell_all(candidates: Iterable[Candidate], news: News, *, at: datetime, today: date) -> int:
    """The same of several."""
    return sum(tell_nominators(one, news, at=at, today=today) for one in candidates)


def _outcome(candidate: Candidate, campaign: Campaign) -> News | None:
    if candidate.state == CandidateState.WINNER:
        return News.AWARDED
    if candidate.state == CandidateState.WITHDRAWN:
        begun = campaign.begun_at
        late = begun is not None and candidate.out_at is not None and candidate.out_at >= begun
        return News.ENDED if late else None
    known = (CandidateState.INELIGIBLE, CandidateState.JOINED)
    return None if candidate.state in known else News.NOT_CHOSEN


def _standing(candidate: Candidate) -> list[Nomination]:
    rows = candidate.nominations.filter(state__in=_LIVE)
    found = list(rows.select_related("by_unit", "by_region", "by_person", "entered_by"))
    for one in found:
        one.campaign = candidate.campaign
    return found


def _hearer(one: Nomination, news: News, by: User | None) -> dict[str, Any] | None:
    if one.by_unit_id is not None:
        # What comes by its link has its receipt from there.
        own = news is News.RECEIVED and one.by_link
        return None if own else {"hearer": (KIND, one.by_unit_id)}
    if one.by_region is not None:
        own = by is not None and by.is_station
        if own or one.by_region.level not in (Level.TOWN, Level.VILLAGE):
            return None
        link = reverse("station_campaigns:nomination", args=[one.pk])
        return {"region": one.by_region, "link": link}
    person = one.by_person
    # No letter is written only to say that something came.
    if person is None or (news is News.RECEIVED and not person.phone):
        return None
    return {"person": person}


def _text(one: Nomination, number: str, told: str) -> str:
    name = one.name if one.unit_id is not None else mask_name(one.name)
    if one.source == Source.SELF:
        about = "您自荐参评"
    else:
        whose = {Source.PEOPLE: "您", Source.STATION: "本站"}.get(Source(one.source), "贵单位")
        about = f"{whose}推荐{name[:LONGEST_NAME]}参评"
    phone = settings.PORTAL_BUREAU_PHONE
    where = f"凭编号可以打 {phone} 问。" if phone else "凭编号可以向区局问。"
    return (
        f"{settings.PORTAL_BUREAU_NAME}：{about}“{one.campaign.name}”（编号 {number}），"
        f"{told}{where}"
    )


def _cut(why: str) -> str:
    return f"{why[:LONGEST]}…" if len(why) > LONGEST else why
