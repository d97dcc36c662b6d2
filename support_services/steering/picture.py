"""What stands on the leaders' one picture: sections by group, cards with links, charts with the
same numbers as a table. A fixed number of queries for the figures there are."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from support_services.steering.selectors.counting import (
    Counted,
    Part,
    by_month,
    by_town,
    counted,
    span_for,
    towns,
)
from support_services.steering.selectors.days import MonthEnd, ends_of_months
from support_services.steering.selectors.tasks import current_programme, promises, tasks_of
from support_services.steering.showing import task_row
from support_services.steering.states import STANDING_LABELS, Standing
from veterans.accounts.bureau_pages import address
from veterans.accounts.figures import GROUPS, Figure, figures_for
from veterans.accounts.models import User

# Trends beside the tasks: of so many figures, those that targets of the year name first.
MOST_TRENDS = 6


def sections(user: User, today: date) -> list[dict[str, Any]]:
    """Every group of which somebody may know something, in order: its cards and its charts."""
    figures = figures_for(user)
    told = counted(figures, user, today)
    named = towns()
    found = []
    for group, title in GROUPS.items():
        own = [one for one in figures if one.group == group]
        if own:
            found.append(
                {
                    "key": group,
                    "title": title,
                    "cards": [card(told[one.code]) for one in own],
                    "charts": [
                        chart(one, parts_of(one, user, today, one.chart, named))
                        for one in own
                        if one.chart
                    ],
                }
            )
    return found


def tasks_of_year(user: User, today: date) -> dict[str, Any] | None:
    """The document that is followed, and how the targets of this year stand; None where none is
    followed. The cards count the very rows that the page of tasks lists for the year."""
    programme = current_programme(user)
    if programme is None:
        return None
    listed = tasks_of(user, programme, year=today.year)
    targets = [target for task in listed for target in task.targets.all()]
    told = promises(user, targets, today=today)
    made = [one for rows in told.values() for one in rows]
    url = address("steering", year=str(today.year), document=str(programme.pk))
    cards = [("任务", len(listed), "项", ""), ("定了年度目标的任务", len(told), "项", "")]
    for standing in Standing:
        label, tone = STANDING_LABELS[standing]
        number = sum(one.standing is standing for one in made)
        cards.append((f"目标：{label}", number, "个", tone if number else ""))
    return {
        "title": programme.title,
        "year": today.year,
        "url": url,
        "cards": [
            {"title": title, "number": number, "unit": unit, "tone": tone, "url": url, "note": ""}
            for title, number, unit, tone in cards
        ],
        "rows": [task_row(task, told[task.pk]) for task in listed if task.pk in told],
    }


def card(one: Counted) -> dict[str, Any]:
    """A figure as ``amount_card`` takes it; its tone only where it is not zero."""
    figure = one.figure
    return {
        "title": figure.label,
        "number": one.number,
        "unit": figure.unit,
        "note": f"占 {one.share}%" if one.share is not None else "",
        "tone": figure.tone if one.number else "",
        "url": address("figure", figure.code),
    }


def parts_of(
    figure: Figure, user: User, today: date, kind: str, named: dict[str, str]
) -> list[Part]:
    """By ``town`` or by ``month`` of the figure's years."""
    span = span_for(figure, today)
    rows = figure.rows(user, today, span)
    return by_town(figure, rows, named) if kind == "town" else by_month(figure, rows, span)


def chart(figure: Figure, parts: Iterable[Part], *, kind: str = "") -> dict[str, Any]:
    """As ``bureau/_figure_chart.html`` takes it; each part leads to its own rows."""
    kind = kind or figure.chart
    return {
        "ident": f"chart-{figure.code.replace('.', '-')}-{kind}",
        "title": f"{figure.label}（{'按镇街' if kind == 'town' else '按月'}）",
        "kind": kind,
        "unit": figure.unit,
        "is_money": figure.is_money,
        "label_head": "镇街" if kind == "town" else "月份",
        "rows": [
            {
                "key": part.key,
                "label": part.label,
                "value": part.number,
                "url": address("figure", figure.code, **{kind: part.key}),
            }
            for part in parts
        ],
    }


def trends_of_year(user: User, today: date) -> list[dict[str, Any]]:
    """The way of the figures that this year's targets name, by month, in the order of the tasks."""
    programme = current_programme(user)
    if programme is None:
        return []
    listed = tasks_of(user, programme, year=today.year)
    known = {one.code: one for one in figures_for(user)}
    named = dict.fromkeys(target.figure for task in listed for target in task.targets.all())
    chosen = [known[code] for code in named if code in known][:MOST_TRENDS]
    ends = ends_of_months(user, chosen, today)
    return [_trend(one, ends[one.code]) for one in chosen]


def trend(figure: Figure, user: User, today: date) -> dict[str, Any]:
    """The same of one figure."""
    return _trend(figure, ends_of_months(user, [figure], today)[figure.code])


def _trend(figure: Figure, ends: list[MonthEnd]) -> dict[str, Any]:
    # Only today's number has rows to lead to.
    today, url = ends[-1].day, address("figure", figure.code)
    return {
        "chart": {
            "ident": f"trend-{figure.code.replace('.', '-')}",
            "title": f"{figure.label}（各月最后一天）",
            "kind": "month",
            "unit": figure.unit,
            "is_money": figure.is_money,
            "label_head": "日期",
            "rows": [
                {
                    "label": f"{one.day:%Y-%m-%d}",
                    "value": one.number,
                    "url": url if one.day == today else "",
                }
                for one in ends
                if one.number is not None
            ],
        },
        "label": figure.label,
        "is_known": any(one.number is not None for one in ends[:-1]),
        "unknown": "、".join(f"{one.day:%Y-%m-%d}" for one in ends if one.number is None),
    }
