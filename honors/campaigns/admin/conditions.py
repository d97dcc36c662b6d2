"""The conditions of a campaign, in the catalogue's language and form, one step at a time."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.campaigns.admin.campaigns import crumbs
from honors.campaigns.models import Campaign
from honors.campaigns.selectors import campaigns as reading
from honors.campaigns.services.campaigns import set_conditions
from honors.campaigns.states import ENTER, CampaignState
from support_services.catalogue.forms import LeafForm
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, done, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.registry.condition_steps import (
    DONE,
    intro_of,
    kinds_by_group,
    rows_of,
    stepped,
    with_leaf,
)
from veterans.registry.criteria.kinds import kind_of
from veterans.registry.criteria.tree import Node, parse


def conditions(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The tree with its buttons, and how many people it means today."""
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    here = address("campaign_conditions", found.pk)

    def deed(data: Data) -> str:
        verb = request.POST.get("verb", "")
        tree = None if verb == "clear" else reading.tree_of(found)
        _set(found, stepped(tree, verb, request.POST.get("at", "")), user)
        return DONE[verb]

    if answer := done(request, deed, back=here):
        return answer
    tree = _readable(found)
    may = _may_change(found, user)
    return page(
        request,
        "bureau/conditions.html",
        title="评选条件",
        crumbs=crumbs(found),
        tabs=[],
        of="conditions",
        rows=list(rows_of(tree)) if tree is not None else [],
        broken=tree is None and found.conditions is not None,
        meant=reading.meant(found, timezone.localdate()),
        kinds=kinds_by_group(),
        add_url=address("campaign_condition_add", found.pk) if may else "",
        back_url=address("campaign", found.pk),
        back_label="回到评选",
    )


def add(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One condition of the kind that was chosen, into the group that was chosen."""
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    here = address("campaign_conditions", found.pk)
    kind = kind_of(request.GET.get("kind", ""))
    at, how = request.GET.get("at", ""), request.GET.get("how", "")
    if kind is None:
        return turned_back(request, "请先选一种条件。", here)
    if not _may_change(found, user):
        return turned_back(request, "评选已经开始，或者由录入人修改条件。", here)
    form = LeafForm(request.POST or None, kind=kind)

    def deed(data: Data) -> tuple[str, str]:
        tree = with_leaf(reading.tree_of(found), at, how, parse(form.leaf()))
        _set(found, tree, user)
        return f"已加条件：{kind.label}。", here

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"加条件：{kind.label}",
        crumbs=(*crumbs(found), crumb("评选条件", "campaign_conditions", found.pk)),
        form=form,
        intro=intro_of(kind),
        about=[],
        submit_label="加上这项条件",
        cancel_url=here,
    )


def _set(found: Campaign, tree: Node | None, user: User) -> None:
    set_conditions(
        campaign_id=found.pk, tree=tree, known=found.conditions, by=user, at=timezone.now()
    )


def _readable(found: Campaign) -> Node | None:
    try:
        return reading.tree_of(found)
    except Refused:
        return None


def _may_change(found: Campaign, user: User) -> bool:
    own = found.entered_by_id == user.pk
    return found.state == CampaignState.DRAFT and user.may(ENTER) and own
