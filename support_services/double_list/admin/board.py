"""The board: every item with its light, narrowed, counted, exported, for paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list.admin.steps import TITLE
from support_services.double_list.forms import BoardFilter
from support_services.double_list.models import ItemClass
from support_services.double_list.selectors import board as selectors
from support_services.double_list.selectors.board import Clockwork, Counted, clockwork
from support_services.double_list.selectors.items import HelperWord, helper_words
from support_services.double_list.showing import item_row
from support_services.double_list.states import (
    LIGHT_LABELS,
    LIGHT_TONES,
    WAIT_LABELS,
    Light,
)
from support_services.double_list.waiting import waiting_told
from veterans.accounts.bureau_pages import actor, address, page, paged
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

VIEWS = {
    "": "逐项",
    "unit": "按单位",
    "class": "按类别",
    "month": "按到期月份",
    "wait": "按在等谁",
}
HEADS = (
    *("编号", "事项", "方向", "类别", "提出单位", "承办单位", "协办单位", "状态", "灯", "在等谁"),
    *("完成时限", "进度（%）", "最近报告", "最近进展", "计划资金（元）", "已用资金（元）"),
)


def board(request: HttpRequest) -> HttpResponse:
    """Items, or their counts by unit, class or month; each count leads to its list."""
    user = actor(request)
    clock = clockwork(timezone.localdate())
    form = _filter(request, user)
    asked = _asked(form)
    query = _query(form)
    view = request.GET.get("by", "")
    view = view if view in VIEWS else ""
    rows = selectors.board(user, asked, clock)
    unlit = selectors.board(user, {**asked, "light": ""}, clock)
    lights = selectors.by_light(unlit)
    total = lights[asked["light"]] if asked.get("light") else sum(lights.values())
    context: dict[str, Any] = {"table": None, "page_obj": None}
    if view == "wait":
        context["table"] = _waited(selectors.by_waited(rows, clock), query)
    elif view:
        context["table"] = _table(view, rows, query)
    else:
        context["page_obj"] = paged(
            request,
            rows,
            lambda one: {**item_row(one, clock), "url": address("dlist_item", one.pk)},
            count=total,
        )
    return page(
        request,
        "bureau/double_list.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        lights=[
            {
                "label": LIGHT_LABELS[one],
                "tone": LIGHT_TONES[one],
                "count": lights[one.value],
                "url": address("dlist", **{**query, "light": one.value}),
                "current": asked.get("light") == one.value,
            }
            for one in Light
        ],
        total=total,
        tabs=[
            {"title": label, "url": address("dlist", **query, by=code), "current": code == view}
            for code, label in VIEWS.items()
        ],
        new_url=address("dlist_new") if user.may("dlist.enter") else "",
        import_url=address("dlist_import") if user.may("dlist.enter") else "",
        export_url=address("dlist_export", **query),
        print_url=address("dlist_print", **query),
        more=[
            ("月历", address("dlist_month")),
            ("督办单", address("dlist_notes")),
            ("通报", address("dlist_circulars")),
            ("联席会议材料", address("dlist_meeting")),
            ("督办规则", address("dlist_rules")),
            ("类别", address("dlist_classes")),
        ],
        **context,
    )


def _filter(request: HttpRequest, user: User) -> BoardFilter:
    form = BoardFilter(
        request.GET,
        years=selectors.years(user),
        classes=list(ItemClass.objects.values_list("pk", "name")),
        units=selectors.units_with_items(),
    )
    form.is_valid()
    return form


def _asked(form: BoardFilter) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _query(form: BoardFilter) -> dict[str, str]:
    """The filter as it goes into addresses."""
    found = {}
    for name, value in form.cleaned_data.items():
        if value:
            found[name] = f"{value:%Y-%m}" if isinstance(value, date) else str(value)
    return found


def _table(view: str, rows: Any, query: dict[str, str]) -> dict[str, Any]:
    """One line a unit, class or month, with its lights and where each leads."""
    counted: list[Counted] = {
        "unit": selectors.by_unit,
        "class": selectors.by_class,
        "month": selectors.by_month,
    }[view](rows)
    # A table by unit counts what a unit answers for, not what it asks.
    name = {"unit": "lead", "class": "of_class", "month": "month"}[view]
    return {
        "head": VIEWS[view].removeprefix("按"),
        "rows": [
            {
                "label": one.label,
                "total": one.total,
                "url": address("dlist", **{**query, name: one.key}),
                "lights": [
                    {
                        "count": one.lights[light.value],
                        "label": LIGHT_LABELS[light],
                        "url": address("dlist", **{**query, name: one.key, "light": light.value}),
                    }
                    for light in Light
                ],
            }
            for one in counted
        ],
        "lights": [LIGHT_LABELS[light] for light in Light],
    }


def _waited(counted: list[Counted], query: dict[str, str]) -> dict[str, Any]:
    """One line for each that is waited for longer than agreed."""
    late = (Light.YELLOW, Light.RED)
    return {
        "head": "在等谁",
        "rows": [
            {
                "label": one.label,
                "total": one.total,
                "url": address("dlist", **{**query, "waited": one.key}),
                "lights": [
                    {"count": one.lights[light.value], "label": WAIT_LABELS[light], "url": ""}
                    for light in late
                ],
            }
            for one in counted
        ],
        "lights": [WAIT_LABELS[light] for light in late],
    }


def printed(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, for paper."""
    user = actor(request)
    clock = clockwork(timezone.localdate())
    form = _filter(request, user)
    found = selectors.board(user, _asked(form), clock)
    rows = list(found[: MOST_PRINTED + 1])
    cut_off = found.count() - MOST_PRINTED if len(rows) > MOST_PRINTED else 0
    rows = rows[:MOST_PRINTED]
    words = selectors.last_words([one.pk for one in rows])
    return page(
        request,
        "bureau/double_list_print.html",
        title="双清单事项表",
        crumbs=({"title": TITLE, "url": address("dlist")},),
        on=clock.today,
        narrowed=_narrowed(form),
        cut_off=cut_off,
        export_url=address("dlist_export", **_query(form)),
        rows=[{**item_row(one, clock), "words": words.get(one.pk, "")} for one in rows],
    )


# A browser prints that many; whoever needs more takes the workbook, and the page says so.
MOST_PRINTED = 2_000


def _narrowed(form: BoardFilter) -> str:
    """The filter in words, so that paper says what it lists."""
    told = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if not value:
            continue
        choices = dict(getattr(bound.field, "choices", ()))
        label = choices.get(value) or choices.get(str(value))
        shown = f"{value:%Y年%m月}" if isinstance(value, date) else label or value
        told.append(f"{bound.label}：{shown}")
    return "；".join(told)


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook; nobody's name is in it."""
    user = actor(request)
    clock = clockwork(timezone.localdate())
    form = _filter(request, user)
    rows = list(selectors.board(user, _asked(form), clock).prefetch_related("helpers"))
    words = selectors.last_words([one.pk for one in rows])
    helping = helper_words(rows)
    notes = [f"{clock.today:%Y-%m-%d} 导出，共 {len(rows)} 项"]
    if narrowed := _narrowed(form):
        notes.append(narrowed)
    content = xlsx_bytes(
        "双清单事项表",
        notes,
        HEADS,
        [_cells(one, words.get(one.pk, ""), clock, helping.get(one.pk, [])) for one in rows],
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="double-list.xlsx"'
    return response


def _cells(item: Any, words: str, clock: Clockwork, helping: Sequence[HelperWord]) -> list[Cell]:
    row = item_row(item, clock)
    return [
        *(row["code"], row["title"], row["direction"], row["class"]),
        *(row["requester"], row["lead"]),
        "、".join(one.name for one in item.helpers.all()),
        *(row["state_label"], row["light_label"], waiting_told(item, clock, helping)),
        f"{item.deadline:%Y-%m-%d}" if item.deadline else "",
        item.progress,
        f"{item.said_on:%Y-%m-%d}" if item.said_on else "",
        words,
        item.funds_planned if item.funds_planned is not None else "",
        item.funds_spent if item.funds_spent is not None else "",
    ]
