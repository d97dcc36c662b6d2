"""Printed letters as those who carry them see them: of the people they serve today."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from support_services.notices.models import Notice
from support_services.notices.states import Channel, NoticeState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped
from veterans.registry.models import Person


def letters_to_carry(user: User | Any) -> QuerySet[Notice]:
    """Letters that were printed and wait, by village and name.

    By where the person lives now and not by where he lived when the letter was written: whoever
    serves him carries it. None of the dead, and none for who carries no letters.
    """
    return (
        _letters(user)
        .filter(
            state=NoticeState.PRINTED,
            person__died_on__isnull=True,
            person__merged_into__isnull=True,
        )
        .order_by("person__region__path", "person__name", "person", "pk")
    )


def letters_of(user: User | Any, person: Person) -> QuerySet[Notice]:
    """Those that wait for one person."""
    return letters_to_carry(user).filter(person=person)


def letter_to_carry(user: User | Any, notice_id: int) -> Notice:
    """One of them; what is settled and what is of another area is answered alike."""
    found = letters_to_carry(user).filter(pk=notice_id).first()
    if found is None:
        raise NotFound("没有这份书面通知，或者已经办过。")
    return found


def handed_letters(user: User | Any) -> QuerySet[Notice]:
    """Letters of the user's area that count as handed over."""
    return _letters(user).filter(state=NoticeState.HANDED)


def waiting(user: User | Any) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does; one query."""
    told = letters_to_carry(user).order_by().aggregate(count=Count("pk"), since=Min("handled_at"))
    return told["count"], told["since"]


def _letters(user: User | Any) -> QuerySet[Notice]:
    rows = Notice.objects.select_related("rule", "person__region__parent", "region__parent")
    if not isinstance(user, User) or not user.may("notices.hand_over"):
        return rows.none()
    return scoped(rows.filter(channel=Channel.LETTER), user, path_field="person__region__path")
