"""What the network counts."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from support_services.stations.models import FiveItem, Station, StationWorker
from support_services.stations.models.staff import working_on
from support_services.stations.selectors.network import FIVE
from support_services.stations.selectors.register import stations_visible_to
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.regions.models import Level, Region
from veterans.regions.selectors import place_name, regions_visible_to


def _all(user: User, today: date, span: Span) -> QuerySet[Station]:
    rows = stations_visible_to(user) if user.may("network.read") else Station.objects.none()
    return rows.select_related("region__parent")


def _staffed(user: User, today: date, span: Span) -> QuerySet[Station]:
    working = StationWorker.objects.filter(working_on(today), station=OuterRef("pk"))
    return _all(user, today, span).filter(Exists(working))


def _five(user: User, today: date, span: Span) -> QuerySet[Station]:
    complete = (
        FiveItem.objects.values("station")
        .annotate(met=Count("pk", filter=Q(is_met=True)))
        .filter(met=FIVE)
        .values("station")
    )
    return _all(user, today, span).filter(pk__in=complete)


def _missing(user: User, today: date, span: Span) -> QuerySet[Region]:
    rows = regions_visible_to(user) if user.may("network.read") else Region.objects.none()
    lacking = rows.filter(level__in=[Level.TOWN, Level.VILLAGE], station__isnull=True)
    return lacking.select_related("parent")


def _url(row: Station) -> str:
    return reverse("admin:network_station", args=[row.region.code])


_COLUMNS: tuple[Column, ...] = (
    Column("服务站", lambda row: row.name),
    Column("所在地", lambda row: place_name(row.region)),
    Column("地址", lambda row: row.address),
    Column("电话", lambda row: row.phone),
)
_OF_STATIONS: dict[str, Any] = {
    "group": "stations",
    "unit": "个",
    "duty": "network.read",
    "columns": _COLUMNS,
    "place": "region",
    "order": ("region__path",),
    "row_url": _url,
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="stations.all",
        label="已登记服务站",
        rows=_all,
        note="区服务中心、镇街站、村居站都算。",
        **_OF_STATIONS,
    ),
    Figure(
        code="stations.staffed",
        label="有工作人员的服务站",
        rows=_staffed,
        share_of="stations.all",
        note="当天登记有在岗人员的。",
        **_OF_STATIONS,
    ),
    Figure(
        code="stations.five",
        label="五有齐全的服务站",
        chart="town",
        rows=_five,
        share_of="stations.all",
        note="机构、编制、人员、经费、保障五项都登记为“有”的。",
        **_OF_STATIONS,
    ),
    Figure(
        code="stations.missing",
        group="stations",
        label="还没有登记服务站的镇街、村居",
        unit="个",
        duty="network.read",
        rows=_missing,
        columns=(
            Column("区划", lambda row: place_name(row)),
            Column("级别", lambda row: row.get_level_display()),
        ),
        place="self",
        order=("path",),
        tone="warn",
    ),
)
