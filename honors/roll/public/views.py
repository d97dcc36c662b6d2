"""Pages for residents. They read what is published, ask no session and set no cookie.

Kept by nobody, and in no index of a search engine: whoever takes his consent back is gone from the
next look on, not after some minutes, and not for as long as an engine remembers.
"""

from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from honors.roll import published
from honors.roll.published import PublicHonour, Revoked
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation.errors import Refused
from veterans.foundation.framed_paper import Framed, framed
from veterans.foundation.paper import PDF_TYPE
from veterans.foundation.residents import for_everyone, not_found_by_engines

YEAR, TITLE, TOWN = "nian", "chenghao", "zhen"
ON_A_PAGE = 20
LONGEST = 40


@for_everyone
def roll(request: HttpRequest) -> HttpResponse:
    """Everybody by year and title; narrowed, or looked for by a name or a word."""
    years, titles, towns = published.years(), published.titles(), published.towns()
    year = _one_of(request, YEAR, [str(one) for one in years])
    title = _one_of(request, TITLE, [str(one.id) for one in titles])
    town = _one_of(request, TOWN, [code for code, _ in towns])
    typed = request.GET.get("q", "").strip()[:LONGEST]
    found = published.find(
        typed,
        year=int(year) if year else None,
        title=int(title) if title else None,
        place=town,
    )
    page = Paginator(found.honours, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "groups": [
            {"year": year_of, "title": title_of, "level": level, "honours": list(rows)}
            for (year_of, title_of, level), rows in groupby(page, key=_heading)
        ],
        "is_guess": found.is_guess,
        "q": typed,
        "names": {"year": YEAR, "title": TITLE, "town": TOWN},
        "year": year,
        "title": title,
        "town": town,
        "years": years,
        "titles": [(str(one.id), f"{one.name}（{one.level_label}）") for one in titles],
        "towns": towns,
        "is_narrowed": bool(typed or year or title or town),
        **phone_of(stations.center()),
    }
    return _kept_by_nobody(render(request, "public/honours.html", context))


@for_everyone
def honour(request: HttpRequest, honour_id: int) -> HttpResponse:
    """One honour with its story; that it was revoked; or that nothing is here, in the same words
    for what was withdrawn and for what never was."""
    found = published.honour(honour_id)
    context: dict[str, Any] = {**phone_of(stations.center())}
    if found is None or isinstance(found, Revoked):
        response = render(
            request,
            "public/honour_gone.html",
            {**context, "revoked": found},
            status=404 if found is None else 200,
        )
    else:
        response = render(request, "public/honour.html", {**context, "honour": found})
    return _kept_by_nobody(response)


@for_everyone
def as_pdf(request: HttpRequest, honour_id: int) -> HttpResponse:
    """One sheet for a frame: whose honour it is and for what; back to the page where a letter is
    missing in the font. Nothing but what is on the roll now has one."""
    found = published.honour(honour_id)
    if not isinstance(found, PublicHonour):
        return honour(request, honour_id)
    today = timezone.localdate()
    try:
        content = framed(
            Framed(
                kicker=f"{found.year} 年度{found.title}",
                name=found.name,
                lines=_lines(found),
                body=(found.citation,),
                issuer=f"{settings.PORTAL_BUREAU_NAME}荣誉名录",
                day=day_cn(today),
                is_red=True,
            )
        )
    except Refused:
        return HttpResponseRedirect(reverse("honours:honour", args=[honour_id]))
    response = HttpResponse(content, content_type=PDF_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="rongyu-{honour_id}.pdf"'
    return _kept_by_nobody(response)


def _lines(found: PublicHonour) -> list[tuple[str, str]]:
    conferred = day_cn(found.conferred_on) if found.conferred_on else ""
    rows = (
        ("来自", found.place),
        ("授予单位", found.body),
        ("表彰日期", conferred),
        ("文号", found.document_no),
    )
    return [one for one in rows if one[1]]


def day_cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _heading(one: PublicHonour) -> tuple[int, str, str]:
    return one.year, one.title, one.level_label


def _one_of(request: HttpRequest, name: str, known: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in known else ""


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return not_found_by_engines(response)
