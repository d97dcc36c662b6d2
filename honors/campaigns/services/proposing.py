"""拟定、公示、决定: proposed by one, shown by another, decided by another than whoever proposed,
once every day of the publicity is over and every objection answered. The database holds the
same."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from honors.campaigns.models import Award, Campaign, Candidate, Objection
from honors.campaigns.rules import leaks, names_of, proposal_problems
from honors.campaigns.services.campaigns import locked_campaign, refuse_wrong_state
from honors.campaigns.services.recording import of_campaign, of_candidate
from honors.campaigns.services.screening import locked_candidate
from honors.campaigns.services.telling import tell_all, tell_outcome
from honors.campaigns.states import (
    CAMPAIGN_LABELS,
    CAMPAIGN_MOVES,
    OUT,
    PROPOSE,
    CampaignState,
    CandidateState,
    News,
    ObjectionState,
)
from honors.roll.rules import check_year
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.workdays.rules import last_working_day
from veterans.workdays.selectors import calendar

TWO_PEOPLE = "名单是您拟定的，请由另一人办理。"


@transaction.atomic
def propose(
    *,
    campaign_id: int,
    chosen: Mapping[int, str],
    passed_over: Mapping[int, str],
    by: User,
    at: datetime,
) -> Campaign:
    """The list of those to be honoured, with the reason of each who was passed over.

    Refuses more than the quota, somebody without a place or out of the campaign, somebody passed
    over without a reason, and somebody without a sentence for the publicity.
    """
    require(by, PROPOSE.duty)
    campaign = locked_campaign(by, campaign_id)
    if campaign.state not in PROPOSE.starts:
        now = CAMPAIGN_LABELS[CampaignState(campaign.state)][0]
        raise Refused(f"这次评选{now}，不能拟定名单。")
    rows = Candidate.objects.select_for_update(of=("self",)).filter(campaign=campaign)
    known = {one.pk: one for one in rows.order_by("pk") if one.state == CandidateState.CLEARED}
    if not set(chosen) <= set(known) or set(chosen) | set(passed_over) != set(known):
        raise Refused("名单有变化，请刷新后重新拟定。")
    problems = proposal_problems(
        {key: one.place for key, one in known.items()},
        chosen,
        passed_over,
        quota=campaign.quota,
        names={key: one.name for key, one in known.items()},
    )
    problems += [f"“{known[key].name}”还没有公示简介。" for key in chosen if not known[key].brief]
    if problems:
        raise Refused("".join(problems))
    for key, one in known.items():
        one.is_proposed = key in chosen
        why = chosen.get(key, "") or passed_over.get(key, "")
        one.proposed_why = line(why, "原因", 200, needed=False)
        one.save(update_fields=["is_proposed", "proposed_why"])
    campaign.state = PROPOSE.target
    campaign.proposed_by, campaign.proposed_at = by, at
    campaign.save()
    of_campaign("propose", campaign, by, at, chosen=len(chosen))
    return campaign


@transaction.atomic
def write_brief(*, candidate_id: int, brief: str, by: User, at: datetime) -> Candidate:
    """The sentence for the publicity, while the list is being made."""
    require(by, PROPOSE.duty)
    candidate = locked_candidate(by, candidate_id)
    if candidate.campaign.state != CampaignState.RANKED or candidate.state in OUT:
        raise Refused("现在不能改公示简介。")
    told = line(brief, "公示简介", 120)
    if leaks(told, names_of(candidate.name)):
        raise Refused("公示简介里不要写姓名：公示的姓名是遮起来的。")
    candidate.brief = told
    candidate.save(update_fields=["brief"])
    of_candidate("candidate_completed", candidate, by, at)
    return candidate


@transaction.atomic
def send_back(*, campaign_id: int, verb: str, why: str, by: User, at: datetime) -> Campaign:
    """The list goes back before it is shown (``send_back``), or comes off the public page
    (``take_down``); a new one is made public for all its days anew. Refuses while an objection is
    open: it is answered first."""
    move = CAMPAIGN_MOVES[verb]
    require(by, move.duty)
    campaign = locked_campaign(by, campaign_id)
    refuse_wrong_state(campaign, verb)
    told = line(why, "原因", 200)
    if verb == "take_down" and open_objections(campaign):
        raise Refused("还有没答复的异议，请先核查、答复。")
    campaign.state, campaign.sent_back_why = move.target, told
    campaign.proposed_by = campaign.proposed_at = None
    campaign.shown_by = campaign.shown_at = campaign.last_on = None
    campaign.save()
    Candidate.objects.filter(campaign=campaign).update(is_proposed=False)
    of_campaign(verb, campaign, by, at)
    return campaign


@transaction.atomic
def show(*, campaign_id: int, by: User, at: datetime, today: date) -> Campaign:
    """开始公示: residents read the list, covered, from now on; the days begin tomorrow. Refuses
    whoever proposed it."""
    move = CAMPAIGN_MOVES["show"]
    require(by, move.duty)
    campaign = locked_campaign(by, campaign_id)
    refuse_wrong_state(campaign, "show")
    if campaign.proposed_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    if not campaign.candidates.filter(is_proposed=True).exists():
        raise Refused("拟表彰的人选都退出了，请退回重拟。")
    first = today + timedelta(days=1)
    campaign.last_on = last_working_day(first, campaign.publicity_days, calendar(since=today))
    campaign.state = move.target
    campaign.shown_by, campaign.shown_at = by, at
    campaign.save()
    of_campaign("show", campaign, by, at, last_on=campaign.last_on)
    if campaign.tells_shortlist:
        tell_all(_proposed(campaign), News.SHORTLISTED, at=at, today=today)
    return campaign


@transaction.atomic
def decide(
    *,
    campaign_id: int,
    document_no: str,
    decided_on: date,
    by: User,
    at: datetime,
    today: date,
) -> Campaign:
    """决定表彰: whoever is on the list and was not overturned is honoured; each gets the number of
    a certificate.

    Refuses whoever proposed it, while a day of the publicity or an objection is open, where nobody
    is left, and a decision without its number or of a day to come. The database refuses the same.
    """
    move = CAMPAIGN_MOVES["decide"]
    require(by, move.duty)
    campaign = locked_campaign(by, campaign_id)
    refuse_wrong_state(campaign, "decide")
    if campaign.proposed_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    assert campaign.last_on is not None
    if today <= campaign.last_on:
        raise Refused(f"公示到 {campaign.last_on:%Y-%m-%d} 才满，过了这一天才能决定。")
    if count := open_objections(campaign):
        raise Refused(f"还有 {count} 件异议没有答复，答复以后才能决定。")
    if not campaign.last_on < decided_on <= today:
        raise Refused("表彰日期要在公示结束以后，不能晚于今天。")
    check_year(campaign.year, decided_on, today=today)
    campaign.document_no = line(document_no, "表彰文号", 60)
    campaign.decided_on = decided_on
    campaign.state = move.target
    campaign.decided_by, campaign.decided_at = by, at
    campaign.save()
    rows = Candidate.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, state=CandidateState.CLEARED.value
    )
    winners = 0
    for one in rows.order_by("place", "serial"):
        won = one.is_proposed
        one.state = (CandidateState.WINNER if won else CandidateState.NOT_CHOSEN).value
        one.save(update_fields=["state"])
        if won:
            winners += 1
            Award.objects.create(
                candidate=one, certificate_no=certificate_no(campaign, winners), decided_at=at
            )
    if not winners:
        raise Refused("拟表彰的人选都不在了，请撤下公示，重新拟定。")
    of_campaign("decide", campaign, by, at, winners=winners)
    tell_outcome(campaign, at=at, today=today)
    return campaign


def _proposed(campaign: Campaign) -> list[Candidate]:
    found = list(campaign.candidates.filter(is_proposed=True))
    for one in found:
        one.campaign = campaign
    return found


def certificate_no(campaign: Campaign, serial: int) -> str:
    """``2026-07-0012-03``: year, title, campaign, which of it."""
    return f"{campaign.year}-{campaign.title_id:02}-{campaign.pk:04}-{serial:02}"


def open_objections(campaign: Campaign) -> int:
    """How many objections nobody has answered."""
    rows = Objection.objects.filter(campaign=campaign, state=ObjectionState.OPEN.value)
    return rows.count()
