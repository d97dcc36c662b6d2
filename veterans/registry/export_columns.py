"""The columns that an export may have, each with what it reads and how it shows it.

Every value is shown as the pages show it to everybody: what is covered there goes through the same
mask here, and there is no column for what only some may read (``sections``: 参战参试, health).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from veterans.foundation.masking import mask_address, mask_id_number, mask_phone
from veterans.foundation.table_files import Cell
from veterans.regions.models import Level
from veterans.registry.models import Category, Life, Sex
from veterans.registry.rules import age_on

HELD = "held"
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """``reads``: columns of a person's query; ``shown``: the cell of such a row on a day.
    ``width`` in characters of the sheet; ``covered``: said beside its name."""

    label: str
    reads: tuple[str, ...]
    shown: Callable[[Row, date], Cell]
    width: int
    covered: bool = False
    wished: bool = True


def _age(row: Row, today: date) -> Cell:
    return age_on(row["born_on"], row["died_on"] or today)


def _home(row: Row, today: date) -> Cell:
    above = row["region__parent__name"] if row["region__level"] == Level.VILLAGE else ""
    return f"{above or ''}{row['region__name']}"


def _categories(row: Row, today: date) -> Cell:
    return "、".join(Category(code).label for code in row[HELD])


def _status(row: Row, today: date) -> Cell:
    return str(Life.DEAD.label if row["died_on"] else Life.ALIVE.label)


def _plain(column: str) -> Callable[[Row, date], Cell]:
    return lambda row, today: row[column] or ""


def _masked(column: str, mask: Callable[[str], str]) -> Callable[[Row, date], Cell]:
    return lambda row, today: mask(str(row[column])) if row[column] else ""


COLUMNS: dict[str, Column] = {
    "name": Column("姓名", ("name",), _plain("name"), 12),
    "sex": Column("性别", ("sex",), lambda row, today: str(Sex(row["sex"]).label), 6),
    "age": Column("年龄", ("born_on", "died_on"), _age, 6),
    "village": Column("村居", ("region__name", "region__level", "region__parent__name"), _home, 24),
    "household": Column("户编号", ("household__number",), _plain("household__number"), 14),
    "relation": Column("与户主关系", ("relation",), _plain("relation"), 12),
    "categories": Column("人员类别", (HELD,), _categories, 28),
    "id_number": Column(
        "身份证号", ("id_number",), _masked("id_number", mask_id_number), 22, True, False
    ),
    "phone": Column("联系电话", ("phone",), _masked("phone", mask_phone), 15, True, False),
    "address": Column(
        "家庭住址",
        ("household__address",),
        _masked("household__address", mask_address),
        28,
        True,
        False,
    ),
    "plaque": Column(
        "光荣牌编号",
        ("household__plaque_number",),
        _plain("household__plaque_number"),
        18,
        wished=False,
    ),
    "status": Column("状态", ("died_on",), _status, 9),
}


def chosen(columns: Iterable[str]) -> list[Column]:
    """Those columns, in the order of the list above."""
    wanted = set(columns)
    return [column for key, column in COLUMNS.items() if key in wanted]
