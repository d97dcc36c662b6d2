"""Who was found, as both doors show it: enough to tell one from the other, no number in full."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from support_services.subsidies import selectors
from veterans.accounts.models import User
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors.finding import Found

SEXES = {"male": "男", "female": "女"}
TYPED_AT_MOST = 10
LONGEST = 60
NOBODY = "没有查到。请核对用字，或换一种方式：姓名、拼音、身份证号、电话、光荣牌编号都可以。"


@dataclass(frozen=True)
class PersonTold:
    """One result. ``schemes``: what is drawn now, in words; ``village`` with its town."""

    person_id: int
    name: str
    masked_id: str
    sex: str
    born_on: date
    died: bool
    village: str
    schemes: str


def told(user: User, found: Found) -> list[PersonTold]:
    """Results in their order; one query more for what they draw."""
    names = selectors.scheme_names(user, [person.pk for person in found.people])
    return [
        PersonTold(
            person_id=person.pk,
            name=person.name,
            masked_id=mask_id_number(person.id_number),
            sex=SEXES[person.sex],
            born_on=person.born_on,
            died=person.died_on is not None,
            village=person.home,
            schemes="、".join(names.get(person.pk, [])),
        )
        for person in found.people
    ]


def said(found: Found, *, at_most: int) -> str:
    """How the search went, in a sentence that is read out."""
    if not found.people:
        return found.asked.hint or NOBODY
    if found.more:
        return f"先列出前 {at_most} 人，请再多输几个字。"
    return f"查到 {len(found.people)} 人。"


def piece(context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Results as a piece of a page: without the request, since neither navigation nor messages
    nor token belong into it."""
    return HttpResponse(render_to_string("components/found.html", context), status=status)
