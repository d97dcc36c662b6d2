"""Panels and tasks as their people see them: the office how far everybody is, a juror what is his.

Nobody reads what was given before a panel is closed, but a juror his own; and what others gave only
once his own is in, and where the panel says so.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from honors.juries.models import Assignment, Ballot, Entry, Panel, Recusal, Seat
from honors.juries.selectors.results import Given, ballots_of
from honors.juries.states import PanelState, TaskState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


@dataclass(frozen=True)
class Progress:
    """How far one juror is."""

    seat: Seat
    done: int
    waiting: int
    recused: int


@dataclass(frozen=True)
class Task:
    """One juror's entry."""

    id: int
    entry: Entry
    seat: Seat
    state: TaskState
    given_at: datetime | None = None


def panels_visible_to(user: User) -> QuerySet[Panel]:
    """For whoever reads panels, all of them."""
    if user.is_station or not user.may("juries.read"):
        return Panel.objects.none()
    return Panel.objects.annotate(entry_count=Count("entries", distinct=True)).order_by("-pk")


def panel_visible_to(user: User, panel_id: int) -> Panel:
    found = panels_visible_to(user).filter(pk=panel_id).first()
    if found is None:
        raise NotFound("没有找到这个评委会。")
    return found


def entry_visible_to(user: User, entry_id: int) -> Entry:
    rows = Entry.objects.filter(panel__in=panels_visible_to(user).values("pk"))
    found = rows.select_related("panel").filter(pk=entry_id).first()
    if found is None:
        raise NotFound("没有找到这份材料。")
    return found


def seat_visible_to(user: User, seat_id: int) -> Seat:
    rows = Seat.objects.filter(panel__in=panels_visible_to(user).values("pk"))
    found = rows.select_related("panel", "user").filter(pk=seat_id).first()
    if found is None:
        raise NotFound("没有找到这位评委。")
    return found


def tasks_in(panel: Panel) -> list[Task]:
    """Every task of a panel with how far it is; three queries."""
    recused = set(Recusal.objects.filter(entry__panel=panel).values_list("entry", "seat"))
    given = dict(
        Ballot.objects.filter(assignment__entry__panel=panel)
        .order_by("number")
        .values_list("assignment", "submitted_at")
    )
    rows = Assignment.objects.filter(entry__panel=panel).select_related("entry", "seat__user")
    return [
        Task(one.pk, one.entry, one.seat, _state(one, recused, given), given.get(one.pk))
        for one in rows.order_by("entry__number", "seat__number")
    ]


def _state(
    task: Assignment, recused: set[tuple[int, int]], given: dict[int, datetime]
) -> TaskState:
    if (task.entry_id, task.seat_id) in recused:
        return TaskState.RECUSED
    if task.pk in given:
        return TaskState.DONE
    return TaskState.LEFT if task.seat.left_at is not None else TaskState.WAITING


def progress_of(panel: Panel) -> list[Progress]:
    """How far every juror is, by his number; four queries."""
    tasks = tasks_in(panel)
    barred: dict[int, int] = {}
    for seat in Recusal.objects.filter(entry__panel=panel).values_list("seat", flat=True):
        barred[seat] = barred.get(seat, 0) + 1
    seats = panel.seats.select_related("user", "left_by").order_by("number")
    return [
        Progress(
            seat,
            sum(one.seat.pk == seat.pk and one.state is TaskState.DONE for one in tasks),
            sum(one.seat.pk == seat.pk and one.state is TaskState.WAITING for one in tasks),
            barred.get(seat.pk, 0),
        )
        for seat in seats
    ]


def my_tasks(user: User) -> list[Task]:
    """What a juror has to do in reviews that are under way, what he has not done first; three
    queries. What he stands aside from is not among them."""
    if not user.may("juries.score"):
        return []
    rows = list(
        Assignment.objects.filter(
            seat__user=user,
            seat__left_at__isnull=True,
            entry__panel__state=PanelState.REVIEWING.value,
        )
        .select_related("entry__panel", "seat")
        .order_by("entry__panel__closes_at", "entry__panel", "entry__number")
    )
    recused = set(Recusal.objects.filter(seat__user=user).values_list("entry", "seat"))
    given = dict(
        Ballot.objects.filter(assignment__in=rows)
        .order_by("number")
        .values_list("assignment", "submitted_at")
    )
    tasks = [
        Task(one.pk, one.entry, one.seat, _state(one, recused, given), given.get(one.pk))
        for one in rows
    ]
    return sorted(
        (one for one in tasks if one.state is not TaskState.RECUSED),
        key=lambda one: one.state is TaskState.DONE,
    )


def task_of(user: User, assignment_id: int) -> Assignment:
    """A juror's own task, while he has a seat; nobody else's is there for him."""
    rows = Assignment.objects.select_related("entry__panel", "seat")
    found = rows.filter(pk=assignment_id, seat__user=user, seat__left_at__isnull=True).first()
    if found is None or not user.may("juries.score"):
        raise NotFound("没有找到这个评审任务。")
    return found


def own_ballot(task: Assignment) -> Ballot | None:
    """The last ballot of a task, with its scores."""
    return task.ballots.prefetch_related("scores").order_by("-number").first()


def others_of(task: Assignment) -> list[Given]:
    """What others gave the same entry: nothing before one's own is in, or where the panel does not
    show it."""
    panel = task.entry.panel
    if not panel.shows_others or not task.ballots.exists():
        return []
    rows = ballots_of(panel, entry_id=task.entry_id)
    return [one for one in rows if one.seat != task.seat.number]


def recusals_of(panel: Panel) -> list[Recusal]:
    """Everybody who stands aside from something, by entry; one query."""
    rows = Recusal.objects.filter(entry__panel=panel)
    return list(rows.select_related("entry", "seat__user").order_by("entry__number", "pk"))


def behind(panel: Panel) -> list[int]:
    """Numbers of entries that have fewer ballots than are needed for a place."""
    given: dict[int, int] = {}
    for one in ballots_of(panel):
        given[one.entry] = given.get(one.entry, 0) + (not one.is_abstention)
    numbers = panel.entries.order_by("number").values_list("number", flat=True)
    return [number for number in numbers if given.get(number, 0) < panel.least]


def waiting_for(user: User) -> list[Panel]:
    """Panels on which this person has the next word: to share out, or to close; and how many jurors
    are late stands on their pages. Two queries."""
    rows = panels_visible_to(user)
    found: list[Panel] = []
    if user.may("juries.enter"):
        found += rows.filter(state=PanelState.FORMING.value)
    if user.may("juries.close"):
        found += rows.filter(state=PanelState.REVIEWING.value).exclude(begun_by=user)
    return found


def is_recused(task: Assignment) -> bool:
    return Recusal.objects.filter(entry=task.entry_id, seat=task.seat_id).exists()


def unfinished(user: User, *, before: datetime) -> list[tuple[Panel, int]]:
    """Reviews under way that end before then, and how many tasks in each nobody has answered; one
    query."""
    tasks = (
        Assignment.objects.filter(
            entry__panel__in=panels_visible_to(user).order_by().values("pk"),
            entry__panel__state=PanelState.REVIEWING.value,
            entry__panel__closes_at__lt=before,
            seat__left_at__isnull=True,
            ballots__isnull=True,
        )
        .exclude(Exists(Recusal.objects.filter(entry=OuterRef("entry"), seat=OuterRef("seat"))))
        .select_related("entry__panel")
        .order_by("entry__panel__closes_at", "pk")
    )
    counts: dict[int, int] = {}
    panels: dict[int, Panel] = {}
    for one in tasks:
        panels[one.entry.panel_id] = one.entry.panel
        counts[one.entry.panel_id] = counts.get(one.entry.panel_id, 0) + 1
    return [(panel, counts[key]) for key, panel in panels.items()]


def seats_in(panel: Panel) -> list[Seat]:
    """Jurors who were not excused, by number; one query."""
    rows = panel.seats.filter(left_at__isnull=True).select_related("user")
    return list(rows.order_by("number"))
