"""The verbs of the stations: duty, change and audit in one transaction."""

from support_services.stations.services.register import clean_phone, upsert_station

__all__ = ["clean_phone", "upsert_station"]
