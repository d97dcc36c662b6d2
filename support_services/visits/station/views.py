"""Visits at a station: whom to visit, written down in a yard, and what was written down."""

from collections.abc import Iterator
from datetime import date
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
from support_services.visits import selectors, services
from support_services.visits.forms import KeyForm, VisitForm, VoidForm
from support_services.visits.rules import behind
from support_services.visits.showing import (
    TAKEN_BACK,
    key_row,
    person_row,
    round_row,
    visit_body,
    visit_row,
)
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors import person_visible_to

A_PAGE = 50
PRINTED = 2000
SOON_DAYS = 10


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_visits:{name}", args=args)


def due(user: Any, today: date) -> Iterator[Due]:
    """Rounds with somebody left, for the first page; and key persons who were missed."""
    if not user.may("visits.record"):
        return
    for one in selectors.rounds(today=today):
        total, met, _ = selectors.totals(user, one.task, one.window)
        left = total - met
        missed = (
            selectors.left(user, one.task, one.before).count()
            if one.before is not None and one.task.key_only
            else 0
        )
        if missed:
            yield Due(
                Urgency.LATE,
                f"{one.task.title}：上期漏访",
                f"{_url('round', one.task.pk)}?show=missed",
                f"{one.before.last:%-m月%-d日}以前没有联系到" if one.before else "",
                missed,
                one.window.first,
            )
        if left:
            near = (one.window.last - today).days <= SOON_DAYS
            late = behind(one.window, today, total=total, met=met)
            yield Due(
                Urgency.TODAY if near or late else Urgency.SOON,
                one.task.title,
                _url("round", one.task.pk),
                f"{one.window.last:%-m月%-d日}以前，已走访 {met:,} 人，还有 {left:,} 人"
                + (f"，比均匀进度慢 {late:,} 人" if late else ""),
                left,
                one.window.last,
            )


@require_safe
@never_cache
@for_station("visits.record")
def visits(request: HttpRequest) -> HttpResponse:
    """The rounds that run, how far they are; key persons; what was written down last."""
    user: Any = request.user
    today = timezone.localdate()
    context = {
        "area_name": spoken_name(user.region.name),
        "rounds": [
            {
                **round_row(one, selectors.totals(user, one.task, one.window), today),
                "url": _url("round", one.task.pk),
            }
            for one in selectors.rounds(today=today)
        ],
        "key_url": _url("key_persons"),
        "find_url": reverse("station:find"),
        "visits": [
            {**visit_row(one), "url": _url("visit", one.pk)}
            for one in selectors.visits_visible_to(user).order_by("-entered_at")[:10]
        ],
    }
    return render(request, "station/visits.html", context)


@require_safe
@never_cache
@for_station("visits.record")
def visit_round(request: HttpRequest, task_id: int) -> HttpResponse:
    """Who is left, by village and home; or who was missed in the window before."""
    user: Any = request.user
    today = timezone.localdate()
    one = selectors.round_of(task_id, today=today)
    missed = request.GET.get("show") == "missed" and one.before is not None
    window = one.before if missed and one.before is not None else one.window
    places = selectors.progress(user, one.task, window)
    asked = request.GET.get("village", "")
    within = next((row.region for row in places if row.region.code == asked), None)
    if asked and within is None:
        raise NotFound("没有这个村居，或者那里没有要走访的人。")
    left = selectors.left(user, one.task, window, within=within)
    printing = "print" in request.GET
    page = paged(
        request,
        left,
        lambda who: {
            **person_row(who, today),
            "url": reverse("station:payee", args=[who.pk]),
            "visit_url": f"{_url('new', who.pk)}?reason={one.task.reason}",
        },
        per_page=PRINTED if printing else A_PAGE,
        count=sum(row.left for row in places if within in (None, row.region)),
    )
    here = _url("round", task_id)
    context = {
        **round_row(one, selectors.in_all(places), today),
        "missed": missed,
        "missed_url": f"{here}?show=missed" if one.before is not None else "",
        "here": here,
        "places": [
            {
                "code": row.region.code,
                "name": spoken_name(row.region.name),
                "left": row.left,
                "total": row.total,
                "selected": within is not None and row.region.pk == within.pk,
            }
            for row in places
        ]
        if len(places) > 1
        else [],
        "page_obj": page,
        "printed_at": timezone.now(),
    }
    template = "station/visit_round_print.html" if printing else "station/visit_round.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("visits.record")
def new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a visit down. Kept on the device until it has arrived."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    today = timezone.localdate()
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        today=today,
        initial={"reason": request.GET.get("reason") or "routine"},
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.record_visit(
            person=person, **form.asked(), by=user, at=timezone.now(), today=today
        )
        return "走访已登记。", _url("visit", made.pk)

    answered = filled_in(request, form, deed)
    return answered or render(
        request,
        "station/form.html",
        {
            "title": "登记走访",
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "form": form,
            "submit": "登记",
            "back_url": reverse("station:payee", args=[person.pk]),
            "more_url": _url("of_person", person.pk),
            "more_label": "看以前的走访",
        },
    )


@require_safe
@never_cache
@for_station("visits.record")
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit, with its photos."""
    user: Any = request.user
    found = selectors.visit_visible_to(user, visit_id)
    context = {
        **visit_body(
            user,
            found,
            paper=lambda pk: reverse("station:paper", args=[pk]),
            case=lambda pk: reverse("cases:case", args=[pk]),
        ),
        "person_url": reverse("station:payee", args=[found.person_id]),
        "again_url": _url("of_person", found.person_id),
        "void_url": _url("void", found.pk)
        if found.voided_at is None and found.visited_by_id == user.pk
        else "",
    }
    return render(request, "station/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("visits.record")
def void(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Take it back, with a reason."""
    user: Any = request.user
    found = selectors.visit_visible_to(user, visit_id)
    form = VoidForm(request.POST or None)
    act = visit_row(found)["act"]

    def deed(data: Data) -> tuple[str, str]:
        made = services.void_visit(visit_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return f"已作废，这次{act}不再算数。{made.told}", _url("visit", found.pk)

    return filled_in(request, form, deed) or render(
        request,
        "station/form.html",
        {
            "title": f"作废这次{act}",
            "name": found.person.name,
            "village": spoken_name(found.person.region.name),
            "masked_id": mask_id_number(str(found.person.id_number)),
            "note": f"{found.visited_on:%Y-%m-%d} {found.get_way_display()}，作废以后留有记录",
            "about": [TAKEN_BACK] if act == "送达" else [],
            "form": form,
            "submit": "确认作废",
            "back_url": _url("visit", found.pk),
        },
    )


@require_safe
@never_cache
@for_station("visits.record")
def of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every visit to one person; whether somebody is a key person, and who says so."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    page = paged(
        request,
        selectors.visits_of(user, person),
        lambda one: {**visit_row(one), "url": _url("visit", one.pk)},
    )
    key = selectors.key_persons_visible_to(user).filter(person=person).first()
    context = {
        "name": person.name,
        "village": spoken_name(person.region.name),
        "page_obj": page,
        "key": key_row(key) if key else None,
        "key_new_url": "" if key else _url("key_new", person.pk),
        "key_end_url": _url("key_end", key.pk) if key else "",
        "new_url": _url("new", person.pk),
        "back_url": reverse("station:payee", args=[person.pk]),
    }
    return render(request, "station/visits_of_person.html", context)


@require_safe
@never_cache
@for_station("visits.record")
def key_persons(request: HttpRequest) -> HttpResponse:
    """The key persons of the area."""
    user: Any = request.user
    page = paged(
        request,
        selectors.key_persons_visible_to(user),
        lambda one: {**key_row(one), "url": _url("of_person", one.person_id)},
    )
    return render(request, "station/key_persons.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("visits.key")
def key_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody becomes a key person."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    form = KeyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.add_key_person(
            person=person, **data, valid_from=timezone.localdate(), by=user, at=timezone.now()
        )
        return "已列为重点联系对象。", _url("of_person", person.pk)

    return filled_in(request, form, deed) or render(
        request,
        "station/form.html",
        {
            "title": "列为重点联系对象",
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "form": form,
            "submit": "列为重点联系对象",
            "back_url": _url("of_person", person.pk),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("visits.key")
def key_end(request: HttpRequest, key_id: int) -> HttpResponse:
    """No longer one."""
    user: Any = request.user
    row = selectors.key_person_visible_to(user, key_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> tuple[str, str]:
        services.end_key_person(
            key_id=row.pk, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "已结束重点联系。", _url("of_person", row.person_id)

    return filled_in(request, form, deed) or render(
        request,
        "station/form.html",
        {
            "title": "结束重点联系",
            "name": row.person.name,
            "village": spoken_name(row.person.region.name),
            "masked_id": mask_id_number(str(row.person.id_number)),
            "about": [f"{row.get_reason_display()}，{row.get_every_display()}联系一次。"],
            "form": form,
            "submit": "确认结束",
            "back_url": _url("of_person", row.person_id),
        },
    )
