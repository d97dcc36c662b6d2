"""What juries count."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from honors.juries.models import Panel
from honors.juries.selectors.desk import panels_visible_to
from honors.juries.states import PanelState
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User


def _of_year(user: User, today: date, span: Span) -> QuerySet[Panel]:
    rows = panels_visible_to(user).filter(begun_at__date__range=(span.first, span.last))
    return rows.exclude(state=PanelState.DROPPED.value)


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="juries.of_year",
        group="honours",
        label="本年度评审",
        unit="次",
        duty="juries.read",
        rows=_of_year,
        day="begun_at",
        years=1,
        columns=(
            Column("评委会", lambda row: row.title),
            Column("开始", lambda row: timezone.localdate(row.begun_at)),
            Column("状态", lambda row: row.get_state_display()),
        ),
        order=("-begun_at", "-pk"),
        note="分派过评委的；取消的不算。",
        row_url=lambda row: reverse("admin:jury_panel", args=[row.pk]),
    ),
)
