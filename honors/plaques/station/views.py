"""Which door somebody has to go to, on the telephone and on paper; what came of it."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from honors.plaques import selectors
from honors.plaques.forms import AnswerForm, HangForm, PleaForm
from honors.plaques.services import answering, asking, routes
from honors.plaques.showing import head_of, route_row, task_row
from honors.plaques.states import TaskKind
from support_services.stations.rules import spoken_name
from support_services.stations.today import Due, Urgency
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.doors import for_station
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors import person_visible_to

A_PAGE = 50
PRINTED = 2000


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_plaques:{name}", args=args)


def due(user: Any, today: date) -> Iterator[Due]:
    """How many doors, and until when where a batch runs; two queries."""
    if not user.may("plaques.answer"):
        return
    waiting = selectors.to_do(user).order_by().count()
    if not waiting:
        return
    batch = selectors.running_batch(today)
    note = f"“{batch.title}”{batch.last_on:%-m月%-d日}截止" if batch else "要挂、要换或者要收回"
    urgency = Urgency.TODAY if batch and (batch.last_on - today).days <= 3 else Urgency.SOON
    last = batch.last_on if batch else None
    yield Due(urgency, "光荣牌上门", _url("tasks"), note, waiting, last)


@require_safe
@never_cache
@for_station("plaques.read")
def tasks(request: HttpRequest) -> HttpResponse:
    """By village and home; or the same for paper, with room to write."""
    user: Any = request.user
    printing = "print" in request.GET
    waiting = selectors.to_do(user)
    door = printing and routes.open_route(homes=waiting.count(), by=user, at=timezone.now())
    page = paged(
        request,
        waiting,
        lambda one: {
            **(route_row(one, door=door) if printing else task_row(one)),
            "hang_url": _url("hang", one.pk) if one.kind != TaskKind.TAKE else "",
            "answer_url": _url("answer", one.pk),
        },
        per_page=PRINTED if printing else A_PAGE,
    )
    batch = selectors.running_batch(timezone.localdate())
    context = {
        "area_name": spoken_name(user.region.name),
        "page_obj": page,
        "villages": [
            {"name": name, "tasks": list(rows)}
            for name, rows in groupby(page.object_list, key=lambda row: row["village"])
        ],
        "batch": {"title": batch.title, "last_on": batch.last_on, "note": batch.note}
        if batch
        else None,
        "here": _url("tasks"),
        "find_url": reverse("station:find"),
        "printed_at": timezone.now(),
    }
    template = "station/plaques_print.html" if printing else "station/plaques.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("plaques.answer")
def hang(request: HttpRequest, task_id: int) -> HttpResponse:
    """The plaque was hung at the door. Kept on the device until it has arrived."""
    user: Any = request.user
    task = selectors.task_visible_to(user, task_id)
    today = timezone.localdate()
    living = [
        (one.pk, f"{one.name}{f'（{one.relation}）' if one.relation else ''}")
        for one in selectors.people_of(task.home)
        if one.died_on is None
    ]
    form = HangForm(
        request.POST or None,
        request.FILES or None,
        today=today,
        people=living,
        plaque=task.home.plaque_number,
    )

    def deed(data: Data) -> tuple[str, str]:
        answering.hang(task_id=task.pk, **form.asked(), by=user, at=timezone.now(), today=today)
        return f"{head_of(task.home)}的光荣牌已登记挂好。", _url("tasks")

    return _asked(request, task, form, deed, "登记挂牌", [
        *([f"牌子原来是 {task.home.plaque_number}。"] if task.home.plaque_number else []),
        "先问家里人挂在大门外还是屋里。拍照先征得同意。",
    ])  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("plaques.answer")
def answer(request: HttpRequest, task_id: int) -> HttpResponse:
    """Nothing was hung, and why; or the plaque was taken in."""
    user: Any = request.user
    task = selectors.task_visible_to(user, task_id)
    form = AnswerForm(request.POST or None, kind=TaskKind(task.kind))

    def deed(data: Data) -> tuple[str, str]:
        answering.answer_task(
            task_id=task.pk, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return f"{head_of(task.home)}的结果已登记。", _url("tasks")

    taking = task.kind == TaskKind.TAKE
    return _asked(request, task, form, deed, "登记核实结果" if taking else "没有挂上", [
        "按档案这一户不该再挂，或者区局已经决定收回。家里情况和档案不一样的，选“情况不符”写明。"
        if taking
        else "写明情况，一年以内不再列为待办；家里人后来愿意挂的，办“光荣牌申请”。",
    ])  # fmt: skip


def _asked(
    request: HttpRequest, task: Any, form: Any, deed: Any, title: str, about: list[str]
) -> HttpResponse:
    # What was answered already: the answer to a second click comes first.
    if done := filled_in(request, form, deed):
        return done
    if task.closed_on is not None and request.method != "POST":
        return turned_back(request, answering.ALREADY, _url("tasks"))
    row = task_row(task)
    context = {
        "title": title,
        "name": row["who"],
        "village": row["village"],
        "masked_id": f"户编号 {row['number']}",
        "about": about,
        "form": form,
        "submit": "登记",
        "back_url": _url("tasks"),
    }
    return render(request, "station/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("plaques.ask")
def ask(request: HttpRequest, person_id: int) -> HttpResponse:
    """What a family asks for is taken down."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    form = PleaForm(request.POST or None, request.FILES or None)
    back = reverse("station:payee", args=[person.pk])

    def deed(data: Data) -> tuple[str, str]:
        asking.ask(
            person_id=person.pk, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "已受理，由区局审批；同意以后会列在“光荣牌”里。", back

    return filled_in(request, form, deed) or render(
        request,
        "station/form.html",
        {
            "title": "光荣牌申请",
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "about": ["档案上已经符合条件的不用申请，系统会自己列为待挂。"],
            "form": form,
            "submit": "受理",
            "back_url": back,
        },
    )
