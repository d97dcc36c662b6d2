"""Tables of martyrs, facilities, and of what takes place there."""

from honors.memorials.models.days import Closure, RemembranceDay
from honors.memorials.models.events import Ceremony, Guest, Trip
from honors.memorials.models.facilities import (
    Facility,
    FacilityName,
    Finding,
    Grave,
    Inspection,
    Photo,
    Progress,
    Quote,
    Remains,
    Remedy,
    Repair,
)
from honors.memorials.models.martyrs import Entry, Martyr, Source, Survivor

__all__ = [
    "Ceremony",
    "Closure",
    "Entry",
    "Facility",
    "FacilityName",
    "Finding",
    "Grave",
    "Guest",
    "Inspection",
    "Martyr",
    "Photo",
    "Progress",
    "Quote",
    "Remains",
    "Remedy",
    "RemembranceDay",
    "Repair",
    "Source",
    "Survivor",
    "Trip",
]
