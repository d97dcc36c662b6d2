"""The month of ceremonies at both staff doors, as a grid and as a calendar file: who comes when,
how many for how much room, guests from elsewhere, closed days and days of remembrance."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.memorials import rules
from honors.memorials.event_forms import MonthFilter
from honors.memorials.models import Ceremony
from honors.memorials.pages import Door
from honors.memorials.selectors.calendar import Month, in_month
from honors.memorials.selectors.days import remembrance_days
from honors.memorials.states import REPORT, What
from veterans.accounts.models import User
from veterans.foundation.calendar_file import TYPE, Entry, calendar_file
from veterans.foundation.month_grid import month_weeks
from veterans.foundation.months import add_months, first_of, month_cn, month_text

TITLE = "祭扫活动"
Lines = dict[date, list[dict[str, str]]]


def month(request: HttpRequest, door: Door) -> HttpResponse:
    """This month where none is asked for."""
    user: Any = request.user
    today = timezone.localdate()
    form = MonthFilter(request.GET, user=user, today=today)
    first, facility = form.asked()
    found = in_month(user, first, facility=facility)
    lines = _lines(found, first, user, door)

    def query(day: date) -> str:
        chosen = f"&facility={facility}" if facility else ""
        return f"?month={month_text(day)}{chosen}"

    return door.show(
        request,
        "month",
        f"{month_cn(first)}{TITLE}",
        {
            "filter_form": form,
            "weeks": month_weeks(first, lines, today=today),
            "count": len(found.ceremonies),
            "previous": query(add_months(first, -1)),
            "following": query(add_months(first, 1)),
            "this_month": query(today) if first != first_of(today) else "",
            "file_url": f"{door.url('month_file')}{query(first)}" if found.ceremonies else "",
            "list_url": door.url("list", What.CEREMONY),
            "new_url": door.url("new", What.CEREMONY) if user.may(REPORT) else "",
        },
    )


def _lines(found: Month, first: date, user: User, door: Door) -> Lines:
    by_day: Lines = {}

    def put(on: date, title: str, *, time: str = "", url: str = "", note: str = "") -> None:
        line = {"time": time, "title": title, "url": url, "note": note}
        by_day.setdefault(on, []).append(line)

    for day in remembrance_days():
        coming = rules.of_year(day, first.year)
        if first_of(coming.on) == first:
            put(coming.on, coming.name, note="检查期限日")
    for shut in found.closures:
        on = max(shut.first_on, first)
        while on <= shut.last_on and first_of(on) == first:
            url = door.url("sheet", What.FACILITY, shut.facility_id)
            put(on, f"不开放：{shut.facility}", url=url, note=shut.why)
            on += timedelta(days=1)
    for one in found.ceremonies:
        begin, end = timezone.localtime(one.starts), timezone.localtime(one.ends)
        put(
            begin.date(),
            one.title,
            time=f"{begin:%-H:%M}–{end:%-H:%M}",
            url=door.url("sheet", What.CEREMONY, one.pk),
            note=_note(one),
        )
    for guest in found.guests:
        url = door.url("sheet", What.GUEST, guest.pk)
        note = f"{guest.facility} · {guest.people} 人 · {guest.state_words[0]}"
        put(guest.on, f"接待：{guest.come_from}", url=url, note=note)
    return by_day


def _note(one: Ceremony) -> str:
    words = [str(one.facility), f"{one.people} 人（最多 {one.facility.capacity} 人）"]
    is_shut = getattr(one, "is_shut", False) and one.state in ("asked", "checked")
    return " · ".join([*words, "那天不开放，要改期" if is_shut else one.state_words[0]])


def month_file(request: HttpRequest, door: Door) -> HttpResponse:
    """The same ceremonies for a telephone's calendar: no contact and no number of anybody."""
    user: Any = request.user
    first, facility = MonthFilter(request.GET, user=user, today=timezone.localdate()).asked()
    entries = []
    for one in in_month(user, first, facility=facility).ceremonies:
        begin, end = timezone.localtime(one.starts), timezone.localtime(one.ends)
        entries.append(
            Entry(
                uid=f"ceremony-{one.number}@{request.get_host()}",
                title=one.title,
                on=begin.date(),
                starts_at=begin.time(),
                ends_at=end.time(),
                where=f"{one.facility} {one.facility.address}",
                words=f"{one.unit or one.get_organiser_display()}，{_note(one)}",
            )
        )
    content = calendar_file(entries, name=f"{month_cn(first)}{TITLE}", at=timezone.now())
    response = HttpResponse(content, content_type=TYPE)
    name = f"ceremonies-{month_text(first)}.ics"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
