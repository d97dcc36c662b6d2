"""The inbox of a station: what was told it, and about whom."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.notices import reading
from support_services.notices.selectors import inbox as selectors
from support_services.notices.services import handling
from veterans.accounts.doors import for_station

PER_PAGE = 20


@require_safe
@never_cache
@for_station("notices.inbox")
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that was told this station, the newest first; or what nobody has read."""
    user: Any = request.user
    only = request.GET.get("kind") == "unread"
    rows = selectors.unread(user) if only else selectors.inbox(user)
    shown: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown.object_list = [
        {**reading.row(one), "url": reverse("station_notices:notice", args=[one.pk])}
        for one in shown.object_list
    ]
    here = reverse("station_notices:inbox")
    context = {
        "page_obj": shown,
        "only_unread": only,
        "tabs": [
            {"title": "全部通知", "url": here, "current": not only},
            {"title": "未读的", "url": f"{here}?kind=unread", "current": only},
        ],
    }
    return render(request, "station/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("notices.inbox")
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One of them in full, with the people it tells of; POST marks it as read."""
    user: Any = request.user
    if request.method == "POST":
        handling.read(notice_id=notice_id, by=user, at=timezone.now())
        return HttpResponseRedirect(reverse("station_notices:notice", args=[notice_id]))
    found = selectors.inbox_notice(user, notice_id)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    people, count = reading.people_of(found, user, number)
    context = {
        "notice": reading.row(found),
        "has_people": reading.has_people(found),
        "people": [{**one, "url": _person_url(one["key"])} for one in people],
        "people_count": count,
        "page_number": number,
        "more": number * reading.PER_PAGE < count,
        "back_url": reverse("station_notices:inbox"),
    }
    return render(request, "station/inbox_notice.html", context)


def _person_url(person_id: int) -> str:
    """A person's page belongs to a floor above; where there is none, the name alone stands."""
    try:
        return reverse("station:payee", args=[person_id])
    except NoReverseMatch:
        return ""
