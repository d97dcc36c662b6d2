"""Where a worker stands and which village was asked for: what every list of the station needs."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from support_services.stations.rules import spoken_name
from support_services.subsidies import area_rosters


def area_name(user: Any) -> str:
    return spoken_name(user.region.name) if user.region else ""


def village_asked(request: HttpRequest) -> Any:
    """One of the worker's own villages, or None; whatever else is asked for does not exist."""
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("village", "") or request.GET.get("village", "")
    user: Any = request.user
    return area_rosters.village_of(user, code) if code else None


def villages_to_choose(user: Any, chosen: Any) -> list[dict[str, Any]]:
    """The villages of a town; a village station has nothing to choose."""
    villages = area_rosters.villages_of(user)
    if len(villages) < 2:
        return []
    return [
        {
            "code": one.code,
            "name": spoken_name(one.name),
            "selected": chosen is not None and one.code == chosen.code,
        }
        for one in villages
    ]


def with_query(url: str, **query: str) -> str:
    """The address with what was asked for; empty values are left out."""
    given = {key: value for key, value in query.items() if value}
    return f"{url}?{urlencode(given)}" if given else url
