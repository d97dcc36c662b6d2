"""What the roll of honour counts."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from honors.roll.models import Edition
from honors.roll.selectors import editions_visible_to
from honors.roll.states import EditionState
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.regions.selectors import place_name


def _on_the_roll(user: User, today: date, span: Span) -> QuerySet[Edition]:
    return editions_visible_to(user).filter(state=EditionState.PUBLISHED.value)


def _of_year(user: User, today: date, span: Span) -> QuerySet[Edition]:
    days = (span.first, span.last)
    return _on_the_roll(user, today, span).filter(conferred_on__range=days)


_OF_HONOURS: dict[str, Any] = {
    "group": "honours",
    "unit": "项",
    "duty": "honours.read",
    "columns": (
        Column("年度", lambda row: row.year),
        Column("称号", lambda row: str(row.title)),
        Column("姓名、名称", lambda row: row.name),
        Column("来自", lambda row: place_name(row.region)),
        Column("表彰日期", lambda row: row.conferred_on),
    ),
    "place": "region",
    "row_url": lambda row: reverse("admin:honour", args=[row.honour_id]),
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="honours.on_the_roll",
        label="荣誉名录",
        chart="town",
        rows=_on_the_roll,
        note="已公布的；撤下和撤销的不算。",
        order=("-year", "title", "name", "pk"),
        **_OF_HONOURS,
    ),
    Figure(
        code="honours.of_year",
        label="本年度表彰",
        rows=_of_year,
        day="conferred_on",
        years=1,
        note="按表彰日期算；没有记日期的不算。",
        order=("-conferred_on", "-pk"),
        **_OF_HONOURS,
    ),
)
