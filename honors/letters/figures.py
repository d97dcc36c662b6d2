"""What of the good news is counted: brought this year, and what is late."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from honors.letters.models import Letter
from honors.letters.selectors import letters_visible_to, to_reward
from honors.letters.states import OPEN
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.regions.selectors import place_name


def _brought(user: User, today: date, span: Span) -> QuerySet[Letter]:
    return letters_visible_to(user).filter(delivered_on__range=(span.first, span.last))


def _late(user: User, today: date, span: Span) -> QuerySet[Letter]:
    return letters_visible_to(user).filter(state__in=[s.value for s in OPEN], due_on__lt=today)


def _unrewarded(user: User, today: date, span: Span) -> QuerySet[Letter]:
    return to_reward(user)


_OF_LETTERS: dict[str, Any] = {
    "group": "honours",
    "unit": "份",
    "duty": "letters.read",
    "columns": (
        Column("姓名", lambda row: mask_name(row.person.name)),
        Column("等次", lambda row: row.get_merit_display()),
        Column("由哪里送", lambda row: place_name(row.region)),
        Column("收到", lambda row: row.received_on),
        Column("应送达", lambda row: row.due_on),
        Column("送达", lambda row: row.delivered_on),
    ),
    "place": "region",
    "order": ("due_on", "pk"),
    "row_url": lambda row: reverse("admin:letter", args=[row.pk]),
}
FIGURES: tuple[Figure, ...] = (
    Figure(
        code="letters.brought",
        label="本年度送达的立功喜报",
        rows=_brought,
        day="delivered_on",
        years=1,
        note="登记了送达的。",
        **_OF_LETTERS,
    ),
    Figure(
        code="letters.late",
        label="超期没有送达的喜报",
        rows=_late,
        tone="warn",
        note="过了应送达日期、还没有办完的。",
        **_OF_LETTERS,
    ),
    Figure(
        code="letters.unrewarded",
        label="已核对、奖励金未录入的喜报",
        rows=_unrewarded,
        tone="warn",
        note="当天执行的数值是不发的，不算在内。",
        **_OF_LETTERS,
    ),
)
