"""Reading the review: tasks, ballots and how everybody stands.

Whoever reviews sees what others gave once he has given his own, and nobody else sees it before the
review has ended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from support_services.projects.models import (
    Application,
    Assignment,
    Ballot,
    Call,
    Score,
    UnitTie,
)
from support_services.projects.selectors.calls import applications_visible_to, rules_of
from support_services.projects.states import JUDGED, ApplicationState, CallState
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES
from veterans.foundation.errors import NotFound
from veterans.foundation.ranking import Ballot as Vote
from veterans.foundation.ranking import Rules, Standing, rank, shown, total_of

# Applications that stand in a ranking, whatever came of them.
RANKED = (
    ApplicationState.CHECKED.value,
    ApplicationState.CHOSEN.value,
    ApplicationState.NOT_CHOSEN.value,
    ApplicationState.FINISHED.value,
    ApplicationState.STOPPED.value,
)


@dataclass(frozen=True)
class Given:
    """The ballot of a judge that counts. ``points`` by criterion; {} for an abstention."""

    assignment: int
    reviewer: User
    is_abstention: bool
    comment: str
    at: datetime
    corrected: int
    points: Mapping[int, Decimal] = field(default_factory=dict)
    total: Decimal | None = None


def reviewers() -> list[User]:
    """Everybody at the bureau who may be asked to review, by name."""
    roles = [role.value for role in DUTIES["projects.score"]]
    rows = User.objects.filter(is_active=True, role__in=roles)
    return sorted(rows, key=lambda one: (str(one), one.pk))


def ties_of(user: User) -> QuerySet[UnitTie]:
    """What somebody has declared and not taken back."""
    return UnitTie.objects.filter(user=user, ended_at__isnull=True).select_related("unit")


def open_ties() -> set[tuple[int, int]]:
    """(user, unit) of everything that is declared."""
    return set(UnitTie.objects.filter(ended_at__isnull=True).values_list("user_id", "unit_id"))


def tasks_of(call: Call) -> list[Assignment]:
    """All tasks of a call with reviewer; ``is_done``: he has given a ballot. Two queries."""
    rows = list(
        Assignment.objects.filter(application__call=call)
        .select_related("reviewer", "application__unit", "recused_by")
        .order_by("application", "pk")
    )
    given = set(
        Ballot.objects.filter(assignment__application__call=call).values_list(
            "assignment", flat=True
        )
    )
    for one in rows:
        one.is_done = one.pk in given  # type: ignore[attr-defined]
    return rows


def my_tasks(user: User) -> list[Assignment]:
    """What somebody reviews in calls that are under review, what he has not done first; with
    ``is_done``. Two queries."""
    if user.is_station or not user.may("projects.score"):
        return []
    rows = list(
        Assignment.objects.filter(
            reviewer=user,
            recused_at__isnull=True,
            application__state=ApplicationState.CHECKED.value,
            application__call__state=CallState.REVIEWING.value,
        )
        .select_related("application__call", "application__unit")
        .order_by("application__call", "application__number")
    )
    given = set(Ballot.objects.filter(assignment__in=rows).values_list("assignment", flat=True))
    for one in rows:
        one.is_done = one.pk in given  # type: ignore[attr-defined]
    return sorted(rows, key=lambda one: one.pk in given)


def my_task(user: User, application: Application) -> Assignment | None:
    """The task of somebody for an application, recused or not."""
    return Assignment.objects.filter(application=application, reviewer=user).first()


def task_visible_to(user: User, assignment_id: int) -> Assignment:
    rows = Assignment.objects.select_related("application__call", "application__unit", "reviewer")
    found = rows.filter(
        pk=assignment_id, application__in=applications_visible_to(user).values("pk")
    ).first()
    if found is None:
        raise NotFound("没有找到这个评审任务。")
    return found


def may_see_ballots(user: User, application: Application, call: Call) -> bool:
    """Once the review is over, everybody who reads; before, whoever has given his own and is not
    recused."""
    if CallState(call.state) in JUDGED:
        return True
    return Ballot.objects.filter(
        assignment__application=application,
        assignment__reviewer=user,
        assignment__recused_at__isnull=True,
    ).exists()


def ballots_of(call: Call, applications: Iterable[int] | None = None) -> dict[int, list[Given]]:
    """The last ballot of every judge who is not recused, by application. Two queries."""
    rows = Ballot.objects.filter(
        assignment__application__call=call, assignment__recused_at__isnull=True
    ).select_related("assignment__reviewer")
    if applications is not None:
        rows = rows.filter(assignment__application__in=list(applications))
    last: dict[int, Ballot] = {}
    for one in rows.order_by("number"):
        last[one.assignment_id] = one
    points: dict[int, dict[int, Decimal]] = {}
    scores = Score.objects.filter(ballot__in=[one.pk for one in last.values()])
    for ballot, criterion, given in scores.values_list("ballot", "criterion", "points"):
        points.setdefault(ballot, {})[criterion] = given
    rules = rules_of(call)
    found: dict[int, list[Given]] = {}
    for one in sorted(last.values(), key=lambda one: one.assignment_id):
        mine = points.get(one.pk, {})
        found.setdefault(one.assignment.application_id, []).append(
            Given(
                assignment=one.assignment_id,
                reviewer=one.assignment.reviewer,
                is_abstention=one.is_abstention,
                comment=one.comment,
                at=one.submitted_at,
                corrected=one.number - 1,
                points=mine,
                total=shown(total_of(mine, rules.criteria)) if mine else None,
            )
        )
    return found


def own_ballot(task: Assignment) -> Ballot | None:
    """The last ballot of a task, with its scores."""
    return task.ballots.prefetch_related("scores").order_by("-number").first()


def standings_of(
    call: Call, applications: Iterable[Application], rules: Rules | None = None
) -> tuple[Standing, ...]:
    """How everybody stands by the ballots there are now."""
    ranked = [one for one in applications if one.state in RANKED]
    votes = [
        Vote(application, one.assignment, None if one.is_abstention else one.points)
        for application, given in ballots_of(call).items()
        for one in given
    ]
    names = {one.pk: one.title for one in ranked}
    return rank([one.pk for one in ranked], votes, rules or rules_of(call), names=names)


def behind(call: Call) -> int:
    """How many applications under review have fewer ballots than are needed."""
    given = ballots_of(call)
    rows = call.applications.filter(state=ApplicationState.CHECKED.value)
    return sum(
        1
        for key in rows.values_list("pk", flat=True)
        if sum(1 for one in given.get(key, []) if not one.is_abstention) < call.least_reviewers
    )
