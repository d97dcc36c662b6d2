"""自评标准 at the bureau's door: drafted by one, looked at, brought into force by another."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from support_services.stations.assessment_views import LEVELS
from support_services.stations.network_desk import BUREAU_DESK
from support_services.stations.network_forms import TemplateForm, TemplateItemForm
from support_services.stations.network_views import TITLE as NETWORK
from support_services.stations.selectors import assessment as selectors
from support_services.stations.services import templates as service
from support_services.stations.states import (
    TEMPLATE_LABELS,
    TEMPLATE_MOVES,
    TEMPLATE_TONES,
    TEMPLATE_VERBS,
    Part,
    TemplateState,
)
from veterans.accounts.bureau_pages import actor
from veterans.accounts.deeds import Data, doer, turned_back
from veterans.foundation.errors import NotFound

TITLE = "自评标准"
_QUESTIONS = {
    "enforce": (
        "启用“{}”？",
        ["服务站从现在起按它自评。", "启用以后各项和分值都不能再改；要换的，为下一时段另拟一份。"],
    ),
    "withdraw": ("撤回“{}”？", ["这份不再启用，可以为同一时段另拟一份。"]),
}


def _crumbs(*more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (
        (NETWORK, BUREAU_DESK.url("home")),
        (TITLE, reverse("admin:network_templates")),
        *more,
    )


def _row(one: Any) -> dict[str, Any]:
    state = TemplateState(one.state)
    return {
        "shown": one,
        "level": LEVELS[one.level],
        "label": TEMPLATE_LABELS[state],
        "tone": TEMPLATE_TONES[state],
        "url": reverse("admin:network_template", args=[one.pk]),
    }


def templates(request: HttpRequest) -> HttpResponse:
    """Every list of points, the latest period first."""
    return BUREAU_DESK.page(
        request,
        "network/templates.html",
        title=TITLE,
        crumbs=_crumbs()[:1],
        rows=[_row(one) for one in selectors.templates()],
        new_url=reverse("admin:network_template_new")
        if actor(request).may("assessment.template")
        else "",
    )


def template(request: HttpRequest, template_id: int) -> HttpResponse:
    """One list of points, and what this person can do with it."""
    user = actor(request)
    found = selectors.template_by_id(template_id)
    is_draft = found.state == TemplateState.DRAFT
    edits = is_draft and user.may("assessment.template")
    mine = found.entered_by_id == user.pk
    verbs = [
        verb
        for verb, (starts, _, duty) in TEMPLATE_MOVES.items()
        if found.state in starts and user.may(duty) and not (verb == "enforce" and mine)
    ]
    blocks: dict[str, list[dict[str, Any]]] = {}
    for item in found.items.all():
        url = reverse("admin:network_template_item", args=[found.pk, item.pk]) if edits else ""
        blocks.setdefault(item.block, []).append({"shown": item, "url": url})
    return BUREAU_DESK.page(
        request,
        "network/template.html",
        title=found.title,
        crumbs=_crumbs(),
        found=_row(found),
        blocks=[
            {"title": title, "rows": rows, "most": sum(row["shown"].most for row in rows)}
            for title, rows in blocks.items()
        ],
        new_item_url=reverse("admin:network_template_item_new", args=[found.pk]) if edits else "",
        waits=is_draft and not verbs,
        actions=[
            {
                "label": TEMPLATE_VERBS[verb],
                "kind": "primary" if verb == "enforce" else "plain",
                "url": reverse("admin:network_template_do", args=[found.pk, verb]),
            }
            for verb in verbs
        ],
    )


def new_template(request: HttpRequest) -> HttpResponse:
    """Draft a list of points, perhaps with the items of an earlier one."""
    user = actor(request)
    today = timezone.localdate()
    earlier = [(str(one.pk), one.title) for one in selectors.templates()]
    form = TemplateForm(
        request.POST or None,
        earlier=earlier,
        initial={"year": today.year, "part": Part.YEAR.value, "source": "本局自定"},
    )

    def deed(data: Data) -> tuple[str, str]:
        made = service.draft_template(**data, by=user, at=timezone.now())
        return "已拟好，请录入各项，再由另一人启用。", reverse(
            "admin:network_template", args=[made.pk]
        )

    return BUREAU_DESK.form(
        request,
        form,
        deed,
        title="拟自评标准",
        submit="保存",
        back=reverse("admin:network_templates"),
        crumbs=_crumbs(),
        intro="每个级别每个时段一份。分值没有统一规定的，由本局自己定，写明依据。",
    )


def new_item(request: HttpRequest, template_id: int) -> HttpResponse:
    return _put_item(request, template_id, None)


def item(request: HttpRequest, template_id: int, item_id: int) -> HttpResponse:
    return _put_item(request, template_id, item_id)


def _put_item(request: HttpRequest, template_id: int, item_id: int | None) -> HttpResponse:
    user = actor(request)
    found = selectors.template_by_id(template_id)
    back = reverse("admin:network_template", args=[found.pk])
    initial: Data = {"number": found.items.count() + 1}
    if item_id is not None:
        row = found.items.filter(pk=item_id).first()
        if row is None:
            raise NotFound("没有找到这一项。")
        initial = {
            name: getattr(row, name) for name in ("number", "block", "text", "proof", "most")
        }
    form = TemplateItemForm(request.POST or None, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        service.put_item(template_id=found.pk, item_id=item_id, **data, by=user, at=timezone.now())
        return f"第 {data['number']} 项已保存。", back

    drop = reverse("admin:network_template_do", args=[found.pk, f"drop-{item_id}"])
    return BUREAU_DESK.form(
        request,
        form,
        deed,
        title="修改自评项目" if item_id is not None else "录入自评项目",
        submit="保存",
        back=back,
        crumbs=_crumbs((found.title, back)),
        more=("删去这一项", drop) if item_id is not None else None,
    )


def take(request: HttpRequest, template_id: int, verb: str) -> HttpResponse:
    """Enforce or withdraw a draft, or take an item out of it (``drop-NUMBER``)."""
    found = selectors.template_by_id(template_id)
    back = reverse("admin:network_template", args=[found.pk])
    kind, _, key = verb.partition("-")
    if kind == "drop" and key.isdecimal():
        return _drop(request, found, int(key), back)
    if verb not in TEMPLATE_MOVES:
        raise Http404
    starts, _, duty = TEMPLATE_MOVES[verb]
    label = TEMPLATE_VERBS[verb]
    user = doer(request, duty, label)
    if request.method != "POST" and found.state not in starts:
        now = TEMPLATE_LABELS[TemplateState(found.state)]
        return turned_back(request, f"这份自评标准{now}，不能再{label}。", back)
    question, follows = _QUESTIONS[verb]

    def deed(data: Data) -> str:
        service.decide_template(template_id=found.pk, verb=verb, by=user, at=timezone.now())
        return f"已{label}。"

    return BUREAU_DESK.ask(
        request,
        deed,
        title=label,
        question=question.format(found.title),
        follows=follows,
        back=back,
        crumbs=_crumbs((found.title, back)),
        danger=verb == "withdraw",
        irreversible=True,
    )


def _drop(request: HttpRequest, found: Any, item_id: int, back: str) -> HttpResponse:
    user = doer(request, "assessment.template", "删去")
    row = found.items.filter(pk=item_id).first()
    if row is None:
        raise NotFound("没有找到这一项。")

    def deed(data: Data) -> str:
        service.drop_item(template_id=found.pk, item_id=item_id, by=user, at=timezone.now())
        return "已删去。"

    return BUREAU_DESK.ask(
        request,
        deed,
        title="删去自评项目",
        question=f"删去第 {row.number} 项？",
        follows=[row.text],
        back=back,
        crumbs=_crumbs((found.title, back)),
        danger=True,
    )
