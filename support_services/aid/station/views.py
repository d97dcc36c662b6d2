"""Hardship aid and wishes at a station: taken down at the door, followed, withdrawn."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.aid import selectors, services
from support_services.aid.forms import MOVE_FORMS, ApplyForm, WishForm
from support_services.aid.showing import aid_row, wish_body, wish_row
from support_services.aid.states import AidState
from support_services.stations.rules import spoken_name
from support_services.stations.today import Due, Urgency
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors import person_visible_to

# How long an application that was refused stays on the first page of whoever took it down.
TOLD_FOR = timedelta(days=14)


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_aid:{name}", args=args)


def due(user: Any, today: date) -> Iterator[Due]:
    """Homes to be looked at before the bureau can decide; what was refused and is to be told."""
    if not user.may("aid.take"):
        return
    unseen = selectors.aid_unseen(user, today=today).count()
    if unseen:
        yield Due(
            Urgency.TODAY,
            "困难帮扶申请，请入户走访",
            _url("applications"),
            "登记走访以后区局才能审核",
            unseen,
        )
    refused = selectors.aid_visible_to(user).filter(
        state=AidState.REFUSED.value,
        taken_by=user,
        decided_at__gte=timezone.now() - TOLD_FOR,
    )
    count = refused.count()
    if count:
        yield Due(Urgency.BACK, "帮扶申请没有批准", _url("applications"), "请把原因告诉本人", count)


def _asked(request: HttpRequest, person: Any, form: Any, **context: Any) -> HttpResponse:
    return render(
        request,
        "station/form.html",
        {
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "form": form,
            **context,
        },
    )


@require_safe
@never_cache
@for_station("aid.take")
def applications(request: HttpRequest) -> HttpResponse:
    """Applications and wishes of the own area."""
    user: Any = request.user
    context = {
        "page_obj": paged(
            request,
            selectors.aid_visible_to(user),
            lambda one: {**aid_row(one), "url": _url("application", one.pk)},
            per_page=30,
        ),
        "wishes": [
            {**wish_row(one), "url": _url("wish", one.pk)}
            for one in selectors.wishes_visible_to(user)[:30]
        ],
        "find_url": reverse("station:find"),
    }
    return render(request, "station/aid.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("aid.take")
def apply_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take an application down."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    form = ApplyForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.apply_for_aid(
            person=person, **form.asked(), by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "申请已报送区局。", _url("application", made.pk)

    return filled_in(request, form, deed) or _asked(
        request,
        person,
        form,
        title="申请困难帮扶",
        note="区局审核要看 60 天内的入户走访；批准的先公示，再随发放批次发到账户",
        submit="报送区局",
        back_url=reverse("station:payee", args=[person.pk]),
    )


@require_safe
@never_cache
@for_station("aid.take")
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application: what was told, where it stands, what comes next."""
    user: Any = request.user
    found = selectors.application_visible_to(user, application_id)
    today = timezone.localdate()
    visit = found.visit or selectors.visit_for(found.person, today=today)
    context = {
        **aid_row(found),
        "told": found.told,
        "speaks": found.speaks or "",
        "decision_note": found.decision_note,
        "visit": {"on": visit.visited_on, "by": visit.visited_by} if visit else None,
        "waits": found.state == AidState.APPLIED,
        "visit_url": f"{reverse('station_visits:new', args=[found.person_id])}?reason=hardship",
        "papers": [reverse("station:paper", args=[one.pk]) for one in found.papers.all()],
        "person_url": reverse("station:payee", args=[found.person_id]),
        "withdraw_url": _url("withdraw", found.pk)
        if found.state == AidState.APPLIED and found.taken_by_id == user.pk
        else "",
    }
    return render(request, "station/aid_application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("aid.take")
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask, then take it back."""
    user: Any = request.user
    found = selectors.application_visible_to(user, application_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> tuple[str, str]:
        services.withdraw_aid(application_id=found.pk, by=user, at=timezone.now())
        return "已撤回。", _url("application", found.pk)

    return filled_in(request, form, deed) or _asked(
        request,
        found.person,
        form,
        title="撤回帮扶申请",
        about=["撤回以后区局不再审核；改好可以再报。"],
        submit="确认撤回",
        back_url=_url("application", found.pk),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("wishes.keep")
def wish_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a wish down."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    form = WishForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.add_wish(person=person, **data, by=user, at=timezone.now())
        return "心愿已登记。", _url("wish", made.pk)

    return filled_in(request, form, deed) or _asked(
        request,
        person,
        form,
        title="登记微心愿",
        submit="登记",
        back_url=reverse("station:payee", args=[person.pk]),
    )


@require_safe
@never_cache
@for_station("wishes.keep")
def wish(request: HttpRequest, wish_id: int) -> HttpResponse:
    """One wish and what may be done about it."""
    user: Any = request.user
    found = selectors.wish_visible_to(user, wish_id)
    context = {
        **wish_body(user, found, move=lambda verb: _url("wish_move", found.pk, verb)),
        "person_url": reverse("station:payee", args=[found.person_id]),
    }
    return render(request, "station/wish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("wishes.keep")
def wish_move(request: HttpRequest, wish_id: int, verb: str) -> HttpResponse:
    """Taken up, released, fulfilled, withdrawn."""
    user: Any = request.user
    if verb not in MOVE_FORMS:
        raise Http404
    found = selectors.wish_visible_to(user, wish_id)
    title, label, kind = MOVE_FORMS[verb]
    form: forms.Form = kind(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.move_wish(
            wish_id=found.pk,
            verb=verb,
            **data,
            on=timezone.localdate(),
            by=user,
            at=timezone.now(),
        )
        return f"已{label}。", _url("wish", found.pk)

    return filled_in(request, form, deed) or _asked(
        request,
        found.person,
        form,
        title=title,
        about=[found.text],
        submit=f"确认{label}",
        back_url=_url("wish", found.pk),
    )
