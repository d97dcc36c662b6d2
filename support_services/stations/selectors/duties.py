"""The duty lists, what stood in them before, and what of them a station offers."""

from datetime import date

from django.db.models import QuerySet

from support_services.stations.models import DutyItem, Station
from support_services.stations.offers import Offer, offers_of
from veterans.foundation.errors import NotFound
from veterans.foundation.models import Change

TABLE = "stations_dutyitem"


def duty_item(item_id: int) -> DutyItem:
    found = DutyItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotFound("没有找到这一项职责。")
    return found


def duty_items() -> QuerySet[DutyItem]:
    """Every row there ever was, by level and number, the latest first."""
    return DutyItem.objects.order_by("level", "number", "-valid_from")


def changes_of(item: DutyItem) -> QuerySet[Change]:
    """What stood there before, the latest first."""
    return Change.objects.filter(table_name=TABLE, row_key=item.pk).order_by("-pk")


def station_offers(station: Station, *, today: date) -> list[Offer]:
    return offers_of(station.pk, station.region.level, today=today)
