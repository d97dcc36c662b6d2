"""Pages for residents. They read what is published, ask no session and set no cookie.

Nobody is to find these pages by a search engine or to keep them: the last day is the last day.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from support_services.stations import published as stations
from support_services.stations.public.views import for_everyone
from support_services.subsidies import published

View = Callable[..., HttpResponse]


def not_kept(view: View) -> View:
    """Not indexed, not cached, not archived."""

    @wraps(view)
    def shown(request: HttpRequest, *args: int, **kwargs: int) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Cache-Control"] = "no-store"
        return response

    return shown


@not_kept
@for_everyone
def notices(request: HttpRequest) -> HttpResponse:
    """What is made public today, by town."""
    towns = published.running(timezone.localdate())
    return render(request, "public/publicity_list.html", {"towns": towns, **_phone()})


@not_kept
@for_everyone
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One roster; after its last day a kind word instead."""
    found = published.notice(
        notice_id, today=timezone.localdate(), bureau=settings.PORTAL_BUREAU_NAME
    )
    if found is None:
        return render(request, "public/publicity_gone.html", _phone(), status=404)
    return render(request, "public/publicity_notice.html", {"notice": found, **_phone()})


def _phone() -> dict[str, str]:
    """Whom to tell: the bureau's number, or the service centre's."""
    center = stations.center()
    number = settings.PORTAL_BUREAU_PHONE or (center.phone if center else "")
    return {"bureau_phone": number, "bureau_tel": stations.tel_of(number)}
