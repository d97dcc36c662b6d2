"""The verbs of the review: who reviews what, who may not, ballots."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from support_services.projects.models import Assignment, Ballot, Call, Score, UnitTie
from support_services.projects.rules import share_out
from support_services.projects.selectors.review import (
    open_ties,
    reviewers,
    task_visible_to,
    ties_of,
)
from support_services.projects.services.calls import locked_application, locked_call
from support_services.projects.services.recording import checked, of_call, of_project
from support_services.projects.states import ApplicationState, CallState
from support_services.projects.texts import line
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.ranking import MOST_POINTS

OVER = "评审已经结束，不能再改。"
TIED = "本人申明与申报单位有利害关系："


@dataclass(frozen=True)
class SharedOut:
    """``made``: tasks that are new; ``missing``: reviewers that could not be found."""

    made: int
    missing: int


@transaction.atomic
def share_out_reviews(
    *, call_id: int, reviewer_ids: Collection[int], each: int, by: User, at: datetime
) -> SharedOut:
    """Tasks for everything under review, until ``each`` reviewers who are not recused are on it;
    whoever has least to do comes first. Nobody gets a unit he has declared a tie with.

    Refuses fewer than the call asks for, and people who may not review.
    """
    require(by, "projects.enter")
    call = locked_call(by, call_id)
    if call.state != CallState.REVIEWING:
        raise Refused("评审中才能分派评委。")
    if each < call.least_reviewers:
        raise Refused(f"每个项目至少 {call.least_reviewers} 人评审。")
    known = {one.pk for one in reviewers()}
    if not set(reviewer_ids) <= known or len(set(reviewer_ids)) < each:
        raise Refused(f"请从列表中选至少 {each} 位评委。")
    rows = list(
        call.applications.filter(state=ApplicationState.CHECKED.value).values_list("pk", "unit_id")
    )
    ties = open_ties()
    tasks = list(
        Assignment.objects.filter(application__call=call).values_list(
            "reviewer_id", "application_id", "recused_at"
        )
    )
    barred = {(who, pk) for pk, unit in rows for who in reviewer_ids if (who, unit) in ties}
    barred |= {(who, pk) for who, pk, recused in tasks if recused}
    held = {(who, pk) for who, pk, recused in tasks if not recused}
    shares = share_out(
        [pk for pk, _ in rows], set(reviewer_ids), each=each, barred=barred, held=held
    )
    made = Assignment.objects.bulk_create(
        Assignment(application_id=one.application, reviewer_id=who, assigned_by=by, assigned_at=at)
        for one in shares
        for who in one.reviewers
    )
    found = SharedOut(len(made), sum(one.missing for one in shares))
    of_call("assigned", call, by, at, made=found.made, missing=found.missing)
    return found


@transaction.atomic
def assign_reviewer(*, application_id: int, reviewer_id: int, by: User, at: datetime) -> Assignment:
    """One more reviewer for one application. Refuses one who is on it, or who is tied to it."""
    require(by, "projects.enter")
    application = locked_application(by, application_id)
    if application.call.state != CallState.REVIEWING:
        raise Refused("评审中才能分派评委。")
    if application.state != ApplicationState.CHECKED:
        raise Refused("这个项目不参加评审。")
    reviewer = next((one for one in reviewers() if one.pk == reviewer_id), None)
    if reviewer is None:
        raise Refused("请从列表中选择评委。")
    if (reviewer_id, application.unit_id) in open_ties():
        raise Refused(f"{reviewer}申明过与申报单位有利害关系，要回避，请换一位。")
    if application.assignments.filter(reviewer=reviewer).exists():
        raise Refused(f"{reviewer}已经是这个项目的评委。")
    made = Assignment.objects.create(
        application=application, reviewer=reviewer, assigned_by=by, assigned_at=at
    )
    of_project("assigned", application, by, at, reviewer=reviewer_id)
    return made


@transaction.atomic
def recuse(*, assignment_id: int, why: str, by: User, at: datetime) -> Assignment:
    """A reviewer stands aside: himself, or as the preparer or the second person knows. What he has
    given no longer counts; it cannot be undone."""
    known = task_visible_to(by, assignment_id)
    if known.reviewer_id != by.pk and not (by.may("projects.enter") or by.may("projects.check")):
        raise Refused("回避由评委本人，或经办、复核登记。")
    application = locked_application(by, known.application_id)
    if application.call.state != CallState.REVIEWING:
        raise Refused(OVER)
    task = Assignment.objects.select_for_update().get(pk=assignment_id)
    if task.recused_at is not None:
        raise Refused("已经登记过回避。")
    _stand_aside(task, line(why, "回避原因", 200), by, at)
    return task


@transaction.atomic
def declare_tie(*, unit_id: int, why: str, by: User, at: datetime) -> int:
    """A colleague says himself that he has to do with a unit; every task of his about it in a
    review under way is recused. How many were."""
    require(by, "projects.score")
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("没有找到这个单位。")
    told = line(why, "什么关系", 100)
    # All calls under review, in order, before any task: no ballot comes in between.
    list(
        Call.objects.select_for_update()
        .filter(state=CallState.REVIEWING.value)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if ties_of(by).filter(unit=unit).exists():
        raise Refused("已经申明过与这个单位的关系。")
    tie = UnitTie(user=by, unit=unit, why=told, declared_at=at)
    checked(tie)
    tasks = Assignment.objects.filter(
        reviewer=by,
        recused_at__isnull=True,
        application__unit=unit,
        application__call__state=CallState.REVIEWING.value,
    )
    count = 0
    for task in tasks.select_related("application").order_by("pk"):
        _stand_aside(task, f"{TIED}{told}", by, at)
        count += 1
    audit.record(
        actor=by,
        action="projects.tie_declared",
        subject="unit_tie",
        subject_id=tie.pk,
        detail={"unit": unit.pk, "recused": count},
        at=at,
    )
    return count


@transaction.atomic
def end_tie(*, tie_id: int, by: User, at: datetime) -> None:
    """What one declared holds no longer. What was recused stays recused."""
    require(by, "projects.score")
    tie = UnitTie.objects.select_for_update().filter(pk=tie_id, user=by).first()
    if tie is None:
        raise NotFound("没有找到这条申明。")
    if tie.ended_at is not None:
        raise Refused("这条申明已经解除。")
    tie.ended_at = at
    tie.save(update_fields=["ended_at"])
    audit.record(
        actor=by, action="projects.tie_ended", subject="unit_tie", subject_id=tie.pk, at=at
    )


@transaction.atomic
def submit_ballot(
    *,
    assignment_id: int,
    points: Mapping[int, Decimal] | None,
    comment: str,
    by: User,
    at: datetime,
) -> Ballot:
    """A ballot, and final: what is given after it is a new one, while the review lasts.

    ``points``: 0 to 100 by criterion; None: he abstains, and ``comment`` says why. Refuses
    somebody else's task, one that is recused, criteria that are missing, and what comes after the
    review has ended.
    """
    require(by, "projects.score")
    known = task_visible_to(by, assignment_id)
    if known.reviewer_id != by.pk:
        raise NotFound("没有找到这个评审任务。")
    application = locked_application(by, known.application_id)
    if application.call.state != CallState.REVIEWING:
        raise Refused(OVER)
    task = Assignment.objects.select_for_update().get(pk=assignment_id)
    if task.recused_at is not None:
        raise Refused("您已回避这个项目，不能评分。")
    criteria = list(application.call.criteria.order_by("number"))
    if points is not None and set(points) != {one.pk for one in criteria}:
        raise Refused("每项指标都要打分。")
    if any(not 0 <= one <= MOST_POINTS for one in (points or {}).values()):
        raise Refused("每项 0 到 100 分。")
    said = line(comment, "弃权原因" if points is None else "评语", 500)
    ballot = Ballot.objects.create(
        assignment=task,
        number=task.ballots.count() + 1,
        is_abstention=points is None,
        comment=said,
        submitted_at=at,
    )
    Score.objects.bulk_create(
        Score(ballot=ballot, criterion_id=key, points=given)
        for key, given in (points or {}).items()
    )
    deed = "abstained" if points is None else "scored"
    of_project(deed, application, by, at, ballot=ballot.number)
    return ballot


def _stand_aside(task: Assignment, why: str, by: User, at: datetime) -> None:
    task.recused_by, task.recused_at, task.recused_why = by, at, why
    task.save(update_fields=["recused_by", "recused_at", "recused_why"])
    of_project("recused", task.application, by, at, reviewer=task.reviewer_id)
