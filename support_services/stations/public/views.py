"""Pages for residents. They read what is published, ask no session and set no cookie."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from support_services.stations import published
from support_services.stations.published import PublicPlace, PublicStation
from veterans.foundation.residents import for_everyone

# With more hits than that, names to choose from are quicker than a card for each.
CARDS = 3

ROBOTS = """User-agent: *
Disallow: /bureau/
Disallow: /station/
Disallow: /api/
Disallow: /healthz
"""


@for_everyone
def results(request: HttpRequest) -> HttpResponse:
    """The box for a village; what was found, or whom to ask and where to choose instead."""
    typed = request.GET.get("q", "").strip()[:100]
    found = published.search(typed)
    cards = len(found.places) <= CARDS
    context = {
        "search_url": reverse("public:stations"),
        "q": typed,
        "asked": not found.is_empty,
        "is_guess": found.is_guess,
        "more": found.more,
        "results": [card(one) for one in found.places] if cards else [],
        "names": [] if cards else [place_name(one) for one in found.places],
        "found": len(found.places),
    }
    if not found.places or found.is_guess:
        context |= whom_to_ask() | {"example": "" if typed else published.example_name()}
    else:
        context |= phone_of(published.center())
    return render(request, "public/station_results.html", context)


@for_everyone
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One village, town or the county: its station, what can be done there, whom else to ask."""
    here = published.place(code)
    if here is None:
        return render(request, "public/station_missing.html", whom_to_ask(), status=404)
    center = here.above[-1] if here.above else here.own
    villages = published.villages_of(code) if here.level == "town" else ()
    towns = published.towns() if here.level == "county" else ()
    today = timezone.localdate()
    serving = here.station
    context = {
        "place": here,
        "station": contact(here.own) if here.own else None,
        "head": published.head(here.own, today=today) if here.own else "",
        "upper": [contact(one) for one in here.above],
        "services": published.offers(serving, today=today) if serving else (),
        "below": [{"name": one.name, "url": _url(one.code)} for one in villages or towns],
        "home_url": reverse("public:stations"),
        "town_url": _url(here.town_code) if here.town_code else "",
        **phone_of(center),
    }
    return render(request, "public/station_detail.html", context)


@for_everyone
def robots(request: HttpRequest) -> HttpResponse:
    """Everything for residents may be indexed; the doors for staff are none of theirs."""
    response = HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@for_everyone
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks without reading the page; pages name the icon themselves."""
    response = HttpResponseRedirect(static("portal/favicon.svg"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _url(code: str) -> str:
    return reverse("public:place", args=[code])


def contact(station: PublicStation) -> dict[str, Any]:
    """A station as ``public/_station_lines.html`` shows it."""
    return {
        "name": station.name,
        "level_label": station.level_label,
        "address": station.address,
        "hours": station.hours,
        "phone": station.phone,
        "tel": station.tel,
        "url": _url(station.code),
    }


def card(found: PublicPlace) -> dict[str, Any]:
    """A place with the station that serves it, which may be the one above."""
    station = found.station
    return {
        **(contact(station) if station else {}),
        "name": found.title,
        "covers": _with_town(found),
        "url": _url(found.code),
        "instead": station.name if station and found.own is None else "",
        "unknown": station is None,
    }


def place_name(found: PublicPlace) -> dict[str, str]:
    """A place in a list to choose from."""
    return {"name": found.name, "town": found.town, "url": _url(found.code)}


def _with_town(found: PublicPlace) -> str:
    return f"{found.town}{found.name}"


def phone_of(center: PublicStation | None) -> dict[str, str]:
    """The number at the foot of every page: the bureau's, or the service centre's."""
    number = settings.PORTAL_BUREAU_PHONE or (center.phone if center else "")
    return {"bureau_phone": number, "bureau_tel": published.tel_of(number)}


def whom_to_ask() -> dict[str, Any]:
    """Whom to ask and where to choose, for whoever has not found."""
    center = published.center()
    return {
        "search_url": reverse("public:stations"),
        "center": contact(center) if center else None,
        "towns": [{"name": one.name, "url": _url(one.code)} for one in published.towns()],
        **phone_of(center),
    }
