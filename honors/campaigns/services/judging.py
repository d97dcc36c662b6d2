"""交评审 and 定名次: covered texts go to the jury, its standing and the public's vote come back and
are put together. What is frozen can be reckoned again from what they keep."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from honors.campaigns import judged
from honors.campaigns.models import Campaign, Candidate
from honors.campaigns.rules import Judged, Placed, leaks, placed
from honors.campaigns.selectors.candidates import marks_of, words_of
from honors.campaigns.services.campaigns import locked_campaign, refuse_wrong_state
from honors.campaigns.services.recording import of_campaign
from honors.campaigns.states import CAMPAIGN_MOVES, CandidateState, NominationState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused

# Of what stands on a ballot instead of a name.
HEADING = 40
NOT_YET = "评委还没有评完（评审还没有结束），不能定名次。"
NOT_COUNTED = "群众投票还没有结束，或者异常情况的报告还没有签，不能定名次。"


@dataclass(frozen=True)
class Reckoned:
    """Everybody as placed, with both scores."""

    placed: tuple[Placed, ...]
    given: dict[int, Judged]


@transaction.atomic
def begin_review(*, campaign_id: int, by: User, at: datetime, today: date) -> Campaign:
    """Every cleared candidate goes to the jury: covered texts and marks, nothing else.

    Refuses while anybody is not screened or not answered of, while something is returned for
    completion, where nobody is left, and a text that still names somebody.
    """
    move = CAMPAIGN_MOVES["begin_review"]
    require(by, move.duty)
    campaign = locked_campaign(by, campaign_id)
    refuse_wrong_state(campaign, "begin_review")
    rows = list(
        Candidate.objects.select_for_update(of=("self",))
        .filter(campaign=campaign)
        .select_related("region", "unit", "person")
        .order_by("serial")
    )
    _is_settled(campaign, rows, today)
    cleared = [one for one in rows if one.state == CandidateState.CLEARED]
    if not cleared:
        raise Refused("没有联审通过的人选，不能开始评审。")
    entries = entries_of(campaign, cleared)
    judged.open_panel(campaign, entries, by=by, at=at)
    if campaign.vote_share:
        lacking = [str(one.serial) for one in cleared if not one.brief]
        if lacking:
            raise Refused(f"群众投票要有简介，第 {'、'.join(lacking)} 号人选还没有写。")
        options = options_of(campaign, cleared)
        judged.open_poll(
            campaign, options, opens_on=today, closes_on=campaign.review_by, by=by, at=at
        )
    campaign.state = move.target
    campaign.begun_by, campaign.begun_at = by, at
    campaign.save()
    of_campaign("begin_review", campaign, by, at, entries=len(entries))
    return campaign


def _is_settled(campaign: Campaign, rows: list[Candidate], today: date) -> None:
    waiting = sum(one.state == CandidateState.WAITING for one in rows)
    if waiting:
        raise Refused(f"还有 {waiting} 个人选没有初审。")
    unanswered = sum(one.state == CandidateState.ELIGIBLE for one in rows)
    if unanswered:
        raise Refused(f"还有 {unanswered} 个人选的联审没有答全，请催一催。")
    returned = campaign.nominations.filter(
        state=NominationState.RETURNED.value, complete_by__gte=today
    ).count()
    if returned:
        raise Refused(f"还有 {returned} 份推荐退回补正，没有到期。")
    if campaign.review_by < today:
        raise Refused(f"计划评审完成的 {campaign.review_by:%Y-%m-%d} 已经过去，来不及评审。")


def entries_of(campaign: Campaign, candidates: list[Candidate]) -> list[judged.Entry]:
    """What the jury gets of each. Refuses, naming number and word, a text that says who it is."""
    fields = list(campaign.fields.filter(is_judged=True))
    entries, told = [], []
    for one in candidates:
        words = words_of(one) if campaign.is_anonymous else []
        texts = one.covered if campaign.is_anonymous else one.told
        sections = tuple((of.label, texts.get(str(of.pk), "")) for of in fields)
        if campaign.is_anonymous and not any(text for _, text in sections):
            told.append(f"第 {one.serial} 号还没有匿名稿。")
        for label, text in sections:
            if found := leaks(text, words):
                told.append(f"第 {one.serial} 号的{label}里还有“{'”“'.join(found)}”。")
        entries.append(judged.Entry(judged.ref_of(one.pk), sections, marks_of(one)))
    if told:
        raise Refused(f"评委会认出是谁：{''.join(told)}")
    return entries


def options_of(campaign: Campaign, candidates: list[Candidate]) -> list[judged.Option]:
    """What the public chooses from. While the jury is not to know who is who, the ballot does not
    say it either: what somebody has done stands there instead of his name. Refuses, naming number
    and word, a sentence that says who it is."""
    if not campaign.is_anonymous:
        return [judged.Option(judged.ref_of(one.pk), one.name, one.brief) for one in candidates]
    told = [
        f"第 {one.serial} 号的简介里还有“{'”“'.join(found)}”。"
        for one in candidates
        if (found := leaks(one.brief, words_of(one)))
    ]
    if told:
        raise Refused(f"投票页上认得出是谁，评委也看得到：{''.join(told)}")
    return [judged.Option(judged.ref_of(one.pk), *_headed(one.brief)) for one in candidates]


def _headed(brief: str) -> tuple[str, str]:
    """A heading, and the whole where it is longer."""
    return (brief, "") if len(brief) <= HEADING else (f"{brief[: HEADING - 1]}…", brief)


@transaction.atomic
def settle_places(*, campaign_id: int, by: User, at: datetime) -> Campaign:
    """定名次: what jury and public gave, put together and kept. Refuses while one is not over."""
    move = CAMPAIGN_MOVES["rank"]
    require(by, move.duty)
    campaign = locked_campaign(by, campaign_id)
    refuse_wrong_state(campaign, "rank")
    found = reckoned(campaign)
    rows = Candidate.objects.select_for_update(of=("self",)).filter(campaign=campaign)
    known = {one.pk: one for one in rows.order_by("pk")}
    for one in found.placed:
        candidate = known[one.candidate]
        given = found.given[one.candidate]
        candidate.jury_score, candidate.vote_score = given.jury, given.vote
        candidate.score, candidate.place, candidate.place_why = one.score, one.place, one.why
        candidate.save(update_fields=["jury_score", "vote_score", "score", "place", "place_why"])
    campaign.state = move.target
    campaign.ranked_by, campaign.ranked_at = by, at
    campaign.save()
    of_campaign("rank", campaign, by, at, placed=len(found.placed))
    return campaign


def reckoned(campaign: Campaign) -> Reckoned:
    """How everybody stands by what jury and vote keep: what was frozen, reckoned again. Whoever was
    judged has a place, also where he has fallen out since."""
    standing = judged.standing(campaign)
    if standing is None:
        raise Refused(NOT_YET)
    votes = judged.scores(campaign) if campaign.vote_share else {}
    if votes is None:
        raise Refused(NOT_COUNTED)
    names = {judged.ref_of(one.pk): one for one in campaign.candidates.all()}
    given = {}
    for one in standing:
        candidate = names.get(str(one.candidate))
        if candidate is None:
            raise Refused("评委名单和人选对不上，请联系管理员。")
        vote = votes.get(str(one.candidate)) if campaign.vote_share else None
        given[candidate.pk] = Judged(candidate.pk, f"{candidate.serial:04}", one.score, vote)
    return Reckoned(placed(given.values(), share=campaign.vote_share), given)
