"""The leaders' picture, and the rows behind each of its numbers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.steering.figure_forms import FigureFilter
from support_services.steering.picture import chart, sections, tasks_of_year, trend, trends_of_year
from support_services.steering.selectors.counting import (
    by_month,
    by_town,
    cell_of,
    narrowed,
    number_of,
    rows_of,
    shown_of,
    span_for,
    towns,
)
from support_services.steering.services.taking import take_list
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.figures import Figure, Span, figure_for
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes

TITLE = "双拥工作一张图"
PER_PAGE = 50
PAPER = "bureau/picture.html"


def picture(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, on one page; for paper too."""
    return _picture(request, PAPER)


def screen(request: HttpRequest) -> HttpResponse:
    """The same in large type and without navigation, for a wall."""
    return _picture(request, "bureau/picture_screen.html")


def _picture(request: HttpRequest, template: str) -> HttpResponse:
    user, today = actor(request), timezone.localdate()
    return page(
        request,
        template,
        title=TITLE,
        sections=sections(user, today),
        tasks=tasks_of_year(user, today),
        trends=trends_of_year(user, today) if template == PAPER else [],
        at=timezone.now(),
        screen_url=address("picture_screen"),
        picture_url=address("picture"),
    )


def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: its number, how it is parted, and its rows, as narrowed."""
    user, today = actor(request), timezone.localdate()
    one = figure_for(user, code)
    named = towns()
    form, span, rows, words = _asked(request, one, named, today)
    whole = rows_of(one, user, today, span)
    # The number is that of the list below it: both are ``rows``.
    number = number_of(one, rows)
    charts = []
    if one.place and not form.cleaned_data.get("town"):
        charts.append(chart(one, by_town(one, rows, named), kind="town"))
    if one.day and one.years and not form.cleaned_data.get("month"):
        charts.append(chart(one, by_month(one, rows, span), kind="month"))
    query = {name: value for name in form.fields if (value := request.GET.get(name, ""))}
    for made in charts:
        for row in made["rows"]:
            row["url"] = address("figure", one.code, **{**query, made["kind"]: row["key"]})
    return page(
        request,
        "bureau/figure.html",
        title=one.label,
        crumbs=(crumb(TITLE, "picture"),),
        figure=one,
        number=number,
        whole=number if not words else number_of(one, whole),
        words=words,
        note=one.note,
        filter_form=form,
        charts=charts,
        trend=None if words else trend(one, user, today),
        heads=[
            {"label": column.label, "is_num": _is_money(column.label)} for column in one.columns
        ],
        rows=_page(request, one, rows, None if one.is_money else int(number)),
        export_url=address("figure_export", one.code, **query),
    )


def export(request: HttpRequest, code: str) -> HttpResponse:
    """The list as it is narrowed, as a workbook; that it was taken is written down."""
    user, today = actor(request), timezone.localdate()
    one = figure_for(user, code)
    _, _, rows, words = _asked(request, one, towns(), today)
    count = rows.count()
    try:
        take_list(figure=one, count=count, by=user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{address('figure', code)}?{request.GET.urlencode()}")
    number = number_of(one, rows)
    notes = [f"{today:%Y-%m-%d} 导出，共 {count:,} 行，指标 {number:,} {one.unit}", *words]
    body = [[cell_of(column.tell(row)) for column in one.columns] for row in rows]
    content = xlsx_bytes(one.label, notes, [column.label for column in one.columns], body)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{code.replace(".", "-")}.xlsx"'
    )
    return response


def _asked(
    request: HttpRequest, one: Figure, named: dict[str, str], today: date
) -> tuple[FigureFilter, Span, QuerySet[Any], list[str]]:
    """What was asked for, and the rows of it."""
    form = FigureFilter(
        request.GET or None, figure=one, towns=list(named.items()), this_year=today.year
    )
    if not form.is_bound or not form.is_valid():
        form.cleaned_data = getattr(form, "cleaned_data", {})
    asked = form.cleaned_data
    span = span_for(one, today, asked.get("year"))
    town, month = asked.get("town") or "", asked.get("month")
    rows = narrowed(one, rows_of(one, actor(request), today, span), town=town, month=month)
    words = []
    if asked.get("year"):
        words.append(f"年度：{asked['year']}年")
    if town:
        words.append(f"镇街：{named.get(town, '区本级或未分镇街')}")
    if month:
        words.append(f"月份：{month:%Y-%m}")
    return form, span, rows, words


def _page(request: HttpRequest, one: Figure, rows: QuerySet[Any], count: int | None) -> Page[Any]:
    """A page of the rows: first their keys, in order, then what is told of these alone. Sorted
    with everything that belongs to them, a hundred thousand payments would take seconds."""
    keys = rows.select_related(None).values_list("pk", flat=True)
    shown = paged(request, keys, lambda key: key, per_page=PER_PAGE, count=count)
    told = {row.pk: row for row in rows.order_by().filter(pk__in=list(shown.object_list))}
    make = _row(one)
    shown.object_list = [make(told[key]) for key in shown.object_list if key in told]
    return shown


def _row(one: Figure) -> Callable[[Any], dict[str, Any]]:
    def shown(row: Any) -> dict[str, Any]:
        return {
            "cells": [
                {
                    "label": column.label,
                    "value": shown_of(value := column.tell(row)),
                    "is_money": isinstance(value, Decimal),
                }
                for column in one.columns
            ],
            "url": one.row_url(row) if one.row_url else "",
        }

    return shown


def _is_money(label: str) -> bool:
    return label.endswith("（元）")
