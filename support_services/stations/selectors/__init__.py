"""Reading the stations: always through the person's own area."""

from support_services.stations.selectors.register import (
    regions_without_station,
    station_name_of,
    stations_visible_to,
)

__all__ = ["regions_without_station", "station_name_of", "stations_visible_to"]
