"""The network at the bureau's door; what it shows and does is said once, for both doors."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from support_services.stations import assessment_views, network_views, station_deeds
from support_services.stations.network_desk import BUREAU_DESK
from veterans.accounts.bureau_site import BureauPage, View


def _page(route: str, view: View, name: str, duty: str) -> BureauPage:
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, BUREAU_DESK, *args, **kwargs)

    return BureauPage(f"network/{route}", shown, f"network_{name}", duty)


NETWORK_PAGES = (
    _page("", network_views.home, "home", "network.read"),
    _page("stations/<str:code>/", network_views.station, "station", "network.read"),
    _page(
        "stations/<str:code>/do/<slug:verb>/",
        station_deeds.station_do,
        "station_do",
        "network.staff",
    ),
    _page(
        "stations/<str:code>/do/<slug:verb>/<int:key>/",
        station_deeds.station_row_do,
        "station_row_do",
        "network.read",
    ),
    _page("papers/<int:paper_id>/", network_views.paper, "paper", "network.read"),
    _page("assessments/", assessment_views.assessments, "assessments", "network.read"),
    _page("assessments/file/", assessment_views.ranking_file, "ranking_file", "network.read"),
    _page(
        "assessments/<int:assessment_id>/",
        assessment_views.assessment,
        "assessment",
        "network.read",
    ),
    _page(
        "assessments/<int:assessment_id>/do/<slug:verb>/",
        assessment_views.assessment_do,
        "assessment_do",
        "assessment.check",
    ),
)
