"""Reading visits: which tasks run, who was met in their windows and who was not. All of it is
reckoned from the visits themselves, in a fixed number of queries for each task, whatever the
number of people; nobody has to be put on a list first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.utils import timezone

from support_services.casework.selectors import places_of
from support_services.visits.models import KeyPerson, Visit, VisitTask
from support_services.visits.rules import Window, window_before, window_of
from support_services.visits.states import Met, Period, Way
from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.regions.selectors import scoped
from veterans.registry.models import Person, PersonCategory
from veterans.registry.selectors import people_visible_to


@dataclass(frozen=True)
class Round:
    """A task in its running window, and the window before it."""

    task: VisitTask
    window: Window
    before: Window | None


@dataclass(frozen=True)
class Progress:
    """How far a round is in one place: people meant, met, and tried but not met."""

    region: Region
    total: int
    met: int
    tried: int

    @property
    def left(self) -> int:
        return self.total - self.met


def rounds(*, today: date) -> list[Round]:
    """Every task that runs on that day, what ends first before the rest."""
    found = []
    for task in VisitTask.objects.filter(ended_at__isnull=True):
        days: dict[str, Any] = {"first_on": task.first_on, "last_on": task.last_on}
        window = window_of(Period(task.period), today, **days)
        if window is not None:
            found.append(Round(task, window, window_before(Period(task.period), today, **days)))
    return sorted(found, key=lambda one: (one.window.last, one.task.pk))


def round_of(task_id: int, *, today: date) -> Round:
    """A running round; refuses a task that does not run."""
    found = next((one for one in rounds(today=today) if one.task.pk == task_id), None)
    if found is None:
        raise NotFound("没有这项走访任务，或者不在时间内。")
    return found


def meant(user: User | Any, task: VisitTask, window: Window) -> QuerySet[Person]:
    """Whom a task means in a window: the living of the user's area."""
    return _meant(_people_of(user), task, window)


def _people_of(user: User | Any) -> QuerySet[Person]:
    """The people of the user's area, whose places are named one by one as well: so the database
    looks into these places only, where it would read everybody of the county."""
    people = people_visible_to(user)
    places = places_of(user) if isinstance(user, User) else None
    return people if places is None else people.filter(region__in=places)


def not_met(people: QuerySet[Person], task: VisitTask, window: Window) -> QuerySet[Person]:
    """Whoever of these people a task means and nobody met in the window."""
    return _meant(people, task, window).filter(~Exists(_met(task, window)))


def _meant(people: QuerySet[Person], task: VisitTask, window: Window) -> QuerySet[Person]:
    people = people.filter(died_on__isnull=True, merged_into__isnull=True)
    held = PersonCategory.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=window.first),
        person=OuterRef("pk"),
        valid_from__lte=window.last,
    )
    if task.categories:
        people = people.filter(Exists(held.filter(category__in=task.categories)))
    elif not task.key_only:
        people = people.filter(Exists(held))
    if task.key_only:
        key = KeyPerson.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=window.first),
            person=OuterRef("pk"),
            valid_from__lte=window.last,
        )
        if task.period != Period.ONCE:
            key = key.filter(every=task.period)
        people = people.filter(Exists(key))
    if task.least_age is not None:
        born_by = _years_before(window.last, task.least_age)
        people = people.filter(born_on__lte=born_by)
    return people


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _visits(task: VisitTask, window: Window) -> QuerySet[Visit]:
    rows = Visit.objects.filter(
        person=OuterRef("pk"),
        voided_at__isnull=True,
        visited_on__gte=window.first,
        visited_on__lte=window.last,
    )
    return rows


def _met(task: VisitTask, window: Window) -> QuerySet[Visit]:
    rows = _visits(task, window).exclude(met=Met.NOBODY.value)
    return rows.filter(way=Way.HOME.value) if task.at_home else rows


def left(
    user: User | Any, task: VisitTask, window: Window, *, within: Region | None = None
) -> QuerySet[Any]:
    """Whoever was not met in the window, by village and home, with the day of the last meeting
    (``last_met``) and whether somebody tried (``tried``)."""
    last = (
        Visit.objects.filter(person=OuterRef("pk"), voided_at__isnull=True)
        .exclude(met=Met.NOBODY.value)
        .order_by()
        .values("person")
        .annotate(day=Max("visited_on"))
        .values("day")
    )
    people = not_met(_people_of(user), task, window)
    if within is not None:
        people = people.filter(region=within)
    return people.annotate(
        last_met=Subquery(last), tried=Exists(_visits(task, window).filter(met=Met.NOBODY.value))
    ).order_by("region__path", F("household__number").asc(nulls_last=True), "name_pinyin", "pk")


def progress(user: User | Any, task: VisitTask, window: Window) -> list[Progress]:
    """How far it is in every place of the user's area where somebody is meant; one query, one for
    the places, and one more for the area of a town."""
    counted: dict[int, dict[int, int]] = {}
    rows = _stood(meant(user, task, window), task, window).values_list("region", "stood")
    for region, stood, count in rows.annotate(count=Count("pk")):
        counted.setdefault(region, {})[stood] = count
    places = Region.objects.select_related("parent").filter(pk__in=counted).order_by("path")
    return [Progress(place, *_sums(counted[place.pk])) for place in places]


def totals(user: User | Any, task: VisitTask, window: Window) -> tuple[int, int, int]:
    """People meant, met, and tried but not met, in all of the user's area; one query."""
    rows = _stood(meant(user, task, window), task, window).values_list("stood")
    return _sums(dict(rows.annotate(count=Count("pk"))))


def largest(user: User | Any, running: Iterable[Round]) -> Round | None:
    """The round that means most people of the user's area, the earlier of two alike; None where
    nobody is meant. One query for each."""
    counted = [(one, meant(user, one.task, one.window).count()) for one in running]
    found = max(counted, key=lambda pair: pair[1], default=None)
    return found[0] if found is not None and found[1] else None


# How somebody stands in a window.
_LEFT, _TRIED, _MET = range(3)


def _stood(people: QuerySet[Person], task: VisitTask, window: Window) -> QuerySet[Any]:
    """These people with how each stands (``stood``). To be grouped by that: so the visits are
    asked for once for each person, where a filter of each count would ask again."""
    tried = _visits(task, window).filter(met=Met.NOBODY.value)
    return (
        people.select_related(None)
        .annotate(
            stood=Case(
                When(Exists(_met(task, window)), then=_MET),
                When(Exists(tried), then=_TRIED),
                default=_LEFT,
                output_field=IntegerField(),
            )
        )
        .order_by()
    )


def _sums(counted: Mapping[int, int]) -> tuple[int, int, int]:
    """People in all, met, tried but not met."""
    return sum(counted.values()), counted.get(_MET, 0), counted.get(_TRIED, 0)


def in_all(rows: Iterable[Progress]) -> tuple[int, int, int]:
    """People meant, met, and tried but not met, of all these places."""
    total = met = tried = 0
    for row in rows:
        total, met, tried = total + row.total, met + row.met, tried + row.tried
    return total, met, tried


def visits_visible_to(user: User | Any) -> QuerySet[Visit]:
    """Visits to the people of the user's area; none for who reads no people."""
    rows = Visit.objects.select_related("person__region", "visited_by", "voided_by")
    return scoped(rows, user, path_field="person__region__path") if _reads(user) else rows.none()


def visit_visible_to(user: User | Any, visit_id: int) -> Visit:
    """One visit; refuses alike what does not exist and what is of another area."""
    found = visits_visible_to(user).filter(pk=visit_id).first()
    if found is None:
        raise NotFound("没有找到这次走访。")
    return found


def visits_of(user: User | Any, person: Person) -> QuerySet[Visit]:
    """The visits to one person, newest first."""
    return visits_visible_to(user).filter(person=person).order_by("-visited_on", "-pk")


def key_persons_visible_to(user: User | Any) -> QuerySet[KeyPerson]:
    """Key persons of today in the user's area, by village."""
    today = timezone.localdate()
    rows = KeyPerson.objects.select_related("person__region__parent", "entered_by").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    )
    if not _reads(user):
        return rows.none()
    rows = scoped(rows, user, path_field="person__region__path")
    return rows.filter(person__died_on__isnull=True).order_by(
        "person__region__path", "person__name_pinyin", "pk"
    )


def key_person_visible_to(user: User | Any, key_id: int) -> KeyPerson:
    """One of them; refuses what is not there and what is of another area."""
    found = key_persons_visible_to(user).filter(pk=key_id).first()
    if found is None:
        raise NotFound("没有找到这位重点联系对象。")
    return found


def _reads(user: User | Any) -> bool:
    return isinstance(user, User) and (may(user, "people.read") or may(user, "station.roster"))
