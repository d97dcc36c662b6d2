"""Reading gaps: what is before a station, how an item stands in every place, and how it closes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from support_services.catalogue.models import Edition
from support_services.catalogue.states import EditionState
from support_services.finder.models import Gap, Run
from support_services.finder.states import FOR_STATIONS, PEACE, GapKind, Outcome
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.months import add_months, first_of
from veterans.regions.models import Region
from veterans.regions.selectors import scoped


@dataclass(frozen=True)
class Sums:
    """Open gaps of an item: nobody has gone yet, applied, declined or not so; one paper missing of
    all these; and the excess."""

    edition: Edition
    to_do: int
    applied: int
    settled: int
    paper: int
    excess: int


@dataclass(frozen=True)
class PlaceSums:
    """The same of one place."""

    region: Region
    to_do: int
    applied: int
    settled: int


@dataclass(frozen=True)
class MonthEnd:
    """How many gaps stood open at the end of a month, and how many were closed in it because the
    person has it now."""

    month: date
    open: int
    helped: int


def gaps_visible_to(user: User) -> QuerySet[Gap]:
    """Gaps of the user's area; those of an excess for the bureau alone."""
    rows = Gap.objects.select_related("person__region__parent", "edition", "item", "outcome_by")
    if not user.may("finder.read"):
        return rows.none()
    if user.is_station:
        rows = rows.filter(kind__in=[kind.value for kind in FOR_STATIONS])
    return scoped(rows, user, path_field="person__region__path")


def gap_visible_to(user: User, gap_id: int) -> Gap:
    """One of them; refuses alike what is not there and what is of another area."""
    found = gaps_visible_to(user).filter(pk=gap_id).first()
    if found is None:
        raise NotFound("没有找到这一条。")
    return found


def to_do(user: User, today: date) -> QuerySet[Gap]:
    """Open gaps for which somebody has to go, by village and person: no word yet, or a refusal of
    a year ago."""
    settled = Q(outcome__in=[Outcome.DECLINED.value, Outcome.NOT_SO.value])
    rows = gaps_visible_to(user).filter(
        closed_on__isnull=True, kind__in=[kind.value for kind in FOR_STATIONS]
    )
    return rows.filter(Q(outcome="") | settled & Q(outcome_at__date__lt=today - PEACE)).order_by(
        "person__region__path", "person__name_pinyin", "person_id", "item__code"
    )


def open_gaps(user: User, code: str, *, kind: str = "", place: str = "") -> QuerySet[Gap]:
    """Open gaps of one item, narrowed by kind and by the path of a place."""
    rows = gaps_visible_to(user).filter(closed_on__isnull=True, item__code=code)
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        rows = rows.filter(person__region__path__startswith=place)
    return rows.order_by("person__region__path", "person__name_pinyin", "pk")


def sums(user: User) -> list[Sums]:
    """Every published item that is sought out, with its open gaps in the user's area; two
    queries."""
    counted: dict[int, Any] = {
        row["item"]: row
        for row in gaps_visible_to(user)
        .filter(closed_on__isnull=True)
        .order_by()
        .values("item")
        .annotate(**_COUNTS)
    }
    editions = Edition.objects.select_related("item").filter(
        state=EditionState.PUBLISHED.value, seeks=True
    )
    return [
        Sums(one, **{name: counted.get(one.item_id, {}).get(name, 0) for name in _COUNTS})
        for one in editions.order_by("item__code")
    ]


_DUE = Q(kind__in=[kind.value for kind in FOR_STATIONS])
_COUNTS: dict[str, Any] = {
    "to_do": Count("pk", filter=_DUE & Q(outcome="")),
    "applied": Count("pk", filter=_DUE & Q(outcome=Outcome.APPLIED.value)),
    "settled": Count(
        "pk", filter=_DUE & Q(outcome__in=[Outcome.DECLINED.value, Outcome.NOT_SO.value])
    ),
    "paper": Count("pk", filter=Q(kind=GapKind.PAPER.value)),
    "excess": Count("pk", filter=Q(kind=GapKind.EXCESS.value)),
}


def by_place(user: User, code: str) -> list[PlaceSums]:
    """Open gaps of an item by town; two queries."""
    rows = (
        gaps_visible_to(user)
        .filter(closed_on__isnull=True, item__code=code)
        .order_by()
        .annotate(town=Coalesce("person__region__parent", "person__region"))
        .values("town")
        .annotate(**{name: _COUNTS[name] for name in ("to_do", "applied", "settled")})
    )
    counted: dict[int, Any] = {row["town"]: row for row in rows}
    towns = Region.objects.filter(pk__in=counted).order_by("path")
    return [
        PlaceSums(
            town,
            counted[town.pk]["to_do"],
            counted[town.pk]["applied"],
            counted[town.pk]["settled"],
        )
        for town in towns
    ]


def months(user: User, today: date, *, code: str = "", back: int = 12) -> list[MonthEnd]:
    """How gaps stood at the end of each of the last months, and today; one query."""
    rows = gaps_visible_to(user).filter(kind__in=[kind.value for kind in FOR_STATIONS])
    if code:
        rows = rows.filter(item__code=code)
    firsts = [add_months(first_of(today), -n) for n in range(back - 1, -1, -1)]
    asked: dict[str, Any] = {}
    for number, first in enumerate(firsts):
        last = min(add_months(first, 1) - timedelta(days=1), today)
        asked[f"open_{number}"] = Count(
            "pk",
            filter=Q(found_on__lte=last) & (Q(closed_on__isnull=True) | Q(closed_on__gt=last)),
        )
        asked[f"helped_{number}"] = Count(
            "pk", filter=Q(closed_why="has_it", closed_on__gte=first, closed_on__lte=last)
        )
    counted = rows.order_by().aggregate(**asked)
    return [
        MonthEnd(first, counted[f"open_{n}"], counted[f"helped_{n}"])
        for n, first in enumerate(firsts)
    ]


def last_run() -> Run | None:
    """The run that is under way, or else the last one of everybody."""
    running = Run.objects.filter(state="running").first()
    return running or Run.objects.filter(only_changed=False).select_related("started_by").first()
