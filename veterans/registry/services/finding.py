"""Asking for somebody at a door: not faster than people ask, and on record when it is by number."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, pace
from veterans.registry.selectors.finding import FOUND_AT_MOST, Found, find_people


def ask(
    *, text: str, by: User, at: datetime, at_most: int = FOUND_AT_MOST, typing: bool = False
) -> Found:
    """Who is meant by what was typed, as ``find_people``.

    A look-up by number is written down: by which kind of number and whom it found, never the
    number. While somebody is ``typing``, one that finds nobody is no look-up yet.
    Refuses whoever may not read people, and who asks too often.
    """
    require(by, "station.roster" if by.is_station else "people.read")
    pace.keep(deed="find", who=by.pk, limits=_limits(), at=at)
    found = find_people(by, text, at_most=at_most)
    if found.asked.has_number and (found.people or not typing):
        _note(found, by=by, at=at)
    return found


def _limits() -> list[pace.Limit]:
    return [
        pace.Limit(60, settings.PORTAL_FINDS_PER_MINUTE, "查得太频繁了，请过一分钟再查。"),
        pace.Limit(
            24 * 60 * 60,
            settings.PORTAL_FINDS_PER_DAY,
            "今天查人的次数已到上限。确实需要的，请联系系统管理员。",
        ),
    ]


@transaction.atomic
def _note(found: Found, *, by: User, at: datetime) -> None:
    keys = [person.pk for person in found.people]
    audit.record(
        actor=by,
        action="person.looked_up",
        subject="person",
        subject_id=keys[0] if len(keys) == 1 else "",
        detail={"by": found.asked.kind_of_number, "found": bool(keys), "people": keys},
        at=at,
    )
