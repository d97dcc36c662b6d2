"""支持统计 at the bureau: a year by kind, unit and town; every figure leads to its list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.supporters import showing
from support_services.supporters.admin.frames import TITLE, tabs, workbook
from support_services.supporters.forms import STATISTICS_FILTER, Filter
from support_services.supporters.selectors.asked import Asked
from support_services.supporters.selectors.register import counts_of_register
from support_services.supporters.selectors.statistics import (
    Given,
    Statistics,
    statistics,
    years,
)
from support_services.supporters.states import BADGE_LABELS, SUPPORTING
from support_services.units.states import KIND_LABELS
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.models import User
from veterans.foundation.table_files import Cell
from veterans.regions.selectors import towns_visible_to

PAGE_TITLE = "支持统计"


def _asked(request: HttpRequest, user: User) -> tuple[Filter, Asked]:
    """The year that runs, where nobody asks for another; ``year=`` asks for all."""
    today = timezone.localdate()
    given = request.GET.copy()
    given.setdefault("year", str(today.year))
    form = Filter(
        given,
        names=STATISTICS_FILTER,
        towns=towns_visible_to(user).values_list("path", "name"),
        years=years(today=today),
    )
    return form, form.asked()


def support_statistics(request: HttpRequest) -> HttpResponse:
    """Contributions that count and activities that are reported."""
    user = actor(request)
    form, asked = _asked(request, user)
    found = statistics(user, asked)
    counts = counts_of_register(today=timezone.localdate())
    return page(
        request,
        "bureau/support_statistics.html",
        title=PAGE_TITLE,
        crumbs=(crumb(TITLE, "supporters"),),
        tabs=tabs("support_statistics"),
        filter_form=form,
        given=_line(found.given),
        parts=[
            {"title": title, "head": head, "lines": [_line(one) for one in lines]}
            for title, head, lines in _parts(found)
        ],
        done=[
            {
                "label": one.label,
                "count": one.count,
                "hours": showing.number(one.hours) if one.hours else "",
                "figures": "，".join(f"{f.label} {much:,} {f.unit}" for f, much in one.figures),
                "url": address("support_activities", **one.asked.query()),
            }
            for one in found.done
        ],
        teams=[
            {
                "name": team.name,
                "members": members,
                "hours": showing.number(hours),
                "url": address("support_team", team.pk),
            }
            for team, members, hours in found.teams
        ],
        units=[
            {
                "label": KIND_LABELS[kind],
                "count": counts["units"].get(kind.value, 0),
                "url": address("supporters", unit_kind=kind.value, state="in_force"),
            }
            for kind in SUPPORTING
        ],
        badges=[
            {"label": label, "count": counts["badges"].get(kind.value, 0)}
            for kind, label in BADGE_LABELS.items()
        ],
        # Without a year it would be this one's.
        export_url=address("support_statistics_export", **{"year": "0", **asked.query()}),
    )


def _parts(found: Statistics) -> list[tuple[str, str, tuple[Given, ...]]]:
    return [
        ("按种类", "种类", found.by_kind),
        ("按单位类别", "单位类别", found.by_unit),
        ("按给谁", "给谁", found.by_receiver),
        ("按单位所在镇街", "镇街", found.by_town),
    ]


def _line(one: Given) -> dict[str, Any]:
    return {
        "label": one.label,
        "count": one.total.count,
        "amount": one.total.amount,
        "much": showing.number(one.total.quantity, one.total.unit) if one.total.unit else "",
        "url": address("support_gifts", **one.asked.query()),
    }


def export(request: HttpRequest) -> HttpResponse:
    """All of it, as a workbook."""
    user = actor(request)
    _, asked = _asked(request, user)
    found = statistics(user, asked)
    rows: list[list[Cell]] = [
        [title, one.label, one.total.count, one.total.amount, _line(one)["much"]]
        for title, _, lines in _parts(found)
        for one in lines
    ]
    rows.append(["合计", "支持", found.given.total.count, found.given.total.amount, ""])
    for done in found.done:
        rows.append(["活动", done.label, done.count, "", showing.number(done.hours, "小时")])
        rows += [["活动", f"{done.label}：{f.label}", much, "", f.unit] for f, much in done.figures]
    rows += [
        ["志愿服务队", team.name, members, "", showing.number(hours, "小时")]
        for team, members, hours in found.teams
    ]
    span = f"{asked.year} 年" if asked.year else "全部年份"
    return workbook(
        PAGE_TITLE,
        "support-statistics",
        [f"{span}，{timezone.localdate():%Y-%m-%d} 导出"],
        ("统计", "项目", "数量", "价值（元）", "合计"),
        list(rows),
    )
