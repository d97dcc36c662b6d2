"""Lists as they arrive broken: each refused whole, with a message that names line and cure.

One table for every importer: people, entitlements, standards, grants, lists of other offices and
regions. Files are built in memory and go the way of the commands; before and after, every table
of the portal holds as many rows.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.apps import apps
from django.db import connection, transaction

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.services import grant_lists, imports, rates
from support_services.subsidies.services.crosscheck_lists import apply_list
from support_services.subsidies.states import CheckKind
from tests.registry.makers import id_number
from tests.subsidies.factories import AT, entitlement, village
from tests.subsidies.grants import Office
from veterans.accounts.models import User
from veterans.foundation.csv_reading import Line, read_csv
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LinesRefused
from veterans.foundation.sheets import read_sheet
from veterans.regions.management.commands.load_regions import COLUMNS as REGION_COLUMNS
from veterans.regions.rules import RegionRow
from veterans.regions.services import load_regions
from veterans.registry.services import import_people, register_person
from veterans.registry.services import imports as people_imports

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
ONE, TWO, NEW = id_number(1), id_number(2), id_number(3)
WRONG = ONE[:-1] + ("0" if ONE[-1] != "0" else "1")
VILLAGE = "370303001001"
Table = list[list[Any]]


# --- the importers, as their commands call them ------------------------------------------------


@dataclass(frozen=True)
class Importer:
    """``good``: heads and rows of a list that is taken. ``take`` gives the refusal, or "" """

    good: Table
    take: Callable[[bytes, User], str]
    #: Reads XLSX and GB18030 as well.
    sheets: bool = True


def _refusal(problems: list[LineProblem]) -> str:
    return str(LinesRefused(problems)) if problems else ""


def _people(raw: bytes, by: User) -> str:
    rows = read_sheet(raw, people_imports.COLUMNS)
    return _refusal(import_people(rows=rows, by=by, at=AT).problems)


def _entitlements(raw: bytes, by: User) -> str:
    rows = read_sheet(raw, imports.COLUMNS)
    done = imports.import_entitlements(rows=rows, by=by, at=AT, today=TODAY)
    return _refusal(done.problems)


def _rates(raw: bytes, by: User) -> str:
    rates.enter_table(
        rows=read_sheet(raw, rates.COLUMNS, optional=rates.OPTIONAL_COLUMNS), by=by, at=AT
    )
    return ""


def _grants(raw: bytes, by: User) -> str:
    kind = GrantKind.FESTIVAL
    rows = read_sheet(raw, grant_lists.COLUMNS[kind], optional=grant_lists.OPTIONAL)
    grant_lists.enter_list(
        kind=kind, rows=rows, document_no="试验〔2026〕1号", by=by, at=AT, today=TODAY
    )
    return ""


def _checks(raw: bytes, by: User) -> str:
    apply_list(content=raw, kind=CheckKind.DEATH, source="试验单位", by=by, at=AT, today=TODAY)
    return ""


def _regions(raw: bytes, by: User) -> str:
    def region(line: Line) -> RegionRow:
        values = {key: line.values[key] for key in REGION_COLUMNS}
        return RegionRow(**values, where=f"第 {line.number} 行：")

    load_regions([region(line) for line in read_csv(raw, REGION_COLUMNS)], at=AT)
    return ""


IMPORTERS: dict[str, Importer] = {
    "people": Importer(
        [
            list(people_imports.COLUMNS),
            ["赵建国", NEW, VILLAGE, "13800000000", "试验银行", "", "6200000000000001"],
            ["钱秀英", id_number(4), VILLAGE, "", "", "", ""],
        ],
        _people,
    ),
    "entitlements": Importer(
        [
            list(imports.COLUMNS),
            [ONE, "disability_pension", "1", "combat", "", "", "2019-03-05", "", "试1号", ""],
            [TWO, "disability_pension", "2", "combat", "", "", "2020-03-05", "", "试2号", ""],
        ],
        _entitlements,
    ),
    "rates": Importer(
        [
            list(rates.COLUMNS),
            ["disability_pension", "1", "combat", "120000", "year", "2027-08-01", "reported", "试"],
            ["disability_pension", "2", "combat", "110000", "year", "2027-08-01", "reported", "试"],
        ],
        _rates,
    ),
    "grants": Importer(
        [
            list(grant_lists.COLUMNS[GrantKind.FESTIVAL]),
            [ONE, "2026", "army_day", "2026-11"],
            [TWO, "2026", "army_day", "2026-11"],
        ],
        _grants,
    ),
    "checks": Importer(
        [
            ["id_number", "date", "source"],
            [ONE, "2026-10-20", "火化记录"],
            [TWO, "2026-10-21", "火化记录"],
        ],
        _checks,
    ),
    "regions": Importer(
        [
            list(REGION_COLUMNS),
            ["370303002000", "第二镇", "town", "370303000000"],
            ["370303002001", "第一村", "village", "370303002000"],
        ],
        _regions,
        sheets=False,
    ),
}


# --- files -------------------------------------------------------------------------------------


def text(table: Table) -> str:
    return "\n".join(",".join(str(cell) for cell in row) for row in table) + "\n"


def csv(table: Table) -> bytes:
    return text(table).encode()


def workbook(table: Table) -> bytes:
    """Text as text, numbers as numbers: as a spreadsheet saves them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for at, row in enumerate(table):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


def changed(table: Table, row: int, column: int | str, value: Any) -> Table:
    at = table[0].index(column) if isinstance(column, str) else column % len(table[0])
    return [
        [value if (r, c) == (row, at) else cell for c, cell in enumerate(cells)]
        for r, cells in enumerate(table)
    ]


def bomb() -> bytes:
    """A few hundred kilobytes that unpack to more than the limit."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(4):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * (90 << 20))
    return out.getvalue()


BOMB = bomb()


def far(table: Table) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, head in enumerate(table[0]):
        sheet.write_string(0, column, str(head))
    sheet.write_string(1_000_000, 0, "x")
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class Damage:
    """``make`` breaks a good list; ``told`` stands in the message, ``line`` is named in it."""

    make: Callable[[Table], bytes]
    told: str
    line: int | None = None
    #: Importers that it concerns; empty for all.
    only: tuple[str, ...] = ()
    sheets: bool = False


def cell(row: int, column: int | str, value: Any) -> Callable[[Table], bytes]:
    return lambda table: csv(changed(table, row, column, value))


def swapped(first: str, second: str) -> Callable[[Table], bytes]:
    """Two columns whose contents changed places, their heads not."""

    def make(table: Table) -> bytes:
        a, b = table[0].index(first), table[0].index(second)
        rows = [list(row) for row in table]
        for row in rows[1:]:
            row[a], row[b] = row[b], row[a]
        return csv(rows)

    return make


def again(table: Table) -> bytes:
    return csv([*table, table[1]])


DAMAGES: dict[str, Damage] = {
    # The file itself
    "empty": Damage(lambda table: b"", "文件是空的"),
    "heads only": Damage(lambda table: csv(table[:1]), "只有列名"),
    "utf-16": Damage(lambda table: text(table).encode("utf-16"), "UTF-16"),
    "a broken byte": Damage(
        lambda table: csv(table)[:-3] + b"\xff\xfe\x80" + csv(table)[-3:], "不是 UTF-8", 3
    ),
    "a null byte": Damage(lambda table: csv(table)[:-1] + b"\x00\n", "空字符", 3),
    "old excel": Damage(
        lambda table: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "xls", sheets=True
    ),
    "a workbook torn off": Damage(lambda table: workbook(table)[:900], "工作簿打不开", sheets=True),
    "a zip bomb": Damage(lambda table: BOMB, "解开后过大", sheets=True),
    "a cell far away": Damage(far, "行，请拆成几个文件", sheets=True),
    "a workbook where a csv goes": Damage(workbook, "不是 CSV 文件", only=("regions",)),
    "gbk where utf-8 goes": Damage(
        lambda table: text(table).encode("gb18030"), "看起来是 GBK", 2, only=("regions",)
    ),
    # Rows and columns
    "a column missing": Damage(lambda table: csv([row[1:] for row in table]), "缺少", 1),
    "a column too many": Damage(
        lambda table: csv([[*row, "x" if at else "extra"] for at, row in enumerate(table)]),
        "不认识：extra",
        1,
    ),
    "a column twice": Damage(lambda table: csv([[*row, row[0]] for row in table]), "重复", 1),
    "torn off in mid row": Damage(lambda table: csv(table)[: csv(table).rindex(b",")], "列", 3),
    "a comma too many": Damage(
        lambda table: csv([*table[:2], [*table[2], ""]]), "请检查是否多了或少了逗号", 3
    ),
    "a quote left open": Damage(cell(2, 0, '"张三'), "引号不成对", 3),
    "content beyond the heads": Damage(
        lambda table: workbook([*table[:2], [*table[2], "x"]]),
        "最后一个列名之后还有内容",
        3,
        sheets=True,
    ),
    "a formula": Damage(cell(2, -1, "=1+1"), "像表格公式", 3),
    "a command in a cell": Damage(cell(2, 0, "@SUM(A1)"), "像表格公式", 3),
    "a formula behind a sign": Damage(cell(1, 0, "-cmd|' /C calc'!A0"), "像表格公式", 2),
    # What stands in them
    "a line twice": Damage(again, "", 4, only=("people", "checks", "regions")),
    "a right twice": Damage(again, "", 4, only=("entitlements",)),
    "a standard twice": Damage(again, "", 4, only=("rates",)),
    "a grant twice": Damage(again, "", 4, only=("grants",)),
    "a wrong check digit": Damage(
        cell(1, "id_number", WRONG),
        "身份证号",
        2,
        only=("people", "entitlements", "grants", "checks"),
    ),
    "a number that Excel ruined": Damage(
        lambda table: workbook(changed(table, 1, "id_number", 370303195001010010)),
        "Excel",
        2,
        only=("people", "entitlements", "grants", "checks"),
    ),
    "fifteen digits": Damage(
        cell(2, "id_number", ONE[:6] + ONE[8:17]),
        "",
        3,
        only=("people", "entitlements", "grants", "checks"),
    ),
    "no identity number": Damage(
        cell(2, "id_number", ""), "", 3, only=("people", "entitlements", "grants", "checks")
    ),
    "somebody unknown": Damage(
        cell(2, "id_number", id_number(9)), "", 3, only=("entitlements", "grants")
    ),
    "an account that Excel ruined": Damage(
        lambda table: workbook(changed(table, 1, "account_number", 6200000000000000001)),
        "Excel",
        2,
        only=("people",),
    ),
    "name and number swapped": Damage(swapped("name", "id_number"), "", 2, only=("people",)),
    "telephone and account swapped": Damage(
        swapped("phone", "account_number"), "联系电话", 2, only=("people",)
    ),
    "half an account": Damage(cell(1, "bank", ""), "", 2, only=("people",)),
    "a village of nowhere": Damage(cell(1, "region_code", "370399999999"), "", 2, only=("people",)),
    "no name": Damage(cell(2, "name", ""), "", 3, only=("people", "regions")),
    "another name for the number": Damage(
        lambda table: csv(changed(changed(table, 1, "id_number", ONE), 1, "name", "孙丽")),
        "姓名",
        2,
        only=("people",),
    ),
    "a scheme that is none": Damage(
        cell(1, "scheme", "残疾"), "", 2, only=("entitlements", "rates")
    ),
    "a grade that is none": Damage(cell(1, "grade", "11"), "", 2, only=("entitlements", "rates")),
    "grade and class swapped": Damage(
        swapped("grade", "class"), "", 2, only=("entitlements", "rates")
    ),
    "a day that is none": Damage(
        cell(1, "approved_on", "2026-02-30"), "日期", 2, only=("entitlements",)
    ),
    "a day as a bare number": Damage(
        lambda table: workbook(changed(table, 1, "approved_on", 45000)),
        "日期",
        2,
        only=("entitlements",),
    ),
    "a day to come": Damage(cell(1, "approved_on", "2027-02-01"), "", 2, only=("entitlements",)),
    "ended before it began": Damage(
        cell(1, "ended_on", "2018-01-01"), "", 2, only=("entitlements",)
    ),
    "an amount with letters": Damage(cell(1, "amount", "12o000"), "", 2, only=("rates",)),
    "an amount below zero": Damage(cell(1, "amount", "-120000"), "", 2, only=("rates",)),
    "a third of a fen": Damage(cell(1, "amount", "120000.005"), "", 2, only=("rates",)),
    "an amount of commas": Damage(cell(1, "amount", '"120,000"'), "", 2, only=("rates",)),
    "a month that is none": Damage(cell(1, "effective_from", "2027-13"), "", 2, only=("rates",)),
    "a confidence that is none": Damage(cell(1, "confidence", "sure"), "", 2, only=("rates",)),
    "a basis that is none": Damage(cell(1, "basis", "week"), "", 2, only=("rates",)),
    "amount and basis swapped": Damage(swapped("amount", "basis"), "", 2, only=("rates",)),
    "a year that is none": Damage(cell(1, "year", "26"), "", 2, only=("grants",)),
    "a festival that is none": Damage(cell(1, "festival", "中秋"), "", 2, only=("grants",)),
    "a paying month that is none": Damage(cell(1, "months", "2026年"), "", 2, only=("grants",)),
    "year and month swapped": Damage(swapped("year", "months"), "", 2, only=("grants",)),
    "a death to come": Damage(cell(2, "date", "2026-12-01"), "", 3, only=("checks",)),
    "a death before the birth": Damage(cell(1, "date", "1940-01-01"), "", 2, only=("checks",)),
    "day and number swapped": Damage(swapped("id_number", "date"), "", 2, only=("checks",)),
    "a code of eleven digits": Damage(
        cell(2, "code", "37030300200"), "12 位", 3, only=("regions",)
    ),
    "a code that Excel ruined": Damage(
        cell(2, "code", "3.70303E+11"), "12 位", 3, only=("regions",)
    ),
    "a level that is none": Damage(cell(2, "level", "村"), "不认识", 3, only=("regions",)),
    "a parent that the code denies": Damage(
        cell(2, "parent_code", "370303001000"), "应为", 3, only=("regions",)
    ),
    "a parent that is nowhere": Damage(
        lambda table: csv([table[0], table[2]]), "", 2, only=("regions",)
    ),
    "code and name swapped": Damage(swapped("code", "name"), "12 位", 2, only=("regions",)),
}

CASES = [
    (name, damage)
    for damage, broken in DAMAGES.items()
    for name, importer in IMPORTERS.items()
    if (not broken.only or name in broken.only) and (importer.sheets or not broken.sheets)
]
CURES = re.compile("请|应|须|不能|不要|可选|重复|改|先|核对|没有|只能|例如|已经")
CHINESE = re.compile("[\u4e00-\u9fff]")


# --- the world, once for the whole table ----------------------------------------------------------


@pytest.fixture(scope="module")
def clerk(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """A bureau with two people who draw, made once: a refused list leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = Office.of("festival_grant")
        by = office.lab.preparer
        home = village()
        office.figure(Code.FESTIVAL, "500", date(2026, 1, 1), "army_day")
        for n in (1, 2):
            somebody = register_person(
                name=f"测试{n}", id_number=id_number(n), region=home, by=by, at=AT, today=TODAY
            )
            entitlement(somebody, scheme="bereaved_pension")
        yield by
        transaction.set_rollback(True)


def rows_everywhere() -> dict[str, int]:
    """How many rows each table of the portal holds; one statement."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith(("veterans.", "support_services."))
    ]
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


def attempt(name: str, raw: bytes, by: User) -> str:
    """What the list is told; "" when it was taken."""
    try:
        with transaction.atomic():
            return IMPORTERS[name].take(raw, by)
    except Refused as refusal:
        return str(refusal)


@pytest.mark.parametrize("name", IMPORTERS)
def test_the_sound_list_is_taken(name: str, clerk: User) -> None:
    """Or else the damage would not be what the others are refused for."""
    importer = IMPORTERS[name]
    files = [csv(importer.good)]
    if importer.sheets:
        files += [workbook(importer.good), text(importer.good).encode("gb18030")]
    for raw in files:
        before = rows_everywhere()
        with transaction.atomic():
            assert importer.take(raw, clerk) == ""
            assert rows_everywhere() != before
            transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "damage"), CASES)
def test_refused_whole_with_line_and_cure(name: str, damage: str, clerk: User) -> None:
    broken = DAMAGES[damage]
    raw = broken.make(IMPORTERS[name].good)
    before = rows_everywhere()
    said = attempt(name, raw, clerk)
    assert said, "taken"
    assert rows_everywhere() == before
    assert broken.told in said, said
    assert CHINESE.search(said)
    if broken.line is not None:
        assert f"第 {broken.line} 行" in said, said
    assert CURES.search(said), said
    # The file's own personal data are not repeated to logs and screens.
    assert ONE not in said
    assert "6200000000000001" not in said


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 60
    assert {name for name, _ in CASES} == set(IMPORTERS)
