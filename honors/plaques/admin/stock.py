"""库存: pieces by number and place, what came and went, counting."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.plaques import selectors
from honors.plaques.admin.coverage import TITLE
from honors.plaques.forms import CountForm, NumbersForm, PiecesFilter
from honors.plaques.models import StockLine
from honors.plaques.services import stock as service
from honors.plaques.states import PIECE_LABELS, PieceState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.models import User
from veterans.regions.selectors import towns_visible_to

LINES = 30
# verb: title, what follows, the button
STEPS: dict[str, tuple[str, str, str]] = {
    "receive": ("入库", "制作好的新牌登记到区局库存。同一个编号只能入一次。", "入库"),
    "hand": ("发给镇街", "发给镇街以后，只能挂在这个镇街的户。不选镇街就是退回区局。", "登记"),
    "damage": ("报损", "报损以后不能再挂，也不能恢复。", "确认报损"),
    "count": ("盘点", "账面是完好、没有挂出去的块数。不一致的写明原因，账面不改。", "登记盘点"),
}


def stock(request: HttpRequest) -> HttpResponse:
    """By place, by number, and the last lines of the book."""
    user = actor(request)
    places = [
        (one["path"], one["name"]) for one in selectors.stock(user) if one["path"] != "bureau"
    ]
    form = PiecesFilter(request.GET, towns=places)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) or "" for name in ("q", "state", "town")}
    return page(
        request,
        "bureau/plaque_stock.html",
        title="光荣牌库存",
        crumbs=(crumb(TITLE, "plaques"),),
        places=selectors.stock(user),
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=paged(
            request,
            selectors.pieces(user, **asked),
            lambda one: {
                "number": one.number,
                "place": one.town.name if one.town is not None else "区局",
                "received_on": one.received_on,
                "state_label": "已挂出" if one.hangs else PIECE_LABELS[PieceState(one.state)][0],
                "state_tone": "ok" if one.hangs else PIECE_LABELS[PieceState(one.state)][1],
            },
        ),
        lines=[_line(one) for one in selectors.stock_lines(user)[:LINES]],
        actions=[
            button(title, "danger" if verb == "damage" else "plain", "plaque_stock_step", verb)
            for verb, (title, _, _) in STEPS.items()
        ]
        if user.may("plaques.keep")
        else [],
    )


def _line(one: StockLine) -> dict[str, Any]:
    gap = one.pieces - one.booked if one.booked is not None else 0
    return {
        "kind": one.get_kind_display(),
        "place": one.town.name if one.town is not None else "区局",
        "pieces": one.pieces,
        "booked": one.booked,
        "gap": f"多 {gap} 块" if gap > 0 else f"少 {-gap} 块" if gap < 0 else "",
        "note": one.note,
        "by": str(one.entered_by),
        "at": one.entered_at,
    }


def step(request: HttpRequest, verb: str) -> HttpResponse:
    """Received, handed on, written off, counted."""
    if verb not in STEPS:
        raise Http404
    user = actor(request)
    title, intro, submit = STEPS[verb]
    form = _form(request, verb)

    def deed(data: Data) -> tuple[str, str]:
        made = _do(verb, data, user)
        return f"{title}：{made.pieces} 块，已登记。", address("plaque_stock")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"光荣牌{title}",
        crumbs=(crumb(TITLE, "plaques"), crumb("库存", "plaque_stock")),
        form=form,
        intro=intro,
        about=[],
        danger=verb == "damage",
        submit_label=submit,
        cancel_url=address("plaque_stock"),
    )


def _form(request: HttpRequest, verb: str) -> forms.Form:
    towns = list(towns_visible_to(actor(request)).values_list("code", "name"))
    if verb == "count":
        return CountForm(request.POST or None, towns=towns)
    return NumbersForm(request.POST or None, towns=towns if verb == "hand" else None)


def _do(verb: str, data: Data, user: User) -> StockLine:
    given: dict[str, Any] = {**data, "by": user, "at": timezone.now()}
    if verb == "receive":
        return service.receive(**given, today=timezone.localdate())
    if verb == "hand":
        return service.hand_to_town(**given)
    return service.write_off(**given) if verb == "damage" else service.count_stock(**given)
