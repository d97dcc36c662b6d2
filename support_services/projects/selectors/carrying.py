"""Reading what is carried out: milestones, papers, spending, lights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum
from django.utils import timezone

from support_services.projects.models import (
    Application,
    Extension,
    Milestone,
    ProjectPaper,
    Result,
    Spending,
)
from support_services.projects.rules import Due, light_of
from support_services.projects.selectors.calls import applications_visible_to
from support_services.projects.states import GRANTED, ApplicationState, Light
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


@dataclass(frozen=True)
class Running:
    """A project that was chosen, as it stands today. ``next_due``: of what is not done."""

    application: Application
    light: Light | None
    done: int
    milestones: int
    next_due: date | None
    spent: Decimal


def milestone_visible_to(user: User, milestone_id: int) -> Milestone:
    rows = Milestone.objects.select_related("application__call", "application__unit")
    seen = applications_visible_to(user).values("pk")
    found = rows.filter(pk=milestone_id, application__in=seen).first()
    if found is None:
        raise NotFound("没有找到这个节点。")
    return found


def spending_visible_to(user: User, spending_id: int) -> Spending:
    rows = Spending.objects.select_related("application__call")
    seen = applications_visible_to(user).values("pk")
    found = rows.filter(pk=spending_id, application__in=seen).first()
    if found is None:
        raise NotFound("没有找到这笔支出。")
    return found


def paper_visible_to(user: User, paper_id: int) -> ProjectPaper:
    rows = ProjectPaper.objects.select_related("stored", "milestone__application")
    seen = applications_visible_to(user).values("pk")
    found = rows.filter(pk=paper_id, milestone__application__in=seen).first()
    if found is None:
        raise NotFound("没有找到这份佐证。")
    return found


def spent_on(application: Application) -> Decimal:
    """What was spent on a project, less what was taken back; yuan."""
    return application.spendings.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def result_of(application: Application) -> Result | None:
    return (
        Result.objects.filter(application=application)
        .select_related("entered_by", "published_by")
        .first()
    )


def running(user: User, *, today: date, call_id: int | None = None) -> list[Running]:
    """Every project that was chosen, those under way first and the worst of them before the others.
    ``light`` None: finished or stopped. Five queries, however many there are."""
    rows = applications_visible_to(user).filter(state__in=[one.value for one in GRANTED])
    if call_id is not None:
        rows = rows.filter(call=call_id)
    return standing_of(rows.order_by("-call", "number"), today=today)


def standing_of(rows: Iterable[Application], *, today: date) -> list[Running]:
    """The same of some applications."""
    listed = list(rows)
    keys = [one.pk for one in listed]
    milestones: dict[int, list[Milestone]] = {}
    for stone in Milestone.objects.filter(application__in=keys).order_by("number"):
        milestones.setdefault(stone.application_id, []).append(stone)
    spent = dict(
        Spending.objects.filter(application__in=keys)
        .order_by()
        .values_list("application")
        .annotate(Sum("amount"))
    )
    heard: dict[int, date] = {}
    for found in (
        Spending.objects.filter(application__in=keys)
        .order_by()
        .values_list("application")
        .annotate(Max("entered_at")),
        Extension.objects.filter(milestone__application__in=keys)
        .order_by()
        .values_list("milestone__application")
        .annotate(Max("entered_at")),
    ):
        for key, last_at in found:
            heard[key] = max(heard.get(key, date.min), timezone.localdate(last_at))
    shown = []
    for one in listed:
        mine = milestones.get(one.pk, [])
        told = [timezone.localdate(m.done_at) for m in mine if m.done_at]
        begun = timezone.localdate(one.call.decided_at) if one.call.decided_at else date.min
        last = max([begun, heard.get(one.pk, date.min), *told])
        undone = [m.day for m in mine if m.done_on is None]
        light = None
        if one.state == ApplicationState.CHOSEN:
            dues = [Due(m.day, m.done_on) for m in mine]
            light = light_of(dues, last_word_on=last, today=today)
        shown.append(
            Running(
                application=one,
                light=light,
                done=len(mine) - len(undone),
                milestones=len(mine),
                next_due=min(undone, default=None),
                spent=spent.get(one.pk) or Decimal("0.00"),
            )
        )
    return sorted(shown, key=lambda one: _WORST.index(one.light))


_WORST = [Light.LATE, Light.SILENT, Light.NEAR, Light.ON_TIME, Light.DONE, None]
