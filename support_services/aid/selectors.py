"""Reading applications and wishes, always within the reader's area."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from support_services.aid.models import AidApplication, Wish
from support_services.aid.states import AidState
from support_services.subsidies.selectors.grants import hardship_cap, hardship_used
from support_services.visits.models import Visit
from support_services.visits.states import Met, Way
from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped
from veterans.registry.models import Person

# How long a visit to the home still says how things are there.
VISIT_HOLDS = timedelta(days=60)


def _reads(user: User | Any) -> bool:
    return isinstance(user, User) and (may(user, "people.read") or may(user, "station.roster"))


def aid_visible_to(user: User | Any) -> QuerySet[AidApplication]:
    """Applications of the people of the user's area, newest first."""
    rows = AidApplication.objects.select_related(
        "person__region__parent", "taken_by", "decided_by", "visit__visited_by", "grant"
    )
    if not _reads(user):
        return rows.none()
    return scoped(rows, user, path_field="person__region__path")


def aid_waiting(user: User | Any) -> QuerySet[AidApplication]:
    """Those that nobody has decided, oldest first."""
    return aid_visible_to(user).filter(state=AidState.APPLIED.value).order_by("taken_at", "pk")


def aid_unseen(user: User | Any, *, today: date) -> QuerySet[AidApplication]:
    """Those that wait and whose home nobody has visited of late."""
    return aid_waiting(user).exclude(Exists(_home_visits(OuterRef("person"), today)))


def application_visible_to(user: User | Any, application_id: int) -> AidApplication:
    """One of them; refuses alike what does not exist and what is of another area."""
    found = aid_visible_to(user).filter(pk=application_id).first()
    if found is None:
        raise NotFound("没有找到这份申请。")
    return found


def visit_for(person: Person, *, today: date) -> Visit | None:
    """The newest visit to the home that still holds."""
    rows = _home_visits(person, today).select_related("visited_by")
    return rows.order_by("-visited_on", "-pk").first()


def _home_visits(person: Any, today: date) -> QuerySet[Visit]:
    """Visits to the home of late at which somebody was met."""
    return Visit.objects.filter(
        person=person,
        voided_at__isnull=True,
        way=Way.HOME.value,
        visited_on__gte=today - VISIT_HOLDS,
    ).exclude(met=Met.NOBODY.value)


def room_left(person: Person, year: int) -> list[tuple[str, Decimal, Decimal | None]]:
    """What the home has had in a year and what its caps leave: by kind of cap (``普通``, ``特殊``)
    yuan received and yuan left, None where no cap is in force."""
    used = hardship_used(person, year)
    found = []
    for label, is_special in (("普通", False), ("特殊", True)):
        cap = hardship_cap(year, is_special=is_special)
        found.append((label, used, max(cap.value - used, Decimal(0)) if cap else None))
    return found


def wishes_visible_to(user: User | Any) -> QuerySet[Wish]:
    """Wishes of the people of the user's area, newest first."""
    rows = Wish.objects.select_related("person__region__parent", "entered_by", "moved_by")
    if not _reads(user):
        return rows.none()
    return scoped(rows, user, path_field="person__region__path")


def wish_visible_to(user: User | Any, wish_id: int) -> Wish:
    """One of them; refuses what is not there and what is of another area."""
    found = wishes_visible_to(user).filter(pk=wish_id).first()
    if found is None:
        raise NotFound("没有找到这个心愿。")
    return found
