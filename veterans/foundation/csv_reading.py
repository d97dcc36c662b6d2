"""Reading a CSV that a clerk saved from a spreadsheet. Pure.

Refuses, with the line and the cure, what would otherwise be read wrongly: another encoding, other
columns, rows that are too short or too long. Nothing is guessed.
"""

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from veterans.foundation.errors import Refused

_CURE = "请在表格软件里选“另存为 → CSV UTF-8（逗号分隔）”后重试。"

# What a spreadsheet would reckon with: a formula, or a sign with no number behind it. A list that
# holds one was not made by hand, and its next reader may be a spreadsheet.
_FORMULA = re.compile(r"[=@＝＠]|[+\-＋－](?![0-9０-９ (（]|\Z)")
_SIGNS = frozenset("=@＝＠+-＋－")


class FileRefused(Refused):
    """The file cannot be read as what it should be; the message names line and cure."""


@dataclass(frozen=True)
class Line:
    """One row: its number as an editor shows it, and its values without spaces at the ends."""

    number: int
    values: dict[str, str]


def read_bytes(path: str | Path) -> bytes:
    """The file's content; refuses, in Chinese, a path that cannot be read."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise FileRefused(f"没有这个文件：{path}") from None
    except IsADirectoryError:
        raise FileRefused(f"这是一个文件夹，不是文件：{path}") from None
    except OSError as error:
        raise FileRefused(f"文件读不出来：{path}（{error.strerror}）") from None


def decode(raw: bytes) -> str:
    """UTF-8 text, a byte order mark taken off; refuses anything else and names the line."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(f"文件是 UTF-16 编码，应为 UTF-8。{_CURE}")
    if raw.startswith(b"PK\x03\x04"):
        raise FileRefused("这是 Excel 工作簿（xlsx），不是 CSV 文件。" + _CURE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        try:
            raw.decode("gb18030")
        except UnicodeDecodeError:
            guess = ""
        else:
            guess = "（看起来是 GBK）"
        raise FileRefused(f"第 {line} 行不是 UTF-8 编码{guess}。{_CURE}") from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise FileRefused(f"第 {line} 行含有空字符，文件已损坏或不是 CSV。{_CURE}")
    return text


def read_csv(
    raw: bytes,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    words: Mapping[str, str] | None = None,
) -> list[Line]:
    """Rows of a CSV whose first line names exactly ``columns`` (and at most ``optional``).

    The order of columns is free; a column may go by its word in ``words``. Blank lines are passed
    over. Refuses a file without rows.
    """
    reader = csv.reader(io.StringIO(decode(raw), newline=""), strict=True)
    lines: list[Line] = []
    header: list[str] | None = None
    before = 0
    try:
        for fields in reader:
            number, before = before + 1, reader.line_num
            if not any(field.strip() for field in fields):
                continue
            if header is None:
                header = _header(fields, columns, optional, words or {})
                continue
            if len(fields) != len(header):
                raise FileRefused(
                    f"第 {number} 行有 {len(fields)} 列，应为 {len(header)} 列。"
                    "请检查是否多了或少了逗号；内容里有逗号的，用英文双引号括起来。"
                )
            values = {key: value.strip() for key, value in zip(header, fields, strict=True)}
            _refuse_formulas(number, values)
            lines.append(Line(number, values))
    except csv.Error:
        raise FileRefused(f"第 {before + 1} 行的引号不成对，请检查英文双引号。") from None
    if header is None:
        named = ",".join((words or {}).get(name, name) for name in columns)
        raise FileRefused(f"文件是空的；第 1 行应为列名：{named}。")
    if not lines:
        raise FileRefused("文件只有列名，没有内容。")
    return lines


def looks_like_formula(value: str) -> bool:
    """Whether a spreadsheet would reckon with it: such a cell is no content."""
    return value[:1] in _SIGNS and _FORMULA.match(value) is not None


def _refuse_formulas(number: int, values: dict[str, str]) -> None:
    for name, value in values.items():
        if looks_like_formula(value):
            raise FileRefused(
                f"第 {number} 行“{name}”以“{value[0]}”开头，像表格公式，不是内容。"
                "请在表格软件里改成文字（复制后“选择性粘贴 → 值”）再导入。"
            )


def _header(
    fields: list[str], columns: Sequence[str], optional: Sequence[str], words: Mapping[str, str]
) -> list[str]:
    codes = {word: code for code, word in words.items()}
    names = [codes.get(field.strip(), field.strip()) for field in fields]

    def told(some: Sequence[str], between: str) -> str:
        return between.join(words.get(name, name) or "（空列名）" for name in some)

    wanted = f"第 1 行应为列名：{told(columns, ',')}"
    if optional:
        wanted += f"（可另有 {told(optional, ',')}）"
    for complaint, wrong in (
        ("缺少", [name for name in columns if name not in names]),
        ("不认识", [name for name in names if name not in columns and name not in optional]),
        ("重复", sorted({name for name in names if names.count(name) > 1})),
    ):
        if wrong:
            raise FileRefused(f"{wanted}；{complaint}：{told(wrong, '、')}。")
    return names
