"""Activities and teams at the bureau: the list here, everything else as at both doors."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.supporters import activity_pages as pages
from support_services.supporters import showing
from support_services.supporters.admin.frames import BUREAU, TITLE, tabs, workbook
from support_services.supporters.forms import (
    ACTIVITY_FILTER,
    MONTH_FILTER,
    Filter,
    activity_states,
)
from support_services.supporters.selectors import activities as selectors
from support_services.supporters.selectors.statistics import years
from support_services.supporters.states import (
    ACTIVITY_LABELS,
    FIGURES,
    KIND_LABELS,
    ActivityKind,
    ActivityState,
)
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.month_grid import month_weeks
from veterans.foundation.months import add_months, first_of, month_cn, month_text, parse_month
from veterans.foundation.table_files import Cell
from veterans.regions.selectors import towns_visible_to


def _filter(request: HttpRequest, user: User, names: tuple[str, ...] = ACTIVITY_FILTER) -> Filter:
    return Filter(
        request.GET,
        names=names,
        towns=towns_visible_to(user).values_list("path", "name"),
        years=years(today=timezone.localdate()),
        kinds=KIND_LABELS,
        states=activity_states(),
    )


def activities(request: HttpRequest) -> HttpResponse:
    """Every activity, the newest first, narrowed."""
    user = actor(request)
    form = _filter(request, user)
    narrowed = form.asked()
    shown = paged(request, selectors.activities(user, narrowed), lambda row: {"row": row})
    organisers = selectors.organisers_of(one["row"] for one in shown.object_list)
    shown.object_list = [
        {
            **showing.activity_row(one["row"], organisers.get(one["row"].pk, [])),
            "url": address("support_activity", one["row"].pk),
        }
        for one in shown.object_list
    ]
    return page(
        request,
        "bureau/support_activities.html",
        title=pages.TITLE,
        crumbs=(crumb(TITLE, "supporters"),),
        tabs=tabs("support_activities"),
        filter_form=form,
        filtered=bool(narrowed.query()),
        page_obj=shown,
        new_url=address("support_activity_new") if user.may("supporters.report") else "",
        month_url=address("support_activity_month"),
        export_url=address("support_activities_export", **narrowed.query()),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook; figures in words, as kinds have different ones."""
    user = actor(request)
    found = selectors.activities(user, _filter(request, user).asked()).prefetch_related("figures")
    rows = list(found)
    organisers = selectors.organisers_of(rows)
    lines: list[list[Cell]] = []
    for one in rows:
        line = showing.activity_row(one, organisers.get(one.pk, []))
        labels = {figure.code: figure for figure in FIGURES[ActivityKind(one.kind)]}
        figures = [
            f"{labels[row.code].label} {row.reported:,} {labels[row.code].unit}"
            for row in one.figures.all()
            if row.reported is not None
        ]
        lines.append(
            [
                f"{one.on:%Y-%m-%d}",
                line["kind"],
                line["title"],
                line["place"],
                line["organisers"],
                "；".join(figures),
                one.told,
                line["state_label"],
            ]
        )
    return workbook(
        pages.TITLE,
        "activities",
        [f"{timezone.localdate():%Y-%m-%d} 导出，共 {len(rows)} 场"],
        ("日期", "种类", "名称", "所在地", "主办", "上报数字", "结果", "状态"),
        list(lines),
    )


def month(request: HttpRequest) -> HttpResponse:
    """A month of activities, day by day, narrowed by kind and town; those called off are marked."""
    user = actor(request)
    today = timezone.localdate()
    form = _filter(request, user, names=MONTH_FILTER)
    narrowed = form.asked()
    try:
        first = parse_month(request.GET.get("month", ""))
    except Refused:
        first = first_of(today)
    by_day: dict[date, list[dict[str, str]]] = {}
    for one in selectors.in_month(user, narrowed, first):
        label, _ = ACTIVITY_LABELS[ActivityState(one.state)]
        where = f"{showing.place_of(one.region)} {one.venue}"
        by_day.setdefault(one.on, []).append(
            {
                "time": f"{one.starts_at:%-H:%M}" if one.starts_at else "",
                "title": one.title,
                "url": address("support_activity", one.pk),
                "note": f"{where} · {label}",
            }
        )

    def url(day: date) -> str:
        return address("support_activity_month", month=month_text(day), **narrowed.query())

    return page(
        request,
        "bureau/support_activity_month.html",
        title=f"{month_cn(first)}活动",
        crumbs=(crumb(TITLE, "supporters"), crumb(pages.TITLE, "support_activities")),
        filter_form=form,
        month=month_text(first),
        weeks=month_weeks(first, by_day, today=today),
        count=sum(len(one) for one in by_day.values()),
        previous=url(add_months(first, -1)),
        following=url(add_months(first, 1)),
        this_month=url(today) if first != first_of(today) else "",
        new_url=address("support_activity_new") if user.may("supporters.report") else "",
    )


def new(request: HttpRequest) -> HttpResponse:
    return pages.new(request, BUREAU)


def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.activity(request, BUREAU, activity_id)


def edit(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.edit(request, BUREAU, activity_id)


def do(request: HttpRequest, activity_id: int, verb: str) -> HttpResponse:
    return pages.do(request, BUREAU, activity_id, verb)


def attend(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.attend(request, BUREAU, activity_id)


def attendance_out(request: HttpRequest, activity_id: int, attendance_id: int) -> HttpResponse:
    return pages.attendance_out(request, BUREAU, activity_id, attendance_id)


def people(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.people(request, BUREAU, activity_id)


def teams(request: HttpRequest) -> HttpResponse:
    return pages.teams(request, BUREAU)


def team(request: HttpRequest, team_id: int) -> HttpResponse:
    return pages.team(request, BUREAU, team_id)


def join(request: HttpRequest, team_id: int) -> HttpResponse:
    return pages.join(request, BUREAU, team_id)


def leave(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    return pages.leave(request, BUREAU, volunteer_id)


def roll(request: HttpRequest, activity_id: int) -> HttpResponse:
    return pages.roll(request, BUREAU, activity_id)
