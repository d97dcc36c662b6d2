"""What of the plaques is counted: homes that ought to have one, those of them that have, those that
have none and why."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from honors.plaques.models import Standing
from honors.plaques.selectors import standings_visible_to
from honors.plaques.states import HANGING, MISSING, OUGHT
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.regions.selectors import place_name


def _rows(states: Any) -> Any:
    wanted = [one.value for one in states]

    def rows(user: User, today: date, span: Span) -> QuerySet[Standing]:
        return standings_visible_to(user).filter(state__in=wanted)

    return rows


_OF_HOMES: dict[str, Any] = {
    "group": "honours",
    "unit": "户",
    "duty": "plaques.read",
    "columns": (
        Column("户编号", lambda row: row.home.number),
        Column("所在地", lambda row: place_name(row.home.region)),
        Column("依据", lambda row: row.get_ground_display()),
        Column("情况", lambda row: row.get_state_display()),
        Column("光荣牌编号", lambda row: row.home.plaque_number),
        Column("悬挂日期", lambda row: row.home.plaque_hung_on),
    ),
    "place": "home__region",
    "order": ("home__region__path", "home__number"),
    "row_url": lambda row: reverse("admin:plaque_home", args=[row.pk]),
}
FIGURES: tuple[Figure, ...] = (
    Figure(
        code="plaques.ought",
        label="应挂光荣牌的家庭",
        rows=_rows(OUGHT),
        note="按档案算出来的，一户只算一户；保留、户籍迁出、收回的不在内。",
        **_OF_HOMES,
    ),
    Figure(
        code="plaques.hung",
        label="已挂光荣牌的家庭",
        rows=_rows(HANGING),
        share_of="plaques.ought",
        chart="town",
        note="应挂的里面，今天登记着光荣牌的，包括待更换的。",
        **_OF_HOMES,
    ),
    Figure(
        code="plaques.missing",
        label="应挂未挂的家庭",
        rows=_rows(MISSING),
        tone="warn",
        note="每一户都有原因：待挂、拒挂、搬走、情况不符。",
        **_OF_HOMES,
    ),
)
