"""人员变动 at the station: reported with a photo, followed, taken back. The bureau decides."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.stations.rules import spoken_name
from support_services.subsidies import area_accounts
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number
from veterans.regions.selectors import region_by_code
from veterans.registry import services
from veterans.registry.event_fields import fields_of
from veterans.registry.event_kinds import (
    ABOUT_THE_DEAD,
    AT_STATIONS,
    DAY_LABELS,
    EVENT_LABELS,
    EventKind,
)
from veterans.registry.forms import EventForm
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.file import (
    event_visible_to,
    events_visible_to,
    papers_visible_to,
)
from veterans.registry.states import EVENT_STATE_LABELS, EVENT_TONES, EventState

A_PAGE = 30
THEN: dict[EventState, str] = {
    EventState.PROPOSED: "等区局核对办理，办理以前什么都不变。",
    EventState.ACCEPTED: "区局已办理，档案和待遇已随之变动。",
    EventState.REFUSED: "没有办理。请按区局说的改好，再报一次。",
    EventState.WITHDRAWN: "提出人撤回，没有变动。",
}


def told(event: Any, user: Any) -> dict[str, Any]:
    """One of them in words."""
    state = EventState(event.state)
    entered = json.loads(event.entered)
    return {
        "name": event.person.name if event.person else entered.get("name", ""),
        "kind": event.get_kind_display(),
        "village": spoken_name(event.region.name),
        "happened_on": event.happened_on,
        "sent_by": event.proposed_by,
        "sent_at": event.proposed_at,
        "state": EVENT_STATE_LABELS[state],
        "tone": EVENT_TONES[state],
        "then": THEN[state],
        "note": event.decision_note,
        "url": reverse("station:event", args=[event.pk]),
        "own": event.proposed_by_id == user.pk and state is EventState.PROPOSED,
    }


@require_safe
@never_cache
@for_station("events.propose")
def events(request: HttpRequest) -> HttpResponse:
    """What the area's stations sent in, and what became of it."""
    user: Any = request.user
    rows = events_visible_to(user).order_by("-proposed_at", "-pk")
    shown: Any = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown.object_list = [told(one, user) for one in shown.object_list]
    context = {
        "page_obj": shown,
        "waiting": rows.filter(state=EventState.PROPOSED.value).count(),
        "accounts": area_accounts.counts(user),
        "new_url": reverse("station:event_new"),
    }
    return render(request, "station/events.html", context)


@require_safe
@never_cache
@for_station("events.propose")
def choose(request: HttpRequest, person_id: int) -> HttpResponse:
    """What happened to him."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    dead = person.died_on is not None
    context = {
        "name": person.name,
        "village": spoken_name(person.region.name),
        "kinds": [
            {
                "label": EVENT_LABELS[kind],
                "url": reverse("station:event_of", args=[person.pk, kind]),
            }
            for kind in AT_STATIONS
            if not dead or kind in ABOUT_THE_DEAD
        ],
        "back_url": reverse("station:payee", args=[person.pk]),
    }
    return render(request, "station/event_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("events.propose")
def propose(
    request: HttpRequest, kind: str = EventKind.REPORT_IN.value, person_id: int | None = None
) -> HttpResponse:
    """Fill it in at the door, with a photo. It changes nothing by itself."""
    user: Any = request.user
    if kind not in AT_STATIONS or (person_id is None and kind != EventKind.REPORT_IN):
        raise Http404
    person = None if person_id is None else person_visible_to(user, person_id)
    form = EventForm(
        request.POST or None, request.FILES or None, kind=kind, user=user, newcomer=person is None
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.propose_event(
            kind=kind,
            person=person,
            happened_on=data["happened_on"],
            entered=form.entered(),
            **form.proof(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已报送区局，由区局核对办理。", reverse("station:event", args=[made.pk])

    answered = filled_in(request, form, deed)
    if answered:
        return answered
    back = "station:events" if person is None else "station:payee"
    context = {
        "name": person.name if person else "",
        "village": spoken_name(person.region.name) if person else "",
        "masked_id": mask_id_number(str(person.id_number)) if person else "",
        "title": EVENT_LABELS[kind],
        "note": "报到区局，由区局核对材料后办理；办理以前什么都不变",
        "form": form,
        "submit": "报送区局",
        "back_url": reverse(back, args=[person.pk] if person else []),
    }
    return render(request, "station/form.html", context)


@require_safe
@never_cache
@for_station("events.propose")
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One of them: what was filled in, its photos, what became of it."""
    user: Any = request.user
    found = event_visible_to(user, event_id)
    entered = json.loads(found.entered)
    rows = [(DAY_LABELS[found.kind], f"{found.happened_on:%Y-%m-%d}")]
    for one in fields_of(found.kind, at_station=True, newcomer="id_number" in entered):
        text = entered.get(one.name, "")
        if not text:
            continue
        place = region_by_code(text) if one.shape == "region" else None
        rows.append((one.label, place.name if place is not None else one.told(text)))
    if found.document_no:
        rows.append(("文号或编号", found.document_no))
    if found.reason:
        rows.append(("说明", found.reason))
    context = {
        **told(found, user),
        "rows": rows,
        "papers": [
            {
                "label": str(one),
                "url": reverse("station:paper", args=[one.pk]),
                "is_picture": one.stored.content_type.startswith("image/"),
            }
            for one in papers_visible_to(user).filter(event=found).order_by("pk")
        ],
        "person_url": reverse("station:payee", args=[found.person_id]) if found.person_id else "",
        "withdraw_url": reverse("station:event_withdraw", args=[found.pk]),
    }
    return render(request, "station/event.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("events.propose")
def withdraw(request: HttpRequest, event_id: int) -> HttpResponse:
    """Ask, then take back what was sent in by mistake."""
    user: Any = request.user
    found = event_visible_to(user, event_id)
    back = reverse("station:event", args=[found.pk])
    if request.method == "POST":
        try:
            services.withdraw_event(event_id=found.pk, by=user, at=timezone.now())
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已撤回，什么都没有变。")
        return HttpResponseRedirect(back)
    one = told(found, user)
    context = {
        "question": f"撤回 {one['name']} 的“{one['kind']}”？",
        "consequences": ["区局不再办理这一件，什么都不变。", "改好以后可以重新报送。"],
        "confirm_label": "确认撤回",
        "cancel_url": back,
    }
    return render(request, "station/event_withdraw.html", context)
