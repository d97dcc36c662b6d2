"""Supporters at a station: what is done in its area is written down here, everything else told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.stations.rules import spoken_name
from support_services.stations.today import Due, Urgency
from support_services.supporters import activity_pages as pages
from support_services.supporters import showing
from support_services.supporters.activity_pages import Frame
from support_services.supporters.selectors import activities as selectors
from support_services.supporters.selectors import register
from support_services.supporters.selectors.asked import Asked
from support_services.supporters.states import READ, REPORT
from veterans.accounts.bureau_pages import paged
from veterans.accounts.doors import for_station


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_supporters:{name}", args=args)


def _ask(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    intro: str,
    about: Sequence[tuple[str, str]],
    submit: str,
    back: str,
    danger: bool = False,
    method: str = "post",
) -> HttpResponse:
    return render(
        request,
        "station/support_form.html",
        {
            "title": title,
            "intro": intro,
            "about": about,
            "form": form,
            "submit": submit,
            "back_url": back,
            "danger": danger,
            "method": method,
        },
    )


def _show(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    templates = {
        "activity": "station/support_activity.html",
        "teams": "station/support_teams.html",
        "team": "station/support_team.html",
    }
    return render(request, templates[name], {"title": title, **context})


STATION = Frame(_url, _ask, _show)


def due(user: Any, today: date) -> Iterator[Due]:
    """What should have been reported, for the first page. One query."""
    if not user.may(REPORT):
        return
    late = selectors.overdue(user, today=today).count()
    if late:
        yield Due(
            Urgency.TODAY,
            "拥军活动过了日期没有上报",
            _url("activities"),
            "登记已举办并上报，或者取消",
            late,
        )


def _page(duty: str, *, sends: bool = False) -> Callable[[Any], Any]:
    """A view behind this door: read only, or with a form."""
    methods = require_http_methods(["GET", "HEAD", "POST"]) if sends else require_safe

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        return wraps(view)(methods(never_cache(for_station(duty)(view))))

    return decorate


@_page(READ)
def lookup(request: HttpRequest) -> HttpResponse:
    """Supporters of the area, lecturers and jobs, to tell people."""
    user: Any = request.user
    today = timezone.localdate()
    rows = list(register.supporters(user, Asked()))
    badges = register.badges_of(rows, today=today)
    jobs = list(register.jobs_visible_to(user, today=today)[:50])
    filled = register.filled_of(jobs)
    context = {
        "area_name": spoken_name(user.region.name),
        "supporters": [
            {**showing.supporter_row(one, badges.get(one.pk, [])), "offer": one.offer}
            for one in rows
        ],
        "lecturers": [
            showing.badge_row(one, today) | {"unit": one.supporter.unit.name}
            for one in register.lecturers(today=today)
        ],
        "jobs": [showing.job_row(one, filled.get(one.pk, 0), today) for one in jobs],
        "book_url": f"{_url('activity_new')}?kind=lecture",
    }
    return render(request, "station/support_lookup.html", context)


@_page(READ)
def activities(request: HttpRequest) -> HttpResponse:
    """Activities of the own area, the newest first."""
    user: Any = request.user
    shown = paged(
        request,
        selectors.activities(user, Asked()),
        lambda one: {**showing.activity_row(one), "url": _url("activity", one.pk)},
        per_page=30,
    )
    context = {
        "area_name": spoken_name(user.region.name),
        "page_obj": shown,
        "new_url": _url("activity_new"),
        "lookup_url": _url("lookup"),
    }
    return render(request, "station/support_activities.html", context)


@_page(REPORT, sends=True)
def new(request: HttpRequest) -> HttpResponse:
    return pages.new(request, STATION)


@_page(READ)
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.activity(request, STATION, activity_id)


@_page(REPORT, sends=True)
def edit(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.edit(request, STATION, activity_id)


@_page(REPORT, sends=True)
def do(request: HttpRequest, activity_id: int, verb: str) -> HttpResponse:
    return pages.do(request, STATION, activity_id, verb)


@_page(REPORT, sends=True)
def attend(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.attend(request, STATION, activity_id)


@_page(REPORT, sends=True)
def attendance_out(request: HttpRequest, activity_id: int, attendance_id: int) -> HttpResponse:
    return pages.attendance_out(request, STATION, activity_id, attendance_id)


@_page(REPORT, sends=True)
def roll(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.roll(request, STATION, activity_id)


@_page(REPORT, sends=True)
def people(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.people(request, STATION, activity_id)


@_page(READ)
def teams(request: HttpRequest) -> HttpResponse:
    return pages.teams(request, STATION)


@_page(READ)
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    return pages.team(request, STATION, team_id)


@_page(REPORT, sends=True)
def join(request: HttpRequest, team_id: int) -> HttpResponse:
    return pages.join(request, STATION, team_id)


@_page(REPORT, sends=True)
def leave(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    return pages.leave(request, STATION, volunteer_id)
