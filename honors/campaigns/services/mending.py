"""What was entered wrongly is put right: a nomination in the wrong campaign goes over to the right
one, a draft goes away, two candidates who were joined and are two are parted again. Nothing that
anybody was told of disappears: what was moved stays behind, taken back."""

from datetime import date, datetime

from django.db import transaction

from honors.campaigns.models import Campaign, Candidate, Nomination, NominationPaper
from honors.campaigns.selectors.candidates import nomination_visible_to
from honors.campaigns.services.nominating import locked_nomination, take_back
from honors.campaigns.services.recording import checked, of_candidate, of_nomination
from honors.campaigns.services.screening import locked_candidate
from honors.campaigns.services.writing import PEOPLE_KINDS
from honors.campaigns.states import (
    ENTER,
    NOMINATE,
    SCREEN,
    TAKING,
    CandidateState,
    NominationState,
)
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused

# What of a nomination goes over to another campaign; the consent only where the paper is about it.
_KEPT = (
    *("source", "by_unit", "by_region", "by_person", "by_link"),
    *("name", "number", "number_index", "unit", "region", "work", "is_serving", "phone"),
)
_CONSENT = ("consent", "consent_on", "consent_note", "consent_file")


@transaction.atomic
def move_nomination_to(
    *,
    nomination_id: int,
    campaign_id: int,
    keeps_consent: bool,
    why: str,
    by: User,
    at: datetime,
    today: date,
) -> Nomination:
    """The same as a draft in another campaign that takes nominations; here it is taken back.

    Answers go over to fields of the same name. ``keeps_consent``: the paper of the consent is
    about that other campaign. Refuses one that does not take such nominations or such nominees,
    once the review of this one has begun, and one that was moved already.
    """
    require(by, ENTER)
    here = nomination_visible_to(by, nomination_id).campaign_id
    if here == campaign_id:
        raise Refused("请选择另一个评选。")
    # Both campaigns in one order, so that two who move to and fro do not wait for each other.
    rows = Campaign.objects.select_for_update().filter(pk__in=[here, campaign_id]).order_by("pk")
    target = {one.pk: one for one in rows}.get(campaign_id)
    if target is None or target.state not in TAKING:
        raise Refused("那个评选现在不收推荐，请另选。")
    nomination = locked_nomination(nomination_id, by)
    if nomination.state == NominationState.WITHDRAWN:
        raise Refused("这份推荐已经撤回，不能再转。")
    if nomination.source not in target.sources:
        raise Refused("那个评选不接受这种推荐方式，请另选。")
    if (nomination.campaign.kind in PEOPLE_KINDS) != (target.kind in PEOPLE_KINDS):
        raise Refused("那个评选的对象不一样（个人、单位），不能转过去。")
    told = line(why, "转的原因", 150)
    made = Nomination(campaign=target, entered_by=by, entered_at=at, moved_from=nomination)
    for name in (*_KEPT, *(_CONSENT if keeps_consent else ())):
        setattr(made, name, getattr(nomination, name))
    made.told = _by_label(nomination, target)
    checked(made, exclude=("candidate", "moved_from"))
    NominationPaper.objects.bulk_create(
        NominationPaper(nomination=made, file_id=key, added_at=at)
        for key in nomination.papers.values_list("file", flat=True)
    )
    take_back(nomination, f"录错评选，转到“{target.name}”：{told}"[:200], by, at)
    nomination.state = NominationState.WITHDRAWN.value
    nomination.save()
    of_nomination("nomination_moved", nomination, by, at, to=made.pk)
    return made


def _by_label(nomination: Nomination, target: Campaign) -> dict[str, str]:
    fields = nomination.campaign.fields.values_list("pk", "label")
    said = {label: nomination.told.get(str(key), "") for key, label in fields}
    return {str(one.pk): said.get(one.label, "") for one in target.fields.all()}


@transaction.atomic
def delete_draft(*, nomination_id: int, by: User, at: datetime) -> None:
    """A draft that nobody was told of is gone; by whoever entered it. Refuses what was handed in
    once (it is taken back instead), what has papers (they stay), and another's."""
    require(by, NOMINATE if by.is_station else ENTER)
    nomination = locked_nomination(nomination_id, by)
    if nomination.state != NominationState.DRAFT:
        raise Refused("提交过的推荐不能删除，只能撤回。")
    if nomination.entered_by_id != by.pk:
        raise Refused("这份草稿由另一人录入，请由录入人删除。")
    if nomination.moved_from_id is not None:
        raise Refused("这份是从别的评选转来的，不能删除，不要的请撤回。")
    if nomination.papers.exists() or nomination.consent_file_id is not None:
        raise Refused("草稿里有佐证或同意书，不能删除，不要的请撤回。")
    of_nomination("nomination_deleted", nomination, by, at)
    nomination.delete()


@transaction.atomic
def part_candidates(*, candidate_id: int, why: str, by: User, at: datetime) -> Candidate:
    """Two who were joined and are two: the one that was joined stands again, with the nominations
    it had and without what the other got of it. Refuses once either was screened on it, and what
    was joined before this was written down."""
    require(by, SCREEN)
    candidate = locked_candidate(by, candidate_id)
    if candidate.state != CandidateState.JOINED or candidate.joined_into_id is None:
        raise Refused("这个人选没有并入别人。")
    if candidate.campaign.state not in TAKING:
        raise Refused("评审已经开始，不能再分开。")
    if candidate.given_over is None:
        raise Refused("这次合并没有记下带过去了什么，不能分开；请撤回推荐、重新录入。")
    into = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.joined_into_id)
    if into.state != CandidateState.WAITING:
        raise Refused(f"第 {into.serial} 号已经初审，请先“重新初审”，再分开。")
    line(why, "原因", 200)
    given = candidate.given_over
    for name in given["fields"]:
        setattr(into, name, "" if name in ("consent", "consent_note") else None)
    into.save()
    candidate.state, candidate.joined_into = CandidateState.WAITING.value, None
    candidate.given_over = None
    candidate.save()
    moved = Nomination.objects.filter(pk__in=given["nominations"], candidate=into)
    moved.update(candidate=candidate)
    if not candidate.nominations.exclude(state=NominationState.WITHDRAWN.value).exists():
        raise Refused("它的推荐都已经撤回，不用分开。")
    of_candidate("candidate_parted", candidate, by, at, of=into.pk)
    return candidate


@transaction.atomic
def disown_nomination(
    *,
    campaign_id: int,
    unit_id: int,
    link_id: int,
    answered_at: datetime,
    road: str,
    by: User | None,
    at: datetime,
    today: date,
) -> str:
    """What a unit says it has not nominated is taken back, while it still can be; a sentence. Never
    refuses."""
    campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
    rows = Nomination.objects.select_for_update().filter(campaign=campaign_id, by_unit=unit_id)
    found = rows.filter(by_link=True, handed_at=answered_at).first()
    if campaign is None or found is None:
        return "没有找到这次推荐，评选没有自动变，由经办核实以后处理。"
    if found.state == NominationState.WITHDRAWN:
        return "这份推荐已经撤回。"
    if campaign.state not in TAKING:
        return "评审已经开始，这份推荐没有自动撤回，由区局决定怎样处理。"
    found.campaign = campaign
    take_back(found, "单位说不是它推荐的", by, at)
    found.state = NominationState.WITHDRAWN.value
    found.save()
    of_nomination("nomination_disowned", found, by, at, link=link_id, road=road)
    return "这份推荐撤回了；这个人没有别的推荐的，已经退出评选。"
