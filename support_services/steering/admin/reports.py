"""The yearly report: drafted, issued by another, for paper and as a workbook."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.steering import showing
from support_services.steering.admin.lists import TITLE
from support_services.steering.forms import ReportForm
from support_services.steering.models import Report
from support_services.steering.selectors import tasks as selectors
from support_services.steering.services.reporting import draft_report, move_report, open_rows
from support_services.steering.states import MOVES
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in
from veterans.accounts.figures import figures_for
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.registry.handed_out import handed_out

_FOLLOWS: dict[str, str] = {
    "retake": "草稿里的数换成今天的，目标和进展也按今天的重新带入。",
    "issue": "报告从此不能改动，这一年的目标也不能再增减。签发以前请点开每个数核对。",
    "drop": "这一份不再签发，留作历史；可以另起一份。",
}


def new(request: HttpRequest, programme_id: int, year: int) -> HttpResponse:
    """Asks for words on the whole, then takes the numbers of today."""
    user = actor(request)
    found = selectors.programme_visible_to(user, programme_id)
    form = ReportForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = draft_report(
            programme_id=found.pk,
            year=year,
            summary=data["summary"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "报告已起草，由另一人签发。", address("steering_report", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"起草 {year} 年报告",
        crumbs=(crumb(TITLE, "steering"),),
        form=form,
        intro="每项任务的目标和今天的数并排写进报告，数按您的岗位能看到的计；签发以前可以重新取数。",
        about=[("文件", found.title), ("年度", f"{year}年")],
        submit_label="取数、起草",
        cancel_url=address("steering"),
    )


def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A report as it was taken, line by line; for paper too."""
    user = actor(request)
    found = selectors.report_visible_to(user, report_id)
    return page(
        request,
        "bureau/steering_report.html",
        title=f"{found.year}年度双拥任务报告",
        crumbs=(crumb(TITLE, "steering"),),
        programme=found.programme.title,
        report=found,
        row=showing.report_row(found),
        rows=_lines(found, user),
        actions=_actions(found, user),
        export_url=address("steering_report_export", found.pk),
    )


def _lines(found: Report, user: User) -> list[dict[str, Any]]:
    known = {one.code: one for one in figures_for(user)}
    lines = found.lines.select_related("task", "report")
    opens = user.role == found.drafted_by.role
    return [showing.line_row(one, known, opens=opens) for one in lines]


def _actions(found: Report, user: User) -> list[dict[str, str]]:
    shown = []
    for verb, move in MOVES.items():
        own = found.drafted_by_id == user.pk
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if (verb == "issue" and own) or (verb == "retake" and not own):
            continue
        kind = {"issue": "primary", "drop": "danger"}.get(verb, "plain")
        shown.append(button(move.label, kind, "steering_report_step", found.pk, verb))
    return shown


def step(request: HttpRequest, report_id: int, verb: str) -> HttpResponse:
    """Take the numbers anew, issue, drop: asked first, then done."""
    if verb not in MOVES:
        raise Http404
    move = MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = selectors.report_visible_to(user, report_id)
    back = address("steering_report", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        move_report(
            report_id=found.pk,
            verb=verb,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"报告已{move.label}。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}报告",
        crumbs=(crumb(TITLE, "steering"), crumb(str(found), "steering_report", found.pk)),
        form=form,
        intro=_FOLLOWS[verb],
        about=[("文件", found.programme.title), ("年度", f"{found.year}年")],
        danger=verb == "drop",
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def rows(request: HttpRequest, line_id: int) -> HttpResponse:
    """The rows that made a number, as they were kept. Every look is on record."""
    return handed_out(open_rows(line_id=line_id, by=actor(request), at=timezone.now()))


def export(request: HttpRequest, report_id: int) -> HttpResponse:
    """The lines as a workbook; nobody's personal data are in it."""
    found = selectors.report_visible_to(actor(request), report_id)
    lines = _lines(found, actor(request))
    heads = ["序号", "任务", "目标", "指标", "目标值", "实际", "分镇街", "完成情况", "进展条数"]
    heads += ["佐证份数", "最近进展"]
    rows = [
        [
            one["number"],
            one["title"],
            one["promised"],
            one["figure"],
            one["wanted"],
            one["reached"],
            "；".join(f"{name} {number}" for name, number in one["parts"]),
            one["label"],
            one["notes"],
            one["files"],
            one["last_note"],
        ]
        for one in lines
    ]
    state = showing.report_row(found)["label"]
    title = f"{found.year}年度双拥任务报告"
    notes = [found.programme.title, f"{state}；取数 {found.taken_on:%Y-%m-%d}", found.summary]
    content = xlsx_bytes(title, [one for one in notes if one], heads, rows)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="steering-report.xlsx"'
    return response
