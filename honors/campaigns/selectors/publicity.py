"""Reading objections and awards."""

from django.db.models import QuerySet

from honors.campaigns.models import Award, Campaign, Objection, Recommendation
from honors.campaigns.selectors.campaigns import campaigns_visible_to
from honors.campaigns.states import ObjectionState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


def objections_visible_to(user: User) -> QuerySet[Objection]:
    rows = Objection.objects.select_related(
        "campaign__title", "candidate", "registered_by", "answered_by"
    )
    return rows.filter(campaign__in=campaigns_visible_to(user).values("pk"))


def objection_visible_to(user: User, objection_id: int) -> Objection:
    found = objections_visible_to(user).filter(pk=objection_id).first()
    if found is None:
        raise NotFound("没有找到这件异议。")
    return found


def to_answer(user: User) -> QuerySet[Objection]:
    """What waits for whoever did not register it."""
    rows = objections_visible_to(user).filter(state=ObjectionState.OPEN.value)
    return rows.exclude(registered_by=user).order_by("registered_at")


def awards_visible_to(user: User) -> QuerySet[Award]:
    rows = Award.objects.select_related(
        *("candidate__campaign__title", "candidate__person", "candidate__region__parent"),
        *("candidate__unit", "honour", "grant", "recommendation"),
    )
    return rows.filter(candidate__campaign__in=campaigns_visible_to(user).values("pk"))


def award_visible_to(user: User, award_id: int) -> Award:
    found = awards_visible_to(user).filter(pk=award_id).first()
    if found is None:
        raise NotFound("没有找到这项表彰。")
    return found


def recommendation_visible_to(user: User, award_id: int) -> Recommendation:
    award = award_visible_to(user, award_id)
    found = Recommendation.objects.filter(award=award).first()
    if found is None:
        raise NotFound("还没有上报。")
    return found


def winners_of(campaign: Campaign) -> list[Award]:
    rows = Award.objects.filter(candidate__campaign=campaign).select_related(
        "candidate__region__parent", "candidate__person", "candidate__unit", "honour", "grant"
    )
    return list(rows.select_related("recommendation").order_by("certificate_no"))
