"""Pages for residents: bring something, take the receipt along, ask how it stands.

No session is asked. What is sent goes to one service (``services.arriving``);
everything shown is read from ``published``. Numbers and words come by POST and are in no address.
"""

import unicodedata
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from support_services.casework import published
from support_services.casework.public.forms import TRAP, AskForm, LetterForm
from support_services.casework.services import arriving
from support_services.stations import published as stations
from veterans.foundation import elder, pace
from veterans.foundation.errors import Refused
from veterans.foundation.residents import for_everyone, for_sending, not_found_by_engines

TOKEN = "form"  # the name of a field, not a secret
TRAPPED = "没有收下：最下面有一格是不用填的，请把它清空再发；还是不行的，请打下面的电话。"
HOUR, DAY = 60 * 60, 24 * 60 * 60


@for_sending
def report(request: HttpRequest) -> HttpResponse:
    """First what it is about, then a look at it, then it is sent; each step by POST."""
    sent = request.method == "POST"
    token = request.POST.get(TOKEN, "")
    if not arriving.is_token(token):
        token = uuid.uuid4().hex
    towns = [(one.code, one.name) for one in stations.towns()]
    # On the way to another edition: as it stands, and nobody is told what is still missing.
    switching = elder.is_switching(request) and "checked" not in request.POST
    if not sent or switching or "change" in request.POST:
        first = request.POST.dict() if sent else _from_place(request.GET.get("cun", ""))
        return _form(request, LetterForm(initial=first, towns=towns), token)
    form = LetterForm(request.POST, towns=towns)
    if request.POST.get(TRAP):
        form.is_valid()
        form.add_error(None, TRAPPED)
    if not form.is_valid():
        return _form(request, form, token)
    letter = _letter(form)
    try:
        if "send" not in request.POST:
            arriving.checked(letter)
            return _check(request, form, token)
        receipt = arriving.send(
            letter=letter,
            form=token,
            address=request.META.get("REMOTE_ADDR", ""),
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except arriving.SentAlready as refusal:
        return _check(request, form, uuid.uuid4().hex, said=str(refusal))
    except pace.TooOften as refusal:
        return _check(request, form, token, said=str(refusal), status=429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, token)
    return HttpResponseRedirect(reverse("intake:receipt", args=[receipt]))


def _from_place(code: str) -> dict[str, str]:
    """Where somebody comes from the page of a station, its place stands there already."""
    here = stations.place(code) if code.isdigit() else None
    if here is None or here.level == "county":
        return {}
    if here.level == "town":
        return {"town": here.code}
    return {"where": here.name, "chosen": here.code, "chosen_for": here.name}


def _letter(form: LetterForm) -> arriving.Letter:
    data = form.cleaned_data
    assert form.place is not None
    names = ("kind", "name", "phone", "content", "meant_name", "meant_relation")
    return arriving.Letter(place=form.place.code, **{name: data[name] for name in names})


def _form(request: HttpRequest, form: LetterForm, token: str) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "trap": TRAP,
        "candidates": [
            {"code": one.code, "name": f"{one.town}{one.name}"} for one in form.candidates
        ],
        "is_for_other": bool(form["meant_name"].value() or form["meant_relation"].value()),
        **_phone(),
    }
    return render(request, "public/report.html", context)


def _check(
    request: HttpRequest, form: LetterForm, token: str, *, said: str = "", status: int = 200
) -> HttpResponse:
    assert form.place is not None
    sent = {name: form[name].value() or "" for name in form.fields}
    # Chosen once, it is not asked for again.
    sent |= {"chosen": form.place.code, "chosen_for": form.cleaned_data["where"]}
    context = {
        "rows": form.told(),
        "sent": sent,
        "token": token,
        "said": said,
        **_phone(),
    }
    return not_found_by_engines(render(request, "public/report_check.html", context, status=status))


@for_everyone
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody takes home; found by its address alone, which nobody can guess."""
    found = published.receipt(token)
    context = {"receipt": found, **_phone()}
    response = render(request, "public/receipt.html", context, status=200 if found else 404)
    response.headers["Cache-Control"] = "no-store"
    return not_found_by_engines(response)


@for_sending
def progress(request: HttpRequest) -> HttpResponse:
    """How a number stands. Every wrong answer is the same page; nothing typed is shown again,
    save to whoever changes the edition while typing."""
    if request.method != "POST":
        return render(request, "public/progress.html", _asking())
    if elder.is_switching(request):
        typed = {name: request.POST.get(name, "") for name in ("number", "tail")}
        context = _asking() | {"form": AskForm(initial=typed)}
        return not_found_by_engines(render(request, "public/progress.html", context))
    number, tail = _plain(request.POST.get("number", "")), _plain(request.POST.get("tail", ""))
    try:
        _keep_pace(request, number)
    except pace.TooOften as refusal:
        context = _asking() | {"said": str(refusal)}
        response = render(request, "public/progress.html", context, status=429)
    else:
        found = published.progress(number, tail)
        context = _asking() | {"found": found, "asked": True}
        response = render(request, "public/progress.html", context)
    return not_found_by_engines(response)


def _asking() -> dict[str, Any]:
    return {"form": AskForm(), "found": None, "asked": False, "said": "", **_phone()}


def _keep_pace(request: HttpRequest, number: str) -> None:
    """By address, by number whether it is there or not, and in all. Nobody may go on guessing
    where the count cannot be kept."""
    words = "这一会儿查得太多了，先不能查。请打下面的电话，报编号，我们帮您查。"
    counts = (
        (
            "asked_from",
            request.META.get("REMOTE_ADDR", ""),
            HOUR,
            settings.PORTAL_ASKINGS_PER_ADDRESS,
        ),
        ("asked_for", number, DAY, settings.PORTAL_ASKINGS_PER_NUMBER),
        ("asked", "all", HOUR, settings.PORTAL_ASKINGS_PER_HOUR),
    )
    for deed, who, seconds, most in counts:
        pace.keep(
            deed=deed,
            who=pace.stranger(who),
            limits=[pace.Limit(seconds, most, words)],
            at=timezone.now(),
            or_words=words,
        )


def _plain(typed: str) -> str:
    """As receipts have it: half-width, capitals, nothing that cannot be seen."""
    half = unicodedata.normalize("NFKC", typed[:60])
    return "".join(char for char in half if char.isalnum() or char == "-").upper()


def _phone() -> dict[str, str]:
    """The number at the foot of every page."""
    whom = published.whom_else()
    return {"bureau_phone": whom.phone, "bureau_tel": whom.tel}
