"""Reading objections and awards."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from honors.campaigns.models import Award, Campaign, Objection, Recommendation
from honors.campaigns.selectors.campaigns import campaigns_visible_to
from honors.campaigns.states import HONOURED, ObjectionState
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


def by_year(user: User) -> list[dict[str, Any]]:
    """Over the years, by title: campaigns, nominations, candidates, winners, objections, what was
    recommended and conferred above. Two queries."""
    campaigns = campaigns_visible_to(user).filter(state__in=[one.value for one in HONOURED])
    counted: Any = (
        campaigns.order_by()
        .values("pk", "year", "title__name")
        .annotate(
            of_nominations=Count(
                "nominations", filter=~Q(nominations__state="draft"), distinct=True
            ),
            of_candidates=Count(
                "candidates",
                filter=~Q(candidates__state__in=["withdrawn", "joined"]),
                distinct=True,
            ),
            winners=Count("candidates", filter=Q(candidates__state="winner"), distinct=True),
            of_objections=Count("objections", distinct=True),
        )
    )
    above: dict[int, list[str]] = {}
    sent = Recommendation.objects.filter(award__candidate__campaign__in=campaigns.values("pk"))
    for key, outcome in sent.values_list("award__candidate__campaign", "outcome"):
        above.setdefault(key, []).append(outcome)
    found = [
        {
            **one,
            "recommended": len(above.get(one["pk"], [])),
            "conferred": above.get(one["pk"], []).count("conferred"),
        }
        for one in counted
    ]
    return sorted(found, key=lambda one: (-one["year"], one["title__name"], one["pk"]))


def winners_of(campaign: Campaign) -> list[Award]:
    rows = Award.objects.filter(candidate__campaign=campaign).select_related(
        "candidate__region__parent", "candidate__person", "candidate__unit", "honour", "grant"
    )
    return list(rows.select_related("recommendation").order_by("certificate_no"))
