"""What the casework counts. Restricted cases are counted for whoever may know of them, as in every
list of cases."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from support_services.casework.models import Case
from support_services.casework.selectors import cases_visible_to
from support_services.casework.states import OPEN, CaseState, Outcome
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.regions.selectors import place_name

_OPEN = [one.value for one in OPEN]


def _received(user: User, today: date, span: Span) -> QuerySet[Case]:
    return cases_visible_to(user).filter(received_on__range=(span.first, span.last))


def _open(user: User, today: date, span: Span) -> QuerySet[Case]:
    return cases_visible_to(user).filter(state__in=_OPEN)


def _overdue(user: User, today: date, span: Span) -> QuerySet[Case]:
    return _open(user, today, span).filter(due_by__lt=today)


def _closed(user: User, today: date, span: Span) -> QuerySet[Case]:
    days = (span.first, span.last)
    return cases_visible_to(user).filter(state=CaseState.CLOSED.value, closed_on__range=days)


def _satisfied(user: User, today: date, span: Span) -> QuerySet[Case]:
    return _closed(user, today, span).filter(outcome=Outcome.SATISFIED.value)


def _unsatisfied(user: User, today: date, span: Span) -> QuerySet[Case]:
    return _closed(user, today, span).filter(outcome=Outcome.UNSATISFIED.value)


_OF_CASES: dict[str, Any] = {
    "group": "people",
    "unit": "件",
    "duty": "cases.read",
    "columns": (
        Column("受理编号", lambda row: row.number),
        Column("类别", lambda row: row.get_kind_display()),
        Column("事由", lambda row: row.subject),
        Column("属地", lambda row: place_name(row.region)),
        Column("收到", lambda row: row.received_on),
        Column("最近期限", lambda row: row.due_by),
        Column("状态", lambda row: row.get_state_display()),
        Column("本人评价", lambda row: row.get_outcome_display()),
    ),
    "place": "region",
    "row_url": lambda row: reverse("admin:case", args=[row.pk]),
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="casework.received",
        label="本年度收到诉求",
        chart="month",
        rows=_received,
        day="received_on",
        years=1,
        order=("-received_on", "-pk"),
        **_OF_CASES,
    ),
    Figure(
        code="casework.open",
        label="在办诉求",
        rows=_open,
        order=("due_by", "pk"),
        **_OF_CASES,
    ),
    Figure(
        code="casework.overdue",
        label="超期诉求",
        rows=_overdue,
        share_of="casework.open",
        note="在办而最近一个期限已过的。",
        order=("due_by", "pk"),
        tone="bad",
        **_OF_CASES,
    ),
    Figure(
        code="casework.closed",
        label="本年度办结诉求",
        rows=_closed,
        day="closed_on",
        years=1,
        note="不受理和本人撤回的不算。",
        order=("-closed_on", "-pk"),
        **_OF_CASES,
    ),
    Figure(
        code="casework.satisfied",
        label="本年度办结且本人满意",
        rows=_satisfied,
        day="closed_on",
        years=1,
        share_of="casework.closed",
        note="没有表态的不算满意。",
        order=("-closed_on", "-pk"),
        **_OF_CASES,
    ),
    Figure(
        code="casework.unsatisfied",
        label="本年度办结而本人不满意",
        rows=_unsatisfied,
        day="closed_on",
        years=1,
        share_of="casework.closed",
        order=("-closed_on", "-pk"),
        tone="warn",
        **_OF_CASES,
    ),
)
