"""Visits at the bureau: how far the stations are, tasks begun and ended, who was missed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.visits import selectors, services
from support_services.visits.admin import people
from support_services.visits.admin.people import TITLE
from support_services.visits.forms import TaskForm
from support_services.visits.models import VisitTask
from support_services.visits.showing import key_row, round_row, visit_row
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.bureau_site import BureauPage, PersonButton, Place, bureau_site
from veterans.accounts.deeds import Data, done, filled_in
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.models import Level
from veterans.registry.rules import age_on

# What a list of the missed holds at most; the rest is asked for town by town.
MOST_ROWS = 50_000


def visits(request: HttpRequest) -> HttpResponse:
    """The rounds that run and how far they are; what was entered last."""
    user = actor(request)
    today = timezone.localdate()
    running = selectors.rounds(today=today)
    return page(
        request,
        "bureau/visits.html",
        title=TITLE,
        rounds=[
            {
                **round_row(one, selectors.totals(user, one.task, one.window), today),
                "url": address("visit_round", one.task.pk),
            }
            for one in running
        ],
        others=[
            {
                "title": task.title,
                "first": task.first_on,
                "last": task.last_on,
                "ended": task.ended_at is not None,
            }
            for task in VisitTask.objects.exclude(pk__in=[one.task.pk for one in running]).order_by(
                "-pk"
            )[:20]
        ],
        new_url=address("visit_task_new") if user.may("visits.plan") else "",
        key_url=address("key_persons"),
        page_obj=paged(
            request,
            selectors.visits_visible_to(user).order_by("-entered_at"),
            lambda one: {**visit_row(one), "url": address("visit", one.pk)},
        ),
    )


def visit_round(request: HttpRequest, task_id: int) -> HttpResponse:
    """How far every town and village is; the missed as a workbook."""
    user = actor(request)
    today = timezone.localdate()
    one = selectors.round_of(task_id, today=today)
    rows = selectors.progress(user, one.task, one.window)
    if request.method == "POST":
        return _workbook(user, one)
    towns: dict[int, dict[str, Any]] = {}
    for row in rows:
        above = row.region.parent or row.region if row.region.level == Level.VILLAGE else row.region
        town = towns.setdefault(
            above.pk, {"name": above.name, "total": 0, "met": 0, "tried": 0, "places": []}
        )
        for key in ("total", "met", "tried"):
            town[key] += getattr(row, key)
        town["places"].append(row)
    return page(
        request,
        "bureau/visit_round.html",
        title=one.task.title,
        crumbs=(crumb(TITLE, "visits"),),
        **{k: v for k, v in round_row(one, selectors.in_all(rows), today).items() if k != "title"},
        missed=selectors.left(user, one.task, one.before).count() if one.before else None,
        before=one.before,
        towns=sorted(towns.values(), key=lambda town: town["met"] / town["total"]),
        end_url=address("visit_task_end", task_id) if user.may("visits.plan") else "",
    )


def _workbook(user: User, one: selectors.Round) -> HttpResponse:
    """Who is left, with neither number nor telephone; that it was taken is on record."""
    today = timezone.localdate()
    left = selectors.left(user, one.task, one.window)[:MOST_ROWS]
    services.note_list_taken(task=one.task, by=user, at=timezone.now())
    rows = [
        [
            who.region.parent.name if who.region.level == Level.VILLAGE else who.region.name,
            who.region.name,
            who.name,
            str(age_on(who.born_on, today)),
            f"{who.last_met:%Y-%m-%d}" if who.last_met else "",
            "去过没见到" if who.tried else "",
        ]
        for who in left.select_related("region__parent")
    ]
    notes = [f"{one.window.first:%Y-%m-%d} 至 {one.window.last:%Y-%m-%d} 没有走访到的人"]
    heads = ["镇街", "村居", "姓名", "年龄", "上次走访", "备注"]
    content = xlsx_bytes(one.task.title, notes, heads, rows)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="visits-{one.task.pk}.xlsx"'
    return response


def new_task(request: HttpRequest) -> HttpResponse:
    """A task for every station."""
    form = TaskForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.add_task(**data, by=actor(request), at=timezone.now())
        return f"已安排“{made.title}”，各服务站首页会提醒。", address("visits")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="安排走访",
        crumbs=(crumb(TITLE, "visits"),),
        form=form,
        intro="所有服务站按这项任务走访自己辖区的人。走没走到，由走访记录算出来，不用另外报。",
        submit_label="安排",
        cancel_url=address("visits"),
    )


def end_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask, then end it."""
    task = VisitTask.objects.filter(pk=task_id).first()
    if task is None:
        raise NotFound("没有找到这项走访任务。")

    def deed(data: Data) -> str:
        services.end_task(task_id=task.pk, by=actor(request), at=timezone.now())
        return f"“{task.title}”已停止。"

    return done(request, deed, back=address("visits")) or page(
        request,
        "bureau/fact_form.html",
        title="停止走访任务",
        crumbs=(crumb(TITLE, "visits"),),
        intro=f"停止“{task.title}”？各服务站不再提醒，已登记的走访不变。停止以后不能恢复，可以另外安排。",
        about=[],
        danger=True,
        submit_label="确认停止",
        cancel_url=address("visits"),
    )


def key_persons(request: HttpRequest) -> HttpResponse:
    """Key persons of the whole county."""
    user = actor(request)
    ends = user.may("visits.key")
    return page(
        request,
        "bureau/key_persons.html",
        title="重点联系对象",
        crumbs=(crumb(TITLE, "visits"),),
        page_obj=paged(
            request,
            selectors.key_persons_visible_to(user),
            lambda one: {
                **key_row(one),
                "url": address("person", one.person_id),
                "end_url": address("key_end", one.pk) if ends else "",
            },
        ),
    )


bureau_site().add_pages(
    (
        BureauPage("visits/", visits, "visits", "people.read"),
        BureauPage("visits/<int:visit_id>/", people.visit, "visit", "people.read"),
        BureauPage("visits/<int:visit_id>/void/", people.void, "visit_void", "visits.record"),
        BureauPage(
            "people/<int:person_id>/visits/new/", people.new_visit, "visit_new", "visits.record"
        ),
        BureauPage(
            "people/<int:person_id>/handovers/new/",
            people.new_hand_over,
            "handover_new",
            "visits.record",
        ),
        BureauPage("visits/tasks/new/", new_task, "visit_task_new", "visits.plan"),
        BureauPage("visits/tasks/<int:task_id>/", visit_round, "visit_round", "people.read"),
        BureauPage("visits/tasks/<int:task_id>/end/", end_task, "visit_task_end", "visits.plan"),
        BureauPage("visits/key/", key_persons, "key_persons", "people.read"),
        BureauPage("people/<int:person_id>/key/", people.key_new, "key_new", "visits.key"),
        BureauPage("visits/key/<int:key_id>/end/", people.key_end, "key_end", "visits.key"),
    )
)
bureau_site().add_person_buttons(
    PersonButton("登记走访", "visit_new", "visits.record"),
    PersonButton("登记送达", "handover_new", "visits.record"),
    PersonButton("列为重点联系对象", "key_new", "visits.key"),
)
bureau_site().add_places([Place(TITLE, "visits", "people.read", 26, group="服务")])
