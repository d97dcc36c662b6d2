"""A figure's number, its sums by town and by month, and its list: all out of the one queryset that
the figure's ``rows`` gives, so that they cannot disagree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, F, Q, QuerySet, Sum
from django.db.models.functions import Left, TruncMonth
from django.utils import timezone

from veterans.accounts.figures import Cell, Figure, Span, span_of
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.months import add_months, month_cn
from veterans.regions.models import Level, Region
from veterans.regions.rules import subtree_end

TOWN_DIGITS = 9
# What has no place of a town: of the county itself, or of no place at all.
ELSEWHERE = "county"
ELSEWHERE_LABEL = "区本级或未分镇街"
Number = int | Decimal


@dataclass(frozen=True)
class Part:
    """A part of a figure: ``key`` narrows the list to it (``narrowed``)."""

    key: str
    label: str
    number: Number


@dataclass(frozen=True)
class Counted:
    """A figure as it stands for a reader. ``share``: of a hundred, of the figure whose part it is;
    None for no such figure, or one that is zero."""

    figure: Figure
    number: Number
    share: int | None = None


def span_for(figure: Figure, today: date, year: int | None = None) -> Span:
    """The days that a figure is asked for: its years up to that one, or this one."""
    return span_of(today, year=year, years=figure.years)


def rows_of(figure: Figure, user: User, today: date, span: Span) -> QuerySet[Any]:
    """Its rows, in its order."""
    return figure.rows(user, today, span).order_by(*(figure.order or ("pk",)))


def number_of(figure: Figure, rows: QuerySet[Any]) -> Number:
    """How many rows, or the sum of the column in yuan; one query."""
    if not figure.is_money:
        return rows.count()
    total = rows.order_by().aggregate(total=Sum(figure.amount))["total"]
    return Decimal(total or 0).quantize(Decimal("0.01"))


def counted(figures: Iterable[Figure], user: User, today: date) -> dict[str, Counted]:
    """Each of them by code; one query each, whatever the number of rows."""
    listed = list(figures)
    numbers = {
        one.code: number_of(one, one.rows(user, today, span_for(one, today))) for one in listed
    }
    return {
        one.code: Counted(one, numbers[one.code], _share(numbers, one.code, one.share_of))
        for one in listed
    }


def _share(numbers: dict[str, Number], code: str, whole: str) -> int | None:
    of = numbers.get(whole)
    return int(numbers[code] * 100 // of) if of else None


def path_field(figure: Figure) -> str:
    """The way to ``Region.path``."""
    return "path" if figure.place == "self" else f"{figure.place}__path"


def towns() -> dict[str, str]:
    """Names of all towns by path, in their order; one query."""
    rows = Region.objects.filter(level=Level.TOWN).order_by("path")
    return dict(rows.values_list("path", "name"))


def by_town(figure: Figure, rows: QuerySet[Any], named: dict[str, str]) -> list[Part]:
    """What each town has of it, those with nothing too; what is of no town last. ``named``: what
    ``towns`` gave. One query. The sums are the number."""
    found: dict[str, Number] = {}
    grouped = rows.order_by().annotate(at_town=Left(path_field(figure), TOWN_DIGITS))
    for key, number in grouped.values_list("at_town").annotate(told=_total(figure)):
        place = key if key in named else ELSEWHERE
        found[place] = found.get(place, 0) + (number or 0)
    parts = [Part(path, name, found.get(path, _zero(figure))) for path, name in named.items()]
    if ELSEWHERE in found:
        parts.append(Part(ELSEWHERE, ELSEWHERE_LABEL, found[ELSEWHERE]))
    return parts


def by_month(figure: Figure, rows: QuerySet[Any], span: Span) -> list[Part]:
    """What each month of the span has of it, those with nothing too. One query."""
    grouped = rows.order_by().annotate(in_month=TruncMonth(figure.day))
    found: dict[date, Number] = {}
    for month, number in grouped.values_list("in_month").annotate(told=_total(figure)):
        first = date(month.year, month.month, 1)
        found[first] = found.get(first, 0) + (number or 0)
    parts, month = [], span.first.replace(day=1)
    while month <= span.last:
        parts.append(Part(f"{month:%Y-%m}", month_cn(month), found.get(month, _zero(figure))))
        month = add_months(month, 1)
    return parts


def _total(figure: Figure) -> Any:
    return Sum(figure.amount) if figure.is_money else Count("pk")


def _zero(figure: Figure) -> Number:
    return Decimal("0.00") if figure.is_money else 0


def narrowed(
    figure: Figure, rows: QuerySet[Any], *, town: str = "", month: date | None = None
) -> QuerySet[Any]:
    """The rows of one part: of a town by its path or ``ELSEWHERE``, of a month by its first day.
    Refuses what the figure cannot be parted by."""
    if town:
        if not figure.place:
            raise Refused("这个指标不分镇街。")
        path = path_field(figure)
        if town == ELSEWHERE:
            known = rows.annotate(at_town=Left(path, TOWN_DIGITS))
            rows = known.filter(Q(at_town__isnull=True) | ~Q(at_town__in=list(towns())))
        else:
            rows = rows.filter(**{f"{path}__gte": town, f"{path}__lt": subtree_end(town)})
    if month is not None:
        if not figure.day:
            raise Refused("这个指标不分月份。")
        rows = rows.filter(**_in_month(rows, figure.day, month))
    return rows


def _in_month(rows: QuerySet[Any], column: str, month: date) -> dict[str, Any]:
    after = add_months(month, 1)
    if _is_moment(rows, column):
        first, end = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (month, after)
        )
        return {f"{column}__gte": first, f"{column}__lt": end}
    return {f"{column}__gte": month, f"{column}__lt": after}


def _is_moment(rows: QuerySet[Any], column: str) -> bool:
    resolved = F(column).resolve_expression(rows.query.chain())
    return isinstance(resolved.output_field, DateTimeField)


def shown_of(value: Cell) -> Any:
    """A cell of a list as it is read."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return value if value not in (None, "") else "—"


def cell_of(value: Cell) -> str | int | Decimal:
    """The same in a workbook, where nothing is an empty cell."""
    shown = shown_of(value)
    return "" if shown == "—" else shown
