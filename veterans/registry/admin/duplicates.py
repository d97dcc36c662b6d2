"""疑似重复: files that may be one person's, side by side; told apart here, merged as an event."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, done
from veterans.foundation.masking import mask_id_number, mask_phone
from veterans.regions.selectors import place_name
from veterans.registry.event_kinds import EventKind
from veterans.registry.models import Person
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.duplicates import SHOWN, doubtful_files
from veterans.registry.services.namesakes import tell_files_apart

TITLE = "疑似重复建档"


def side(person: Person) -> dict[str, Any]:
    """One of two files beside the other."""
    return {
        "key": person.pk,
        "name": person.name,
        "masked_id": mask_id_number(str(person.id_number)),
        "born_on": person.born_on,
        "place": place_name(person.region),
        "phone": mask_phone(str(person.phone)) if person.phone else "",
        "died_on": person.died_on,
        "url": address("person", person.pk),
    }


def duplicates(request: HttpRequest) -> HttpResponse:
    """All pairs that nobody has called two people."""
    user = actor(request)
    found, more = doubtful_files(user)
    proposes = user.may("events.propose")

    def merge_url(goes: Person, stays: Person) -> str:
        if not proposes:
            return ""
        return address("life_event_of", goes.pk, EventKind.DUPLICATE.value, kept=str(stays.pk))

    return page(
        request,
        "bureau/duplicates.html",
        title=TITLE,
        crumbs=(crumb("人员", "people"),),
        more=more,
        at_most=SHOWN,
        pairs=[
            {
                "alike": one.alike,
                "same": one.same,
                "sides": [
                    {**side(one.one), "merge_url": merge_url(one.one, one.other)},
                    {**side(one.other), "merge_url": merge_url(one.other, one.one)},
                ],
                "apart_url": address("duplicates_apart", one.one.pk, one.other.pk),
            }
            for one in found
        ],
    )


def tell_apart(request: HttpRequest, one_id: int, other_id: int) -> HttpResponse:
    """Ask, then remember for ever that they are two people."""
    user = actor(request)
    one, other = person_visible_to(user, one_id), person_visible_to(user, other_id)
    back = address("duplicates")

    def deed(data: Data) -> str:
        tell_files_apart(one=one, other=other, by=user, at=timezone.now())
        return f"已认定：两位{one.name}不是同一人，以后不再询问。"

    return done(request, deed, back=back) or page(
        request,
        "bureau/fact_form.html",
        title="认定不是同一人",
        crumbs=(crumb("人员", "people"), crumb(TITLE, "duplicates")),
        intro="认定两份档案是两个人的。认定会一直记住，名单导入和这里都不再询问。",
        about=[
            (f"档案号 {who.pk}", f"{who.name}，{mask_id_number(str(who.id_number))}，{home}")
            for who, home in ((one, place_name(one.region)), (other, place_name(other.region)))
        ],
        submit_label="确认不是同一人",
        cancel_url=back,
    )
