"""The catalogue at a station: looked up, and held against one person's file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from support_services.catalogue import published, selectors
from support_services.catalogue.granted import granted_by
from support_services.catalogue.showing import claims_shown
from support_services.stations.rules import spoken_name
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound
from veterans.registry.selectors import person_visible_to

LONGEST = 40


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_catalogue:{name}", args=args)


@require_safe
@never_cache
@for_station("catalogue.read")
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is published, by field; narrowed by words."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "q": typed,
        "fields": published.fields(today=timezone.localdate(), typed=typed),
        "here": _url("catalogue"),
    }
    return render(request, "station/catalogue.html", context)


@require_safe
@never_cache
@for_station("catalogue.read")
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item, as residents read it."""
    today = timezone.localdate()
    found = published.item(code, today=today)
    if found is None:
        raise NotFound("没有这个优待项目，或者已经停用。")
    context = {
        "item": found,
        "granted_by": granted_by(code, today=today),
        "back_url": _url("catalogue"),
    }
    return render(request, "station/catalogue_item.html", context)


@require_safe
@never_cache
@for_station("catalogue.read")
def claims(request: HttpRequest, person_id: int) -> HttpResponse:
    """What somebody of the own area may claim, with the reason for every condition."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    found = selectors.claims_of(person, today=timezone.localdate())
    context = {
        "name": person.name,
        "village": spoken_name(person.region.name),
        "person_url": reverse("station:payee", args=[person.pk]),
        "died": person.died_on is not None,
        **claims_shown(found, lambda code: _url("item", code)),
    }
    return render(request, "station/claims.html", context)
