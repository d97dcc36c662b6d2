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
from support_services.stations.public.views import phone_of
from support_services.subsidies import published
from veterans.foundation.residents import for_everyone

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


@for_everyone
@not_kept
def notices(request: HttpRequest) -> HttpResponse:
    """What is made public today, by town."""
    towns = published.running(timezone.localdate())
    return render(
        request, "public/publicity_list.html", {"towns": towns, **phone_of(stations.center())}
    )


@for_everyone
@not_kept
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One roster; after its last day a kind word instead."""
    found = published.notice(
        notice_id, today=timezone.localdate(), bureau=settings.PORTAL_BUREAU_NAME
    )
    if found is None:
        return render(
            request, "public/publicity_gone.html", phone_of(stations.center()), status=404
        )
    return render(
        request, "public/publicity_notice.html", {"notice": found, **phone_of(stations.center())}
    )
