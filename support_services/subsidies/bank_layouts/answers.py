"""What a return file says, line by line, as values. Pure.

Refuses the whole file at the first line that is not sound; so a reader of ``Answers`` must not
act before it has read to the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from support_services.subsidies.bank_layouts.definition import Layout
from support_services.subsidies.bank_layouts.reading import (
    AGAIN,
    AnswerRefused,
    Sheet,
    read,
)
from support_services.subsidies.bank_layouts.texts import UnwritableText, clean
from veterans.foundation.money import CENT

OUTCOMES = ("paid", "failed", "returned", "unknown")
MAX_LINE_NO = 9_999_999
MESSAGE_LENGTH = 100
CODE_LENGTH = 20

_NUMBER = re.compile(r"[0-9]{1,8}\Z")
_FEN = re.compile(r"[0-9]{1,16}\Z")
_YUAN = re.compile(r"[0-9]{1,12}\.[0-9]{2}\Z")
_YUAN_CELL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?\Z")
_TAIL = re.compile(r"[0-9A-Za-z.\-]{1,4}\Z")
# Banks repeat account and identity numbers in their messages; those are not kept in the open.
_LONG_NUMBER = re.compile(r"[0-9][0-9 *\-]{5,}[0-9Xx]")


@dataclass(frozen=True, slots=True)
class Answer:
    """The bank's answer to one line. ``row`` is where it stands in the return file."""

    row: int
    line_no: int
    account_tail: str
    amount: Decimal
    outcome: str
    code: str
    message: str


def peek_file_number(layout: Layout, content: bytes) -> str:
    """The number of the file that a return answers; refuses what is not in this layout's form."""
    sheet = read(layout.answer, content)
    if "file_no" in sheet.frame:
        return sheet.frame["file_no"][0]
    first = next(sheet.rows, None)
    if first is None:
        raise AnswerRefused(f"回盘文件里没有明细。{AGAIN}")
    return first[1].get("file_no", "")


def read_answers(layout: Layout, content: bytes, *, file_no: str) -> Iterator[Answer]:
    """Every answer of the return to the file ``file_no``.

    Refuses, naming the row: a foreign file number, a line twice, a number or amount that is none,
    a result code the layout does not know, count or sum other than those of header and trailer,
    and a return without lines.
    """
    sheet = read(layout.answer, content)
    unit = "amount" if "amount" in layout.answer.line_fields else "amount_fen"
    loose = layout.answer.kind == "xlsx"
    seen = bytearray()
    count, total = 0, Decimal(0)
    for row, fields in sheet.rows:
        if "file_no" in fields:
            _check_file_number(fields["file_no"], file_no, f"第 {row} 行")
        answer = _answer(layout, row, fields, unit, loose)
        if answer.line_no >= len(seen):
            seen.extend(bytes(max(4096, answer.line_no + 1 - len(seen))))
        if seen[answer.line_no]:
            raise AnswerRefused(f"第 {row} 行：序号 {answer.line_no} 重复出现。{AGAIN}")
        seen[answer.line_no] = 1
        count += 1
        total += answer.amount
        yield answer
    if not count:
        raise AnswerRefused(f"回盘文件里没有明细。{AGAIN}")
    _check_frame(sheet, file_no, count, total, loose)


def _answer(layout: Layout, row: int, fields: dict[str, str], unit: str, loose: bool) -> Answer:
    number, tail, code = fields["line_no"], fields["account_tail"], fields["code"]
    if not _NUMBER.match(number) or not 0 < int(number) <= MAX_LINE_NO:
        raise AnswerRefused(f"第 {row} 行：序号“{number[:30]}”不是有效的行号。{AGAIN}")
    amount = _amount(fields[unit], unit, loose)
    if amount is None:
        raise AnswerRefused(f"第 {row} 行：金额“{fields[unit][:30]}”无法识别。{AGAIN}")
    if loose and tail.isdecimal():
        # A workbook cell turned into a number has lost its leading zeros, and nothing else.
        tail = tail.zfill(4)
    if not _TAIL.match(tail):
        raise AnswerRefused(f"第 {row} 行：账号后四位“{tail[:30]}”无法识别。{AGAIN}")
    outcome = layout.codes.get(code)
    if outcome is None or len(code) > CODE_LENGTH:
        raise AnswerRefused(
            f"第 {row} 行：结果码“{code[:30]}”不在该银行文件格式的对照表里。"
            "请向银行问明含义，由系统管理人员补入格式定义后再导入。"
        )
    return Answer(
        row=row,
        line_no=int(number),
        account_tail=tail,
        amount=amount,
        outcome=outcome,
        code=code,
        message=_message(fields.get("message", "")),
    )


def _amount(text: str, unit: str, loose: bool) -> Decimal | None:
    if unit.endswith("_fen"):
        return Decimal(text).scaleb(-2).quantize(CENT) if _FEN.match(text) else None
    pattern = _YUAN_CELL if loose else _YUAN
    return Decimal(text).quantize(CENT) if pattern.match(text) else None


def _message(text: str) -> str:
    try:
        text = clean(text)
    except UnwritableText:
        text = "".join(c for c in text if c.isprintable())
    return _LONG_NUMBER.sub("****", text)[:MESSAGE_LENGTH]


def _check_file_number(found: str, wanted: str, where: str) -> None:
    if found != wanted:
        raise AnswerRefused(
            f"{where}的文件编号是“{found[:40]}”，不是 {wanted}：混入了别的文件的回盘。"
            "请按送盘文件分别导入。"
        )


def _check_frame(sheet: Sheet, file_no: str, count: int, total: Decimal, loose: bool) -> None:
    for text in sheet.frame.get("file_no", ()):
        _check_file_number(text, file_no, "表头或合计行")
    for text in sheet.frame.get("count", ()):
        if not _NUMBER.match(text) or int(text) != count:
            raise AnswerRefused(
                f"合计笔数为“{text[:30]}”，而明细有 {count} 笔，文件不完整或被改动。{AGAIN}"
            )
    for name in ("total", "total_fen"):
        for text in sheet.frame.get(name, ()):
            if _amount(text, name, loose) != total:
                raise AnswerRefused(
                    f"合计金额为“{text[:30]}”，而明细相加为 {total} 元，文件不完整或被改动。{AGAIN}"
                )
