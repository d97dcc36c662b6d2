"""The month view of the board: a calendar of who owes what on which day."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list.admin.steps import TITLE
from support_services.double_list.forms import MonthForm
from support_services.double_list.selectors import board as boards
from support_services.double_list.selectors import month as selectors
from support_services.double_list.selectors.board import Clockwork, clockwork
from support_services.double_list.showing import light_badge
from support_services.double_list.states import OVER
from support_services.double_list.waiting import deadline_beside, owed_by
from support_services.units.models import Unit
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.models import User

_OVER = sorted(one.value for one in OVER)
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def month(request: HttpRequest) -> HttpResponse:
    """One month: each day with who owes what; what was owed before it, first."""
    user = actor(request)
    clock = clockwork(timezone.localdate())
    form = MonthForm(request.GET, units=boards.units_with_items())
    form.is_valid()
    shown = form.cleaned_data.get("month") or clock.today
    unit = form.cleaned_data.get("unit")
    owed = _owed(user, clock, unit)
    before, after = selectors.months_beside(shown)
    first = shown.replace(day=1)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for one in owed:
        by_day.setdefault(one["by"], []).append(one)
    query = {"unit": str(unit)} if unit else {}
    return page(
        request,
        "bureau/double_list_month.html",
        title=f"双清单 {first.year}年{first.month}月",
        crumbs=(crumb(TITLE, "dlist"),),
        form=form,
        weekdays=WEEKDAYS,
        weeks=[
            [_day(day, first, by_day.get(day, []), clock) for day in week]
            for week in selectors.weeks_of(first)
        ],
        overdue=[one for one in owed if one["by"] < min(first, clock.today)]
        if first <= clock.today
        else [],
        total=sum(
            len(rows) for day, rows in by_day.items() if (day.year, day.month) == _key(first)
        ),
        before_url=address("dlist_month", month=f"{before:%Y-%m}", **query),
        after_url=address("dlist_month", month=f"{after:%Y-%m}", **query),
        today_url=address("dlist_month", **query),
        board_url=address("dlist"),
    )


def _key(day: date) -> tuple[int, int]:
    return day.year, day.month


def _owed(user: User, clock: Clockwork, unit: int | None) -> list[dict[str, Any]]:
    """Everything that is to be done by a day, by whom; of one unit, where one is named."""
    rows = boards.board(user, {}, clock).exclude(state__in=_OVER)
    known = selectors.running(rows)
    name = Unit.objects.filter(pk=unit).values_list("name", flat=True).first() if unit else None
    found = []
    for one in known.items:
        dues = owed_by(one, clock, known.extensions.get(one.pk), known.helping.get(one.pk, ()))
        dues += deadline_beside(one, dues, clock.today)
        row = {
            "code": one.code,
            "title": one.title,
            "url": address("dlist_item", one.pk),
            **light_badge(one.light),
        }
        found += [
            {**row, **due}
            for due in dues
            if due["by"] is not None and (unit is None or due["who"] == name)
        ]
    return sorted(found, key=lambda row: (row["by"], row["who"], row["code"]))


def _day(day: date, first: date, rows: list[dict[str, Any]], clock: Clockwork) -> dict[str, Any]:
    return {
        "on": day,
        "weekday": WEEKDAYS[day.weekday()],
        "rows": rows,
        "outside": _key(day) != _key(first),
        "today": day == clock.today,
        "rest": not clock.calendar.is_working_day(day),
    }
