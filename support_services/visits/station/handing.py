"""送达 at a station: what is to be carried round, handed over in a yard, brought back."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.notices.selectors import letters as selectors
from support_services.notices.services import carrying
from support_services.notices.states import LETTER_DAYS
from support_services.stations.rules import spoken_name
from support_services.stations.today import Due, Urgency
from support_services.visits import services
from support_services.visits.asking import hand_over_form
from support_services.visits.forms import BringBackForm
from support_services.visits.showing import letter_row
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors import person_visible_to

A_PAGE = 50
PRINTED = 2000


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_handovers:{name}", args=args)


def due(user: Any, today: date) -> Iterator[Due]:
    """How many letters wait to be carried round, and for how long."""
    count, since = selectors.waiting(user)
    if not count or since is None:
        return
    day = timezone.localdate(since)
    late_on = day + timedelta(days=LETTER_DAYS)
    waits = (today - day).days
    yield Due(
        Urgency.LATE if today >= late_on else Urgency.SOON,
        "书面通知等着送",
        _url("letters"),
        f"最早的已等 {waits} 天" if waits else "今天打印的",
        count,
        late_on,
    )


@require_safe
@never_cache
@for_station("notices.hand_over")
def letters(request: HttpRequest) -> HttpResponse:
    """Printed letters of the own area that wait, by village; or the same for paper."""
    user: Any = request.user
    today = timezone.localdate()
    printing = "print" in request.GET
    page = paged(
        request,
        selectors.letters_to_carry(user),
        lambda one: {
            **letter_row(one, today),
            "url": reverse("station:payee", args=[one.person_id]),
            "hand_url": f"{_url('new', one.person_id)}?letters=1",
            "back_url": _url("back", one.pk),
        },
        per_page=PRINTED if printing else A_PAGE,
    )
    context = {
        "area_name": spoken_name(user.region.name),
        "late_days": LETTER_DAYS,
        "page_obj": page,
        "villages": [
            {"name": name, "letters": list(rows)}
            for name, rows in groupby(page.object_list, key=lambda row: row["village"])
        ],
        "find_url": reverse("station:find"),
        "here": _url("letters"),
        "printed_at": timezone.now(),
    }
    template = "station/letters_print.html" if printing else "station/letters.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("visits.record")
def new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down what was handed over. Kept on the device until it has arrived."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    today = timezone.localdate()
    form, about = hand_over_form(request, user, person, today)

    def deed(data: Data) -> tuple[str, str]:
        made = services.record_hand_over(
            person=person, **form.asked(), by=user, at=timezone.now(), today=today
        )
        return "送达已登记。", reverse("station_visits:visit", args=[made.pk])

    return filled_in(request, form, deed) or render(
        request,
        "station/form.html",
        {
            "title": "登记送达",
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "about": [about],
            "form": form,
            "submit": "登记",
            "back_url": reverse("station:payee", args=[person.pk]),
            "more_url": _url("letters"),
            "more_label": "看还有谁的书面通知要送",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("notices.hand_over")
def back(request: HttpRequest, notice_id: int) -> HttpResponse:
    """It could not be delivered: back to the bureau, with why."""
    user: Any = request.user
    form = BringBackForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        carrying.bring_back(notice_id=notice_id, why=data["why"], by=user, at=timezone.now())
        return "已退回区局，由区局决定再送还是取消。", _url("letters")

    # What was brought back already is found no more: the answer to a second click comes first.
    if answer := filled_in(request, form, deed):
        return answer
    letter = selectors.letter_to_carry(user, notice_id)
    person: Any = letter.person
    return render(
        request,
        "station/form.html",
        {
            "title": "没有送到",
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "about": [
                f"书面通知：{letter.title}。",
                "退回区局以后，由区局决定再送一次还是取消。过几天再去的，不用退回。",
            ],
            "form": form,
            "submit": "退回区局",
            "back_url": _url("letters"),
        },
    )
