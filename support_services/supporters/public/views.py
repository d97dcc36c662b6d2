"""Pages for residents. They read what is published, ask no session and set no cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from support_services.supporters import published
from support_services.supporters.published import LostBadge
from veterans.foundation.residents import for_everyone

KIND, TOWN = "lei", "zhen"


def _town(request: HttpRequest) -> dict[str, Any]:
    """The town that was asked for, and those to choose from."""
    towns = published.towns()
    town = request.GET.get(TOWN, "")
    return {"towns": towns, "town_name": TOWN, "town": town if town in dict(towns) else ""}


@for_everyone
def badges(request: HttpRequest) -> HttpResponse:
    """Places and firms with a badge, by kind; narrowed by kind and town."""
    kind = request.GET.get(KIND, "")
    kind = kind if kind in dict(published.LISTED) else ""
    asked = _town(request)
    context = {
        **asked,
        "kinds": published.badge_kinds(today=timezone.localdate(), kind=kind, town=asked["town"]),
        "kind": kind,
        "kind_name": KIND,
        "all_kinds": published.LISTED,
        **phone_of(stations.center()),
    }
    return render(request, "public/badges.html", context)


@for_everyone
def badge(request: HttpRequest, number: str) -> HttpResponse:
    """What a badge's number proves today. That it no longer holds is an answer and no error. Kept
    by nobody: what was withdrawn this minute must not be proved by a page of the last."""
    today = timezone.localdate()
    found = published.badge(number, today=today)
    lost = found if isinstance(found, LostBadge) else None
    context = {
        "today": today,
        "badge": None if lost else found,
        "lost": lost,
        **phone_of(stations.center()),
    }
    response = render(request, "public/badge.html", context, status=404 if found is None else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@for_everyone
def jobs(request: HttpRequest) -> HttpResponse:
    """Posts for veterans and soldiers' families that are open."""
    asked = _town(request)
    shown = published.jobs(today=timezone.localdate(), town=asked["town"])
    context = {**asked, "jobs": shown, **phone_of(stations.center())}
    return render(request, "public/jobs.html", context)


@for_everyone
def activities(request: HttpRequest) -> HttpResponse:
    """What is to come and open to everybody."""
    asked = _town(request)
    shown = published.activities(today=timezone.localdate(), town=asked["town"])
    context = {**asked, "activities": shown, **phone_of(stations.center())}
    return render(request, "public/activities.html", context)
