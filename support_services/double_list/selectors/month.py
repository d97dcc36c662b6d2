"""The month as a calendar: on which day who owes what, of everything that runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from support_services.double_list.models import Extension
from support_services.double_list.selectors.items import HelperWord, helper_words

WEEK = 7


@dataclass(frozen=True)
class Running:
    """Items with what is asked of them besides: extensions that wait, units that help."""

    items: list[Any]
    extensions: Mapping[int, Extension]
    helping: Mapping[int, list[HelperWord]]


def running(rows: QuerySet[Any]) -> Running:
    """Four queries, whatever their number."""
    items = list(rows)
    waiting = Extension.objects.filter(state="asked", item__in=[one.pk for one in items])
    return Running(items, {one.item_id: one for one in waiting}, helper_words(items))


def weeks_of(month: date) -> list[list[date]]:
    """Weeks from Monday that hold the days of a month; its neighbours' days fill them."""
    first = month.replace(day=1)
    day = first - timedelta(days=first.weekday())
    found = []
    while day <= first or (day.year, day.month) == (first.year, first.month):
        found.append([day + timedelta(days=number) for number in range(WEEK)])
        day += timedelta(days=WEEK)
    return found


def months_beside(month: date) -> tuple[date, date]:
    """The first days of the month before and the month after."""
    first = month.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return before, after
