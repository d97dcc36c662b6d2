"""Rows that are written one to a line, as criteria, budgets and milestones are: read and told
again. Pure.

A box of lines is filled in everywhere alike, at the bureau, by a unit's own link, without
JavaScript, and takes what is copied out of a document.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from veterans.foundation.errors import Refused

_GAP = r"[\s，,：:；;、|]+"
_BUDGET = re.compile(rf"\A(.+?){_GAP}([0-9][0-9,]*(?:\.[0-9]{{1,2}})?)\s*元?\Z")
_CRITERION = re.compile(
    rf"\A(.+?){_GAP}([0-9]{{1,3}}(?:\.[0-9]{{1,2}})?)\s*[%％分]?(?:{_GAP}(.+))?\Z"
)
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_PROMISE = re.compile(
    rf"\A(.+?){_GAP}{_DAY}{_GAP}(.+?){_GAP}([0-9][0-9,]*(?:\.[0-9]{{1,2}})?)\s*([^\s0-9]{{1,10}})\Z"
)
BUDGET_EXAMPLE = "维修配件 20000"
CRITERION_EXAMPLE = "需要程度 40 多少人等着、急不急"
PROMISE_EXAMPLE = "上门维修 2027-06-30 上门次数 100 次"


@dataclass(frozen=True)
class BudgetRow:
    """A line of a budget, in yuan."""

    item: str
    amount: Decimal


@dataclass(frozen=True)
class CriterionRow:
    """A criterion, how much of 100 it counts, and how it is judged."""

    label: str
    weight: Decimal
    hint: str


@dataclass(frozen=True)
class PromiseRow:
    """What, until when, and the figure with its unit."""

    what: str
    due_on: date
    measure: str
    promised: Decimal
    unit: str


def read_budget(text: str) -> list[BudgetRow]:
    """``用途 金额``. Refuses, naming the line, what is no such row."""
    found = []
    for at, line in _lines(text):
        match = _BUDGET.match(line)
        if match is None:
            raise _unread("经费预算", at, BUDGET_EXAMPLE)
        found.append(BudgetRow(match[1].strip(), _number(match[2])))
    return found


def read_criteria(text: str) -> list[CriterionRow]:
    """``指标 权重 怎样评``, the last of which may be missing."""
    found = []
    for at, line in _lines(text):
        match = _CRITERION.match(line)
        if match is None:
            raise _unread("评分指标", at, CRITERION_EXAMPLE)
        hint = (match[3] or "").strip()
        found.append(CriterionRow(match[1].strip(), _number(match[2]), hint))
    return found


def read_promises(text: str) -> list[PromiseRow]:
    """``做什么 哪天 指标 数量 单位``."""
    found = []
    for at, line in _lines(text):
        match = _PROMISE.match(line)
        if match is None:
            raise _unread("项目节点", at, PROMISE_EXAMPLE)
        what, year, month, day, measure, figure, unit = match.groups()
        try:
            due_on = date(int(year), int(month), int(day))
        except ValueError:
            raise Refused(f"项目节点第 {at} 行的日期不是真实的日期，请核对。") from None
        found.append(PromiseRow(what.strip(), due_on, measure.strip(), _number(figure), unit))
    return found


def budget_text(rows: Iterable[tuple[str, Decimal]]) -> str:
    """As ``read_budget`` reads it."""
    return "\n".join(f"{item} {amount:.2f}" for item, amount in rows)


def criteria_text(rows: Iterable[tuple[str, Decimal, str]]) -> str:
    """As ``read_criteria`` reads it."""
    return "\n".join(f"{label} {plain(weight)} {hint}".strip() for label, weight, hint in rows)


def promises_text(rows: Iterable[tuple[str, date, str, Decimal, str]]) -> str:
    """As ``read_promises`` reads it."""
    return "\n".join(
        f"{what} {due_on:%Y-%m-%d} {measure} {plain(promised)} {unit}"
        for what, due_on, measure, promised, unit in rows
    )


def plain(number: Decimal) -> str:
    """``40``, ``12.5``: without zeros that say nothing."""
    return f"{number.normalize():f}"


def _lines(text: str) -> Iterable[tuple[int, str]]:
    rows = (" ".join(line.split()) for line in (text or "").splitlines())
    return [(at, line) for at, line in enumerate(rows, start=1) if line]


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _unread(what: str, at: int, example: str) -> Refused:
    return Refused(f"{what}第 {at} 行看不懂，请照这样写一行：{example}。")
