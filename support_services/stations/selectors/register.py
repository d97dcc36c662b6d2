"""Reading the stations for the bureau and for station workers; residents have ``published``."""

from typing import Any

from django.db.models import QuerySet

from support_services.stations.models import Station
from support_services.stations.rules import spoken_name
from veterans.accounts.models import User
from veterans.regions.models import Region
from veterans.regions.selectors import scoped


def stations_visible_to(user: User | Any) -> QuerySet[Station]:
    """The stations of the user's area; what stands in them is public, so no duty is asked."""
    return scoped(Station.objects.select_related("region__parent"), user)


def regions_without_station() -> QuerySet[Region]:
    """Places whose station is not registered yet: towns first, then villages by town."""
    missing = Region.objects.filter(station__isnull=True).select_related("parent")
    return missing.order_by("path")


def station_name_of(user: User) -> str:
    """What stands at the head of a worker's pages: the station's name, or that of the place."""
    if user.region is None:
        return ""
    name = Station.objects.filter(region=user.region).values_list("name", flat=True).first()
    return name or f"{spoken_name(user.region.name)}退役军人服务站"
