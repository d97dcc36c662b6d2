"""Reading what was given, and what it adds up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Sum, Value, When

from support_services.supporters.models import Contribution
from support_services.supporters.selectors.asked import Asked, in_town, in_year
from support_services.supporters.states import CONTRIBUTION_KINDS, READ, ContributionKind, Stage
from veterans.accounts.models import User

TOWN = "supporter__unit__region"
# A row that takes another back takes it out of the count as well.
_SIGN = Case(
    When(reverses__isnull=True, then=Value(1)), default=Value(-1), output_field=IntegerField()
)


@dataclass(frozen=True)
class Total:
    """Of some contributions: how many, what they were worth in yuan, and, where all of them are
    counted in one unit, how much."""

    count: int
    amount: Decimal
    quantity: Decimal
    unit: str


def contributions_visible_to(user: User) -> QuerySet[Contribution]:
    """All of them, for the bureau."""
    rows = Contribution.objects.select_related("supporter__unit", "receiver", "activity", "job")
    return rows if user.may(READ) and not user.is_station else rows.none()


def contributions(user: User, asked: Asked) -> QuerySet[Contribution]:
    """Narrowed; ``state`` is a stage, "" is what counts. What statistics reckon and what the list
    shows, both."""
    rows = contributions_visible_to(user).filter(stage=asked.state or Stage.IN_FORCE.value)
    rows = in_year(rows, asked.year, "given_on")
    for name, value in (
        ("kind", asked.kind),
        ("supporter__unit__kind", asked.unit_kind),
        ("for_whom", asked.for_whom),
    ):
        if value:
            rows = rows.filter(**{name: value})
    if asked.typed:
        rows = rows.filter(
            Q(supporter__unit__name__icontains=asked.typed) | Q(what__icontains=asked.typed)
        )
    return in_town(rows, asked.town, TOWN).order_by("-given_on", "-pk")


def total(rows: QuerySet[Contribution]) -> Total:
    """One query."""
    (found,) = _grouped(rows, {}) or [{}]
    return _total(found)


def totals_by(rows: QuerySet[Contribution], group: str) -> dict[Any, Total]:
    """By a field of the row, such as ``kind`` or ``supporter__unit__kind``; one query."""
    return {found[group]: _total(found) for found in _grouped(rows, {group: group})}


def _grouped(rows: QuerySet[Contribution], by: dict[str, str]) -> list[dict[str, Any]]:
    plain = rows.order_by()
    grouped: Any = plain.values(*by) if by else plain.annotate(all_of=Value(1)).values("all_of")
    return list(
        grouped.annotate(
            net=Sum(_SIGN),
            worth=Sum("amount"),
            much=Sum("quantity"),
            kinds=Count("kind", distinct=True),
            first_kind=Min("kind"),
        )
    )


def _total(found: dict[str, Any]) -> Total:
    unit = ""
    if found.get("kinds") == 1:
        unit = CONTRIBUTION_KINDS[ContributionKind(found["first_kind"])].unit
    return Total(
        found.get("net") or 0,
        found.get("worth") or Decimal("0.00"),
        (found.get("much") or Decimal(0)) if unit else Decimal(0),
        unit,
    )


def reversed_ids(rows: Iterable[Contribution]) -> frozenset[int]:
    """Those of these that were taken back, or are about to be; one query."""
    found = Contribution.objects.filter(reverses__in=[row.pk for row in rows]).exclude(
        stage=Stage.DROPPED.value
    )
    return frozenset(found.values_list("reverses_id", flat=True))
