"""What takes place at facilities, by days: ceremonies, guests, and when one of them is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from honors.memorials.models import Ceremony, Closure, Facility, Guest
from honors.memorials.selectors import visible
from honors.memorials.states import State, What
from veterans.accounts.models import User
from veterans.foundation.months import add_months


@dataclass(frozen=True)
class Month:
    """Rows of a month within the reader's area; what was called off is left out."""

    ceremonies: list[Ceremony]
    guests: list[Guest]
    closures: list[Closure]


def in_month(user: User, first: date, *, facility: int | None = None) -> Month:
    """``first``: the first day of the month. Three queries."""
    following = add_months(first, 1)
    ceremonies = visible(user, What.CEREMONY).exclude(state=State.ENDED.value)
    ceremonies = on_closed_days(ceremonies.filter(starts__date__gte=first))
    guests = visible(user, What.GUEST).exclude(state=State.ENDED.value)
    shut = Closure.objects.filter(ended_at__isnull=True, facility__in=visible(user, What.FACILITY))
    shut = shut.filter(first_on__lt=following, last_on__gte=first).select_related("facility")
    if facility is not None:
        ceremonies = ceremonies.filter(facility=facility)
        guests, shut = guests.filter(facility=facility), shut.filter(facility=facility)
    return Month(
        list(ceremonies.filter(starts__date__lt=following).order_by("starts", "pk")),
        list(guests.filter(on__gte=first, on__lt=following).order_by("on", "pk")),
        list(shut.order_by("first_on", "pk")),
    )


def on_closed_days(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With ``is_shut``: that the facility was closed for that day after it had been booked."""
    shut = Closure.objects.filter(
        facility=OuterRef("facility"),
        ended_at__isnull=True,
        first_on__lte=OuterRef("starts_on"),
        last_on__gte=OuterRef("starts_on"),
    )
    found: QuerySet[Any] = rows.annotate(starts_on=TruncDate("starts"))
    told: QuerySet[Any] = found.annotate(is_shut=Exists(shut))
    return told


def to_move(user: User, *, today: date) -> QuerySet[Any]:
    """Ceremonies that are still on for a day that is closed now: somebody has to be rung up."""
    rows = visible(user, What.CEREMONY).filter(
        state__in=[State.ASKED.value, State.CHECKED.value], starts__date__gte=today
    )
    return on_closed_days(rows).filter(is_shut=True).order_by("starts", "pk")


def places(user: User) -> Iterable[Facility]:
    """Facilities of the area that are in the register."""
    rows: QuerySet[Facility] = visible(user, What.FACILITY).filter(state=State.CHECKED.value)
    return rows.order_by("name")
