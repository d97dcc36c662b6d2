"""集中悬挂: how far it is by town, the way from door to door on paper."""

from itertools import groupby

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.plaques import selectors
from honors.plaques.admin.coverage import TITLE
from honors.plaques.forms import BatchForm
from honors.plaques.services.batches import begin_batch, end_batch
from honors.plaques.services.routes import open_route
from honors.plaques.showing import route_row
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.regions.selectors import place_name, towns_visible_to

PRINTED = 5000


def batches(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    user = actor(request)
    today = timezone.localdate()
    return page(
        request,
        "bureau/plaque_batches.html",
        title="集中悬挂",
        crumbs=(crumb(TITLE, "plaques"),),
        rows=[
            {
                "title": one.title,
                "occasion": one.get_occasion_display(),
                "first_on": one.first_on,
                "last_on": one.last_on,
                "state_label": "已停止"
                if one.ended_at
                else "已结束"
                if one.last_on < today
                else "还没开始"
                if one.first_on > today
                else "进行中",
                "state_tone": "info" if one.first_on <= today <= one.last_on else "idle",
                "url": address("plaque_batch", one.pk),
            }
            for one in selectors.batches()
        ],
        new_url=address("plaque_batch_new") if user.may("plaques.keep") else "",
    )


def new(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    form = BatchForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = begin_batch(**data, by=user, at=timezone.now(), today=timezone.localdate())
        return "已安排，各服务站的页面上都看得到。", address("plaque_batch", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="安排集中悬挂",
        crumbs=(crumb(TITLE, "plaques"), crumb("集中悬挂", "plaque_batches")),
        form=form,
        intro="不用分名单：这些天里要挂、要换的户，都算在这一次里；办没办完由上门结果算出来。",
        about=[],
        submit_label="安排",
        cancel_url=address("plaque_batches"),
    )


def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How far it is, town by town."""
    user = actor(request)
    found = selectors.batch_of(user, batch_id)
    rows = selectors.progress_of(user, found)
    names = ("hung", "declined", "moved", "not_so", "other", "left")
    total = {name: sum(by.get(name, 0) for _, by in rows) for name in names}
    return page(
        request,
        "bureau/plaque_batch.html",
        title=found.title,
        crumbs=(crumb(TITLE, "plaques"), crumb("集中悬挂", "plaque_batches")),
        occasion=found.get_occasion_display(),
        first=found.first_on,
        last=found.last_on,
        note=found.note,
        ended_at=found.ended_at,
        total=total,
        count=sum(total.values()),
        towns=[
            {
                "name": place.name,
                "count": sum(by.values()),
                **{name: by.get(name, 0) for name in names},
                "url": address("plaque_route", found.pk, place=place.path),
            }
            for place, by in rows
        ],
        end_url=address("plaque_batch_end", found.pk)
        if user.may("plaques.keep") and found.ended_at is None
        else "",
    )


def route(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What is left, a page for a village, for paper; of one town where one is asked for."""
    user = actor(request)
    found = selectors.batch_of(user, batch_id)
    rows = selectors.tasks_of(user, found).filter(closed_on__isnull=True)
    towns = dict(towns_visible_to(user).values_list("path", "name"))
    path = request.GET.get("place", "")
    if path in towns:
        rows = rows.filter(home__region__path__startswith=path)
    rows = rows.prefetch_related(selectors.PEOPLE).order_by("home__region__path", "home__number")
    tasks = list(rows[:PRINTED])
    door = open_route(homes=len(tasks), batch_id=found.pk, by=user, at=timezone.now())
    listed = [(place_name(one.home.region), route_row(one, door=door)) for one in tasks]
    return page(
        request,
        "bureau/plaque_route.html",
        title=f"{found.title}路线单",
        crumbs=(crumb(TITLE, "plaques"), crumb(found.title, "plaque_batch", found.pk)),
        area=towns.get(path, "全区"),
        villages=[
            {"name": name, "tasks": [row for _, row in of]}
            for name, of in groupby(listed, key=lambda pair: pair[0])
        ],
        count=len(listed),
        printed_at=timezone.now(),
    )


def end(request: HttpRequest, batch_id: int) -> HttpResponse:
    user = actor(request)
    found = selectors.batch_of(user, batch_id)
    back = address("plaque_batch", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        end_batch(batch_id=found.pk, by=user, at=timezone.now())
        return "已停止。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.ended_at is not None:
        return turned_back(request, "这次集中悬挂已经停止。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"停止：{found.title}",
        crumbs=(crumb(TITLE, "plaques"), crumb(found.title, "plaque_batch", found.pk)),
        form=form,
        intro="停止以后不能再开始。挂好的不变，没有挂的照样列为待办。",
        about=[],
        danger=True,
        submit_label="确认停止",
        cancel_url=back,
    )
