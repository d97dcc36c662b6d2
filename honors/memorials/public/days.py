"""A facility's month for residents, what is left of each day; a booking for a telephone's calendar.

Kept by nobody: what was free a minute ago may be taken.
"""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from honors.memorials import published
from honors.memorials.public.views import MONTH, kept_by_nobody, phone
from veterans.foundation.calendar_file import TYPE, Entry, calendar_file
from veterans.foundation.errors import Refused
from veterans.foundation.month_grid import month_weeks
from veterans.foundation.months import add_months, first_of, month_cn, month_text, parse_month
from veterans.foundation.residents import for_everyone


@for_everyone
def month(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Day by day what is left; this month where none is asked for, or too far a one."""
    now = timezone.now()
    today = timezone.localdate()
    found = published.facility(facility_id)
    if found is None:
        gone = render(request, "public/memorial.html", {"facility": None, **phone()}, status=404)
        return kept_by_nobody(gone)
    first, last = first_of(today), published.last_month(today)
    try:
        asked = parse_month(request.GET.get(MONTH, ""))
    except Refused:
        asked = first
    shown = asked if first <= asked <= last else first
    days = published.month(facility_id, shown, now=now)
    lines = {on: [_line(facility_id, on, one)] for on, one in days.items()}
    context: dict[str, Any] = {
        "facility": found,
        "month_words": month_cn(shown),
        "weeks": month_weeks(shown, lines, today=today),
        "previous": _query(add_months(shown, -1)) if shown > first else "",
        "following": _query(add_months(shown, 1)) if shown < last else "",
        "this_month": "" if shown == first else _query(first),
        **phone(),
    }
    return kept_by_nobody(render(request, "public/memorial_month.html", context))


def _query(day: date) -> str:
    return f"?{MONTH}={month_text(day)}"


def _line(facility_id: int, on: date, one: published.PublicDay) -> dict[str, str]:
    """A day leads to the form with its date and place."""
    if not one.free:
        return {"time": "", "title": one.words, "url": "", "note": ""}
    spans = [f"{first:%H:%M}–{last:%H:%M}" for first, last in one.free]
    url = f"{reverse('memorials:book')}?sheshi={facility_id}&ri={on}"
    return {"time": "", "title": "可以约", "url": url, "note": "、".join(spans)}


@for_everyone
def receipt_file(request: HttpRequest, token: str) -> HttpResponse:
    """One's own booking, unless it is called off."""
    found = published.booking(token)
    if found is None or found.is_off:
        raise Http404
    begin, end = timezone.localtime(found.starts), timezone.localtime(found.ends)
    entry = Entry(
        uid=f"ceremony-{found.number}@{request.get_host()}",
        title=found.title,
        on=begin.date(),
        starts_at=begin.time(),
        ends_at=end.time(),
        where=found.place,
        words=f"预约编号 {found.number}，{found.people} 人。{found.phone}",
    )
    content = calendar_file([entry], name=found.title, at=timezone.now())
    return kept_by_nobody(HttpResponse(content, content_type=TYPE))
