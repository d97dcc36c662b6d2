"""Pages for residents. They read what is published, ask no session and set no cookie."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from support_services.catalogue import published, questions
from support_services.catalogue.granted import granted_by
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation.residents import for_everyone

LONGEST = 40
# Names in the address of 我能享受什么 beside those of its questions.
ASKED, CHANGE = "kan", "gai"


@for_everyone
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is published today, by field; narrowed by words."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "q": typed,
        "fields": published.fields(today=timezone.localdate(), typed=typed),
        **phone_of(stations.center()),
    }
    return render(request, "public/catalogue.html", context)


@for_everyone
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item; a kind word for one that is not, or no longer, published."""
    today = timezone.localdate()
    found = published.item(code, today=today)
    if found is None:
        return render(
            request, "public/catalogue_gone.html", phone_of(stations.center()), status=404
        )
    context = {
        "item": found,
        "granted_by": granted_by(code, today=today),
        **phone_of(stations.center()),
    }
    return render(request, "public/catalogue_item.html", context)


@for_everyone
def entitled(request: HttpRequest) -> HttpResponse:
    """我能享受什么: the questions, and how the catalogue comes out for the answers.

    The answers are in the address, as codes, and nowhere else.
    """
    today = timezone.localdate()
    answers = questions.read(dict(request.GET.lists()))
    if questions.WHO not in answers or CHANGE in request.GET:
        context = {
            "questions": [_question(one, answers) for one in questions.QUESTIONS],
            "unsaid": ASKED in request.GET and questions.WHO not in answers,
            "asked_name": ASKED,
            **phone_of(stations.center()),
        }
        return render(request, "public/entitled.html", context)
    again = urlencode([*questions.pairs(answers), (CHANGE, "1")])
    context = {
        "estimate": published.estimate(questions.life_of(answers, today), today=today),
        "told": questions.told(answers),
        "today": today,
        "change_url": f"{reverse('catalogue:entitled')}?{again}",
        **phone_of(stations.center()),
    }
    return render(request, "public/entitled_result.html", context)


def _question(question: questions.Question, answers: questions.Answers) -> dict[str, Any]:
    chosen = questions.chosen_of(question, answers)
    return {
        "code": question.code,
        "text": question.text,
        "hint": question.hint,
        "many": question.many,
        "listed": question.listed,
        "options": [
            {"code": one.code, "label": one.label, "chosen": one in chosen}
            for one in question.options
        ],
    }
