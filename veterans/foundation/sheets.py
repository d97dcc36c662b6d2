"""Reading a list that somebody made in a spreadsheet: CSV or XLSX into rows of text. Pure.

Everything comes out as text, because identity and account numbers are text. A number cell that
has lost digits comes out in scientific notation (``3.70303E+17``), so that whoever checks the
value sees the damage instead of a plausible number.

Refused, with line and cure: other columns, too many rows, too large a file, a workbook that
unpacks to far more than it should, a file that is none of the two. Nothing is guessed, except
that a CSV that is not UTF-8 may be GB18030, which Chinese spreadsheets write.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from veterans.foundation.csv_reading import FileRefused, Line, decode, read_csv
from veterans.foundation.errors import Refused

MAX_BYTES = 30 * 1024 * 1024
MAX_ROWS = 200_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_COLUMNS = 200
# Spreadsheets keep fifteen digits of a number; from sixteen on the last ones are zeros.
LARGEST_EXACT = 10**15
LONGEST_SHOWN = 14

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
# A cell with a value, and its place; without one it ends in "/>".
_CELL = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*?\br=["']([A-Z]{1,4})([0-9]{1,9})["'])[^>]*(?<!/)>""")
_DATE = re.compile(
    r"\A(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2}))"
    r"(?:[ T]0{1,2}:00(?::00)?)?\Z"
)


def read_sheet(
    raw: bytes,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    words: Mapping[str, str] | None = None,
    max_rows: int = MAX_ROWS,
) -> list[Line]:
    """Rows of a CSV (UTF-8 or GB18030) or of the first sheet of an XLSX workbook.

    The first line names exactly ``columns`` (and at most ``optional``), in any order, each by its
    name or by its word in ``words``. Blank lines are passed over. Line numbers are those that the
    spreadsheet or editor shows.
    """
    _refuse_at_sight(raw)
    raw = _as_csv(_named(_workbook_rows(raw, max_rows))) if raw.startswith(_ZIP) else _as_utf8(raw)
    lines = read_csv(raw, columns, optional=optional, words=words)
    if len(lines) > max_rows:
        raise _too_many(max_rows)
    return lines


def read_grid(raw: bytes, *, max_rows: int = MAX_ROWS) -> list[list[str]]:
    """Every row of the same files as text, titles and blank rows too; the first one is row 1.

    For lists as they really come, whose column names somebody else has to find.
    """
    _refuse_at_sight(raw)
    if raw.startswith(_ZIP):
        return _workbook_rows(raw, max_rows)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(decode(_as_utf8(raw)), newline=""), strict=True)
    try:
        for fields in reader:
            rows.append([_text(field) for field in fields])
            if len(rows) > max_rows + 1:
                raise _too_many(max_rows)
            if len(fields) > MAX_COLUMNS:
                raise FileRefused(f"第 {len(rows)} 行超过 {MAX_COLUMNS} 列，请检查逗号和引号。")
    except csv.Error:
        raise FileRefused(f"第 {len(rows) + 1} 行的引号不成对，请检查英文双引号。") from None
    return rows


def parse_date(text: str) -> date:
    """``2025-04-18`` in the usual spellings: with / or . or 年月日, or eight digits.

    Refuses two-digit years, day before month, and a bare spreadsheet number.
    """
    match = _DATE.match(unicodedata.normalize("NFKC", text).strip())
    if match:
        try:
            return date(*(int(part) for part in match.groups() if part is not None))
        except ValueError:
            raise Refused(f"“{text}”不是真实的日期，请核对。") from None
    # What is too long for a date may be an identity number from the column beside it.
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:4]}……"
    raise Refused(f"“{shown}”不是日期，请写成 2025-04-18 这样的格式。")


def _refuse_at_sight(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件分别导入。")
    if raw.startswith(_OLD_EXCEL):
        raise FileRefused("这是旧版 Excel 文件（xls），请另存为“Excel 工作簿（*.xlsx）”后重试。")


def _too_many(max_rows: int) -> FileRefused:
    return FileRefused(f"文件超过 {max_rows} 行，请拆成几个文件分别导入。")


def _as_utf8(raw: bytes) -> bytes:
    """GB18030 rewritten as UTF-8; everything else as it is, for ``read_csv`` to judge.

    A UTF-8 file with one broken byte is often valid GB18030 too, and would come out as a list of
    nonsense names: where most of the text is good UTF-8, it is UTF-8 that was damaged.
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return raw
    lossy = raw.decode("utf-8", errors="replace")
    broken = lossy.count("\ufffd")
    sound = sum(1 for char in lossy if ord(char) > 0x7FF) - broken
    if sound > broken:
        return raw
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw
    if any(unicodedata.category(char) in ("Co", "Cn") for char in set(text)):
        return raw
    return text.encode()


def _as_csv(rows: list[list[str]]) -> bytes:
    """Cells as a CSV in UTF-8, so that both kinds of file meet the same checks.

    Line breaks inside a cell become spaces: a row stays one line, and its number stays true.
    """
    out = io.StringIO()
    for row in rows:
        out.write(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n")
    return out.getvalue().encode()


def _workbook_rows(raw: bytes, max_rows: int) -> list[list[str]]:
    checked = _checked(raw, max_rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(checked))
        if not book.sheet_names:
            raise FileRefused("工作簿里没有工作表。")
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        raise FileRefused(
            "工作簿打不开，可能已损坏或设有密码。请在表格软件里另存为新的 xlsx 文件后重试。"
        ) from error
    return [[_text(cell) for cell in row] for row in rows]


def _named(texts: list[list[str]]) -> list[list[str]]:
    """The columns that the first row names: beyond the last name there may be leftovers of
    formatting, but no content."""
    head = texts[0] if texts else []
    width = max((at + 1 for at, cell in enumerate(head) if cell), default=0)
    for number, row in enumerate(texts, start=1):
        if any(row[width:]):
            raise FileRefused(f"第 {number} 行在最后一个列名之后还有内容，请删除或补上列名。")
    return [row[:width] for row in texts]


def _checked(raw: bytes, max_rows: int) -> bytes:
    """The workbook packed anew from parts of known size.

    What a zip says of its sizes may be a lie. Each part is unpacked here up to the size it
    claims, all of them up to a bound, and only what came out is handed on.
    """
    bomb = FileRefused("工作簿解开后过大，不予读取。请只保留需要导入的一张工作表后重试。")
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w") as kept:
            parts = given.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > 1000:
                raise bomb
            for part in parts:
                content = given.read(part)
                if part.filename.startswith("xl/worksheets/"):
                    _refuse_far_cells(content, max_rows)
                kept.writestr(part.filename, content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileRefused(
            "工作簿打不开，可能已损坏或设有密码。请在表格软件里另存为新的 xlsx 文件后重试。"
        ) from error
    return out.getvalue()


def _refuse_far_cells(sheet: bytes, max_rows: int) -> None:
    """One value in the last corner of a sheet makes a reader lay out all the cells before it."""
    columns, rows = set(), set()
    for column, row in _CELL.findall(sheet):
        columns.add(column)
        rows.add(row)
    if any(int(row) > max_rows + 1 for row in rows):
        raise _too_many(max_rows)
    if any(_column_number(column) > MAX_COLUMNS for column in columns):
        raise FileRefused(f"工作表超过 {MAX_COLUMNS} 列，请只保留需要导入的列。")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    """A cell as text; whole numbers without ``.0``, ruined numbers in scientific notation."""
    if isinstance(cell, str):
        if cell.isprintable():
            return cell.strip()
        return " ".join(cell.split("\n")).strip().replace("\r", "").replace("\x00", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        if abs(cell) >= LARGEST_EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
