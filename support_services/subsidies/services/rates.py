"""Standards: one person enters a table, another brings it into force.

Live rows of one key (scheme, grade, class) never overlap: a later standard shortens the one
before it. Whoever is determined under a key that has changed is marked for a fresh look from the
first month concerned; the next batch pays or takes back the difference by itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.subsidies.models import RateRow, RateTable, Scheme
from support_services.subsidies.models.schemes import Confidence, RateTableState
from support_services.subsidies.rules import Basis, Component
from support_services.subsidies.selectors.rates import Key, fitted_in, key_of
from support_services.subsidies.services.rate_marks import mark_rated
from support_services.subsidies.services.scheme_book import (
    GRADES,
    SchemeBook,
    class_code,
    parse_grade,
)
from support_services.subsidies.services.stacking import (
    lock_rated,
    lock_schemes,
    settle_stacking,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.line_problems import LineProblem, LineReader, LinesRefused
from veterans.foundation.money import ZERO, half_up
from veterans.foundation.months import month_cn
from veterans.foundation.sheets import parse_date

COLUMNS = (
    "scheme",
    "grade",
    "class",
    "amount",
    "basis",
    "effective_from",
    "confidence",
    "source",
)
OPTIONAL_COLUMNS = ("scheme_name", "component", "base", "percent")
_AMOUNT = re.compile(r"\A[0-9]{1,9}(\.[0-9]{1,2})?\Z")
_PERCENT = re.compile(r"\A[0-9]{1,3}(\.[0-9]{1,2})?\Z")

# Key, first month, amount, basis: what a standard says, whoever said it where.
Says = tuple[Key, date, Decimal, str]


@dataclass
class Entered:
    """Drafts that hold the rows given (new ones and such as were entered before), and how many
    rows were new, lie in an earlier draft already, or are in force already."""

    tables: list[RateTable] = field(default_factory=list)
    new: int = 0
    in_draft: int = 0
    in_force: int = 0


@dataclass(frozen=True)
class Enforced:
    """Rows that took effect, rows that said nothing new, entitlements marked for a fresh look."""

    rows: int
    unchanged: int
    marked: int


@dataclass(frozen=True)
class _Given:
    line: int
    scheme: Scheme
    component: str
    grade: int
    rate_class: str
    amount: Decimal
    base: Decimal | None
    percent: Decimal | None
    basis: str
    first: date
    confidence: str
    source: str

    @property
    def key(self) -> Key:
        return self.scheme.pk, self.component, self.grade, self.rate_class

    @property
    def says(self) -> Says:
        return self.key, self.first, self.amount, self.basis


@transaction.atomic
def enter_table(*, rows: Iterable[Line], by: User, at: datetime, document_no: str = "") -> Entered:
    """Enter standards as drafts: one table for each effective date. Nothing is paid by a draft.

    Amounts are yuan by ``basis``, or a ``percent`` of a ``base`` in yuan, half up to the fen. A
    component beside the standard may leave grade and class open, for all of them, and be
    zero, to end. What is in force already, or lies in a draft, is not entered
    again. Refuses, naming every line: an unknown scheme, a grade or class that is missing or that
    the scheme does not ask for, an amount that is not positive or has more than two decimals, an
    effective date that is not the first of a month, the same standard twice.
    """
    require(by, "rates.enter")
    given = _read(rows)
    outcome = Entered()
    live = _said(RateRow.objects.filter(is_live=True))
    drafted = _drafted_within({row.says for row in given})
    fresh: dict[date, list[_Given]] = defaultdict(list)
    tables: set[int] = set()
    for row in given:
        if row.says in live:
            outcome.in_force += 1
        elif row.says in drafted:
            outcome.in_draft += 1
            tables.add(drafted[row.says])
        else:
            outcome.new += 1
            fresh[row.first].append(row)
    for first, mine in sorted(fresh.items()):
        sources = "；".join(dict.fromkeys(row.source for row in mine))
        table = RateTable.objects.create(
            title=f"{month_cn(first)}起执行标准",
            document_no=(document_no.strip() or sources)[:200],
            effective_from=first,
            entered_by=by,
            entered_at=at,
        )
        RateRow.objects.bulk_create(
            RateRow(
                table=table,
                scheme=row.scheme,
                component=row.component,
                grade=row.grade,
                rate_class=row.rate_class,
                amount=row.amount,
                base=row.base,
                percent=row.percent,
                basis=row.basis,
                first_month=first,
                confidence=row.confidence,
                source=row.source,
            )
            for row in mine
        )
        tables.add(table.pk)
    outcome.tables = list(RateTable.objects.filter(pk__in=tables).order_by("effective_from", "pk"))
    if fresh:
        detail = {"rows": outcome.new, "effective": sorted(fresh)}
        audit.record(actor=by, action="rates.entered", subject="rate_table", detail=detail, at=at)
    return outcome


def _drafted_within(given: set[Says]) -> dict[Says, int]:
    """Rows of drafts that hold nothing but rows given: to bring such a draft into force later
    brings nothing into force that nobody has named."""
    drafted = _said(RateRow.objects.filter(table__state=RateTableState.DRAFT))
    others = {table for says, table in drafted.items() if says not in given}
    return {says: table for says, table in drafted.items() if table not in others}


def _said(rows: Iterable[RateRow]) -> dict[Says, int]:
    return {(key_of(row), row.first_month, row.amount, row.basis): row.table_id for row in rows}


def _read(lines: Iterable[Line]) -> list[_Given]:
    book = SchemeBook.read()
    problems: list[LineProblem] = []
    rows: list[_Given] = []
    first_line: dict[tuple[Key, date], int] = {}
    for line in lines:
        reader = LineReader()
        row = _read_row(line, book, reader)
        if row is not None and (row.key, row.first) in first_line:
            earlier = first_line[row.key, row.first]
            reader.complain(
                f"与第 {earlier} 行是同一项目、组成、等级、性质和执行日期，请只保留一行。"
            )
        if reader.complaints or row is None:
            problems.append(LineProblem(line.number, "".join(reader.complaints)))
            continue
        first_line[row.key, row.first] = line.number
        rows.append(row)
    if problems:
        raise LinesRefused(problems)
    if not rows:
        raise Refused("没有可录入的标准。")
    return rows


def _read_row(line: Line, book: SchemeBook, reader: LineReader) -> _Given | None:
    values = line.values
    scheme = reader.take(book.scheme, values["scheme"])
    first = reader.take(parse_date, values["effective_from"])
    if first is not None and first.day != 1:
        reader.complain("执行日期应为某月 1 日，如 2026-08-01。")
    component: str | None = None
    if scheme is not None:
        component = reader.take(book.component, scheme, values.get("component", ""))
    is_standard = component == Component.STANDARD
    amount, base, percent = _read_amount(values, reader, may_end=not is_standard)
    basis = values["basis"].strip()
    if basis not in list(Basis):
        reader.complain(f"计发口径应为 {'、'.join(Basis)} 之一。")
    if values["confidence"].strip() not in Confidence.values:
        reader.complain(f"可信程度应为 {'、'.join(Confidence.values)} 之一。")
    source = values["source"].strip()
    if not source or len(source) > 200:
        reader.complain("请填写来源或文号（200 字以内）。")
    grade = reader.take(parse_grade, values["grade"])
    if scheme is None or component is None or grade is None:
        return None
    rate_class: str | None = ""
    if is_standard or values["class"].strip():
        rate_class = reader.take(class_code, scheme, values["class"])
    if scheme.uses_grade and grade not in GRADES and (is_standard or grade):
        reader.complain(f"{scheme.name}须填等级，为 1 至 10。")
    if not scheme.uses_grade and grade:
        reader.complain(f"{scheme.name}不分等级，请不要填等级。")
    if basis == Basis.MONTH_PER_SERVICE_YEAR and not scheme.uses_service:
        reader.complain(f"{scheme.name}不按服役年限计发，口径不能是 {basis}。")
    if rate_class is None or first is None:
        return None
    return _Given(
        line.number,
        scheme,
        component,
        grade,
        rate_class,
        amount,
        base,
        percent,
        basis,
        first,
        values["confidence"].strip(),
        source,
    )


def _read_amount(
    values: dict[str, str], reader: LineReader, *, may_end: bool
) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """Yuan, as given or as a share of a base; complains of anything else."""
    base, percent = values.get("base", "").strip(), values.get("percent", "").strip()
    given = values["amount"].strip()
    if base or percent:
        if not (_AMOUNT.match(base) and _PERCENT.match(percent)):
            reader.complain("按比例计发的，计算基数和比例都要填，如 8000 和 50（即 50%）。")
            return ZERO, None, None
        of, share = Decimal(base), Decimal(percent)
        amount = half_up(of * share / 100)
        if not amount or share > 100:
            reader.complain("计算基数和比例应大于零，比例不超过 100。")
        elif given and not (_AMOUNT.match(given) and Decimal(given) == amount):
            reader.complain(f"{base} 的 {percent}% 是 {amount} 元，与所填标准不一致，请核对。")
        return amount, of, share
    amount = Decimal(given).quantize(Decimal("0.01")) if _AMOUNT.match(given) else ZERO
    ends = may_end and _AMOUNT.match(given) is not None
    if not amount and not ends:
        reader.complain("标准应为大于零的数，最多两位小数，不带千分位逗号，如 116270 或 2331.67。")
    return amount, None, None


@transaction.atomic
def enforce_table(*, table: RateTable, by: User, at: datetime) -> Enforced:
    """Bring a draft into force; the person who entered it may not.

    A row with the same key and first month as one in force and the same amount changes nothing;
    with another amount it takes its place. Any other row ends the one before it and lasts until
    the next one. Marks whoever is concerned in months that are calculated or being calculated.
    """
    require(by, "rates.enforce")
    found = _locked_draft(table)
    if found.entered_by_id == by.pk:
        raise Refused("录入人不能自己启用标准表，请由另一人启用。")
    rows = list(found.rows.order_by("scheme_id", "component", "grade", "rate_class"))
    # Batches are opened and rights are granted under the same locks: each batch sees all of a
    # table or none of it, and nobody is granted a right that is not settled with it.
    lock_schemes()
    ended, replaced, taking = fitted_in(rows)
    RateRow.objects.filter(pk__in=[row.pk for row in replaced]).update(is_live=False)
    RateRow.objects.bulk_update(ended, ["last_month"])
    RateRow.objects.bulk_update(taking, ["last_month", "is_live"])
    found.state = RateTableState.IN_FORCE
    found.enforced_by, found.enforced_at = by, at
    found.save(update_fields=["state", "enforced_by", "enforced_at"])
    people = lock_rated(taking)
    marked = mark_rated(taking)
    settle_stacking(people, locked=True)
    outcome = Enforced(rows=len(taking), unchanged=len(rows) - len(taking), marked=marked)
    audit.record(
        actor=by,
        action="rates.enforced",
        subject="rate_table",
        subject_id=found.pk,
        detail={"rows": outcome.rows, "unchanged": outcome.unchanged, "marked": marked},
        at=at,
    )
    return outcome


@transaction.atomic
def withdraw_table(*, table: RateTable, by: User, at: datetime) -> RateTable:
    """Take back a draft. What was once in force is only ever followed by another table."""
    require(by, "rates.enter")
    found = _locked_draft(table)
    found.state = RateTableState.WITHDRAWN
    found.save(update_fields=["state"])
    audit.record(
        actor=by, action="rates.withdrawn", subject="rate_table", subject_id=found.pk, at=at
    )
    return found


def _locked_draft(table: RateTable) -> RateTable:
    found = RateTable.objects.select_for_update().filter(pk=table.pk).first()
    if found is None:
        raise NotFound("没有找到这张标准表。")
    if found.state != RateTableState.DRAFT:
        raise Refused(f"这张标准表{found.get_state_display()}，只有草稿可以启用或撤回。")
    return found


@transaction.atomic
def redraft_table(
    *, table: RateTable, rows: Iterable[Line], by: User, at: datetime, document_no: str = ""
) -> Entered:
    """Other rows for a draft: the old draft is withdrawn, and the rows are entered anew.

    What somebody has seen as a draft stays to be seen; refuses what either step refuses.
    """
    withdraw_table(table=table, by=by, at=at)
    return enter_table(rows=rows, by=by, at=at, document_no=document_no)
