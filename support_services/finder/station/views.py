"""Whom a station has to go to, with the clause and the papers, and what came of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.finder import selectors
from support_services.finder.forms import OutcomeForm
from support_services.finder.services.answering import answer_gap
from support_services.finder.showing import gap_body, gap_row
from support_services.stations.rules import spoken_name
from support_services.stations.today import Due, Urgency
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station

A_PAGE = 50


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_finder:{name}", args=args)


def due(user: Any, today: date) -> Iterator[Due]:
    """How many have to be told of what is theirs; one line, one query."""
    if not user.may("finder.answer"):
        return
    waiting = selectors.to_do(user, today).order_by().count()
    if waiting:
        yield Due(
            Urgency.SOON,
            "政策找人",
            _url("gaps"),
            f"{waiting:,} 项优待，符合条件的人还没有享受",
            waiting,
        )


@require_safe
@never_cache
@for_station("finder.read")
def gaps(request: HttpRequest) -> HttpResponse:
    """Whom to go to, by village and person."""
    user: Any = request.user
    context = {
        "area_name": spoken_name(user.region.name),
        "page_obj": paged(
            request,
            selectors.to_do(user, timezone.localdate()),
            lambda one: {**gap_row(one), "url": _url("gap", one.pk)},
            per_page=A_PAGE,
        ),
        "catalogue_url": reverse("station_catalogue:catalogue"),
    }
    return render(request, "station/gaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("finder.answer")
def gap(request: HttpRequest, gap_id: int) -> HttpResponse:
    """One of them: why it is his, what to bring; what came of it is taken down here."""
    user: Any = request.user
    found = selectors.gap_visible_to(user, gap_id)
    form = OutcomeForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        answer_gap(gap_id=found.pk, **data, by=user, at=timezone.now())
        return f"已登记 {found.person.name} 的结果。", _url("gaps")

    answered = filled_in(request, form, deed)
    if answered:
        return answered
    context = {
        **gap_body(found, timezone.localdate()),
        "form": form,
        "person_url": reverse("station:payee", args=[found.person_id]),
        "back_url": _url("gaps"),
    }
    return render(request, "station/gap.html", context)
