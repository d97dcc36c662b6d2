"""Writing rows in a format, in bounded memory. Pure but for a temporary file of a workbook.

Every text goes through ``texts.clean``; a delimiter inside a text becomes its full-width form;
what is too long is refused unless the layout allows to cut. A text that a spreadsheet would take
for a formula is stored as text (xlsx) or gets an apostrophe in front (delimited).
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from support_services.subsidies.bank_layouts.definition import STRICT_FIELDS, Cell, Format
from support_services.subsidies.bank_layouts.texts import (
    FORMULA_START,
    UnwritableText,
    clean,
    encode,
    strict,
    without_delimiter,
)

Row = Mapping[str, Any]
PART_BYTES = 1 << 18
XLSX_MAX_ROWS = 1_048_576
# A workbook carries its date of birth; a fixed one, so that the same rows give the same bytes.
_BORN = datetime(2000, 1, 1)  # noqa: DTZ001


class UnwritableRow(Exception):
    """A line that cannot be written as it is. ``what`` is Chinese and names the field."""

    def __init__(self, line_no: int | None, what: str) -> None:
        super().__init__(what)
        self.line_no = line_no
        self.what = what


def write(form: Format, *, frame: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """The bytes of a file. ``frame`` holds ``count`` (int) and ``total`` (Decimal yuan) as well.

    Raises ``UnwritableRow``; and ``ValueError`` when the rows do not come to what the frame says,
    which is a fault of the program.
    """
    counted = _counted(rows, frame)
    if form.kind == "xlsx":
        return _workbook(form, frame, counted)
    return _text(form, frame, counted)


def file_name(cell: Cell, frame: Row) -> str:
    """The name of a file: no folder, no sign that a file system minds."""
    text = _filler(cell, "")(frame)
    return "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in text)


def _counted(rows: Iterable[Row], frame: Row) -> Iterator[Row]:
    count, total = 0, Decimal(0)
    for row in rows:
        count += 1
        total += row["amount"]
        yield row
    if (count, total) != (frame["count"], frame["total"]):
        raise ValueError(
            f"the rows come to {count} / {total}, the frame says "
            f"{frame['count']} / {frame['total']}"
        )


# --- cells ----------------------------------------------------------------------------------


def _value(name: str, row: Row) -> str:
    """A field as text, in the unit that its name says."""
    if name in ("amount", "total"):
        return f"{row[name]:.2f}"
    if name in ("amount_fen", "total_fen"):
        return str(int(row[name.removesuffix("_fen")] * 100))
    value = row[name]
    text = str(value)
    return strict(text) if name in STRICT_FIELDS else clean(text)


def _filler(cell: Cell, delimiter: str) -> Callable[[Row], str]:
    """A function that fills the cell from a row."""
    alone = cell.only_field
    if alone is not None and alone in STRICT_FIELDS and not cell.limit:
        return lambda row: _value(alone, row)
    literals, names = cell.pieces[0::2], cell.pieces[1::2]
    label = cell.title or "、".join(names)

    def fill(row: Row) -> str:
        text = literals[0]
        for name, literal in zip(names, literals[1:], strict=True):
            text += _value(name, row) + literal
        if delimiter:
            text = without_delimiter(text, delimiter)
            if text.startswith(FORMULA_START) and names:
                text = "'" + text
        if cell.limit and len(text) > cell.limit:
            if not cell.cut:
                raise UnwritableText(f"{label}超过 {cell.limit} 个字")
            text = text[: cell.limit]
        return text

    return fill


def _padded(cell: Cell, text: str, encoding: str) -> bytes:
    raw = encode(text, encoding)
    while len(raw) > cell.width and cell.cut:
        text = text[:-1]
        raw = encode(text, encoding)
    if len(raw) > cell.width:
        raise UnwritableText(f"{cell.title or text}超过 {cell.width} 字节")
    pad = b"0" if cell.zeros else b" "
    return raw.rjust(cell.width, pad) if cell.right or cell.zeros else raw.ljust(cell.width, pad)


# --- text -----------------------------------------------------------------------------------


def _line_writer(form: Format, cells: tuple[Cell, ...]) -> Callable[[Row], bytes]:
    if form.kind == "fixed":
        fillers = [(cell, _filler(cell, "")) for cell in cells]
        end = form.newline.encode(form.encoding)
        return lambda row: (
            b"".join(_padded(cell, fill(row), form.encoding) for cell, fill in fillers) + end
        )
    fills = [_filler(cell, form.delimiter) for cell in cells]
    return lambda row: encode(
        form.delimiter.join([fill(row) for fill in fills]) + form.newline, form.encoding
    )


def _title_row(form: Format) -> tuple[Cell, ...]:
    return tuple(
        Cell(title=cell.title, pieces=(cell.title,), width=cell.width, cut=True)
        for cell in form.columns
    )


def _text(form: Format, frame: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    buffer = bytearray()
    for cells in (*form.header, *((_title_row(form),) if form.titles else ())):
        buffer += _written(_line_writer(form, cells), frame)
    line = _line_writer(form, form.columns)
    for row in rows:
        buffer += _written(line, {**frame, **row})
        if len(buffer) >= PART_BYTES:
            yield bytes(buffer)
            buffer.clear()
    if form.trailer:
        buffer += _written(_line_writer(form, form.trailer), frame)
    yield bytes(buffer)


def _written(line: Callable[[Row], bytes], row: Row) -> bytes:
    try:
        return line(row)
    except UnicodeEncodeError as error:
        sign = error.object[error.start : error.end]
        raise UnwritableRow(row.get("line_no"), f"“{sign}”无法用该格式的编码表示") from error
    except UnwritableText as error:
        raise UnwritableRow(row.get("line_no"), str(error)) from error


# --- workbooks ------------------------------------------------------------------------------


def _workbook(form: Format, frame: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    above = len(form.header) + form.titles
    if frame["count"] + above + bool(form.trailer) > XLSX_MAX_ROWS:
        raise UnwritableRow(None, "笔数超过一张工作表的行数上限，请改用文本格式")
    folder = Path(tempfile.mkdtemp(prefix="bankfile-"))
    try:
        path = folder / "file.xlsx"
        _fill_workbook(path, folder, form, frame, rows)
        with path.open("rb") as made:
            # Where the system allows it, gone from the folder before the first byte is handed out.
            shutil.rmtree(folder, ignore_errors=True)
            while part := made.read(PART_BYTES):
                yield part
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill_workbook(path: Path, folder: Path, form: Format, frame: Row, rows: Iterable[Row]) -> None:
    book = xlsxwriter.Workbook(
        str(path),
        # Everything is text: strings in place, row by row; nothing is guessed from its looks.
        {"constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False},
    )
    book.set_properties({"created": _BORN})
    sheet = book.add_worksheet("名册")
    as_text = book.add_format({"num_format": "@"})
    for index, cell in enumerate(form.columns):
        sheet.set_column(index, index, max(cell.width, 2 * len(cell.title) + 2, 10), as_text)
    at = 0

    def writer(cells: tuple[Cell, ...]) -> Callable[[Row], None]:
        fills = [_filler(cell, "") for cell in cells]

        def put(row: Row) -> None:
            nonlocal at
            try:
                for column, fill in enumerate(fills):
                    if text := fill(row):
                        sheet.write_string(at, column, text, as_text)
            except UnwritableText as error:
                raise UnwritableRow(row.get("line_no"), str(error)) from error
            at += 1

        return put

    for cells in (*form.header, *((_title_row(form),) if form.titles else ())):
        writer(cells)(frame)
    put_line = writer(form.columns)
    for row in rows:
        put_line({**frame, **row})
    if form.trailer:
        writer(form.trailer)(frame)
    book.close()
