"""One station as those see it who keep it: its people, who covers for whom, and whose it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from support_services.stations.models import Station, StationWorker, WorkerCover
from support_services.stations.selectors.register import stations_visible_to
from support_services.stations.states import Post
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_phone
from veterans.regions.models import Level

_ORDER = [post.value for post in Post]


def station_of_network(user: User | Any, code: str) -> Station:
    """The station of that place; refuses, as not there, what lies outside the person's area."""
    found = None
    if user.may("network.read"):
        found = stations_visible_to(user).filter(region__code=code).first()
    if found is None:
        raise NotFound("没有找到这个服务站。")
    return found


def is_own(user: User | Any, station: Station) -> bool:
    """Whether that person works at this very station."""
    return bool(user.is_station and user.region_id == station.region_id)


def is_above(user: User | Any, station: Station) -> bool:
    """Whether that person's is the level above: the town's station for its villages, the bureau
    for the towns. Nobody stands above the centre."""
    if station.region.level == Level.VILLAGE:
        return bool(user.is_station and user.region_id == station.region.parent_id)
    return bool(user.is_bureau and station.region.level == Level.TOWN)


def worker_visible_to(user: User | Any, worker_id: int) -> StationWorker:
    """A worker of a station of the own area."""
    found = (
        StationWorker.objects.select_related("station__region__parent", "account")
        .filter(pk=worker_id, station__in=stations_visible_to(user))
        .first()
    )
    if found is None or not user.may("network.read"):
        raise NotFound("没有找到这名工作人员。")
    return found


def cover_visible_to(user: User | Any, cover_id: int) -> WorkerCover:
    """A cover at a station of the own area."""
    found = (
        WorkerCover.objects.select_related("worker__station__region__parent", "substitute")
        .filter(pk=cover_id, worker__station__in=stations_visible_to(user))
        .first()
    )
    if found is None or not user.may("network.read"):
        raise NotFound("没有找到这次顶岗。")
    return found


@dataclass(frozen=True)
class WorkerShown:
    """One worker as a list tells it; the telephone is covered."""

    id: int
    name: str
    post: str
    phone: str
    account: str
    is_shown: bool
    from_on: date
    to_on: date | None
    is_here: bool
    away: str


def workers_of(station: Station, *, today: date) -> list[WorkerShown]:
    """Who works there, who will, and who did; two queries."""
    rows = station.workers.select_related("account").order_by(
        F("to_on").desc(nulls_first=True), "from_on"
    )
    away = {
        cover.worker_id: f"到 {cover.to_on:%m-%d} 由{cover.substitute.name}顶岗"
        for cover in covers_of(station).filter(from_on__lte=today, to_on__gte=today)
    }
    found = [
        WorkerShown(
            id=row.pk,
            name=row.name,
            post=row.get_post_display(),
            phone=mask_phone(row.phone) if row.phone else "",
            account=row.account.username if row.account else "",
            is_shown=row.is_shown,
            from_on=row.from_on,
            to_on=row.to_on,
            is_here=row.from_on <= today and (row.to_on is None or row.to_on >= today),
            away=away.get(row.pk, ""),
        )
        for row in sorted(rows, key=lambda row: _ORDER.index(row.post))
    ]
    return sorted(found, key=lambda one: not one.is_here)


def covers_of(station: Station) -> QuerySet[WorkerCover]:
    """Every cover of the station's people that was not taken back, the latest first."""
    return (
        WorkerCover.objects.filter(worker__station=station, voided_at__isnull=True)
        .select_related("worker", "substitute__station")
        .order_by("-from_on")
    )


def substitutes_for(worker: StationWorker, *, today: date) -> QuerySet[StationWorker]:
    """Who could cover: who is at the own station, or at one of the stations of the own town."""
    region = worker.station.region
    town = region.path[:9] if region.level != Level.COUNTY else region.path
    near = Q(station=worker.station)
    if region.level != Level.COUNTY:
        near |= Q(station__region__path__startswith=town)
    return (
        StationWorker.objects.filter(near & (Q(to_on__isnull=True) | Q(to_on__gte=today)))
        .exclude(pk=worker.pk)
        .select_related("station__region")
        .order_by("station__region__path", "from_on")
    )


def accounts_of(station: Station) -> QuerySet[User]:
    """Accounts in use whose area is the place of this station."""
    return User.objects.filter(region=station.region, is_active=True).order_by("username")
