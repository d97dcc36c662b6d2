"""What the finder counts: who is entitled and does not have it, and who has it since."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from support_services.finder.models import Gap
from support_services.finder.selectors import gaps_visible_to
from support_services.finder.states import FOR_STATIONS, Closed
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.regions.selectors import place_name

_KINDS = [kind.value for kind in FOR_STATIONS]


def _open(user: User, today: date, span: Span) -> QuerySet[Gap]:
    rows = gaps_visible_to(user).filter(closed_on__isnull=True, kind__in=_KINDS)
    return rows


def _helped(user: User, today: date, span: Span) -> QuerySet[Gap]:
    return gaps_visible_to(user).filter(
        kind__in=_KINDS,
        closed_why=Closed.HAS_IT.value,
        closed_on__range=(span.first, span.last),
    )


_OF_GAPS: dict[str, Any] = {
    "group": "benefits",
    "unit": "件",
    "duty": "finder.read",
    "columns": (
        Column("项目", lambda row: row.edition.title),
        Column("人员", lambda row: mask_name(row.person.name)),
        Column("所在地", lambda row: place_name(row.person.region)),
        Column("情形", lambda row: row.get_kind_display()),
        Column("发现", lambda row: row.found_on),
        Column("消除", lambda row: row.closed_on),
    ),
    "place": "person__region",
    "row_url": lambda row: reverse("admin:finder_gap", args=[row.pk]),
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="finder.open",
        label="应享未享",
        chart="town",
        rows=_open,
        note="符合条件还没有享受、或只差一个证件的；一人几项按几件计。",
        order=("person__region__path", "item__code", "pk"),
        tone="warn",
        **_OF_GAPS,
    ),
    Figure(
        code="finder.helped",
        label="本年度政策找人办成",
        rows=_helped,
        day="closed_on",
        years=1,
        note="列为应享未享以后已经享受的。",
        order=("-closed_on", "-pk"),
        **_OF_GAPS,
    ),
)
