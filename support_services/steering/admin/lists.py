"""The tasks of a document with their targets of a year; one task with all that belongs to it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.steering import showing
from support_services.steering.selectors import tasks as selectors
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.figures import figures_for
from veterans.registry.handed_out import handed_out
from veterans.registry.services.account_evidence import Shown

TITLE = "双拥任务清单"
YEARS_BACK = 4


def year_of(request: HttpRequest, this_year: int) -> int:
    """The year that is asked for; this one for anything else."""
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this_year
    return asked if this_year - YEARS_BACK <= asked <= this_year + 1 else this_year


def programmes(request: HttpRequest) -> HttpResponse:
    """The document that is followed now, or another that was chosen, and its tasks."""
    user, today = actor(request), timezone.localdate()
    chosen = request.GET.get("document", "")
    found = (
        selectors.programme_visible_to(user, int(chosen))
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 10
        else selectors.current_programme(user)
    )
    year = year_of(request, today.year)
    enters = user.may("steering.enter")
    rows, reports, actions = [], [], []
    if found is not None:
        listed = selectors.tasks_of(user, found, year=year)
        targets = [target for task in listed for target in task.targets.all()]
        told = selectors.promises(user, targets, today=today)
        rows = [showing.task_row(task, told.get(task.pk, [])) for task in listed]
        reports = selectors.reports_of(found)
        if enters and found.closed_at is None:
            if year <= today.year and all(one.year != year for one in reports):
                actions.append(
                    button(f"起草 {year} 年报告", "primary", "steering_report_new", found.pk, year)
                )
            actions.append(button("新增任务", "plain", "steering_task_new", found.pk))
            actions.append(button("停止跟踪", "danger", "steering_close", found.pk))
    if enters:
        actions.append(button("导入任务清单", "plain", "steering_upload"))
    return page(
        request,
        "bureau/steering.html",
        title=TITLE,
        facts=showing.programme_facts(found) if found is not None else [],
        closed=found.closed_why if found is not None else "",
        year=year,
        years=[
            {
                "year": one,
                "url": address("steering", year=str(one), document=str(found.pk) if found else ""),
                "current": one == year,
            }
            for one in range(today.year + 1, today.year - YEARS_BACK, -1)
        ],
        rows=rows,
        reports=[showing.report_row(one) for one in reports],
        others=[
            {
                "title": one.title,
                "url": address("steering", document=str(one.pk)),
                "note": "已停止跟踪" if one.closed_at else f"{one.issued_on:%Y-%m-%d} 印发",
            }
            for one in selectors.programmes_visible_to(user)
            if found is None or one.pk != found.pk
        ],
        actions=actions,
        picture_url=address("picture"),
    )


def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task: who answers for it, its figures today, targets of all years, what was done."""
    user, today = actor(request), timezone.localdate()
    found = selectors.task_visible_to(user, task_id)
    open_ = (
        found.programme.closed_at is None and found.ended_at is None and user.may("steering.enter")
    )
    targets = selectors.targets_of(found)
    told = selectors.promises(user, targets, today=today).get(found.pk, [])
    known = {one.code: one for one in figures_for(user)}
    reported = {
        year
        for year in {one.year for one in targets}
        if selectors.is_reported(found.programme_id, year)
    }
    return page(
        request,
        "bureau/steering_task.html",
        title=str(found),
        crumbs=(crumb(TITLE, "steering"),),
        task=found,
        units=showing.units_of(found),
        sure=showing.sure(found),
        figures=[
            {"label": known[code].label, "url": address("figure", code)}
            for code in found.figures
            if code in known
        ],
        promises=[
            {
                **showing.promise_row(one),
                "remove_url": address("steering_target_remove", one.target.pk)
                if open_ and one.target.year not in reported
                else "",
            }
            for one in told
        ],
        changes=[showing.change_row(one) for one in selectors.changes_of(found)],
        notes=paged(request, selectors.notes_of(found), showing.note_row, per_page=20),
        actions=[
            button("登记进展", "primary", "steering_note_new", found.pk),
            button("定年度目标", "plain", "steering_target_new", found.pk),
            button("选指标", "plain", "steering_task_figures", found.pk),
            button("修改", "plain", "steering_task_edit", found.pk),
            button("停办", "danger", "steering_task_end", found.pk),
        ]
        if open_
        else [],
    )


def evidence(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file beside a note."""
    stored = selectors.file_visible_to(actor(request), file_id).stored
    return handed_out(Shown(stored.name, stored.content_type, stored.byte_count, stored.read()))
