"""Whatever stands in the cells: every line gets its verdict, and nothing is written."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.people import NOW
from tests.registry.makers import id_number
from tests.registry.sheets import counts, csv, staged, xlsx
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.registry import list_cells
from veterans.registry.list_columns import NAMES, find_table
from veterans.registry.models import BankAccount, Person
from veterans.registry.states import ListState

pytestmark = pytest.mark.usefixtures("regions")

HEADS = tuple(names[0] for names in NAMES.values())
CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "张三", id_number(1), "3.70E+17", "东一村", "东街道", "13800000000", "汉", "义务兵"]
    ),
    st.dates(min_value=date(1901, 1, 1)).map(str),
    st.integers(-(10**20), 10**20).map(str),
)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=len(HEADS) + 1), min_size=1, max_size=4)
QUIET = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def held(clerk: User, content: bytes, name: str) -> None:
    made = staged(clerk, content, name)
    assert made.state in (ListState.READ, ListState.FAILED)
    assert sum(counts(made)) == made.verdicts.count() == made.rows_done
    assert made.state == ListState.READ or made.note
    assert not Person.objects.exists()
    assert not BankAccount.objects.exists()


@pytest.mark.django_db
@QUIET
@given(rows=ROWS)
@example(rows=[["'", '"', "\x00", "\x85", " ", "﻿"]])
@example(rows=[["=1+1"] * len(HEADS)])
def test_no_cell_of_a_workbook_brings_the_reader_down(
    rows: Sequence[Sequence[str]], clerk: User
) -> None:
    # What XML cannot hold cannot stand in a workbook either.
    plain = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in rows]
    held(clerk, xlsx(plain, heads=HEADS), "名单.xlsx")


@pytest.mark.django_db
@QUIET
@given(rows=ROWS)
def test_no_cell_of_a_csv_brings_the_reader_down(
    rows: Sequence[Sequence[str]], clerk: User
) -> None:
    plain = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in rows]
    held(clerk, csv(plain, heads=HEADS, code="utf-8"), "名单.csv")


@pytest.mark.django_db
@QUIET
@given(content=st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(content: bytes, clerk: User) -> None:
    held(clerk, content or b"\n", "名单.csv")


@settings(max_examples=300)
@given(day=st.dates(min_value=date(1910, 1, 1), max_value=date(2026, 11, 1)), at=st.integers(0, 6))
def test_a_day_is_read_back_from_each_spelling(day: date, at: int) -> None:
    spelt = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}-{day.month}-{day.day} 00:00:00",
        str((day - date(1899, 12, 30)).days),
    )
    # A spreadsheet's number of a day has five digits from 1927-05-18 on.
    if at == 6 and day < date(1927, 5, 18):
        return
    assert list_cells.read_day(spelt[at], what="入伍时间", today=NOW.date()) == day


@given(grid=st.lists(st.lists(st.one_of(st.sampled_from(HEADS), CELL), max_size=6), max_size=6))
def test_a_table_is_found_or_refused_in_words(grid: list[list[str]]) -> None:
    try:
        found = find_table(grid)
    except Refused:
        return
    assert {"name", "id_number"} <= set(found.places)
    assert found.lines
