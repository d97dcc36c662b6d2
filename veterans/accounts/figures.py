"""Figures (指标): a number, and the rows it is made of, told once by one selector.

Every floor registers what it counts from ``AppConfig.ready``, out of a file ``figures.py`` of its
own app, which imports its selectors::

    FIGURES = (
        Figure(
            code="stations.all",  # the app, a dot, a word; never another meaning later
            group="stations",  # one of ``GROUPS``: where it stands on the picture
            label="服务站",
            unit="个",
            duty="network.read",  # who may know the number, and who its rows
            rows=lambda user, today, span: stations_visible_to(user),
            columns=(Column("服务站", lambda row: row.name),),
            place="region",  # the way to a ``Region``; "self": is one
            order=("region__path",),
        ),
    )
    figures.register(*FIGURES)  # in ``ready``

``rows`` is asked with the reader, the day and a span of days, and fails closed as every selector
does. It gives each row once, without joins that multiply it. The number, the list, its sums by town
and by month and its workbook are all taken from what it gives (``selectors`` of the floor that
shows them), so they cannot disagree. What a reader may not see he is not counted either: two
readers of different duties may read two numbers, each of them that of his own list.

``amount``: the ``Decimal`` column in yuan whose sum the number is; "" where rows are counted.
``day``: the column, a date or a moment, by which rows are of a month. ``years``: over how many
years, this one included, rows are asked for; 0 for what stands today, whatever the span.
``share_of``: the code of the figure whose rows these are a part of. ``note``: in words for the
reader, what is counted and what is not. ``chart``: ``town`` or ``month``: the chart that stands
beside it on the picture, or none. ``tone``: of a figure that says by itself that something
is good or bad, where it is not zero.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

# Where figures stand on the picture, in this order.
GROUPS: dict[str, str] = {
    "double_list": "双清单",
    "projects": "服务项目",
    "supporters": "社会拥军",
    "stations": "服务站网络",
    "money": "优待抚恤资金",
    "benefits": "优待与政策落实",
    "people": "诉求、走访与帮扶",
    "honours": "荣誉激励",
}
MONEY = "元"

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both of them in it."""

    first: date
    last: date


Rows = Callable[[User, date, Span], QuerySet[Any]]


@dataclass(frozen=True)
class Column:
    """One column of the list: what it is called and what it tells of a row. Names of people come
    covered, and nothing comes that the floor's own list does not show."""

    label: str
    tell: Callable[[Any], Cell]


@dataclass(frozen=True)
class Figure:
    """See the module."""

    code: str
    group: str
    label: str
    unit: str
    duty: str
    rows: Rows
    columns: tuple[Column, ...]
    amount: str = ""
    place: str = ""
    day: str = ""
    years: int = 0
    share_of: str = ""
    chart: str = ""
    note: str = ""
    order: tuple[str, ...] = ()
    row_url: Callable[[Any], str] | None = None
    tone: str = ""

    @property
    def is_money(self) -> bool:
        return bool(self.amount)


_figures: dict[str, Figure] = {}


def register(*figures: Figure) -> None:
    """Called by each app's ``ready``. Refuses another figure under a code that is taken, a group
    nobody shows, and a sum that is not in yuan."""
    for figure in figures:
        if figure.group not in GROUPS:
            raise ValueError(f"{figure.code}: no group {figure.group}")
        if figure.is_money != (figure.unit == MONEY):
            raise ValueError(f"{figure.code}: what is summed is yuan, and yuan are summed")
        if bool(figure.years) and not figure.day:
            raise ValueError(f"{figure.code}: over years takes a day")
        if not {"": True, "town": figure.place, "month": figure.years == 1}.get(figure.chart):
            raise ValueError(f"{figure.code}: a chart of what it is not parted by")
        if _figures.setdefault(figure.code, figure) is not figure:
            raise ValueError(f"{figure.code} is taken")


def figures_for(user: User) -> list[Figure]:
    """Those that somebody may know, by group, in the order in which they were registered."""
    rank = list(GROUPS)
    known = [one for one in _figures.values() if user.may(one.duty)]
    return sorted(known, key=lambda one: rank.index(one.group))


def figure_for(user: User, code: str) -> Figure:
    """One of them; refuses alike a code that is none and one that is not for him."""
    found = _figures.get(code)
    if found is None or not user.may(found.duty):
        raise NotFound("没有这个指标。")
    return found


def unknown(codes: Iterable[str]) -> list[str]:
    """Which of these are codes of no figure."""
    return [code for code in codes if code not in _figures]


def label_of(code: str) -> str:
    """What a figure is called; the code itself where it is registered no more."""
    found = _figures.get(code)
    return found.label if found is not None else code


def span_of(today: date, *, year: int | None = None, years: int = 1) -> Span:
    """``years`` years up to and including ``year``, or this one, never beyond today."""
    last = today.year if year is None else year
    return Span(date(last - max(years, 1) + 1, 1, 1), min(date(last, 12, 31), today))
