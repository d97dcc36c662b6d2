"""Reading campaigns: all of them for the bureau; for stations, units and residents what is open."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from honors.campaigns.models import Campaign, Department
from honors.campaigns.states import READ, CampaignState, Source
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.criteria.tree import Node, parse
from veterans.registry.selectors.criteria import count_of

_HANDS = tuple(
    f"{who}_by"
    for who in (
        *("entered", "opened", "closed", "begun", "ranked"),
        *("proposed", "shown", "decided", "ended"),
    )
)


def campaigns_visible_to(user: User) -> QuerySet[Campaign]:
    """Every campaign, for whoever reads campaigns at the bureau; nobody else's."""
    rows = Campaign.objects.select_related("title", *_HANDS)
    return rows if not user.is_station and user.may(READ) else rows.none()


def campaign_visible_to(user: User, campaign_id: int) -> Campaign:
    found = campaigns_visible_to(user).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("没有找到这次评选。")
    return found


def campaign_rows(user: User) -> QuerySet[Campaign]:
    """All of them, the newest first, with ``nominated`` and ``winners``."""
    counted = ["withdrawn", "joined"]
    rows = campaigns_visible_to(user).annotate(
        nominated=Count("candidates", filter=~Q(candidates__state__in=counted), distinct=True),
        winners=Count("candidates", filter=Q(candidates__state="winner"), distinct=True),
    )
    # Grouped rows come in no order of their own.
    return rows.order_by("-year", "-pk")


def open_campaigns(today: date, *, source: Source | None = None) -> QuerySet[Campaign]:
    """Those that take nominations today; of whoever nominates like that."""
    rows = Campaign.objects.select_related("title").filter(
        state=CampaignState.OPEN.value, opens_on__lte=today, closes_on__gte=today
    )
    return rows if source is None else rows.filter(sources__contains=[source.value])


def is_open(campaign: Campaign, today: date) -> bool:
    return campaign.state == CampaignState.OPEN and campaign.opens_on <= today <= campaign.closes_on


def open_campaign(campaign_id: int, today: date, source: Source) -> Campaign:
    """One that takes such nominations today."""
    found = open_campaigns(today, source=source).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("没有找到正在推荐的这次评选，可能已经截止。")
    return found


def weights_of(campaign: Campaign) -> Decimal:
    return campaign.criteria.aggregate(all=Sum("weight"))["all"] or Decimal(0)


def tree_of(campaign: Campaign) -> Node | None:
    """The conditions; None where there are none."""
    return None if campaign.conditions is None else parse(campaign.conditions)


def meant(campaign: Campaign, today: date) -> int | None:
    """How many people of the register the conditions hold of; None without conditions, or where
    they cannot be read any more."""
    try:
        tree = tree_of(campaign)
    except Refused:
        return None
    return None if tree is None else count_of(tree, today=today)


def department_visible_to(user: User, department_id: int) -> Department:
    rows = Department.objects.select_related("campaign", "unit")
    found = rows.filter(
        pk=department_id, campaign__in=campaigns_visible_to(user).values("pk")
    ).first()
    if found is None:
        raise NotFound("没有找到这个联审单位。")
    return found
