"""Pages for residents. They read what is published, ask no session and set no cookie."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from support_services.supporters import published
from support_services.supporters.published import LostBadge, PublicActivity
from veterans.foundation.calendar_file import TYPE, Entry, calendar_file
from veterans.foundation.errors import Refused
from veterans.foundation.month_grid import month_weeks
from veterans.foundation.months import add_months, first_of, month_cn, month_text, parse_month
from veterans.foundation.residents import for_everyone

KIND, TOWN, MONTH = "lei", "zhen", "yue"


def _town(request: HttpRequest) -> dict[str, Any]:
    """The town that was asked for, and those to choose from."""
    towns = published.towns()
    town = request.GET.get(TOWN, "")
    return {"towns": towns, "town_name": TOWN, "town": town if town in dict(towns) else ""}


@for_everyone
def badges(request: HttpRequest) -> HttpResponse:
    """Places and firms with a badge, by kind; narrowed by kind and town."""
    kind = request.GET.get(KIND, "")
    kind = kind if kind in dict(published.LISTED) else ""
    asked = _town(request)
    context = {
        **asked,
        "kinds": published.badge_kinds(today=timezone.localdate(), kind=kind, town=asked["town"]),
        "kind": kind,
        "kind_name": KIND,
        "all_kinds": published.LISTED,
        **phone_of(stations.center()),
    }
    return render(request, "public/badges.html", context)


@for_everyone
def badge(request: HttpRequest, number: str) -> HttpResponse:
    """What a badge's number proves today. That it no longer holds is an answer and no error. Kept
    by nobody: what was withdrawn this minute must not be proved by a page of the last."""
    today = timezone.localdate()
    found = published.badge(number, today=today)
    lost = found if isinstance(found, LostBadge) else None
    context = {
        "today": today,
        "badge": None if lost else found,
        "lost": lost,
        **phone_of(stations.center()),
    }
    response = render(request, "public/badge.html", context, status=404 if found is None else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@for_everyone
def jobs(request: HttpRequest) -> HttpResponse:
    """Posts for veterans and soldiers' families that are open."""
    asked = _town(request)
    shown = published.jobs(today=timezone.localdate(), town=asked["town"])
    context = {**asked, "jobs": shown, **phone_of(stations.center())}
    return render(request, "public/jobs.html", context)


@for_everyone
def activities(request: HttpRequest) -> HttpResponse:
    """What is to come and open to everybody."""
    asked = _town(request)
    shown = published.activities(today=timezone.localdate(), town=asked["town"])
    context = {**asked, "activities": shown, **phone_of(stations.center())}
    return render(request, "public/activities.html", context)


@for_everyone
def month(request: HttpRequest) -> HttpResponse:
    """A month of activities, day by day; this month where none is asked for."""
    today = timezone.localdate()
    first = _month(request, today)
    asked = _town(request)
    by_day = published.month(first, town=asked["town"])
    lines = {day: [_line(one) for one in found] for day, found in by_day.items()}

    def query(day: date) -> str:
        town = f"&{TOWN}={asked['town']}" if asked["town"] else ""
        return f"?{MONTH}={month_text(day)}{town}"

    context = {
        **asked,
        "month": month_text(first),
        "month_name": MONTH,
        "month_words": month_cn(first),
        "weeks": month_weeks(first, lines, today=today),
        "count": sum(len(one) for one in by_day.values()),
        "previous": query(add_months(first, -1)) if first.year > EARLIEST else "",
        "following": query(add_months(first, 1)) if first.year < today.year + AHEAD else "",
        "this_month": "" if first == first_of(today) else query(today),
        "file_query": query(first),
        **phone_of(stations.center()),
    }
    return render(request, "public/activity_month.html", context)


def _line(one: PublicActivity) -> dict[str, str]:
    return {
        "time": f"{one.starts_at:%-H:%M}" if one.starts_at else "",
        "title": one.title,
        "url": reverse("supporters:activity", args=[one.key]),
        "note": one.where,
    }


@for_everyone
def month_file(request: HttpRequest) -> HttpResponse:
    """The same month for a telephone's calendar."""
    first = _month(request, timezone.localdate())
    by_day = published.month(first, town=_town(request)["town"])
    shown = [one for day in sorted(by_day) for one in by_day[day]]
    return _calendar(request, shown, f"{month_cn(first)}拥军活动")


@for_everyone
def activity(request: HttpRequest, key: int) -> HttpResponse:
    """One activity; of a job fair the posts that are offered there and still open."""
    today = timezone.localdate()
    found = _activity(key)
    context = {
        "one": found,
        "is_over": found.on < today,
        "jobs": published.jobs(today=today, fair=key) if found.is_fair else (),
        "month_query": f"?{MONTH}={month_text(found.on)}",
        **phone_of(stations.center()),
    }
    return render(request, "public/activity.html", context)


@for_everyone
def activity_file(request: HttpRequest, key: int) -> HttpResponse:
    """One activity for a telephone's calendar."""
    found = _activity(key)
    return _calendar(request, [found], found.title)


# Nobody was told of anything before; nobody plans further.
EARLIEST, AHEAD = 2015, 2


def _month(request: HttpRequest, today: date) -> date:
    """What is no month, or far away, is this one."""
    try:
        first = parse_month(request.GET.get(MONTH, ""))
    except Refused:
        return first_of(today)
    return first if EARLIEST <= first.year <= today.year + AHEAD else first_of(today)


def _activity(key: int) -> PublicActivity:
    found = published.activity(key)
    if found is None:
        raise Http404
    return found


def _calendar(request: HttpRequest, shown: Iterable[PublicActivity], name: str) -> HttpResponse:
    entries = (
        Entry(
            uid=f"activity-{one.key}@{request.get_host()}",
            title=one.title,
            on=one.on,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            where=one.where,
            words="\n".join(filter(None, (one.about, f"咨询电话 {one.phone}"))),
        )
        for one in shown
    )
    return HttpResponse(calendar_file(entries, name=name, at=timezone.now()), content_type=TYPE)
