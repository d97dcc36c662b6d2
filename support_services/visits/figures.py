"""What the visits count."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from support_services.visits.models import KeyPerson, Visit
from support_services.visits.selectors import key_persons_visible_to, visits_visible_to
from support_services.visits.states import Met
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name
from veterans.regions.selectors import place_name


def _visits(user: User, today: date, span: Span) -> QuerySet[Visit]:
    rows = visits_visible_to(user).filter(
        voided_at__isnull=True, visited_on__range=(span.first, span.last)
    )
    return rows.exclude(met=Met.NOBODY.value).select_related("person__region__parent")


def _key(user: User, today: date, span: Span) -> QuerySet[KeyPerson]:
    return key_persons_visible_to(user)


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="visits.made",
        group="people",
        label="本年度走访",
        unit="次",
        duty="people.read",
        chart="month",
        rows=_visits,
        columns=(
            Column("日期", lambda row: row.visited_on),
            Column("人员", lambda row: mask_name(row.person.name)),
            Column("所在地", lambda row: place_name(row.person.region)),
            Column("方式", lambda row: row.get_way_display()),
            Column("事由", lambda row: row.get_reason_display()),
        ),
        place="person__region",
        day="visited_on",
        years=1,
        note="见到本人或家属的；没有见到和作废的不算。",
        order=("-visited_on", "-pk"),
        row_url=lambda row: reverse("admin:visit", args=[row.pk]),
    ),
    Figure(
        code="visits.key",
        group="people",
        label="重点联系对象",
        unit="人",
        duty="people.read",
        rows=_key,
        columns=(
            Column("人员", lambda row: mask_name(row.person.name)),
            Column("所在地", lambda row: place_name(row.person.region)),
            Column("联系频次", lambda row: row.get_every_display()),
            Column("自", lambda row: row.valid_from),
        ),
        place="person__region",
        order=("person__region__path", "pk"),
        row_url=lambda row: reverse("admin:person", args=[row.person_id]),
    ),
)
