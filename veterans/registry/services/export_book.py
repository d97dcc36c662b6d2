"""The workbook of an export: written row by row in bounded memory, with its mark on every page.

Who took it along, what for and until when stands above the table, where it stays in sight, and on
every printed page. Text is written as text, so that no name is taken for a formula.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

from veterans.foundation.table_files import Cell
from veterans.registry.export_columns import Column

WARNING = "内部资料，仅限工作使用，到期请销毁"
A4 = 9
# Widths in characters: of the words above a table, and from where on a sheet lies across.
NARROWEST, ACROSS = 80, 90


@dataclass(frozen=True)
class Mark:
    """What tells whose copy it is, and ``about`` whom; all of it words for the screen."""

    about: str
    unit: str
    number: str
    who: str
    account: str
    at: str
    until: str
    purpose: str

    @property
    def line(self) -> str:
        return (
            f"单位：{self.unit}　导出人：{self.who}（账号 {self.account}）　导出时间：{self.at}"
            f"　导出编号：{self.number}　用途：{self.purpose}"
        )

    @property
    def warning(self) -> str:
        return f"{WARNING}（{self.until} 到期）"

    @property
    def header(self) -> str:
        return f"&L{_said(self.unit)}　导出编号 {self.number}&R用途：{_said(self.purpose)}"

    @property
    def footer(self) -> str:
        who = f"导出人 {_said(self.who)}（{_said(self.account)}）"
        return f"&L{who}　{self.at}&C{WARNING}&R第 &P 页，共 &N 页"


class ExportBook:
    """One sheet. ``write`` in the order of the rows; nothing can be written twice."""

    def __init__(self, book: Any, mark: Mark, columns: Sequence[Column]) -> None:
        self._columns, self._row = columns, 0
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        cell = {**base, "border": 1, "border_color": "#9A9A9A"}
        self._text = book.add_format({**cell, "num_format": "@"})
        self._figure = book.add_format({**cell, "align": "center"})
        self._sheet = book.add_worksheet("名册")
        book.set_properties({"title": f"人员导出 {mark.number}", "company": mark.unit})
        self._head(book, mark, base, cell)

    def write(self, cells: Sequence[Cell]) -> None:
        """A row of the table, numbered."""
        self._row += 1
        at = self._top + self._row
        self._sheet.write_number(at, 0, self._row, self._figure)
        for column, value in enumerate(cells, start=1):
            if isinstance(value, int):
                self._sheet.write_number(at, column, value, self._figure)
            else:
                self._sheet.write_string(at, column, _clean(str(value)), self._text)

    def _head(self, book: Any, mark: Mark, base: dict[str, Any], cell: dict[str, Any]) -> None:
        sheet, heads = self._sheet, ("序号", *(column.label for column in self._columns))
        head = book.add_format(
            {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEFEA"}
        )
        widths = [7, *(column.width for column in self._columns)]
        # A table of few columns is no measure for the words above it.
        while sum(widths) < NARROWEST:
            widths.append(10)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        said: tuple[tuple[str, int, dict[str, Any]], ...] = (
            (f"人员名册：{mark.about}", 16, {"bold": True}),
            (mark.line, 10, {}),
            (mark.warning, 10, {"bold": True, "font_color": "#B3261E"}),
        )
        for at, (text, size, look) in enumerate(said):
            style = book.add_format({**base, "font_size": size, "text_wrap": True, **look})
            # Merged cells do not grow by themselves; a character takes two places of its size.
            lines = -(-2 * len(text) * size // (10 * (sum(widths) - 4)))
            sheet.set_row(at, lines * size * 1.6 + 2)
            sheet.merge_range(at, 0, at, len(widths) - 1, _clean(text), style)
        self._top = len(said)
        for column, one in enumerate(heads):
            sheet.write_string(self._top, column, one, head)
        sheet.freeze_panes(self._top + 1, 0)
        sheet.repeat_rows(0, self._top)
        sheet.set_paper(A4)
        if sum(widths) > ACROSS:
            sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(mark.header, {"margin": 0.3})
        sheet.set_footer(mark.footer, {"margin": 0.3})


@contextmanager
def export_book(
    content: IO[bytes], *, mark: Mark, columns: Sequence[Column]
) -> Iterator[ExportBook]:
    """A workbook that is whole in ``content`` afterwards, unless somebody stumbled. What it puts
    aside on the way is gone in either case."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        book = xlsxwriter.Workbook(content, {"constant_memory": True, "tmpdir": folder})
        yield ExportBook(book, mark, columns)
        book.close()


def _said(text: str) -> str:
    """Words of a header, without the sign that has a meaning of its own there."""
    return _clean(text).replace("&", "＆")


def _clean(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
