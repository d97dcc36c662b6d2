"""What a unit does by its own link, without an account: hands its project book in, mends it when it
is returned, takes it back. The link stands for the unit; who wrote is not known to be anybody."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from support_services.projects.models import Application, Call
from support_services.projects.services.applications import (
    Book,
    hand_in,
    unit_for,
    write_book,
)
from support_services.projects.services.recording import of_project
from support_services.projects.states import ApplicationState, CallState
from support_services.projects.texts import line
from support_services.units.models import Unit
from veterans.foundation.errors import NotFound, Refused

# What a unit may still do something about.
OPEN_STATES = (
    ApplicationState.DRAFT.value,
    ApplicationState.HANDED_IN.value,
    ApplicationState.RETURNED.value,
    ApplicationState.CHECKED.value,
)


@transaction.atomic
def hand_in_by_link(
    *, call_id: int, unit: Unit, book: Book, link_id: int, at: datetime, today: date
) -> Application:
    """The book of a unit, handed in at once; where one was returned for completion, that one anew.

    Refuses a second one while the first is under way, too early, too late, and what is wrong with
    the book. A contact that is left empty stays as it was.
    """
    call = _locked(call_id)
    found = (
        Application.objects.select_for_update()
        .filter(call=call, unit=unit, state__in=OPEN_STATES)
        .order_by("-pk")
        .first()
    )
    if found is None:
        found = Application(call=call, unit=unit_for(call, unit.pk), by_link=True, entered_at=at)
    elif found.state != ApplicationState.RETURNED:
        raise Refused("你们的申报已经提交，请等结果；要改的，打电话请区局退回补正。")
    found.call = call
    kept = replace(
        book,
        contact_name=book.contact_name or found.contact_name or "",
        contact_phone=book.contact_phone or found.contact_phone or "",
    )
    write_book(found, kept)
    hand_in(found, at, today)
    found.state = ApplicationState.HANDED_IN.value
    found.save()
    of_project("answered", found, None, at, link=link_id, number=found.number)
    return found


@transaction.atomic
def withdraw_by_link(
    *, call_id: int, unit: Unit, why: str, link_id: int, at: datetime
) -> Application:
    """Taken back by the unit itself, with its reason. Refuses once the review has begun."""
    call = _locked(call_id)
    found = (
        Application.objects.select_for_update()
        .filter(call=call, unit=unit, state__in=OPEN_STATES)
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise NotFound("没有可以撤回的申报。")
    if call.state not in (CallState.OPEN, CallState.CLOSED):
        raise Refused("评审已经开始，不能再撤回；有难处的打电话给区局。")
    found.state = ApplicationState.WITHDRAWN.value
    found.ended_at, found.ended_why = at, line(why, "原因", 200)
    found.save()
    of_project("withdraw", found, None, at, link=link_id)
    return found


def _locked(call_id: int) -> Call:
    found = Call.objects.select_for_update().filter(pk=call_id).first()
    if found is None:
        raise NotFound("没有找到这次征集。")
    return found
