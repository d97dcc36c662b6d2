"""What the hardship aid counts."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from support_services.aid.models import AidApplication, Wish
from support_services.aid.selectors import aid_visible_to, aid_waiting, wishes_visible_to
from support_services.aid.states import AidState, WishState
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.regions.selectors import place_name


def _waiting(user: User, today: date, span: Span) -> QuerySet[AidApplication]:
    return aid_waiting(user)


def _handed_on(user: User, today: date, span: Span) -> QuerySet[AidApplication]:
    first = timezone.make_aware(datetime.combine(span.first, time.min))
    last = timezone.make_aware(datetime.combine(span.last, time.max))
    return aid_visible_to(user).filter(
        state=AidState.HANDED_ON.value, decided_at__range=(first, last)
    )


def _wishes(user: User, today: date, span: Span) -> QuerySet[Wish]:
    return wishes_visible_to(user).filter(
        state=WishState.FULFILLED.value, fulfilled_on__range=(span.first, span.last)
    )


_AID_COLUMNS: tuple[Column, ...] = (
    Column("申请日期", lambda row: row.applied_on),
    Column("申请人", lambda row: mask_name(row.person.name)),
    Column("所在地", lambda row: place_name(row.person.region)),
    Column("状态", lambda row: row.get_state_display()),
)

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="aid.waiting",
        group="people",
        label="待审核的困难帮扶申请",
        unit="件",
        duty="people.read",
        rows=_waiting,
        columns=_AID_COLUMNS,
        place="person__region",
        order=("taken_at", "pk"),
        row_url=lambda row: reverse("admin:aid_application", args=[row.pk]),
    ),
    Figure(
        code="aid.handed_on",
        group="people",
        label="本年度转核发的困难帮扶",
        unit="件",
        duty="people.read",
        rows=_handed_on,
        columns=_AID_COLUMNS,
        place="person__region",
        day="decided_at",
        years=1,
        order=("-decided_at", "-pk"),
        row_url=lambda row: reverse("admin:aid_application", args=[row.pk]),
    ),
    Figure(
        code="aid.wishes",
        group="people",
        label="本年度实现的微心愿",
        unit="个",
        duty="people.read",
        rows=_wishes,
        columns=(
            Column("实现日期", lambda row: row.fulfilled_on),
            Column("心愿", lambda row: row.text),
            Column("所在地", lambda row: place_name(row.person.region)),
        ),
        place="person__region",
        day="fulfilled_on",
        years=1,
        order=("-fulfilled_on", "-pk"),
        row_url=lambda row: reverse("admin:wish", args=[row.pk]),
    ),
)
