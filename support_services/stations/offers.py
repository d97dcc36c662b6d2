"""What of the duty list of its level a station offers, told to staff and to residents alike."""

from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet

from support_services.stations.models import DutyItem


@dataclass(frozen=True)
class Offer:
    """An item of the list of the station's level, and what the station says of it."""

    item_id: int
    number: int
    title: str
    text: str
    is_offered: bool
    note: str


def items_on(day: date) -> QuerySet[DutyItem]:
    """The items that hold on that day, by level and number."""
    return DutyItem.objects.filter(
        Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    ).order_by("level", "number")


def offers_of(station_id: int, level: str, *, today: date) -> list[Offer]:
    """Everything of the list, offered or not; one query."""
    rows = (
        items_on(today)
        .filter(level=level)
        .annotate(
            said=FilteredRelation("offers", condition=Q(offers__station_id=station_id)),
        )
        .values_list("pk", "number", "title", "text", "said__is_offered", "said__note")
    )
    return [
        Offer(pk, number, title, text, offered is not False, note or "")
        for pk, number, title, text, offered, note in rows
    ]
