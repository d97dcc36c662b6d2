"""What the service projects count."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from support_services.projects.models import Application
from support_services.projects.selectors.calls import applications_visible_to
from support_services.projects.states import ApplicationState
from veterans.accounts.figures import MONEY, Column, Figure, Span
from veterans.accounts.models import User

_S = ApplicationState
_WON = [_S.CHOSEN.value, _S.FINISHED.value, _S.STOPPED.value]
_JUDGED = [*_WON, _S.CHECKED.value, _S.NOT_CHOSEN.value]


def _applied(user: User, today: date, span: Span) -> QuerySet[Application]:
    rows = applications_visible_to(user).filter(call__year=today.year)
    return rows.filter(state__in=[*_JUDGED, _S.HANDED_IN.value, _S.RETURNED.value])


def _won(user: User, today: date, span: Span) -> QuerySet[Application]:
    rows = applications_visible_to(user).filter(call__year=today.year)
    return rows.filter(state__in=_WON, granted__isnull=False)


def _at_work(user: User, today: date, span: Span) -> QuerySet[Application]:
    return applications_visible_to(user).filter(state=_S.CHOSEN.value, granted__isnull=False)


_OF_PROJECTS: dict[str, Any] = {
    "group": "projects",
    "duty": "projects.read",
    "columns": (
        Column("征集", lambda row: row.call.title),
        Column("项目", lambda row: row.title),
        Column("单位", lambda row: row.unit.name),
        Column("申请（元）", lambda row: row.asked),
        Column("核定（元）", lambda row: row.granted),
        Column("状态", lambda row: row.get_state_display()),
    ),
    "order": ("-call__year", "place", "pk"),
    "row_url": lambda row: reverse("admin:project", args=[row.pk]),
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="projects.applied",
        label="本年度项目申报",
        unit="个",
        rows=_applied,
        note="草稿和撤回的不算。",
        **_OF_PROJECTS,
    ),
    Figure(
        code="projects.won",
        label="本年度入选项目",
        unit="个",
        rows=_won,
        share_of="projects.applied",
        **_OF_PROJECTS,
    ),
    Figure(
        code="projects.granted",
        label="本年度项目经费",
        unit=MONEY,
        amount="granted",
        rows=_won,
        note="入选项目核定的经费，不是已用的。",
        **_OF_PROJECTS,
    ),
    Figure(
        code="projects.at_work",
        label="正在实施的项目",
        unit="个",
        rows=_at_work,
        **_OF_PROJECTS,
    ),
)
