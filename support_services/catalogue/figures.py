"""What the catalogue counts."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from support_services.catalogue.models import Edition
from support_services.catalogue.selectors import editions_visible_to
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User


def _published(user: User, today: date, span: Span) -> QuerySet[Edition]:
    told = Edition.objects.for_residents(today).order_by().values("pk")
    return editions_visible_to(user).filter(pk__in=told)


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="catalogue.published",
        group="benefits",
        label="公布的优待项目",
        unit="项",
        duty="catalogue.read",
        rows=_published,
        columns=(
            Column("编号", lambda row: row.item.code),
            Column("项目", lambda row: row.title),
            Column("领域", lambda row: row.get_field_display()),
            Column("对象", lambda row: row.beneficiaries),
        ),
        note="居民当天能查到的。",
        order=("item__code",),
        row_url=lambda row: reverse("admin:catalogue_item", args=[row.item.code]),
    ),
)
