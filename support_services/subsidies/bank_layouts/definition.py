"""What a layout may say, and what is refused in one. Pure.

A layout is a JSON object::

    {"code": …, "name": …, "note": …, "file_name": "DF{file_no}.txt",
     "file": FORMAT, "answer": FORMAT + {"codes": {code: outcome}, "account_codes": [code]}}

A format is ``kind`` (``delimited``, ``fixed`` or ``xlsx``), for text ``encoding``, ``newline`` and
``delimiter``, then the rows: ``header`` (rows of cells), ``titles`` (whether a row of column titles
follows), ``columns`` (cells, once per line) and ``trailer`` (cells, or nothing). A cell is a text
with ``{field}`` places, or an object ``{"text", "title", "limit", "cut", "width", "right",
"zeros"}``: ``limit`` in characters, ``width`` in bytes (fixed only), ``cut`` allows to shorten what
is too long instead of refusing it.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from veterans.foundation.errors import Refused

KINDS = ("delimited", "fixed", "xlsx")

# Known once for the whole file: these may stand in the header, the trailer and the file name.
FRAME_FIELDS = frozenset(
    {
        "unit",
        "batch",
        "file_no",
        "sequence",
        "month",
        "month_cn",
        "date",
        "schemes",
        "count",
        "total",
        "total_fen",
    }
)
# Known once per line.
LINE_FIELDS = frozenset(
    {
        "line_no",
        "account_name",
        "account_number",
        "account_tail",
        "bank_name",
        "amount",
        "amount_fen",
        "person_name",
        "id_number",
        "scheme",
        "scheme_name",
        "town",
        "village",
        "region_code",
    }
)
ANSWER_FIELDS = frozenset(
    {"file_no", "line_no", "account_tail", "amount", "amount_fen", "code", "message"}
)
# Codes and numbers: whatever else stands in one is a fault, never something to be cleaned away.
STRICT_FIELDS = frozenset(
    {
        "line_no",
        "account_number",
        "account_tail",
        "amount",
        "amount_fen",
        "id_number",
        "region_code",
        "batch",
        "file_no",
        "sequence",
        "month",
        "date",
        "count",
        "total",
        "total_fen",
        "code",
    }
)

_PLACE = re.compile(r"\{(\w+)\}")


class LayoutError(Refused):
    """A layout that cannot be used as it is."""


@dataclass(frozen=True)
class Cell:
    """A text with places for fields. ``pieces`` alternate: literal, field, literal, …, literal."""

    title: str
    pieces: tuple[str, ...]
    limit: int = 0
    cut: bool = False
    width: int = 0
    right: bool = False
    zeros: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return self.pieces[1::2]

    @property
    def only_field(self) -> str | None:
        """The field, where the cell holds exactly one and nothing else."""
        if len(self.pieces) == 3 and not self.pieces[0] and not self.pieces[2]:
            return self.pieces[1]
        return None

    def match(self, text: str) -> dict[str, str] | None:
        """The fields that a written cell holds; None where its fixed part is another."""
        if self.only_field is not None:
            return {self.only_field: text}
        pattern = "".join(
            "(.*?)" if i % 2 else re.escape(piece) for i, piece in enumerate(self.pieces)
        )
        found = re.fullmatch(pattern, text)
        return None if found is None else dict(zip(self.fields, found.groups(), strict=True))


@dataclass(frozen=True)
class Format:
    """How rows are laid out in one file."""

    kind: str
    columns: tuple[Cell, ...]
    header: tuple[tuple[Cell, ...], ...] = ()
    trailer: tuple[Cell, ...] = ()
    titles: bool = False
    encoding: str = "gb18030"
    newline: str = "\r\n"
    delimiter: str = "|"

    @property
    def line_fields(self) -> frozenset[str]:
        """Every field that its lines need."""
        return frozenset(name for cell in self.columns for name in cell.fields)


@dataclass(frozen=True)
class Layout:
    """A bank file and its return."""

    code: str
    name: str
    file_name: Cell
    file: Format
    answer: Format
    codes: Mapping[str, str] = field(default_factory=dict)
    account_codes: frozenset[str] = frozenset()


def read_layout(definition: Mapping[str, Any]) -> Layout:
    """Interpret a definition; refuses, saying where, one that is not complete and sound."""
    try:
        return _layout(definition)
    except (KeyError, TypeError, AttributeError) as error:
        raise LayoutError(f"银行文件格式定义不完整或类型不对：{error}。") from error


def _layout(data: Mapping[str, Any]) -> Layout:
    answer_data = data["answer"]
    layout = Layout(
        code=str(data["code"]),
        name=str(data["name"]),
        file_name=_cell(data["file_name"], FRAME_FIELDS, "文件名"),
        file=_format(data["file"], FRAME_FIELDS | LINE_FIELDS, "送盘"),
        answer=_format(answer_data, FRAME_FIELDS | ANSWER_FIELDS, "回盘"),
        codes={str(code): str(outcome) for code, outcome in answer_data["codes"].items()},
        account_codes=frozenset(str(code) for code in answer_data.get("account_codes", ())),
    )
    _check_answer(layout)
    if "line_no" not in layout.file.line_fields:
        raise LayoutError("送盘格式缺少行号（line_no）列，回盘将无法对应。")
    return layout


def _check_answer(layout: Layout) -> None:
    answer = layout.answer
    single = {cell.only_field for cell in answer.columns}
    for name, label in (("line_no", "行号"), ("account_tail", "账号后四位"), ("code", "结果码")):
        if name not in single:
            raise LayoutError(f"回盘格式缺少{label}（{name}）列。")
    if len({"amount", "amount_fen"} & single) != 1:
        raise LayoutError("回盘格式要有且只有一个金额列：amount（元）或 amount_fen（分）。")
    framed = {n for row in (*answer.header, answer.trailer) for cell in row for n in cell.fields}
    if "file_no" not in single | framed:
        raise LayoutError("回盘格式里没有文件编号（file_no），将无法找到对应的送盘文件。")
    if not layout.codes:
        raise LayoutError("回盘格式没有结果码对照（codes）。")
    known = {"paid", "failed", "returned", "unknown"}
    for code, outcome in layout.codes.items():
        if outcome not in known:
            raise LayoutError(f"结果码 {code} 的含义“{outcome}”不认识，应为 {sorted(known)} 之一。")
    for code in sorted(layout.account_codes):
        if layout.codes.get(code) not in ("failed", "returned"):
            raise LayoutError(f"账户类结果码 {code} 必须是失败或退汇的结果码。")


def _format(data: Mapping[str, Any], allowed: frozenset[str], where: str) -> Format:
    kind = data["kind"]
    if kind not in KINDS:
        raise LayoutError(f"{where}格式类型“{kind}”不认识，应为 {'、'.join(KINDS)} 之一。")
    frame_allowed = allowed & FRAME_FIELDS
    made = Format(
        kind=kind,
        columns=tuple(_cell(c, allowed, f"{where}列") for c in data["columns"]),
        header=tuple(
            tuple(_cell(c, frame_allowed, f"{where}表头") for c in row)
            for row in data.get("header", ())
        ),
        trailer=tuple(_cell(c, frame_allowed, f"{where}尾行") for c in data.get("trailer", ())),
        titles=bool(data.get("titles", False)),
        encoding=str(data.get("encoding", "gb18030")),
        newline=str(data.get("newline", "\r\n")),
        delimiter=str(data.get("delimiter", "|")),
    )
    if not made.columns:
        raise LayoutError(f"{where}格式没有列。")
    if made.trailer and (len(made.trailer[0].pieces) != 1 or not made.trailer[0].pieces[0]):
        raise LayoutError(f"{where}尾行的第一格应为固定文字，以便与明细区分。")
    if kind != "xlsx":
        _check_text(made, where)
    return made


def _check_text(made: Format, where: str) -> None:
    try:
        codecs.lookup(made.encoding)
        made.delimiter.encode("ascii")
    except (LookupError, UnicodeEncodeError) as error:
        raise LayoutError(f"{where}格式的编码或分隔符不可用：{error}。") from error
    if made.newline not in ("\r\n", "\n"):
        raise LayoutError(f"{where}格式的换行只能是 CRLF 或 LF。")
    if made.kind == "delimited" and (len(made.delimiter) != 1 or made.delimiter.isalnum()):
        raise LayoutError(f"{where}格式的分隔符应为一个符号。")
    if made.kind == "fixed":
        for row in (*made.header, made.columns, made.trailer):
            if any(cell.width <= 0 for cell in row):
                raise LayoutError(f"{where}是定长格式，每个单元都要写宽度（width，字节）。")


def _cell(data: str | Mapping[str, Any], allowed: frozenset[str], where: str) -> Cell:
    given: Mapping[str, Any] = {"text": data} if isinstance(data, str) else data
    unknown = set(given) - {"text", "title", "limit", "cut", "width", "right", "zeros"}
    if unknown:
        raise LayoutError(f"{where}里有不认识的设置：{'、'.join(sorted(unknown))}。")
    pieces = tuple(_PLACE.split(given["text"]))
    for name in pieces[1::2]:
        if name not in allowed:
            raise LayoutError(f"{where}用了不认识的字段“{name}”。")
    return Cell(
        title=str(given.get("title", "")),
        pieces=pieces,
        limit=int(given.get("limit", 0)),
        cut=bool(given.get("cut", False)),
        width=int(given.get("width", 0)),
        right=bool(given.get("right", False)),
        zeros=bool(given.get("zeros", False)),
    )
