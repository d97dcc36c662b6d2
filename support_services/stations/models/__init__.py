"""Tables of the stations: where people go, who works there, what is done there, how well."""

from support_services.stations.models.assessment import (
    Assessment,
    AssessmentItem,
    AssessmentScore,
    AssessmentTemplate,
    FiveItem,
    StationPaper,
)
from support_services.stations.models.duties import DutyItem, StationOffer
from support_services.stations.models.staff import StationWorker, WorkerCover
from support_services.stations.models.station import Station

__all__ = [
    "Assessment",
    "AssessmentItem",
    "AssessmentScore",
    "AssessmentTemplate",
    "DutyItem",
    "FiveItem",
    "Station",
    "StationOffer",
    "StationPaper",
    "StationWorker",
    "WorkerCover",
]
