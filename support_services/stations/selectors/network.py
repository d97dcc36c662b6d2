"""How the network stands: every place of the area, set-based; coverage, holes, ranking, trend."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q

from support_services.stations.models import (
    Assessment,
    AssessmentTemplate,
    FiveItem,
    Station,
    StationWorker,
)
from support_services.stations.models.staff import working_on
from support_services.stations.rules import spoken_name
from support_services.stations.selectors.assessment import current, in_force
from support_services.stations.states import AssessmentState, FiveHave
from veterans.accounts.models import User
from veterans.regions.models import Level
from veterans.regions.selectors import regions_visible_to

FIVE = len(FiveHave)
# gap -> (what is counted, the hole in two or three characters). In the order of what comes first.
GAPS: dict[str, tuple[str, str]] = {
    "station": ("已登记服务站", "未登记"),
    "phone": ("有电话", "缺电话"),
    "worker": ("有工作人员", "缺人员"),
    "five": ("五有齐全", "五有缺"),
    "assessed": ("本期已自评", "未自评"),
}
# What the picture calls a whole station: an assessment comes and goes with its period.
WHOLE = ("station", "phone", "worker")


@dataclass(frozen=True)
class Standing:
    """One place, and what it has. ``five``: how many are told to be there; ``five_told``: how
    many are told at all."""

    region_id: int
    code: str
    name: str
    level: str
    town_code: str
    town: str
    station: str
    station_id: int | None
    phone: bool
    workers: int
    five: int
    five_told: int
    assessment_id: int | None
    assessment: str
    points: Decimal | None
    maximum: Decimal | None
    is_assessed_here: bool

    @property
    def gaps(self) -> tuple[str, ...]:
        """What it lacks; a place without a station lacks nothing else yet."""
        if not self.station:
            return ("station",)
        handed_in = (AssessmentState.SUBMITTED, AssessmentState.CLOSED)
        lacking = {
            "phone": not self.phone,
            "worker": not self.workers,
            "five": self.five < FIVE,
            "assessed": self.assessment not in handed_in,
        }
        return tuple(gap for gap, lacks in lacking.items() if lacks)


def standing(user: User | Any, *, today: date) -> list[Standing]:
    """Every town and village of the area, and the county, by path; five queries, whatever the
    number of places. Nothing for whoever does not read the network."""
    if not user.may("network.read"):
        return []
    regions = list(
        regions_visible_to(user)
        .select_related("parent")
        .order_by("path")
        .values("pk", "code", "name", "level", "parent__code", "parent__name")
    )
    stations: dict[int, Any] = {
        row["region_id"]: row for row in Station.objects.values("pk", "region_id", "name", "phone")
    }
    workers = dict(
        StationWorker.objects.filter(working_on(today))
        .values_list("station_id")
        .annotate(Count("pk"))
    )
    five = {
        key: (met, told)
        for key, met, told in FiveItem.objects.values_list("station_id").annotate(
            met=Count("pk", filter=Q(is_met=True)), told=Count("pk")
        )
    }
    now = current(today=today)
    assessments: dict[int | None, Any] = {
        row["station_id"]: row
        for row in Assessment.objects.filter(template__in=list(now.values())).values(
            "pk", "station_id", "state", "self_total", "checked_total", "maximum"
        )
    }
    found = []
    for region in regions:
        station: dict[str, Any] = stations.get(region["pk"]) or {}
        key = station.get("pk")
        made: dict[str, Any] = assessments.get(key) or {}
        is_village = region["level"] == Level.VILLAGE
        met, told = five.get(key, (0, 0))
        found.append(
            Standing(
                region_id=region["pk"],
                code=region["code"],
                name=spoken_name(region["name"]),
                level=region["level"],
                town_code=region["parent__code"] if is_village else region["code"],
                town=spoken_name(region["parent__name"] if is_village else region["name"]),
                station=station.get("name", ""),
                station_id=key,
                phone=bool(station.get("phone")),
                workers=workers.get(key, 0),
                five=met,
                five_told=told,
                assessment_id=made.get("pk"),
                assessment=made.get("state", ""),
                points=made.get("checked_total"),
                maximum=made.get("maximum"),
                is_assessed_here=region["level"] in now,
            )
        )
    return found


@dataclass(frozen=True)
class Covered:
    """How many places of a level there are, and how many have what ``gap`` names."""

    gap: str
    label: str
    level: str
    have: int
    total: int

    @property
    def lacking(self) -> int:
        return self.total - self.have


def coverage(places: Iterable[Standing], *, level: str) -> list[Covered]:
    """The figures of one level, out of what ``standing`` gave."""
    rows = [place for place in places if place.level == level]
    found = []
    for gap, (label, _) in GAPS.items():
        have = sum(1 for place in rows if place.station and gap not in place.gaps)
        found.append(Covered(gap, label, level, have, len(rows)))
    return found


@dataclass(frozen=True)
class Ranked:
    """A station's place in a period; ``hundred``: points of a hundred; ``change``: against the
    period before, None where there was none. ``place`` is None before it is closed."""

    place: int | None
    code: str
    name: str
    town: str
    state: str
    self_points: Decimal | None
    points: Decimal | None
    maximum: Decimal | None
    hundred: Decimal | None
    before: Decimal | None
    change: Decimal | None
    assessment_id: int | None

    @property
    def drop(self) -> Decimal | None:
        """How much less than before, without its sign."""
        return -self.change if self.change is not None else None


def of_hundred(points: Decimal, maximum: Decimal) -> Decimal:
    """Periods with different maxima can be compared by this, and by nothing else."""
    return (points * 100 / maximum).quantize(Decimal("0.1"), ROUND_HALF_UP)


def ranking(user: User | Any, *, template: AssessmentTemplate, town_code: str = "") -> list[Ranked]:
    """The stations of the area by their points in one period, those of one town if asked for; who
    has no points yet comes last. Four queries, whatever their number."""
    if not user.may("network.read"):
        return []
    regions: Any = regions_visible_to(user).filter(level=template.level)
    if town_code:
        regions = regions.filter(parent__code=town_code)
    places = list(
        regions.filter(station__isnull=False)
        .order_by("path")
        .values("code", "name", "parent__name", "station__pk")
    )
    earlier = _before(template)
    rows: dict[tuple[int, int], Any] = {
        (row["station_id"], row["template_id"]): row
        for row in Assessment.objects.filter(
            template_id__in=[template.pk, *([earlier.pk] if earlier else [])]
        ).values(
            "pk", "station_id", "template_id", "state", "self_total", "checked_total", "maximum"
        )
    }
    found = []
    for place in places:
        now = rows.get((place["station__pk"], template.pk))
        then = rows.get((place["station__pk"], earlier.pk)) if earlier else None
        hundred, before = _hundred(now), _hundred(then)
        found.append(
            Ranked(
                place=None,
                code=place["code"],
                name=spoken_name(place["name"]),
                town=spoken_name(place["parent__name"]) if template.level == Level.VILLAGE else "",
                state=now["state"] if now else "",
                self_points=now["self_total"] if now else None,
                points=now["checked_total"] if now else None,
                maximum=now["maximum"] if now else None,
                hundred=hundred,
                before=before,
                change=hundred - before if hundred is not None and before is not None else None,
                assessment_id=now["pk"] if now else None,
            )
        )
    return _placed(found)


def _before(template: AssessmentTemplate) -> AssessmentTemplate | None:
    mine = (template.year, template.part)
    earlier = [one for one in in_force(template.level) if (one.year, one.part) < mine]
    return earlier[0] if earlier else None


def _hundred(row: dict[str, Any] | None) -> Decimal | None:
    if row is None or row["checked_total"] is None:
        return None
    return of_hundred(row["checked_total"], row["maximum"])


def _placed(rows: list[Ranked]) -> list[Ranked]:
    """Those alike share a place, and the next one comes after all of them."""
    best = sorted(
        (row for row in rows if row.hundred is not None),
        key=lambda row: row.hundred or 0,
        reverse=True,
    )
    found: list[Ranked] = []
    for at, row in enumerate(best, start=1):
        same = found and found[-1].hundred == row.hundred
        place = found[-1].place if same else at
        found.append(Ranked(**{**vars(row), "place": place}))
    return found + [row for row in rows if row.hundred is None]
