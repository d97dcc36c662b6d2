"""The first page of a station worker, and the page of everything that can be done here.

What is due comes from ``today``, in the order of its urgency; figures and lists come as panels that
the floors add in ``AppConfig.ready``.
"""

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from support_services.stations import station_pages, today
from support_services.stations.rules import spoken_name
from veterans.accounts.doors import for_station

# The template of a panel and its context; None where there is nothing to show this person.
Panel = Callable[[HttpRequest], tuple[str, Mapping[str, Any]] | None]

_panels: list[tuple[int, Panel]] = []


def add_home_panel(position: int, panel: Panel) -> None:
    """Something beneath what is due; adding the same twice does nothing."""
    if (position, panel) not in _panels:
        _panels.append((position, panel))
        _panels.sort(key=lambda one: one[0])


@require_safe
@never_cache
@for_station("station.roster")
def home(request: HttpRequest) -> HttpResponse:
    """What is late, what came back, what is to be done today; then figures."""
    user: Any = request.user
    found = today.due_at(user, today=timezone.localdate())
    shown = [panel(request) for _, panel in _panels]
    context = {
        "area_name": spoken_name(user.region.name),
        "groups": [
            {"label": today.LABELS[urgency][0], "tone": today.LABELS[urgency][1], "dues": list(of)}
            for urgency, of in groupby(found, key=lambda due: due.urgency)
        ],
        "panels": [
            {"template": template, "context": told}
            for template, told in (one for one in shown if one is not None)
        ],
        "everything_url": reverse("station:everything"),
    }
    return render(request, "station/home.html", context)


@require_safe
@never_cache
@for_station("station.roster")
def everything(request: HttpRequest) -> HttpResponse:
    """Every page of this door, with a sentence on what it is for."""
    return render(request, "station/everything.html", {"pages": station_pages.all_pages()})
