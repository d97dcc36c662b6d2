"""Reading a workbook that somebody else made. Pure.

Before the reader sees it, the archive is unpacked once without keeping it, to refuse what would
fill the memory: a bomb that unpacks to gigabytes, and a single cell at the far corner, for which
a reader would make room for all the cells before it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MAX_MEMBERS = 200
MAX_UNPACKED = 512 << 20
MAX_COLUMNS = 40
MAX_EMPTY_ROWS = 1000
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,8})["']""")
_PIECE = 1 << 20
_OVERLAP = 64


class BadWorkbook(Exception):
    """Not a workbook, damaged, or made to do harm; the message is Chinese."""


def rows(content: bytes) -> Iterator[list[str]]:
    """The rows of the only sheet with content, each cell as text; refuses more than one."""
    inspect(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
        filled = [sheet for sheet in sheets if sheet.end is not None]
        if len(filled) != 1:
            raise BadWorkbook(f"工作簿里应只有一张有内容的工作表，实际 {len(filled)} 张。")
        return _texts(filled[0].iter_rows())
    except (CalamineError, ValueError, OSError) as error:
        raise BadWorkbook("Excel 文件已损坏或不是 xlsx 格式，无法读取。") from error


def _texts(found: Iterator[list[Any]]) -> Iterator[list[str]]:
    for row in found:
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A cell as text. A number comes as its shortest decimal form, without an empty fraction."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | date | time | timedelta):
        return str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)


def inspect(content: bytes) -> None:
    """Refuse an archive that would unpack to too much, or a sheet with a far-off cell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise BadWorkbook("Excel 文件的内部结构不正常，不予读取。")
            unpacked = 0
            for member in members:
                if member.flag_bits & 1:
                    raise BadWorkbook("Excel 文件设有密码，请银行提供未加密的文件。")
                unpacked = _inspect_member(archive, member, unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise BadWorkbook("文件不是 xlsx，或已损坏、不完整。") from error


def _inspect_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, unpacked: int) -> int:
    """What is really unpacked is counted; the sizes an archive states may be untrue."""
    is_sheet = member.filename.lower().startswith("xl/worksheets/")
    far_row = cells = 0
    rest = b""
    with archive.open(member) as opened:
        while piece := opened.read(_PIECE):
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED:
                raise BadWorkbook("Excel 文件解压后过大，不予读取。")
            if not is_sheet:
                continue
            for column, row in _CELL.findall(rest + piece):
                cells += 1
                far_row = max(far_row, int(row))
                if _column(column) > MAX_COLUMNS:
                    raise BadWorkbook("工作表的列数过多，不是回盘文件。")
            rest = piece[-_OVERLAP:]
    if far_row > cells + MAX_EMPTY_ROWS:
        raise BadWorkbook("工作表里有大片空行，不是回盘文件。")
    return unpacked


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
