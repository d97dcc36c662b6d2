"""年度确认 at the bureau's door: rounds, how far each has come, who waits, one person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin import confirmation_round_steps, confirmation_steps
from support_services.subsidies.admin.confirmation_forms import DueFilter
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.rates import CONFIDENCE_TONES
from support_services.subsidies.admin.showing import home
from support_services.subsidies.confirmation_states import (
    DUE_LABELS,
    DUE_WAITING,
    FORFEIT_LABELS,
    FOUND_CURES,
    FOUND_LABELS,
    ROUND_LABELS,
    ROUND_LIVE,
    DueState,
    ForfeitState,
    Found,
    RoundState,
)
from support_services.subsidies.selectors import confirmation as reading
from support_services.subsidies.services import confirmation_export
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.selectors import regions_visible_to, towns_visible_to

DUE_TONES = {
    DueState.DUE: "info",
    DueState.HELD: "bad",
    DueState.CONFIRMED: "ok",
    DueState.LEFT: "idle",
}
ROUND_TONES = {
    RoundState.DRAFT: "warn",
    RoundState.OPEN: "ok",
    RoundState.ENDED: "idle",
    RoundState.WITHDRAWN: "idle",
    RoundState.CANCELLED: "bad",
}
FORFEIT_TONES = {
    ForfeitState.PROPOSED: "warn",
    ForfeitState.CONFIRMED: "bad",
    ForfeitState.REFUSED: "idle",
    ForfeitState.REVOKED: "idle",
}
REPORTS_SHOWN = 20


def round_state(state: str) -> dict[str, str]:
    known = RoundState(state)
    return {"state_label": ROUND_LABELS[known], "state_tone": ROUND_TONES[known]}


def due_state(due: Any) -> dict[str, str]:
    """Word and tone; past the day but within the grace says so."""
    known = DueState(due.state)
    if known is DueState.DUE and due.due_on < timezone.localdate():
        return {"state_label": "已过截止日，宽限中", "state_tone": "warn"}
    return {"state_label": DUE_LABELS[known], "state_tone": DUE_TONES[known]}


def forfeit_state(state: str) -> dict[str, str]:
    known = ForfeitState(state)
    return {"state_label": FORFEIT_LABELS[known], "state_tone": FORFEIT_TONES[known]}


def rounds(request: HttpRequest) -> HttpResponse:
    """Every round, the newest year first."""
    user = actor(request)
    found = list(reading.rounds_visible_to(user).prefetch_related("schemes"))
    progress = reading.progress_of_rounds(
        user, [one.pk for one in found], today=timezone.localdate()
    )
    return page(
        request,
        "bureau/confirmations.html",
        title="年度确认",
        new_url=address("confirmation_new") if user.may("confirmation.enter") else "",
        rows=[
            {
                "title": one.title,
                "url": address("confirmation", one.pk),
                "schemes": "、".join(scheme.short_name for scheme in one.schemes.all()),
                "first_day": one.first_day,
                "last_day": one.last_day,
                "grace_days": one.grace_days,
                "progress": progress[one.pk],
                "asked": one.state in ROUND_LIVE,
                **round_state(one.state),
            }
            for one in found
        ],
    )


def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: its rules, how far each town has come, what stations reported."""
    user, today = actor(request), timezone.localdate()
    found = reading.round_visible_to(user, round_id)
    live = found.state in ROUND_LIVE
    town = request.GET.get("town", "")
    places = reading.progress_by_area(user, found.pk, today=today, town=town) if live else []
    area = regions_visible_to(user).filter(path=town).first() if town else None
    people = address("confirmation_people", found.pk)
    return page(
        request,
        "bureau/confirmation.html",
        title=found.title,
        crumbs=(crumb("年度确认", "confirmations"),),
        round=found,
        badge=round_state(found.state),
        live=live,
        schemes="、".join(scheme.name for scheme in found.schemes.all()),
        reminders="、".join(str(days) for days in found.reminder_days),
        confidence=found.get_confidence_display(),
        confidence_tone=CONFIDENCE_TONES[found.confidence],
        grace_until=reading.last_day_of_grace(found),
        progress=reading.progress_of_rounds(user, [found.pk], today=today)[found.pk],
        must_be_another=found.state == RoundState.DRAFT
        and found.entered_by_id == user.pk
        and user.may("confirmation.open"),
        actions=confirmation_round_steps.round_actions(found, user),
        import_url=address("confirmation_import", found.pk)
        if live and user.may("confirmation.import")
        else "",
        people_url=people,
        waiting_url=address("confirmation_people", found.pk, state="waiting"),
        overdue_url=address("confirmation_people", found.pk, state="overdue"),
        held_url=address("confirmation_people", found.pk, state=DueState.HELD.value),
        area=area,
        whole_url=address("confirmation", found.pk),
        bars=[
            {"label": one.region.name, "value": one.progress.waiting}
            for one in places
            if one.progress.waiting
        ],
        places=[
            {
                "name": one.region.name,
                "url": address("confirmation_people", found.pk, town=town, village=one.region.path)
                if town
                else address("confirmation", found.pk, town=one.region.path),
                "progress": one.progress,
            }
            for one in places
        ],
        reports=[_report(one) for one in reading.open_findings(user, found.pk)[:REPORTS_SHOWN]],
        reports_url=address("confirmation_people", found.pk, state="reported"),
        forfeits=[
            {
                "name": one.due.person.name,
                "url": address("confirmation_person", one.due_id),
                "first_month": one.first_month,
                "last_month": one.last_month,
                "by": one.proposed_by,
                "document_no": one.document_no,
            }
            for one in reading.forfeits_waiting(user, found.pk)
        ],
    )


def _report(one: Any) -> dict[str, Any]:
    return {
        "name": one.due.person.name,
        "village": home(one.due.person.region),
        "label": FOUND_LABELS[Found(one.finding)],
        "found_on": one.found_on,
        "by": one.noted_by,
        "note": one.note,
        "url": address("confirmation_person", one.due_id),
    }


def people(request: HttpRequest, round_id: int) -> HttpResponse:
    """Who is in a round, as narrowed."""
    user, today = actor(request), timezone.localdate()
    found = reading.round_visible_to(user, round_id)
    form = _filter(request)
    asked = chosen(form)
    rows = reading.dues_matching(user, today=today, round_id=found.pk, **asked)
    shown = paged(request, rows, due_row)
    return page(
        request,
        "bureau/confirmation_people.html",
        title="应确认人员",
        crumbs=(crumb("年度确认", "confirmations"), crumb(found.title, "confirmation", found.pk)),
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=shown,
        export_url=address("confirmation_export", found.pk, **asked)
        if shown.paginator.count
        else "",
    )


def _filter(request: HttpRequest) -> DueFilter:
    user = actor(request)
    towns = list(towns_visible_to(user))
    town = request.GET.get("town", "")
    villages = (
        list(regions_visible_to(user).filter(parent__path=town).order_by("path")) if town else []
    )
    return DueFilter(request.GET, towns=towns, villages=villages)


def due_row(due: Any) -> dict[str, Any]:
    """Somebody in a table."""
    person, done = due.person, due.confirmation
    return {
        "name": person.name,
        "masked_id": mask_id_number(str(person.id_number)),
        "village": home(person.region),
        "born_on": person.born_on,
        "home_visit": due.home_visit,
        "due_on": due.due_on,
        "hold_on": due.hold_on,
        "confirmed_on": done.confirmed_on if done else None,
        "way": done.get_way_display() if done else "",
        "finding": FOUND_LABELS[Found(due.finding)]
        if due.finding and due.state in DUE_WAITING
        else "",
        "url": address("confirmation_person", due.pk),
        **due_state(due),
    }


def people_file(request: HttpRequest, round_id: int) -> HttpResponse:
    """The same list as a workbook; that it was taken is on record."""
    found = reading.round_visible_to(actor(request), round_id)
    asked = chosen(_filter(request))
    try:
        content = confirmation_export.export_dues(
            round_id=found.pk,
            asked=asked,
            by=actor(request),
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(address("confirmation_people", round_id, **asked))
    response = HttpResponse(content, content_type=XLSX_TYPE)
    name = f"confirmation-{round_id}-{timezone.localdate():%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def person_page(request: HttpRequest, due_id: int) -> HttpResponse:
    """One person in a round: where he stands, who saw him, what is held."""
    user = actor(request)
    due = reading.due_visible_to(user, due_id)
    of = due.round
    findings = reading.findings_of(due)
    waits = due.state in DUE_WAITING and due.person.died_on is None
    return page(
        request,
        "bureau/confirmation_person.html",
        title=f"{due.person.name}：{of.title}",
        crumbs=(crumb("年度确认", "confirmations"), crumb(of.title, "confirmation", of.pk)),
        due=due,
        badge=due_state(due),
        round_badge=round_state(of.state),
        masked_id=mask_id_number(str(due.person.id_number)),
        village=home(due.person.region),
        person_url=address("person", due.person_id),
        actions=confirmation_steps.due_actions(due, user),
        confirmations=reading.confirmations_of(due),
        findings=[
            {
                "row": one,
                "label": FOUND_LABELS[Found(one.finding)],
                "cure": FOUND_CURES[Found(one.finding)],
                "is_open": one.handled_at is None and waits,
                "handle_url": address("confirmation_report", one.pk)
                if one.handled_at is None and user.may("confirmation.handle")
                else "",
            }
            for one in findings
        ],
        rights=[
            {
                "scheme": hold.entitlement.scheme.name,
                "url": address("entitlement", hold.entitlement_id),
                "placed_at": hold.placed_at,
                "released_at": hold.released_at,
                "note": hold.release_note,
            }
            for hold in reading.holds_of_due(due)
        ],
        forfeits=[
            {
                "row": one,
                **forfeit_state(one.state),
                "actions": confirmation_steps.forfeit_actions(one, user),
            }
            for one in reading.forfeits_of(due)
        ],
    )
