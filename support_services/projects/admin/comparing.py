"""Forty applications side by side: on the screen, on paper, as a workbook."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.projects.admin.lists import TITLE
from support_services.projects.models import Call
from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import review
from support_services.projects.showing import compared
from support_services.projects.states import JUDGED, CallState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import turned_back
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

EARLY = "评审结束以后才能对比。"


def rows_of(user: User, call: Call) -> tuple[list[dict[str, Any]], list[Any]]:
    """Everybody under review by place, and the criteria."""
    criteria = list(call.criteria.order_by("number"))
    applications = reading.applications_of(user, call)
    standings = review.standings_of(call, applications)
    return compared(applications, standings, criteria), criteria


def compare(request: HttpRequest, call_id: int) -> HttpResponse:
    """The table, with the line of the budget drawn where the sum from the top passes it."""
    user = actor(request)
    call = reading.call_visible_to(user, call_id)
    if CallState(call.state) not in JUDGED:
        return turned_back(request, EARLY, address("project_call", call.pk))
    rows, criteria = rows_of(user, call)
    return page(
        request,
        "bureau/project_compare.html",
        title=f"项目对比：{call.title}",
        crumbs=(crumb(TITLE, "project_calls"), crumb(call.title, "project_call", call.pk)),
        criteria=[(one.label, one.weight) for one in criteria],
        rows=[
            {**one, "url": address("project", one["id"]), "line": line}
            for one, line in zip(rows, budget_line(rows, call.budget), strict=True)
        ],
        budget=call.budget,
        decided=call.decided_by_id is not None,
        export_url=address("project_export", call.pk),
        rule=f"{call.get_combination_display()}；{call.get_tie_rule_display()}。",
    )


def budget_line(rows: list[dict[str, Any]], budget: Decimal) -> list[bool]:
    """For each row whether the budget ends just before it: the sums asked from the top down pass it
    there. At most one is."""
    total, marks = Decimal(0), []
    passed = False
    for one in rows:
        total += one["asked"]
        over = total > budget and not passed
        passed = passed or over
        marks.append(over)
    return marks


def export(request: HttpRequest, call_id: int) -> HttpResponse:
    """The same table as a workbook, with the reasons of the places."""
    user = actor(request)
    call = reading.call_visible_to(user, call_id)
    if CallState(call.state) not in JUDGED:
        return turned_back(request, EARLY, address("project_call", call.pk))
    rows, criteria = rows_of(user, call)
    heads = ["名次", "编号", "项目", "单位", "申请金额", *(str(one) for one in criteria)]
    heads += ["得分", "分差", "有效评分", "立项金额", "状态", "拟定原因", "名次说明"]
    cells: list[list[Cell]] = [
        [
            one["place"] or "",
            one["number"] or "",
            one["title"],
            one["unit"],
            one["asked"],
            *(_cell(mean) for _, mean in one["means"]),
            _cell(one["score"]),
            _cell(one["spread"]),
            one["ballots"],
            _cell(one["granted"]),
            one["state_label"],
            one["choice_why"],
            one["why"],
        ]
        for one in rows
    ]
    notes = [
        f"{timezone.localdate():%Y-%m-%d} 导出，共 {len(rows)} 个项目",
        f"总经费 {call.budget:,.2f} 元；{call.get_combination_display()}；"
        f"{call.get_tie_rule_display()}",
    ]
    response = HttpResponse(xlsx_bytes(call.title, notes, heads, cells), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="projects.xlsx"'
    return response


def _cell(value: Decimal | None) -> Cell:
    return "" if value is None else value
