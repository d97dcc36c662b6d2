"""Pages for residents. They read what is published and ask no session; the switch of the edition
sets the one cookie there is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from support_services.lookup import published
from support_services.lookup.reference import Guidance
from support_services.lookup.rules import LONGEST, plain
from support_services.stations import published as stations
from support_services.stations.public.views import (
    CARDS,
    card,
    contact,
    phone_of,
    place_name,
)
from veterans.foundation import elder
from veterans.foundation.residents import for_everyone, for_sending


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """One box, three ways on, and the service centre."""
    center = stations.center()
    context = {"center": contact(center) if center else None, **phone_of(center)}
    return render(request, "public/home.html", context)


@for_everyone
def found(request: HttpRequest) -> HttpResponse:
    """Answers first: how it is done, then items, then stations; where they come from below. With
    anything of the floors above kept by nobody: it may be withdrawn this minute."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    center = stations.center()
    context: dict[str, Any] = {"q": typed, "asked": bool(plain(typed)), **phone_of(center)}
    if context["asked"]:
        answers = published.answers(typed, today=timezone.localdate())
        few = len(answers.places) <= CARDS
        context |= {
            "answers": answers,
            "guidance": [_guidance(one) for one in answers.guidance],
            "results": [card(one) for one in answers.places] if few else [],
            "names": [] if few else [place_name(one) for one in answers.places],
        }
    if not context["asked"] or context["answers"].is_empty:
        context["center"] = contact(center) if center else None
    response = render(request, "public/found.html", context)
    if context["asked"] and context["answers"].further:
        response.headers["Cache-Control"] = "no-store"
    return response


@for_sending
def edition(request: HttpRequest) -> HttpResponse:
    """The switch between the editions leads back to where one was; by GET, what the edition is."""
    if elder.is_switching(request):
        response: HttpResponse = HttpResponseRedirect(elder.own_path(request.POST.get("to", "")))
        response.status_code = 303  # a page is read by GET, however it was asked for
        return response
    return render(request, "public/edition.html", phone_of(stations.center()))


def _guidance(one: Guidance) -> dict[str, str]:
    return {
        "code": one.code,
        "title": one.title,
        "answer": one.answer,
        "where": one.where,
        "bring": one.bring,
        "url": reverse(one.page) if one.page else "",
    }
