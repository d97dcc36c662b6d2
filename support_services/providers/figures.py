"""What the providers count."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from support_services.providers.models import Agreement
from support_services.providers.selectors import agreements_visible_to
from support_services.providers.showing import place_of
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User


def _in_force(user: User, today: date, span: Span) -> QuerySet[Agreement]:
    in_force = Agreement.objects.in_force(today).order_by().values("pk")
    return agreements_visible_to(user, today=today).filter(pk__in=in_force)


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="providers.in_force",
        group="benefits",
        label="优待承办单位",
        unit="家",
        duty="providers.read",
        chart="town",
        rows=_in_force,
        columns=(
            Column("单位", lambda row: row.name),
            Column("类别", lambda row: row.get_kind_display()),
            Column("所在地", place_of),
            Column("挂牌", lambda row: row.badge_text),
            Column("有效期至", lambda row: row.valid_to),
        ),
        place="region",
        note="协议已公布、在有效期内的。",
        order=("region__path", "name", "pk"),
        row_url=lambda row: reverse("admin:provider", args=[row.provider_id]),
    ),
)
