"""Pages for residents: bring something, object to a 公示, take the receipt along, ask how it
stands.

No session is asked. What is sent goes to one service (``services.arriving``);
everything shown is read from ``published``. Numbers and words come by POST and are in no address.
"""

import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from support_services.casework import published
from support_services.casework.public.forms import TRAP, AskForm, LetterForm, ObjectionForm
from support_services.casework.services import arriving
from support_services.casework.states import CaseKind
from support_services.stations import published as stations
from support_services.subsidies import published as publicity
from veterans.foundation import elder, pace
from veterans.foundation.errors import Refused
from veterans.foundation.residents import for_everyone, for_sending, not_found_by_engines

TOKEN = "form"  # the name of a field, not a secret
TRAPPED = "没有收下：最下面有一格是不用填的，请把它清空再发；还是不行的，请打下面的电话。"
HOUR, DAY = 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Steps:
    """What is particular about a page that sends something: its form, made of what was typed or
    of what stands there first; its template; its address."""

    make: Callable[..., LetterForm | ObjectionForm]
    template: str
    url: str


@for_sending
def report(request: HttpRequest) -> HttpResponse:
    """反映问题; 没有享受到 where somebody comes from an item of the catalogue, 写得不对 from the
    page of a martyr."""
    about = request.POST.get("about", "")
    for name, kind in (("youdai", "item"), ("yinglie", "martyr")):
        key = request.GET.get(name, "")
        about = about or (f"{kind}:{key}" if key else "")
    subject = published.letter_subject(about, today=timezone.localdate()) if about else None
    first = _from_place(request.GET.get("cun", ""))
    if subject is not None:
        about_item = CaseKind.COMPLAINT.value in subject.kinds
        kind = CaseKind.COMPLAINT.value if about_item else min(subject.kinds)
        first |= {"about": subject.about, "kind": kind}
    towns = [(one.code, one.name) for one in stations.towns()]
    make = partial(LetterForm, towns=towns, subject=subject)
    return _ask(request, Steps(make, "public/report.html", reverse("intake:report")), first)


@for_sending
def objection(request: HttpRequest, notice_id: int) -> HttpResponse:
    """对公示有意见, while the notice is made public; a kind word after."""
    notice = publicity.notice(
        notice_id, today=timezone.localdate(), bureau=settings.PORTAL_BUREAU_NAME
    )
    if notice is None:
        gone = render(request, "public/publicity_gone.html", _phone(), status=404)
        return not_found_by_engines(gone)
    url = reverse("intake:objection", args=[notice_id])
    steps = Steps(partial(ObjectionForm, notice=notice), "public/objection.html", url)
    return not_found_by_engines(_ask(request, steps, {}))


def _ask(request: HttpRequest, steps: Steps, first: dict[str, str]) -> HttpResponse:
    """First what it is about, then a look at it, then it is sent; each step by POST."""
    sent = request.method == "POST"
    token = request.POST.get(TOKEN, "")
    if not arriving.is_token(token):
        token = uuid.uuid4().hex
    # On the way to another edition: as it stands, and nobody is told what is still missing.
    switching = elder.is_switching(request) and "checked" not in request.POST
    if not sent or switching or "change" in request.POST:
        return _form(
            request, steps, steps.make(initial=request.POST.dict() if sent else first), token
        )
    form = steps.make(request.POST)
    if request.POST.get(TRAP):
        form.is_valid()
        form.add_error(None, TRAPPED)
    if not form.is_valid():
        return _form(request, steps, form, token)
    letter, today = arriving.Letter(**form.values()), timezone.localdate()
    try:
        if "send" not in request.POST:
            arriving.checked(letter, today)
            return _check(request, steps, form, token)
        receipt = arriving.send(
            letter=letter,
            form=token,
            address=request.META.get("REMOTE_ADDR", ""),
            at=timezone.now(),
            today=today,
        )
    except arriving.SentAlready as refusal:
        return _check(request, steps, form, uuid.uuid4().hex, said=str(refusal))
    except pace.TooOften as refusal:
        return _check(request, steps, form, token, said=str(refusal), status=429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, steps, form, token)
    return HttpResponseRedirect(reverse("intake:receipt", args=[receipt]))


def _from_place(code: str) -> dict[str, str]:
    """Where somebody comes from the page of a station, its place stands there already."""
    here = stations.place(code) if code.isdigit() else None
    if here is None or here.level == "county":
        return {}
    if here.level == "town":
        return {"town": here.code}
    return {"where": here.name, "chosen": here.code, "chosen_for": here.name}


def _form(
    request: HttpRequest, steps: Steps, form: LetterForm | ObjectionForm, token: str
) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "trap": TRAP,
        "url": steps.url,
        **form.context(),
        **_phone(),
    }
    return render(request, steps.template, context)


def _check(
    request: HttpRequest,
    steps: Steps,
    form: LetterForm | ObjectionForm,
    token: str,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "rows": form.told(),
        "sent": form.again(),
        "token": token,
        "url": steps.url,
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
