"""The shared pages in the stations' frame, and what has to be done today."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from honors.memorials import month as shared
from honors.memorials import pages, selectors
from honors.memorials.states import READ, REPORT, What
from support_services.stations.today import Due, Urgency
from veterans.accounts.doors import for_station

TEMPLATES = {
    "list": "station/memorial_list.html",
    "sheet": "station/memorial_sheet.html",
    "form": "station/memorial_form.html",
    "month": "station/memorial_month.html",
}


def _url(name: str, *args: Any) -> str:
    # Papers and settings are the bureau's.
    return (
        "" if name in ("paper", "pdf", "days") else reverse(f"station_memorials:{name}", args=args)
    )


def _show(request: HttpRequest, kind: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, TEMPLATES[kind], {"title": title, **context})


DOOR = pages.Door(_url, _show, selectors.OF_STATIONS)


def due(user: Any, today: date) -> Iterator[Due]:
    """Facilities of the area that have to be inspected before the next day of remembrance."""
    if not user.may(REPORT):
        return
    late = selectors.late_facilities(user, today=today)
    if late:
        yield Due(
            Urgency.TODAY,
            "烈士纪念设施要检查",
            _url("list", What.FACILITY),
            selectors.next_day_words(today),
            len(late),
        )


def _page(view: Callable[..., HttpResponse]) -> Any:
    methods = require_http_methods(["GET", "HEAD", "POST"])
    return wraps(view)(methods(never_cache(for_station(READ)(view))))


@_page
def first(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_url("list", What.FACILITY))


@_page
def listing(request: HttpRequest, what: str) -> HttpResponse:
    return pages.listing(request, DOOR, what)


@_page
def new(request: HttpRequest, what: str) -> HttpResponse:
    return pages.new(request, DOOR, what)


@_page
def sheet(request: HttpRequest, what: str, key: int) -> HttpResponse:
    return pages.sheet(request, DOOR, what, key)


@_page
def edit(request: HttpRequest, what: str, key: int) -> HttpResponse:
    return pages.edit(request, DOOR, what, key)


@_page
def do(request: HttpRequest, what: str, key: int, verb: str) -> HttpResponse:
    return pages.do(request, DOOR, what, key, verb)


@_page
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    return pages.photo(request, DOOR, photo_id)


@_page
def month(request: HttpRequest) -> HttpResponse:
    return shared.month(request, DOOR)


@_page
def month_file(request: HttpRequest) -> HttpResponse:
    return shared.month_file(request, DOOR)
