"""Reading: how homes stand and the figure that explains itself, what is before a station, batches,
applications, withdrawals, the stock. All of it through the area of whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce

from honors.plaques.models import (
    Application,
    Batch,
    Piece,
    Run,
    Standing,
    StockLine,
    Task,
    Withdrawal,
)
from honors.plaques.states import HANGING, OUGHT, Stand, TaskKind
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.regions.rules import subtree_end
from veterans.regions.selectors import scoped
from veterans.registry.models import Household, Paper, Person, PlaqueKey
from veterans.registry.selectors.file import papers_visible_to

_OUGHT = [one.value for one in OUGHT]
PEOPLE = Prefetch(
    "home__person_set",
    queryset=Person.objects.order_by("-relation", "pk"),
    to_attr="people",
)
# What was said at the door, the last first.
ANSWERS = Prefetch(
    "home__plaque_tasks",
    queryset=Task.objects.exclude(outcome="").order_by("-answered_on", "-pk"),
    to_attr="answers",
)


@dataclass(frozen=True)
class Covered:
    """One place: how many homes stand in each way. 应挂 is what ought to have a plaque, 已挂 those
    of them where one hangs; the rest of 应挂 is explained by their ways."""

    region: Region
    by: dict[str, int]

    @property
    def ought(self) -> int:
        return sum(self.by.get(one.value, 0) for one in OUGHT)

    @property
    def hung(self) -> int:
        return sum(self.by.get(one.value, 0) for one in HANGING)

    @property
    def missing(self) -> int:
        return self.ought - self.hung

    @property
    def share(self) -> str:
        """In per cent, rounded down: what is not whole is never called whole."""
        if not self.ought:
            return "—"
        tenths = self.hung * 1000 // self.ought
        return f"{tenths // 10}.{tenths % 10}%"


def standings_visible_to(user: User) -> QuerySet[Standing]:
    """How the homes of the user's area stand."""
    rows = Standing.objects.select_related("home__region__parent")
    if not user.may("plaques.read"):
        return rows.none()
    return scoped(rows, user, path_field="home__region__path")


def narrowed(
    user: User, *, state: str = "", place: str = "", ground: str = ""
) -> QuerySet[Standing]:
    """``state``: one, ``missing`` for 应挂未挂, ``ought`` for 应挂; ``place``: a path."""
    rows = standings_visible_to(user).prefetch_related(PEOPLE, ANSWERS)
    if state == "missing":
        rows = rows.filter(state__in=[s for s in _OUGHT if Stand(s) not in HANGING])
    elif state == "ought":
        rows = rows.filter(state__in=_OUGHT)
    elif state:
        rows = rows.filter(state=state)
    if place:
        rows = rows.filter(home__region__path__gte=place, home__region__path__lt=subtree_end(place))
    if ground:
        rows = rows.filter(ground=ground)
    return rows.order_by("home__region__path", "home__number")


def coverage(user: User, *, within: str = "") -> list[Covered]:
    """By town, or by village of the town with that path; two queries, whatever the homes."""
    rows = standings_visible_to(user).select_related(None).order_by()
    place: Any = F("home__region")
    if within:
        rows = rows.filter(
            home__region__path__gte=within, home__region__path__lt=subtree_end(within)
        )
    else:
        place = Coalesce("home__region__parent", "home__region")
    counted = rows.annotate(place=place).values_list("place", "state")
    found: dict[int, dict[str, int]] = {}
    for of, state, number in counted.annotate(number=Count("pk")):
        found.setdefault(of, {})[state] = number
    places = Region.objects.select_related("parent").filter(pk__in=found).order_by("path")
    return [Covered(place, found[place.pk]) for place in places]


def in_all(rows: Iterable[Covered]) -> dict[str, int]:
    """The sums over places, by way."""
    total: dict[str, int] = {}
    for row in rows:
        for state, number in row.by.items():
            total[state] = total.get(state, 0) + number
    return total


def home_visible_to(user: User, home_id: int) -> Household:
    """One home of the area; refuses alike what is not there and what is of another area."""
    rows = Household.objects.select_related("region__parent")
    found = None
    if user.may("plaques.read"):
        found = scoped(rows, user).filter(pk=home_id).first()
    if found is None:
        raise NotFound("没有找到这一户。")
    return found


def people_of(home: Household) -> list[Person]:
    """Who is registered there, the head first."""
    rows = list(Person.objects.filter(household=home).order_by("pk"))
    return sorted(rows, key=lambda one: (one.died_on is not None, one.relation != "户主", one.pk))


def tasks_visible_to(user: User) -> QuerySet[Task]:
    rows = Task.objects.select_related("home__region__parent", "answered_by")
    if not user.may("plaques.read"):
        return rows.none()
    return scoped(rows, user, path_field="home__region__path")


def task_visible_to(user: User, task_id: int) -> Task:
    found = tasks_visible_to(user).filter(pk=task_id).first()
    if found is None:
        raise NotFound("没有找到这一户的任务。")
    return found


def to_do(user: User, *, kinds: Iterable[TaskKind] = TaskKind) -> QuerySet[Task]:
    """Where somebody has to go, by village and home, with who lives there."""
    rows = tasks_visible_to(user).filter(
        closed_on__isnull=True, kind__in=[one.value for one in kinds]
    )
    return rows.prefetch_related(PEOPLE).order_by("home__region__path", "home__number")


def batches() -> QuerySet[Batch]:
    return Batch.objects.select_related("entered_by", "ended_by")


def batch_of(user: User, batch_id: int) -> Batch:
    found = batches().filter(pk=batch_id).first() if user.may("plaques.read") else None
    if found is None:
        raise NotFound("没有找到这次集中悬挂。")
    return found


def running_batch(today: date) -> Batch | None:
    return (
        batches()
        .filter(ended_at__isnull=True, first_on__lte=today, last_on__gte=today)
        .order_by("last_on", "pk")
        .first()
    )


def tasks_of(user: User, batch: Batch) -> QuerySet[Task]:
    """What was or is to be hung or replaced in the days of a batch."""
    return tasks_visible_to(user).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=batch.first_on),
        kind__in=[TaskKind.HANG.value, TaskKind.REPLACE.value],
        found_on__lte=batch.last_on,
    )


def progress_of(user: User, batch: Batch) -> list[tuple[Region, dict[str, int]]]:
    """By town: tasks by what came of them, ``left`` for nothing yet; two queries."""
    is_open = ExpressionWrapper(Q(closed_on__isnull=True), output_field=BooleanField())
    rows = (
        tasks_of(user, batch)
        .select_related(None)
        .order_by()
        .annotate(place=Coalesce("home__region__parent", "home__region"), is_open=is_open)
        .values_list("place", "outcome", "is_open", "closed_why")
        .annotate(number=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for place, outcome, still, why, number in rows:
        what = outcome or ("left" if still else "hung" if why == "hung" else "other")
        of = found.setdefault(place, {})
        of[what] = of.get(what, 0) + number
    places = Region.objects.filter(pk__in=found).order_by("path")
    return [(place, found[place.pk]) for place in places]


def pleas_visible_to(user: User) -> QuerySet[Application]:
    rows = Application.objects.select_related(
        "home__region__parent", "person", "soldier", "asked_by", "decided_by"
    )
    if not user.may("plaques.read"):
        return rows.none()
    return scoped(rows, user, path_field="home__region__path")


def plea_visible_to(user: User, plea_id: int) -> Application:
    found = pleas_visible_to(user).filter(pk=plea_id).first()
    if found is None:
        raise NotFound("没有找到这项申请。")
    return found


def papers_of_pleas(user: User, pleas: Iterable[Application]) -> dict[int, list[Paper]]:
    """By application, the papers that came with it, as far as the reader may see them; two queries,
    however many."""
    pairs = list(
        Application.papers.through.objects.filter(application__in=list(pleas))
        .order_by("paper")
        .values_list("application_id", "paper_id")
    )
    seen = papers_visible_to(user).in_bulk([paper for _, paper in pairs]) if pairs else {}
    found: dict[int, list[Paper]] = {}
    for plea, paper in pairs:
        if paper in seen:
            found.setdefault(plea, []).append(seen[paper])
    return found


def withdrawals_visible_to(user: User) -> QuerySet[Withdrawal]:
    """For the bureau alone: they tell of somebody's misconduct."""
    rows = Withdrawal.objects.select_related(
        *("home__region__parent", "person"),
        *("asked_by", "decided_by", "back_asked_by", "restored_by"),
    )
    if user.is_station or not user.may("plaques.read"):
        return rows.none()
    return rows


def withdrawal_visible_to(user: User, withdrawal_id: int) -> Withdrawal:
    found = withdrawals_visible_to(user).filter(pk=withdrawal_id).first()
    if found is None:
        raise NotFound("没有找到这次收回。")
    return found


def pieces(user: User, *, town: str = "", state: str = "", q: str = "") -> QuerySet[Any]:
    """The stock, each piece with whether it ``hangs``. ``town``: a path, or ``bureau``."""
    hangs = (
        Household.objects.annotate(key=PlaqueKey("plaque_number"))
        .exclude(plaque_number="")
        .filter(key=PlaqueKey(OuterRef("number")))
    )
    rows: QuerySet[Any] = Piece.objects.select_related("town").annotate(hangs=Exists(hangs))
    if user.is_station or not user.may("plaques.read"):
        return rows.none()
    if town == "bureau":
        rows = rows.filter(town__isnull=True)
    elif town:
        rows = rows.filter(town__path=town)
    if state == "hung":
        rows = rows.filter(hangs=True)
    elif state:
        rows = rows.filter(state=state, hangs=False)
    if q:
        rows = rows.filter(number__icontains=q)
    return rows.order_by("number")


def stock(user: User) -> list[dict[str, Any]]:
    """By place: pieces that can be hung, that hang, damaged, taken in; two queries."""
    rows = pieces(user).order_by().select_related(None)
    counted: dict[int | None, dict[str, int]] = {}
    for town, state, hangs, number in rows.values_list("town", "state", "hangs").annotate(
        number=Count("pk")
    ):
        of = counted.setdefault(town, {})
        what = "hung" if hangs else state
        of[what] = of.get(what, 0) + number
    names = dict(Region.objects.filter(pk__in=[t for t in counted if t]).values_list("pk", "name"))
    paths = dict(Region.objects.filter(pk__in=[t for t in counted if t]).values_list("pk", "path"))
    return [
        {
            "name": names[town] if town else "区局",
            "path": paths[town] if town else "bureau",
            **{what: of.get(what, 0) for what in ("good", "hung", "damaged", "taken_in")},
        }
        for town, of in sorted(counted.items(), key=lambda pair: paths.get(pair[0] or 0, ""))
    ]


def stock_lines(user: User) -> QuerySet[StockLine]:
    rows = StockLine.objects.select_related("town", "entered_by")
    return rows.none() if user.is_station or not user.may("plaques.read") else rows


def last_run() -> Run | None:
    """The one under way, or else the last one of every home."""
    running = Run.objects.filter(state="running").first()
    return running or Run.objects.filter(homes__isnull=True).select_related("started_by").first()
