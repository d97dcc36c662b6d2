"""The conditions of a draft, changed one step at a time: a condition or a group is added, taken
out, denied, or asks for one instead of all. Every step shows how many people are meant."""

from typing import Any

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
from veterans.foundation.errors import Refused
from veterans.registry.criteria.editing import added, denied, place_of, removed, turned
from veterans.registry.criteria.kinds import Kind, all_kinds, kind_of
from veterans.registry.criteria.tree import All, Any_, Leaf, Node, Not, parse, told

_DONE = {
    "remove": "已去掉。",
    "deny": "已改。",
    "turn": "已改。",
    "clear": "条件已清空。",
}


def conditions(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The tree with its buttons, and how many people it means today."""
    user = actor(request)
    found = selectors.edition_visible_to(user, edition_id)
    of = _which(request)
    here = address("conditions", found.pk, of=of)
    may = _may_change(found, user)

    def deed(data: Data) -> str:
        verb = request.POST.get("verb", "")
        tree = _stepped(found, of, verb, request.POST.get("at", ""))
        services.change_criteria(
            edition_id=found.pk,
            of=of,
            tree=tree,
            known=getattr(found, of),
            by=user,
            at=timezone.now(),
        )
        return _DONE[verb]

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
        rows=list(_rows(tree)) if tree is not None else [],
        broken=tree is None and getattr(found, of) is not None,
        meant=selectors.meant(found, timezone.localdate(), of),
        beneficiaries=found.beneficiaries,
        legal_basis=found.legal_basis,
        kinds=_grouped(),
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
        leaf = parse(form.leaf())
        part = _AS_GROUP[how]((leaf,)) if how in _AS_GROUP else leaf
        tree = added(_tree(found, of), place_of(at), part)
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
        intro=_INTRO.get(kind.shape, "起、止可以只填一项；填的那天、那个数也算在内。"),
        about=[("优待对象", found.beneficiaries)],
        submit_label="加上这项条件",
        cancel_url=here,
    )


_AS_GROUP: dict[str, type[All] | type[Any_]] = {"any": Any_, "all": All}
_INTRO = {
    "choice": "勾选一项或几项，符合其中一项即可。档案里没有登记的，按不符合算。",
    "flag": "档案里有这一项的人才符合。",
}


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


def _stepped(edition: Edition, of: str, verb: str, at: str) -> Node | None:
    if verb == "clear":
        return None
    tree, place = _tree(edition, of), place_of(at)
    if tree is None:
        raise Refused("还没有条件，请先加一项。")
    match verb:
        case "remove":
            return removed(tree, place)
        case "deny":
            return denied(tree, place)
        case "turn":
            return turned(tree, place)
        case _:
            raise Refused("请按页面上的按钮办理。")


def _rows(node: Node, at: tuple[int, ...] = (), *, denial: bool = False) -> Any:
    """The tree line by line: where it stands, how deep, what it says, what may be done there."""
    place = ".".join(str(step) for step in at)
    match node:
        case Not(part):
            yield from _rows(part, at, denial=not denial)
        case Leaf():
            yield {
                "at": place,
                "depth": len(at),
                "text": f"不是：{told(node)}" if denial else told(node),
                "denied": denial,
                "group": False,
                "every": False,
            }
        case All(parts) | Any_(parts):
            every = isinstance(node, All)
            head = "下列各项都要符合" if every else "下列各项符合一项即可"
            yield {
                "at": place,
                "depth": len(at),
                "text": f"不是这样：{head}" if denial else head,
                "denied": denial,
                "group": True,
                "every": every,
            }
            for step, part in enumerate(parts):
                yield from _rows(part, (*at, step))


def _grouped() -> list[tuple[str, list[Kind]]]:
    groups: dict[str, list[Kind]] = {}
    for kind in all_kinds():
        groups.setdefault(kind.group, []).append(kind)
    return list(groups.items())


def _crumbs(edition: Edition) -> tuple[dict[str, str], ...]:
    return (
        crumb(TITLE, "catalogue"),
        crumb(edition.title, "catalogue_item", edition.item.code),
    )
