"""Pages for residents: the register of martyrs, facilities, a booking.

They read what is published, ask no session and set no cookie. What is sent goes to one service
(``services.booking``); a receipt is found by its address alone. There is nothing to comment on, and
nothing to click that pretends to be a flower.
"""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from honors.memorials import published
from honors.memorials.papers import Sheet, pdf_of
from honors.memorials.public.forms import TRAP, BookingForm
from honors.memorials.services import booking
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation import elder, pace
from veterans.foundation.errors import Refused
from veterans.foundation.paper import PDF_TYPE
from veterans.foundation.residents import for_everyone, for_sending, not_found_by_engines

TOWN, YEAR, MONTH, DAY = "zhen", "nian", "yue", "ri"
TOKEN = "form"  # the name of a field, not a secret
ON_A_PAGE, LONGEST = 20, 40
TRAPPED = "没有收下：最下面有一格是不用填的，请把它清空再发；还是不行的，请打下面的电话。"


@for_everyone
def roll(request: HttpRequest) -> HttpResponse:
    """Everybody by name; narrowed to a town, or looked for."""
    towns = published.towns()
    town = request.GET.get(TOWN, "")
    town = town if town in dict(towns) else ""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    years = published.years()
    year = request.GET.get(YEAR, "")
    year = year if year in years else ""
    found = published.find(typed, place=town, year=year)
    page = Paginator(found.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    martyrs = [published.martyr_of(one) for one in page]
    context = {
        "page_obj": page,
        "martyrs": martyrs,
        "is_guess": found.is_guess,
        "q": typed,
        "town": town,
        "town_name": TOWN,
        "towns": towns,
        "years": years,
        "year": year,
        "year_name": YEAR,
        "is_narrowed": bool(typed or town or year),
        **phone(),
    }
    return kept_by_nobody(render(request, "public/martyrs.html", context))


@for_everyone
def martyr(request: HttpRequest, martyr_id: int) -> HttpResponse:
    """One martyr; the same kind word for what was withdrawn and for what never was."""
    found = published.martyr(martyr_id)
    response = render(
        request,
        "public/martyr.html",
        {"martyr": found, "printed_on": timezone.localdate(), **phone()},
        status=200 if found is not None else 404,
    )
    return kept_by_nobody(response)


@for_everyone
def as_pdf(request: HttpRequest, martyr_id: int) -> HttpResponse:
    """The page for a frame; back to the page where a letter is missing in the font."""
    found = published.martyr(martyr_id)
    if found is None:
        return martyr(request, martyr_id)
    today = timezone.localdate()
    foot = f"{settings.PORTAL_BUREAU_NAME}英名录"
    sheet = Sheet("烈士", found.name, found.lines, found.paragraphs, foot)
    try:
        content = pdf_of(sheet, published.day_of(today))
    except Refused:
        return HttpResponseRedirect(reverse("memorials:martyr", args=[martyr_id]))
    response = HttpResponse(content, content_type=PDF_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="yinglie-{martyr_id}.pdf"'
    return kept_by_nobody(response)


@for_everyone
def facilities(request: HttpRequest) -> HttpResponse:
    """Where one can go, and when it is open."""
    context = {"facilities": published.facilities(), **phone()}
    return render(request, "public/memorials.html", context)


@for_everyone
def facility(request: HttpRequest, facility_id: int) -> HttpResponse:
    """One of them, with the times that are taken."""
    found = published.facility(facility_id)
    times = published.taken(facility_id, since=timezone.now()) if found is not None else []
    shut = published.closed(facility_id, today=timezone.localdate()) if found is not None else []
    context = {"facility": found, "taken": times, "closed": shut, **phone()}
    response = render(
        request, "public/memorial.html", context, status=200 if found is not None else 404
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@for_sending
def book(request: HttpRequest) -> HttpResponse:
    """预约祭扫: first what, then a look at it, then it is sent; each step by POST."""
    sent = request.method == "POST"
    token = request.POST.get(TOKEN, "")
    if not booking.is_token(token):
        token = uuid.uuid4().hex
    places = [(one.id, one.name) for one in published.facilities()]
    switching = elder.is_switching(request) and "checked" not in request.POST
    if not sent or switching or "change" in request.POST:
        first: dict[str, Any] = {"facility": request.GET.get("sheshi", ""), "begin": "09:00"}
        first |= {"end": "10:00", "on": request.GET.get(DAY, "")}
        initial = request.POST.dict() if sent else first
        return _form(request, BookingForm(initial=initial, facilities=places), token)
    form = BookingForm(request.POST, facilities=places)
    if request.POST.get(TRAP):
        form.is_valid()
        form.add_error(None, TRAPPED)
    if not form.is_valid():
        return _form(request, form, token)
    at = timezone.now()
    try:
        if "send" not in request.POST:
            booking.checked(form.values(), at=at)
            return _check(request, form, token)
        receipt_token = booking.send(
            fields=form.values(), form=token, address=request.META.get("REMOTE_ADDR", ""), at=at
        )
    except booking.SentAlready as refusal:
        return _check(request, form, uuid.uuid4().hex, said=str(refusal))
    except pace.TooOften as refusal:
        return _check(request, form, token, said=str(refusal), status=429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, token)
    return HttpResponseRedirect(reverse("memorials:receipt", args=[receipt_token]))


@for_everyone
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody takes home, with how it stands; nobody can guess its address."""
    found = published.booking(token)
    response = render(
        request,
        "public/memorial_receipt.html",
        {"booking": found, **phone()},
        status=200 if found is not None else 404,
    )
    return kept_by_nobody(response)


def _form(request: HttpRequest, form: BookingForm, token: str) -> HttpResponse:
    context = {"form": form, "token": token, "trap": TRAP, "left": _left(form), **phone()}
    return render(request, "public/memorial_book.html", context)


def _left(form: BookingForm) -> dict[str, str] | None:
    """What is left of the day that is asked for, where a day and a place are."""
    key, on = form["facility"].value(), form.fields["on"]
    try:
        day = on.clean(form["on"].value())
    except ValidationError:
        return None
    found = published.facility(int(key)) if str(key).isdigit() and len(str(key)) < 10 else None
    left = published.day(found.id, day, now=timezone.now()) if found is not None and day else None
    if found is None or left is None:
        return None
    return {
        "place": found.name,
        "day": published.day_of(day),
        "words": left.words,
        "capacity": f"{found.capacity}",
        "url": f"{reverse('memorials:month', args=[found.id])}?{MONTH}={day:%Y-%m}",
    }


def _check(
    request: HttpRequest, form: BookingForm, token: str, *, said: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "rows": form.told(),
        "sent": form.again(),
        "token": token,
        "url": reverse("memorials:book"),
        "said": said,
        **phone(),
    }
    response = render(request, "public/report_check.html", context, status=status)
    return not_found_by_engines(response)


def phone() -> dict[str, Any]:
    return dict(phone_of(stations.center()))


def kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return not_found_by_engines(response)
