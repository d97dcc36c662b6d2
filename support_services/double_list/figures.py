"""What the double list counts."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from support_services.double_list.models import Item
from support_services.double_list.selectors.board import clockwork, lit
from support_services.double_list.selectors.items import items_visible_to
from support_services.double_list.states import GROUP_DECIDED, ItemState, Light
from veterans.accounts.figures import Column, Figure, Rows, Span
from veterans.accounts.models import User

_LISTED = sorted(one.value for one in GROUP_DECIDED)


def _listed(user: User, today: date, span: Span) -> QuerySet[Item]:
    return items_visible_to(user).filter(year=today.year, state__in=_LISTED)


def _closed(user: User, today: date, span: Span) -> QuerySet[Item]:
    return _listed(user, today, span).filter(state=ItemState.CLOSED.value)


def _red(user: User, today: date, span: Span) -> QuerySet[Item]:
    """By number: a light is reckoned over the table itself, and stands in no statement within
    another."""
    rows = lit(_listed(user, today, span), clockwork(today)).filter(light=Light.RED.value)
    return items_visible_to(user).filter(pk__in=list(rows.values_list("pk", flat=True)))


_COLUMNS = (
    Column("编号", lambda row: row.code),
    Column("事项", lambda row: row.title),
    Column("提出单位", lambda row: row.requester.name),
    Column("承办单位", lambda row: row.lead.name if row.lead is not None else ""),
    Column("状态", lambda row: row.get_state_display()),
    Column("完成时限", lambda row: row.deadline),
    Column("进度（%）", lambda row: row.progress),
)
_ORDER = ("direction", "number", "pk")


def _figure(
    code: str, label: str, rows: Rows, note: str, *, share_of: str = "", tone: str = ""
) -> Figure:
    return Figure(
        code=f"double_list.{code}",
        group="double_list",
        label=label,
        unit="项",
        duty="dlist.read",
        rows=rows,
        columns=_COLUMNS,
        note=note,
        order=_ORDER,
        row_url=lambda row: reverse("admin:dlist_item", args=[row.pk]),
        share_of=share_of,
        tone=tone,
    )


FIGURES: tuple[Figure, ...] = (
    _figure("listed", "列入清单的事项", _listed, "今年经领导小组审定的，结转到下年的也算。"),
    _figure("closed", "已销号", _closed, "今年清单里提出单位评价以后销号的。",
            share_of="double_list.listed"),
    _figure("red", "亮红灯的事项", _red, "今天超期，或者超过约定时间没有报进展的。",
            share_of="double_list.listed", tone="bad"),
)  # fmt: skip
