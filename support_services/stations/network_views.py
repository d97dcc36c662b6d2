"""The picture of the network and the page of one station; at both staff doors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from support_services.stations import network_layers
from support_services.stations.network_desk import Crumb, Desk
from support_services.stations.reference import LEVEL_LABELS
from support_services.stations.selectors import assessment as assessing
from support_services.stations.selectors import duties, network
from support_services.stations.selectors import staff as selectors
from support_services.stations.services import papers as paper_service
from support_services.stations.states import (
    ASSESSMENT_LABELS,
    ASSESSMENT_TONES,
    AssessmentState,
)
from veterans.registry.handed_out import handed_out

TITLE = "服务站网络"


def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where things stand: figures, the picture, and what is lacking."""
    user: Any = request.user
    today = timezone.localdate()
    places = network.standing(user, today=today)
    own = next((one for one in places if user.is_station and one.region_id == user.region_id), None)
    if own is not None and own.level == "village" and own.station:
        # A village has nothing below it: its picture is its own page.
        return station(request, desk, own.code)
    chosen = network_layers.layer(request.GET.get("layer", ""))
    told = network_layers.values(chosen, user, today=today, places=places)
    gap = request.GET.get("gap", "")
    level = request.GET.get("level", "")
    covered = [
        {
            "label": LEVEL_LABELS[level_of],
            "cells": [
                {
                    "label": one.label,
                    "have": one.have,
                    "total": one.total,
                    "lacking": one.lacking,
                    "url": desk.url("home", layer=chosen.key, gap=one.gap, level=level_of)
                    + "#lacking",
                }
                for one in network.coverage(places, level=level_of)
            ],
        }
        for level_of in ("town", "village")
        if any(place.level == level_of for place in places)
    ]
    return desk.page(
        request,
        "network/home.html",
        title=TITLE,
        covered=covered,
        layers=[
            {
                "label": one.label,
                "url": desk.url("home", layer=one.key) + "#picture",
                "current": one is chosen,
            }
            for one in network_layers.layers()
        ],
        layer_label=chosen.label,
        legend=chosen.legend,
        towns=_picture(places, told, desk),
        center=next(
            (_tile(place, told, desk) for place in places if place.level == "county"), None
        ),
        lacking=_lacking(places, gap, level, desk, user) if gap in network.GAPS else None,
        lacking_label=network.GAPS[gap][1] if gap in network.GAPS else "",
        links=_links(desk, own),
    )


def _links(desk: Desk, own: network.Standing | None) -> list[Crumb]:
    links = [("自评和排名", desk.url("assessments"))]
    if desk.is_bureau:
        links += [
            ("职责清单", reverse("admin:network_duties")),
            ("自评标准", reverse("admin:network_templates")),
            ("服务站登记", reverse("admin:stations_station_changelist")),
        ]
    if own is not None and own.station:
        links.insert(0, ("本站", desk.url("station", own.code)))
    return links


def _tile(place: network.Standing, told: Any, desk: Desk) -> dict[str, Any]:
    word, tone = told.get(place.region_id, ("—", "idle"))
    return {
        "name": place.name,
        "word": word,
        "tone": tone,
        "url": desk.url("station", place.code) if place.station else "",
    }


def _picture(places: list[network.Standing], told: Any, desk: Desk) -> list[dict[str, Any]]:
    """Towns in their order, each with its own tile and those of its villages."""
    towns: dict[str, dict[str, Any]] = {}
    for place in places:
        if place.level == "county":
            continue
        town = towns.setdefault(
            place.town_code, {"name": place.town, "own": None, "villages": [], "good": 0}
        )
        tile = _tile(place, told, desk)
        if place.level == "town":
            town["own"] = tile
        else:
            town["villages"].append(tile)
            town["good"] += tile["tone"] == "ok"
    return list(towns.values())


def _lacking(
    places: list[network.Standing], gap: str, level: str, desk: Desk, user: Any
) -> list[dict[str, str]]:
    """The holes of one kind, each with where it is mended by this person."""
    return [
        {
            "name": place.name,
            "town": place.town if place.level == "village" else "",
            "url": _cure(place, gap, desk, user),
        }
        for place in places
        if gap in place.gaps and place.level == (level or place.level) and place.level != "county"
    ]


def _cure(place: network.Standing, gap: str, desk: Desk, user: Any) -> str:
    if gap in ("station", "phone"):
        if not (desk.is_bureau and user.may("stations.edit")):
            return ""
        if gap == "station":
            return reverse("admin:stations_station_add", query={"region": str(place.region_id)})
        return reverse("admin:stations_station_change", args=[place.station_id])
    if gap == "worker" and user.may("network.staff"):
        return desk.url("station_do", place.code, "worker")
    return desk.url("station", place.code) + ("#five" if gap == "five" else "#assessments")


# --- one station -------------------------------------------------------------------------


def station(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One station: how it is reached, who is there, what it does, how it stands."""
    user: Any = request.user
    today = timezone.localdate()
    found = selectors.station_of_network(user, code)
    keeps = user.may("network.staff")
    is_above = selectors.is_above(user, found) and user.may("assessment.check")
    return desk.page(
        request,
        "network/station.html",
        title=found.name,
        crumbs=((TITLE, desk.url("home")),),
        station=found,
        level_label=LEVEL_LABELS[found.region.level],
        edit_url=reverse("admin:stations_station_change", args=[found.pk])
        if desk.is_bureau and user.may("stations.edit")
        else "",
        workers=[
            {
                "shown": one,
                "url": row_url(desk, found, "worker", one.id),
                "cover_url": row_url(desk, found, "cover", one.id) if one.is_here else "",
            }
            for one in selectors.workers_of(found, today=today)
        ],
        covers=[
            {
                "shown": one,
                "is_over": one.to_on < today,
                "url": row_url(desk, found, "uncover", one.pk),
            }
            for one in selectors.covers_of(found)[:20]
        ],
        offers=[
            {"shown": one, "url": row_url(desk, found, "offer", one.item_id)}
            for one in duties.station_offers(found, today=today)
        ],
        five=[
            {
                "shown": one,
                "url": row_url(desk, found, "five", number),
                "see_url": row_url(desk, found, "see", number) if is_above and one.waits else "",
                "papers": [desk.url("paper", key) for key in one.papers],
            }
            for number, one in enumerate(assessing.five_of(found), start=1)
        ],
        assessments=[
            {
                "period": one.template.period,
                "label": ASSESSMENT_LABELS[AssessmentState(one.state)],
                "tone": ASSESSMENT_TONES[AssessmentState(one.state)],
                "points": one.checked_total if one.checked_total is not None else one.self_total,
                "maximum": one.maximum,
                "url": desk.url("assessment", one.pk),
            }
            for one in assessing.assessments_visible_to(user)
            .filter(station=found)
            .order_by("-template__year", "-template__part")[:8]
        ],
        assessments_url=desk.url("assessments"),
        keeps=keeps,
        new_worker_url=desk.url("station_do", code, "worker") if keeps else "",
    )


def row_url(desk: Desk, found: Any, verb: str, key: int) -> str:
    return desk.url("station_row_do", found.region.code, verb, key)


def paper(request: HttpRequest, desk: Desk, paper_id: int) -> HttpResponse:
    """A photo or scan of a station of the own area. Every look is on record."""
    user: Any = request.user
    shown = paper_service.open_paper(paper_id=paper_id, by=user, at=timezone.now())
    return handed_out(shown)
