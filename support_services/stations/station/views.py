"""The network's pages of station workers. Each asks for the own area only; the rest does not
exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.stations import assessment_views, network_views, station_deeds
from support_services.stations.network_desk import STATION_DESK
from veterans.accounts.doors import for_station

View = Callable[..., HttpResponseBase]


def _at_this_door(view: View, duty: str, *, writes: bool = False) -> View:
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, STATION_DESK, *args, **kwargs)

    allowed = require_http_methods(["GET", "HEAD", "POST"]) if writes else require_safe
    guarded: View = allowed(never_cache(for_station(duty)(shown)))
    return guarded


home = _at_this_door(network_views.home, "network.read")
station = _at_this_door(network_views.station, "network.read")
station_do = _at_this_door(station_deeds.station_do, "network.staff", writes=True)
station_row_do = _at_this_door(station_deeds.station_row_do, "network.staff", writes=True)
paper = _at_this_door(network_views.paper, "network.read")
assessments = _at_this_door(assessment_views.assessments, "network.read")
ranking_file = _at_this_door(assessment_views.ranking_file, "network.read")
assessment = _at_this_door(assessment_views.assessment, "network.read")
assessment_do = _at_this_door(assessment_views.assessment_do, "network.read", writes=True)
assessment_item = _at_this_door(assessment_views.item, "assessment.fill", writes=True)
begin = _at_this_door(assessment_views.begin, "assessment.fill", writes=True)
