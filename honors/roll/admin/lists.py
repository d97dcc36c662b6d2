"""The list of honours, as a workbook, and on paper."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.roll import selectors
from honors.roll.forms import RollFilter
from honors.roll.models import Edition
from honors.roll.showing import honour_row, place_of
from honors.roll.states import EditionState
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import towns_visible_to

TITLE = "荣誉名录"


def honours(request: HttpRequest) -> HttpResponse:
    """Every honour as it stands; narrowed."""
    user = actor(request)
    form = _filter(request, user)
    asked = _asked(form)
    return page(
        request,
        "bureau/honours.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=paged(
            request,
            selectors.roll(user, asked),
            lambda one: {**honour_row(one), "url": address("honour", one.honour_id)},
        ),
        new_url=address("honour_new") if user.may("honours.enter") else "",
        titles_url=address("honour_titles"),
        export_url=address("honours_export", **_query(asked)),
        print_url=address("honours_print", **_query(asked)),
    )


def export(request: HttpRequest) -> HttpResponse:
    """What is published of the list as it is narrowed, as a workbook: whoever took his consent back
    is in no file that goes round."""
    user = actor(request)
    today = timezone.localdate()
    asked = {**_asked(_filter(request, user)), "state": EditionState.PUBLISHED.value}
    found = selectors.roll(user, asked)
    rows = [
        [
            one.name,
            one.get_kind_display(),
            one.title.name,
            one.title.get_level_display(),
            one.title.body,
            f"{one.year}",
            f"{one.conferred_on:%Y-%m-%d}" if one.conferred_on else "",
            one.document_no,
            place_of(one),
            one.citation,
            one.get_consent_display(),
        ]
        for one in found
    ]
    heads = ["姓名、名称", "对象", "荣誉称号", "级别", "授予单位", "年度", "表彰日期", "表彰文号"]
    heads += ["来自", "事迹简介", "同意公布"]
    content = xlsx_bytes(
        TITLE, [f"{today:%Y-%m-%d} 导出，只含已公布的，共 {len(rows)} 项"], heads, rows
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="honours.xlsx"'
    return response


def printed(request: HttpRequest) -> HttpResponse:
    """荣誉名录 for paper: what is published, as the list is narrowed, by year and title."""
    user = actor(request)
    asked = {**_asked(_filter(request, user)), "state": EditionState.PUBLISHED.value}
    found = list(selectors.roll(user, asked))
    return page(
        request,
        "bureau/honours_print.html",
        title=TITLE,
        crumbs=(crumb(TITLE, "honours"),),
        groups=[
            {
                "heading": f"{year} 年度 {title}",
                "body": title.body,
                "rows": [
                    {"name": one.name, "place": place_of(one), "citation": one.citation}
                    for one in rows
                ],
            }
            for (year, title), rows in groupby(found, key=_heading)
        ],
        count=len(found),
        printed_on=timezone.localdate(),
    )


def _heading(one: Edition) -> tuple[int, Any]:
    return one.year, one.title


def _filter(request: HttpRequest, user: User) -> RollFilter:
    form = RollFilter(
        request.GET,
        titles=[(one.pk, str(one)) for one in selectors.titles(user)],
        years=selectors.years(),
        towns=towns_visible_to(user).values_list("path", "name"),
    )
    form.is_valid()
    return form


def _asked(form: RollFilter) -> dict[str, Any]:
    names = ("q", "title", "year", "town", "state")
    return {name: form.cleaned_data.get(name) or "" for name in names}


def _query(asked: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in asked.items()}
