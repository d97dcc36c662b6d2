"""Lists to take away: CSV and XLSX that a spreadsheet opens as text and never as a formula. Pure.

Cells are text, whole numbers or ``Decimal`` yuan. Text that a spreadsheet would reckon with gets an
apostrophe in front in a CSV; in a workbook it is stored as text.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

Cell = str | int | Decimal
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Full-width signs too: some spreadsheets read them as the plain ones.
_FORMULA_START = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_WIDEST = 40


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets recognise it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    title: str, notes: Sequence[str], heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> bytes:
    """One sheet: title, lines of notes, and heads that stay in sight, on paper too."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("名册")
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    text = book.add_format({"num_format": "@", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    sheet.write_string(0, 0, title, bold)
    for at, note in enumerate(notes, start=1):
        sheet.write_string(at, 0, note)
    top = 1 + len(notes)
    widths = [_width(one) for one in heads]
    for column, one in enumerate(heads):
        sheet.write_string(top, column, one, head)
    last = top
    for last, row in enumerate(rows, start=top + 1):
        for column, cell in enumerate(row):
            _put(sheet, last, column, cell, text, money)
            widths[column] = max(widths[column], _width(_plain(cell)))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, last, len(heads) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def form_bytes(
    heads: Sequence[str],
    hints: Sequence[tuple[str, str]],
    *,
    rows: Iterable[Sequence[str]] = (),
    also: Sequence[tuple[str, Sequence[str], Iterable[Sequence[str]]]] = (),
) -> bytes:
    """An empty workbook to fill in and bring back: heads alone, every cell text, so that no long
    number loses its digits; a second sheet says what belongs into each column. ``rows``: what
    stands there already, where only some columns are to be filled in. ``also``: further
    sheets to look things up in, each with its name, heads and rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    sheet = book.add_worksheet("名单")
    for column, one in enumerate(heads):
        sheet.set_column(column, column, max(_width(one), 14) + 4, text)
        sheet.write_string(0, column, one, head)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, _one_line(cell), text)
    sheet.freeze_panes(1, 0)
    told = book.add_worksheet("填写说明")
    told.set_column(0, 0, 20)
    told.set_column(1, 1, 70)
    for at, (one, hint) in enumerate(hints):
        told.write_string(at, 0, one, head)
        told.write_string(at, 1, hint)
    for name, names, others in also:
        extra = book.add_worksheet(name)
        extra.set_column(0, len(names) - 1, 20, text)
        for at, values in enumerate((names, *others)):
            for column, cell in enumerate(values):
                extra.write_string(at, column, cell, head if at == 0 else text)
        extra.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _put(sheet: Any, row: int, column: int, cell: Cell, text: Any, money: Any) -> None:
    if isinstance(cell, Decimal):
        # A spreadsheet keeps fifteen digits; amounts have at most twelve.
        sheet.write_number(row, column, float(cell), money)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, _one_line(cell), text)


def _csv_cell(cell: Cell) -> str:
    plain = _plain(cell)
    guarded = isinstance(cell, str) and plain.lstrip().startswith(_FORMULA_START)
    return f"'{plain}" if guarded else plain


def _plain(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return _one_line(cell) if isinstance(cell, str) else str(cell)


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
