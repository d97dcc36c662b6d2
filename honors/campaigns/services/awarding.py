"""After the decision: the honour onto the roll, the best to the level above. None of it has a way
of its own: the roll's people publish."""

from datetime import date, datetime

from django.db import transaction

from honors.campaigns.models import Award, Candidate, Recommendation
from honors.campaigns.selectors.publicity import award_visible_to
from honors.campaigns.services.recording import checked, of_candidate
from honors.campaigns.states import ENTER, OUTCOME_LABELS, Outcome
from honors.roll.models import Edition
from honors.roll.rules import CITATION_LENGTH, STORY_LENGTH
from honors.roll.services.editions import enter_honour
from honors.roll.states import EditionState
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused


def locked_award(by: User, award_id: int) -> Award:
    award_visible_to(by, award_id)
    found = Award.objects.select_for_update(of=("self",)).get(pk=award_id)
    found.candidate = Candidate.objects.select_related(
        "campaign__title", "region", "person", "unit", "consent_file"
    ).get(pk=found.candidate_id)
    return found


@transaction.atomic
def put_on_roll(
    *, award_id: int, citation: str, story: str, by: User, at: datetime, today: date
) -> Award:
    """The honour as a draft of the roll, with the consent he has given; another reviews and
    publishes it there. Refuses a second one."""
    require(by, ENTER)
    award = locked_award(by, award_id)
    if award.honour_id is not None and is_under_way(award):
        raise Refused("这项荣誉已经录入荣誉名录。")
    one, campaign = award.candidate, award.candidate.campaign
    region = one.region or (one.unit.region if one.unit is not None else None)
    if region is None:
        raise Refused("没有登记来自哪里，请在荣誉名录里直接录入。")
    content = b"".join(one.consent_file.read()) if one.consent_file is not None else None
    made = enter_honour(
        fields={
            "title": campaign.title_id,
            "year": campaign.year,
            "conferred_on": campaign.decided_on,
            "document_no": campaign.document_no,
            "kind": campaign.kind,
            "name": one.name,
            "region": region.code,
            "citation": line(citation, "事迹简介", CITATION_LENGTH),
            "story": story[: STORY_LENGTH + 1],
            "consent": one.consent,
            "consent_on": one.consent_on,
            "consent_note": one.consent_note,
        },
        person_id=one.person_id,
        consent_file=content,
        by=by,
        at=at,
        today=today,
    )
    award.honour = made.honour
    award.save(update_fields=["honour"])
    of_candidate("award_on_roll", one, by, at, honour=made.honour_id)
    return award


def is_under_way(award: Award) -> bool:
    """Whether the honour of an award is on the roll or on its way there."""
    if award.honour_id is None:
        return False
    rows = Edition.objects.filter(honour=award.honour_id)
    return rows.exclude(state=EditionState.DROPPED.value).exists()


@transaction.atomic
def recommend(
    *,
    award_id: int,
    to_body: str,
    for_title: str,
    document_no: str,
    sent_on: date,
    by: User,
    at: datetime,
    today: date,
) -> Recommendation:
    """择优上报. Refuses a second one, and a day before the decision or after today."""
    require(by, ENTER)
    award = locked_award(by, award_id)
    campaign = award.candidate.campaign
    if Recommendation.objects.filter(award=award).exists():
        raise Refused("已经上报过，结果在同一处登记。")
    assert campaign.decided_on is not None
    if not campaign.decided_on <= sent_on <= today:
        raise Refused("上报日期要在表彰以后，不能晚于今天。")
    made = Recommendation(
        award=award,
        to_body=line(to_body, "报给谁", 60),
        for_title=line(for_title, "参评什么", 60),
        document_no=line(document_no, "上报文号", 60, needed=False),
        sent_on=sent_on,
        entered_by=by,
        entered_at=at,
    )
    checked(made)
    of_candidate("recommended", award.candidate, by, at, recommendation=made.pk)
    return made


@transaction.atomic
def settle_recommendation(
    *, award_id: int, outcome: str, note: str, by: User, at: datetime
) -> Recommendation:
    """What the level above decided. Refuses a result that is none, or a second one."""
    require(by, ENTER)
    award = locked_award(by, award_id)
    found = Recommendation.objects.select_for_update().filter(award=award).first()
    if found is None or found.outcome != Outcome.WAITING:
        raise Refused("没有等结果的上报。")
    if outcome not in OUTCOME_LABELS or outcome == Outcome.WAITING:
        raise Refused("请选择结果。")
    found.outcome = outcome
    found.outcome_note = line(note, "结果说明", 200, needed=False)
    found.settled_by, found.settled_at = by, at
    found.save()
    of_candidate("recommendation_settled", award.candidate, by, at, outcome=outcome)
    return found
