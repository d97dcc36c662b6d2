"""The conditions of a draft, changed one step at a time: a condition or a group is added, taken
out, denied, or asks for one instead of all. Every step shows how many people are meant."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.catalogue import selectors, services
from support_services.catalogue.admin.items import TITLE
from support_services.catalogue.forms import LeafForm
from support_services.catalogue.models import Edition
from support_services.catalogue.states import EditionState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, done, filled_in, turned_back
from veterans.accounts.models import User
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


def conditions(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The tree with its buttons, and how many people it means today."""
    user = actor(request)
    found = selectors.edition_visible_to(user, edition_id)
    of = _which(request)
    here = address("conditions", found.pk, of=of)
    may = _may_change(found, user)

    def deed(data: Data) -> str:
        verb = request.POST.get("verb", "")
        tree = stepped(_tree(found, of), verb, request.POST.get("at", ""))
        services.change_criteria(
            edition_id=found.pk,
            of=of,
            tree=tree,
            known=getattr(found, of),
            by=user,
            at=timezone.now(),
        )
        return DONE[verb]

    if answer := done(request, deed, back=here):
        return answer
    tree = selectors.tree_of(found, of)
    return page(
        request,
        "bureau/conditions.html",
        title=f"{selectors.label_of(of)}：{found.title}",
        crumbs=_crumbs(found),
        tabs=[
            {
                "title": selectors.label_of(one),
                "url": address("conditions", found.pk, of=one),
                "current": one == of,
            }
            for one in selectors.TREES
        ],
        of=of,
        rows=list(rows_of(tree)) if tree is not None else [],
        broken=tree is None and getattr(found, of) is not None,
        meant=selectors.meant(found, timezone.localdate(), of),
        beneficiaries=found.beneficiaries,
        legal_basis=found.legal_basis,
        kinds=kinds_by_group(),
        add_url=address("condition_add", found.pk) if may else "",
        back_url=address("catalogue_item", found.item.code),
    )


def add(request: HttpRequest, edition_id: int) -> HttpResponse:
    """One condition of the kind that was chosen, into the group that was chosen."""
    user = actor(request)
    found = selectors.edition_visible_to(user, edition_id)
    of = _which(request)
    here = address("conditions", found.pk, of=of)
    kind = kind_of(request.GET.get("kind", ""))
    at, how = request.GET.get("at", ""), request.GET.get("how", "")
    if kind is None:
        return turned_back(request, "请先选一种条件。", here)
    if not _may_change(found, user):
        return turned_back(request, "这一版的条件不能再改，或者由录入人修改。", here)
    form = LeafForm(request.POST or None, kind=kind)

    def deed(data: Data) -> tuple[str, str]:
        tree = with_leaf(_tree(found, of), at, how, parse(form.leaf()))
        services.change_criteria(
            edition_id=found.pk,
            of=of,
            tree=tree,
            known=getattr(found, of),
            by=user,
            at=timezone.now(),
        )
        return f"已加条件：{kind.label}。", here

    if answer := filled_in(request, form, deed):
        return answer
    return page(
        request,
        "bureau/fact_form.html",
        title=f"加条件：{kind.label}",
        crumbs=(*_crumbs(found), crumb("条件", "conditions", found.pk)),
        form=form,
        intro=intro_of(kind),
        about=[("优待对象", found.beneficiaries)],
        submit_label="加上这项条件",
        cancel_url=here,
    )


def _may_change(edition: Edition, user: User) -> bool:
    return (
        edition.state == EditionState.DRAFT
        and user.may("catalogue.enter")
        and edition.entered_by_id in (None, user.pk)
    )


def _which(request: HttpRequest) -> str:
    """Which of the two trees is worked on."""
    asked = request.GET.get("of", "")
    return asked if asked in selectors.TREES else selectors.TREES[0]


def _tree(edition: Edition, of: str) -> Node | None:
    data = getattr(edition, of)
    return None if data is None else parse(data)


def _crumbs(edition: Edition) -> tuple[dict[str, str], ...]:
    return (
        crumb(TITLE, "catalogue"),
        crumb(edition.title, "catalogue_item", edition.item.code),
    )
