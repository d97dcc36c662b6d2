"""What the double list counts. Lights are those of the board, by the rules of the day."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from support_services.double_list.models import Item
from support_services.double_list.selectors.board import clockwork, lit
from support_services.double_list.selectors.items import items_visible_to
from support_services.double_list.states import (
    AT_WORK,
    DONE,
    Direction,
    ItemState,
    Light,
)
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User

_IN_HAND = sorted(one.value for one in AT_WORK | DONE | {ItemState.RETURNED})
_NOT_ON_IT = [ItemState.MERGED.value, ItemState.DROPPED.value]


def _of_year(user: User, today: date, span: Span) -> QuerySet[Item]:
    rows = items_visible_to(user).filter(year=today.year)
    return rows.exclude(state__in=_NOT_ON_IT)


def _from_troops(user: User, today: date, span: Span) -> QuerySet[Item]:
    return _of_year(user, today, span).filter(direction=Direction.ARMY.value)


def _in_hand(user: User, today: date, span: Span) -> QuerySet[Item]:
    return items_visible_to(user).filter(state__in=_IN_HAND)


def _red(user: User, today: date, span: Span) -> QuerySet[Any]:
    return lit(_in_hand(user, today, span), clockwork(today)).filter(light=Light.RED.value)


def _yellow(user: User, today: date, span: Span) -> QuerySet[Any]:
    return lit(_in_hand(user, today, span), clockwork(today)).filter(light=Light.YELLOW.value)


def _closed(user: User, today: date, span: Span) -> QuerySet[Item]:
    days = (span.first, span.last)
    return items_visible_to(user).filter(state=ItemState.CLOSED.value, closed_on__range=days)


_OF_ITEMS: dict[str, Any] = {
    "group": "double_list",
    "unit": "项",
    "duty": "dlist.read",
    "columns": (
        Column("编号", lambda row: row.code),
        Column("事项", lambda row: row.title),
        Column("提出单位", lambda row: row.requester.name),
        Column("承办单位", lambda row: row.lead.name if row.lead else ""),
        Column("完成时限", lambda row: row.deadline),
        Column("最近报告", lambda row: row.said_on),
        Column("状态", lambda row: row.get_state_display()),
    ),
    "row_url": lambda row: reverse("admin:dlist_item", args=[row.pk]),
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="double_list.of_year",
        label="本年度清单事项",
        rows=_of_year,
        note="并入别的事项和没有列入的不算。",
        order=("direction", "number"),
        **_OF_ITEMS,
    ),
    Figure(
        code="double_list.from_troops",
        label="其中部队提出的",
        rows=_from_troops,
        share_of="double_list.of_year",
        order=("number",),
        **_OF_ITEMS,
    ),
    Figure(
        code="double_list.in_hand",
        label="在办事项",
        rows=_in_hand,
        note="交办以后、销号以前，往年的也算；暂缓和长期坚持的不算。",
        order=("deadline", "pk"),
        **_OF_ITEMS,
    ),
    Figure(
        code="double_list.red",
        label="超期事项",
        rows=_red,
        share_of="double_list.in_hand",
        note="过了完成时限，或者过了约定时间没有报进展的，和督办台账的红灯一致。",
        order=("deadline", "pk"),
        tone="bad",
        **_OF_ITEMS,
    ),
    Figure(
        code="double_list.yellow",
        label="临近超期事项",
        rows=_yellow,
        share_of="double_list.in_hand",
        order=("deadline", "pk"),
        tone="warn",
        **_OF_ITEMS,
    ),
    Figure(
        code="double_list.closed",
        label="本年度销号事项",
        chart="month",
        rows=_closed,
        day="closed_on",
        years=1,
        note="提出单位评价过、已销号的，往年结转来的也算。",
        order=("-closed_on", "-pk"),
        **_OF_ITEMS,
    ),
)
