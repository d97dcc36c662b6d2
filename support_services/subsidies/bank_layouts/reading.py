"""Reading rows of a format back, strictly. Pure.

A file is taken whole or refused with a Chinese message that names the row and says what to do.
Nothing is guessed: another encoding, a missing trailer, an extra column or a cut-off end refuse
the file. Rows come one at a time; the caller gives up at the first exception.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from support_services.subsidies.bank_layouts import workbooks
from support_services.subsidies.bank_layouts.definition import Cell, Format
from support_services.subsidies.bank_layouts.texts import decode, looks_like_utf8
from veterans.foundation.errors import Refused

MAX_BYTES = 256 << 20
MAX_LINE_BYTES = 2000
AGAIN = "请与银行核对，重新取得完整的回盘文件后再导入。"


class AnswerRefused(Refused):
    """A return file that cannot be read; nothing of it is applied."""


@dataclass
class Sheet:
    """A file being read. ``frame`` fills with what header and trailer say: by field every text,
    since both may state the same, and one of them wrongly."""

    rows: Iterator[tuple[int, dict[str, str]]]
    frame: dict[str, list[str]] = field(default_factory=dict)

    def add(self, found: dict[str, str]) -> None:
        for name, text in found.items():
            self.frame.setdefault(name, []).append(text)


def read(form: Format, content: bytes) -> Sheet:
    """Rows as (number of the row in the file, fields); header read at once, trailer at the end."""
    if not content:
        raise AnswerRefused("文件是空的，请重新取得回盘文件。")
    if len(content) > MAX_BYTES:
        raise AnswerRefused(f"文件超过 {MAX_BYTES >> 20} MB，请请银行拆分后再导入。")
    sheet = Sheet(rows=iter(()))
    raw = _workbook_rows(content) if form.kind == "xlsx" else _text_rows(form, content)
    numbered = _numbered(raw)
    for cells in form.header:
        sheet.add(_framed(form, cells, *_next(numbered, "表头"), "表头"))
    if form.titles:
        number, row = _next(numbered, "列名行")
        titles = [cell.title for cell in form.columns]
        if _fit(form, row, len(titles)) != titles:
            raise AnswerRefused(
                f"第 {number} 行的列名与格式不符，应为：{'、'.join(titles)}。"
                "请确认选对了银行文件格式，且没有增减列。"
            )
    sheet.rows = _body(form, numbered, sheet)
    return sheet


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return iter(enumerate(rows, start=1))


def _next(rows: Iterator[tuple[int, list[str]]], what: str) -> tuple[int, list[str]]:
    found = next(rows, None)
    if found is None:
        raise AnswerRefused(f"文件不完整：缺少{what}。{AGAIN}")
    return found


def _body(
    form: Format, rows: Iterator[tuple[int, list[str]]], sheet: Sheet
) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines, each held back by one: the last row of all is the trailer, where there is one."""
    if not form.trailer:
        for number, row in rows:
            yield number, _line(form, number, row)
        return
    held: tuple[int, list[str]] | None = None
    for number, row in rows:
        if held is not None:
            if _fits_trailer(form, held[1]):
                raise AnswerRefused(f"第 {held[0]} 行合计行之后还有内容。{AGAIN}")
            yield held[0], _line(form, *held)
        held = (number, row)
    if held is None or not _fits_trailer(form, held[1]):
        raise AnswerRefused(f"文件不完整：末尾没有合计行。{AGAIN}")
    sheet.add(_framed(form, form.trailer, *held, "合计行"))


def _fits_trailer(form: Format, row: list[str]) -> bool:
    """The fixed text in a trailer's first cell tells it from a line."""
    return row[0].strip() == form.trailer[0].pieces[0]


def _fit(form: Format, row: list[str], size: int) -> list[str] | None:
    """The row with ``size`` cells; None when it holds more or fewer.

    A workbook fills short rows up with empty cells, so there they are not counted.
    """
    if form.kind == "xlsx" and len(row) > size and not any(row[size:]):
        row = row[:size]
    return row if len(row) == size else None


def _framed(
    form: Format, cells: tuple[Cell, ...], number: int, row: list[str], where: str
) -> dict[str, str]:
    fitted = _fit(form, row, len(cells))
    if fitted is None:
        raise AnswerRefused(
            f"第 {number} 行{where}应有 {len(cells)} 列，实际 {len(row)} 列。{AGAIN}"
        )
    found: dict[str, str] = {}
    for cell, text in zip(cells, fitted, strict=True):
        fields = cell.match(text.strip())
        if fields is None:
            raise AnswerRefused(
                f"第 {number} 行{where}应为“{''.join(cell.pieces)}”，实际是“{text[:30]}”。{AGAIN}"
            )
        found.update(fields)
    return found


def _line(form: Format, number: int, row: list[str]) -> dict[str, str]:
    fitted = _fit(form, row, len(form.columns))
    if fitted is None:
        raise AnswerRefused(
            f"第 {number} 行应有 {len(form.columns)} 列，实际 {len(row)} 列。{AGAIN}"
        )
    found: dict[str, str] = {}
    for cell, text in zip(form.columns, fitted, strict=True):
        alone = cell.only_field
        if alone is not None:
            found[alone] = text.strip()
        elif not cell.fields and text.strip() != cell.pieces[0]:
            raise AnswerRefused(
                f"第 {number} 行的{cell.title or '固定内容'}应为“{cell.pieces[0]}”，"
                f"实际是“{text[:30]}”。{AGAIN}"
            )
    return found


# --- text -----------------------------------------------------------------------------------


def _text_rows(form: Format, content: bytes) -> Iterator[list[str]]:
    if content.startswith(b"PK\x03\x04"):
        raise AnswerRefused("这是 Excel 或压缩文件，而该格式的回盘应为文本文件。")
    wanted = form.encoding.upper()
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or (
        form.encoding != "utf-8" and looks_like_utf8(content)
    ):
        raise AnswerRefused(
            f"文件编码不是 {wanted}（像是 UTF-8 或 Unicode，可能被编辑软件另存过）。"
            "请使用银行给出的原始文件。"
        )
    if not form.trailer and not content.endswith(b"\n"):
        raise AnswerRefused(f"文件不完整：最后一行没有换行符，可能被截断。{AGAIN}")
    split = _fixed_cells if form.kind == "fixed" else _delimited_cells
    return _split_lines(form, content, split)


def _split_lines(
    form: Format, content: bytes, split: Callable[[Format, bytes, int], list[str]]
) -> Iterator[list[str]]:
    for number, raw in enumerate(io.BytesIO(content), start=1):
        line = raw.removesuffix(b"\n").removesuffix(b"\r")
        if not line:
            raise AnswerRefused(f"第 {number} 行是空行。{AGAIN}")
        if len(line) > MAX_LINE_BYTES:
            raise AnswerRefused(f"第 {number} 行过长，不像是回盘文件。{AGAIN}")
        try:
            row = split(form, line, number)
        except UnicodeDecodeError as error:
            raise AnswerRefused(
                f"第 {number} 行不是 {form.encoding.upper()} 编码，或文字被截断。"
                "请使用银行给出的原始文件。"
            ) from error
        if any(not cell.isprintable() and _has_control(cell) for cell in row):
            raise AnswerRefused(f"第 {number} 行含有控制字符，文件可能已损坏。{AGAIN}")
        yield row


def _has_control(text: str) -> bool:
    return any(c < " " or c == "\x7f" for c in text)


def _delimited_cells(form: Format, line: bytes, number: int) -> list[str]:
    # Decoded first: the second byte of a Han character may be the byte of the delimiter.
    return decode(line, form.encoding).split(form.delimiter)


def _fixed_cells(form: Format, line: bytes, number: int) -> list[str]:
    cells = form.columns
    if number <= len(form.header):
        cells = form.header[number - 1]
    elif form.trailer and line.startswith(form.trailer[0].pieces[0].encode(form.encoding)):
        cells = form.trailer
    width = sum(cell.width for cell in cells)
    if len(line) != width:
        raise AnswerRefused(f"第 {number} 行应为 {width} 字节，实际 {len(line)} 字节。{AGAIN}")
    row, at = [], 0
    for cell in cells:
        row.append(decode(line[at : at + cell.width], form.encoding).strip(" "))
        at += cell.width
    return row


# --- workbooks ------------------------------------------------------------------------------


def _workbook_rows(content: bytes) -> Iterator[list[str]]:
    try:
        return workbooks.rows(content)
    except workbooks.BadWorkbook as error:
        raise AnswerRefused(f"{error}{AGAIN}") from error
