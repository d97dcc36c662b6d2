"""Finding somebody of the own area: one box, results while one types. Nobody else is there."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from support_services.subsidies import finding
from support_services.subsidies.station.place import area_name
from support_services.subsidies.station.views import own_area
from veterans.foundation.pace import TooOften
from veterans.registry.asked import looks_like_number
from veterans.registry.services.finding import ask

LISTED_AT_MOST = 30


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def find(request: HttpRequest) -> HttpResponse:
    """The box; sent off, the results below it. By POST always: nothing typed is in an address."""
    text = request.POST.get("q", "").strip()[: finding.LONGEST]
    status, answer = _answer(request, text, at_most=LISTED_AT_MOST) if text else (200, {})
    context = {
        "area_name": area_name(request.user),
        "q": "" if looks_like_number(text) else text,
        "find_url": reverse("station:find"),
        "suggest_url": reverse("station:find_suggest"),
        **answer,
    }
    return render(request, "station/find.html", context, status=status)


@require_POST
@own_area
def suggest(request: HttpRequest) -> HttpResponse:
    """The first few, as a piece of a page, for what has been typed so far."""
    text = request.POST.get("q", "")[: finding.LONGEST]
    status, answer = _answer(request, text, at_most=finding.TYPED_AT_MOST, typing=True)
    return finding.piece(answer, status=status)


def _answer(
    request: HttpRequest, text: str, *, at_most: int, typing: bool = False
) -> tuple[int, dict[str, Any]]:
    user: Any = request.user
    try:
        found = ask(text=text, by=user, at=timezone.now(), at_most=at_most, typing=typing)
    except TooOften as refusal:
        return 429, {"said": str(refusal)}
    rows = [
        {**asdict(one), "url": reverse("station:payee", args=[one.person_id])}
        for one in finding.told(user, found)
    ]
    return 200, {"said": finding.said(found, at_most=at_most), "found": rows}
