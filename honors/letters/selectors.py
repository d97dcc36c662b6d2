"""Reading notices of merit: what waits, what is late, what is told of somebody."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from honors.letters.models import Letter
from honors.letters.rules import Registered, congratulating
from honors.letters.states import OPEN, RAISES, TO_BRING
from support_services.subsidies.models import Grant
from support_services.subsidies.selectors.grants import grants_visible_to
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.regions.rules import subtree_end
from veterans.regions.selectors import scoped
from veterans.registry.models import Person, Residence, ServicePeriod


def days_allowed() -> int:
    """Days from receiving to delivering; the bureau's setting, no law."""
    return int(settings.PORTAL_GOOD_NEWS_DAYS)


def letters_visible_to(user: User) -> QuerySet[Letter]:
    """Those of soldiers of the user's area; a station sees what was checked."""
    rows = Letter.objects.select_related(
        *("person__region__parent", "region__parent", "entered_by", "checked_by", "grant"),
    )
    if not user.may("letters.read"):
        return rows.none()
    if user.is_station:
        rows = rows.exclude(state__in=["received", "dropped"])
    return scoped(rows, user, path_field="person__region__path")


def letter_visible_to(user: User, letter_id: int) -> Letter:
    found = letters_visible_to(user).filter(pk=letter_id).first()
    if found is None:
        raise NotFound("没有找到这份喜报。")
    return found


def narrowed(
    user: User, *, state: str = "", town: str = "", q: str = "", today: date
) -> QuerySet[Letter]:
    """``state``: one of them, ``open``, or ``late``; ``town``: a path; ``q``: a name or number."""
    rows = letters_visible_to(user)
    open_ones = [one.value for one in OPEN]
    if state == "open":
        rows = rows.filter(state__in=open_ones)
    elif state == "late":
        rows = rows.filter(state__in=open_ones, due_on__lt=today)
    elif state:
        rows = rows.filter(state=state)
    if town:
        rows = rows.filter(region__path__gte=town, region__path__lt=subtree_end(town))
    if q:
        rows = rows.filter(Q(person__name__icontains=q) | Q(document_no__icontains=q))
    return rows.order_by("-received_on", "-pk")


def to_bring(user: User) -> QuerySet[Letter]:
    """What a station has to bring, the most pressing first."""
    rows = letters_visible_to(user).filter(state__in=[one.value for one in TO_BRING])
    return rows.order_by("due_on", "pk")


def to_check(user: User) -> QuerySet[Letter]:
    """What waits for another than whoever entered it."""
    rows = letters_visible_to(user).filter(state="received").exclude(entered_by=user)
    return rows.order_by("due_on", "pk")


def place_of(person: Person, *, college_on: date | None) -> Region | None:
    """Which place congratulates by the file; None where it does not say."""
    service = ServicePeriod.objects.filter(person=person).order_by("enlisted_on").first()
    left_on = college_on or (service.enlisted_on if service is not None else None)
    if left_on is None:
        return None
    rows = Residence.objects.filter(person=person, kind="hukou").order_by("-valid_from")
    place = congratulating(
        [Registered(one.region_id, one.valid_from, one.valid_to) for one in rows], left_on
    )
    return Region.objects.filter(pk=place).first() if place is not None else None


def grants_for(user: User, letter: Letter) -> QuerySet[Grant]:
    """Grants to the soldier that may be the reward: alive, raised by this merit, of no other
    letter. A reward by itself, for whoever is no conscript, the ledger does not know yet."""
    live = ["draft", "approved", "stopped"]
    rows: QuerySet[Any] = grants_visible_to(user).filter(person=letter.person_id, state__in=live)
    raised = Q()
    for code in RAISES.get(letter.merit, ()):
        raised |= Q(inputs__merits__contains=[code])
    if not raised:
        return rows.none()
    rows = rows.filter(raised)
    taken = Letter.objects.filter(grant__isnull=False).exclude(pk=letter.pk).values("grant")
    return rows.exclude(pk__in=taken).order_by("-pk")


def letters_of(person: Person) -> QuerySet[Letter]:
    return Letter.objects.filter(person=person).exclude(state__in=["received", "dropped"])
