"""Pages for residents. They read what is published, ask no session and set no cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponse
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
from veterans.foundation.residents import for_everyone


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """One box, three ways on, and the service centre."""
    center = stations.center()
    context = {"center": contact(center) if center else None, **phone_of(center)}
    return render(request, "public/home.html", context)


@for_everyone
def found(request: HttpRequest) -> HttpResponse:
    """Answers first: how it is done, then items, then stations; where they come from below."""
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
    return render(request, "public/found.html", context)


def _guidance(one: Guidance) -> dict[str, str]:
    return {
        "code": one.code,
        "title": one.title,
        "answer": one.answer,
        "where": one.where,
        "bring": one.bring,
        "url": reverse(one.page) if one.page else "",
    }
