"""Returns that are not what they should be: each is refused whole, and nothing has changed."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from support_services.subsidies.bank_layouts import reading
from support_services.subsidies.models import BankFile, Batch, FileLine, Payment, ReturnFile
from support_services.subsidies.services import bank
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry, SealedFile
from veterans.registry.models import BankAccount

pytestmark = pytest.mark.django_db

SUCCESS = "成功".encode("gb18030")
ALL_PAID = dict.fromkeys((1, 2, 3), the_bank.PAID)


def rows_with(made: BankFile, at: int, **changes: Any) -> bytes:
    """A return that is sound in itself, but one row says something else."""
    rows = the_bank.answer_rows(made, ALL_PAID)
    rows[at] |= changes
    return the_bank.file_of(made, rows)


def text(change: Callable[[str], str]) -> Callable[[BankFile], bytes]:
    """The sound return, its text changed."""
    return lambda made: change(the_bank.answers(made, ALL_PAID).decode("gb18030")).encode("gb18030")


def raw(change: Callable[[bytes], bytes]) -> Callable[[BankFile], bytes]:
    """The sound return, its bytes changed."""
    return lambda made: change(the_bank.answers(made, ALL_PAID))


def without_row(number: int) -> Callable[[BankFile], bytes]:
    return text(lambda t: "".join(r for i, r in enumerate(t.splitlines(True)) if i != number))


def extra_row(row: str, *, at: int) -> Callable[[BankFile], bytes]:
    def change(content: str) -> str:
        rows = content.splitlines(True)
        return "".join([*rows[:at], row, *rows[at:]])

    return text(change)


def twice(made: BankFile) -> bytes:
    rows = the_bank.answer_rows(made, ALL_PAID)
    return the_bank.file_of(made, [*rows, rows[1]])


def swapped_amounts(made: BankFile) -> bytes:
    rows = the_bank.answer_rows(made, ALL_PAID)
    rows[0]["amount"], rows[1]["amount"] = rows[1]["amount"], rows[0]["amount"]
    return the_bank.file_of(made, rows)


def sums(**frame: Any) -> Callable[[BankFile], bytes]:
    return lambda made: the_bank.file_of(made, the_bank.answer_rows(made, ALL_PAID), **frame)


TEXTS: dict[str, tuple[Callable[[BankFile], bytes], str]] = {
    "empty": (lambda made: b"", "是空的"),
    "only titles": (text(lambda t: t.splitlines(True)[0]), "明细|合计行"),
    "only titles and trailer": (lambda made: the_bank.file_of(made, []), "没有明细"),
    "utf-8": (lambda made: the_bank.answers(made, ALL_PAID).decode("gb18030").encode(), "编码"),
    "utf-8 with its mark": (
        lambda made: the_bank.answers(made, ALL_PAID).decode("gb18030").encode("utf-8-sig"),
        "编码",
    ),
    "utf-16": (
        lambda made: the_bank.answers(made, ALL_PAID).decode("gb18030").encode("utf-16"),
        "编码",
    ),
    "a broken character": (
        raw(lambda b: b.replace(b"\xb3\xc9\xb9\xa6", b"\xb3\xff\xb9", 1)),
        "编码",
    ),
    "a NUL": (raw(lambda b: b.replace(b"0000", b"00\x000", 1)), "控制字符"),
    "cut in a row": (raw(lambda b: b[: len(b) // 2]), "不完整|应有"),
    "cut after a row": (raw(lambda b: b[: b.rindex(b"TRAILER")]), "没有合计行"),
    "cut in the trailer's word": (raw(lambda b: b[: b.rindex(b"LER|")]), "没有合计行|应有"),
    "cut in the trailer's count": (raw(lambda b: b[: b.rindex(b"|")]), "应有 3 列"),
    "cut in the trailer's sum": (raw(lambda b: b.rstrip()[:-1]), "合计金额"),
    "trailer missing": (without_row(4), "没有合计行"),
    "titles missing": (without_row(0), "列名"),
    "a row missing": (without_row(2), "合计笔数"),
    "trailer with a wrong count": (sums(count=4), "合计笔数"),
    "trailer with a wrong sum": (sums(total=Decimal("600.74")), "合计金额"),
    "trailer with words for numbers": (text(lambda t: t.replace("R|3|", "R|三|")), "合计笔数"),
    "something after the trailer": (
        text(lambda t: t + t.splitlines(True)[1]),
        "合计行之后",
    ),
    "a blank row": (extra_row("\r\n", at=2), "空行"),
    "a blank end": (text(lambda t: t + "\r\n"), "空行"),
    "an extra column": (
        text(lambda t: t.replace("|成功\r\n", "|成功|x\r\n", 1)),
        "应有 6 列，实际 7 列",
    ),
    "a column less": (text(lambda t: t.replace("|成功\r\n", "\r\n", 1)), "应有 6 列，实际 5 列"),
    "an extra column everywhere": (text(lambda t: t.replace("\r\n", "|\r\n")), "列名"),
    "other titles": (text(lambda t: t.replace("结果码", "结果", 1)), "列名"),
    "another delimiter": (text(lambda t: t.replace("|", ",")), "列名"),
    "a very long row": (extra_row("x" * 3000 + "\r\n", at=2), "过长"),
    "an amount in words": (text(lambda t: t.replace("|100.00|", "|一百|")), "金额“一百”"),
    "an amount with a comma": (text(lambda t: t.replace("|100.00|", "|1,00.00|")), "金额"),
    "an amount without fen": (text(lambda t: t.replace("|100.00|", "|100|")), "金额“100”"),
    "an amount with three decimals": (text(lambda t: t.replace("|100.00|", "|100.000|")), "金额"),
    "a negative amount": (text(lambda t: t.replace("|100.00|", "|-100.00|")), "金额"),
    "an amount in full-width digits": (
        text(lambda t: t.replace("|100.00|", "|１００.00|")),
        "金额",
    ),
    "an amount that is infinite": (text(lambda t: t.replace("|100.00|", "|Infinity|")), "金额"),
    "no amount": (text(lambda t: t.replace("|100.00|", "||")), "金额"),
    "another amount": (lambda made: rows_with(made, 0, amount=Decimal("100.01")), "金额 100.01"),
    "amounts of two lines swapped": (swapped_amounts, "金额 200.50 元与送盘的 100.00"),
    "a line number in words": (text(lambda t: t.replace("|2|", "|二|", 1)), "不是有效的行号"),
    "line number zero": (text(lambda t: t.replace("|2|", "|0|", 1)), "不是有效的行号"),
    "a negative line number": (text(lambda t: t.replace("|2|", "|-2|", 1)), "不是有效的行号"),
    "a huge line number": (text(lambda t: t.replace("|2|", "|99999999|", 1)), "不是有效的行号"),
    "a line the file has not": (lambda made: rows_with(made, 2, line_no=4), "没有这个序号"),
    "a line twice": (twice, "序号 2 重复"),
    "another account tail": (
        lambda made: rows_with(made, 1, account_tail="0000"),
        "账号后四位 0000 与送盘账号不符",
    ),
    "a whole account number": (
        text(lambda t: t.replace("|200.50", "99999999|200.50", 1)),
        "账号后四位",
    ),
    "no account tail": (lambda made: rows_with(made, 1, account_tail=""), "账号后四位"),
    "an unknown result code": (text(lambda t: t.replace("|0000|", "|7777|", 1)), "结果码“7777”"),
    "no result code": (text(lambda t: t.replace("|0000|", "||", 1)), "结果码“”"),
    "a foreign file number in one row": (
        lambda made: rows_with(made, 2, file_no="202611-424242-01"),
        "混入了别的文件",
    ),
    "an unknown file number": (
        lambda made: the_bank.answers(made, ALL_PAID).replace(made.number.encode(), b"202611-9-09"),
        "没有编号为“202611-9-09”",
    ),
    "no file number": (
        lambda made: the_bank.answers(made, ALL_PAID).replace(made.number.encode(), b""),
        "没有编号为",
    ),
    "returned before it succeeded": (
        lambda made: rows_with(made, 1, code=the_bank.RETURNED),
        "请先导入报成功的回盘",
    ),
    "an archive": (lambda made: b"PK\x03\x04" + the_bank.answers(made, ALL_PAID), "Excel 或压缩"),
    "a picture": (lambda made: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "编码|列名|控制"),
    "a web page": (lambda made: b"<!DOCTYPE html><html></html>", "列名"),
}


def everything() -> list[Any]:
    """All that a return could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Batch, BankFile, FileLine, Payment, ReturnFile, BankAccount, SealedFile)
    ] + [AuditEntry.objects.count()]


def refused(made: BankFile, content: bytes) -> str:
    """The message; holds preview and receive to refusing alike, and to changing nothing."""
    before = everything()
    with pytest.raises(Refused) as when_received:
        bank.receive(content=content, filename="r.txt", by=made.made_by, at=AT)
    with pytest.raises(Refused) as when_previewed:
        bank.preview_return(content=content, filename="r.txt", by=made.made_by)
    assert str(when_previewed.value) == str(when_received.value)
    assert everything() == before
    return str(when_received.value)


def exported(layout: str) -> BankFile:
    batch = make.approved_batch()
    return bank.export(batch_id=batch.pk, layout=layout, by=batch.prepared_by, at=AT)


@pytest.mark.parametrize("damage", TEXTS)
def test_a_damaged_text_is_refused_whole(damage: str) -> None:
    make_content, words = TEXTS[damage]
    made = exported(the_bank.TEXT)
    message = refused(made, make_content(made))
    assert any(word in message for word in words.split("|")), message
    # Nothing is in the way of the sound file.
    sound = the_bank.answers(made, ALL_PAID)
    assert bank.receive(content=sound, filename="r.txt", by=made.made_by, at=AT).effect.moved == 3


def test_the_first_lines_are_named_and_the_rest_counted() -> None:
    batch = make.approved_batch(["10.00"] * 8)
    made = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)
    rows = the_bank.answer_rows(made, dict.fromkeys(range(1, 9), the_bank.PAID))
    for row in rows:
        row["amount"] = Decimal("11.00")
    message = refused(made, the_bank.file_of(made, rows))
    assert "第 2 行（序号 1）" in message
    assert "第 6 行（序号 5）" in message
    assert "序号 6" not in message
    assert "等共 8 处" in message
    assert "没有导入" in message


def test_a_contradiction_in_one_line_stops_all_the_others() -> None:
    made = exported(the_bank.TEXT)
    failed = the_bank.answers(made, {2: the_bank.OTHER_FAILURE})
    bank.receive(content=failed, filename="r", by=made.made_by, at=AT)
    message = refused(made, the_bank.answers(made, ALL_PAID))
    assert "第 3 行（序号 2）：报“成功”，与已登记的结果“失败”矛盾" in message


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = exported(the_bank.TEXT)
    monkeypatch.setattr("support_services.subsidies.services.bank.receiving.MAX_BYTES", 100)
    assert "超过" in refused(made, the_bank.answers(made, ALL_PAID))
    assert reading.MAX_BYTES == 256 << 20


# --- workbooks ------------------------------------------------------------------------------


def sheet_rows(made: BankFile) -> list[list[Any]]:
    rows = the_bank.answer_rows(made, ALL_PAID)
    return [
        ["文件编号", made.number],
        ["笔数", "3", "合计（元）", "600.75"],
        ["序号", "账号后四位", "金额（元）", "结果码", "说明"],
        *[[str(r["line_no"]), r["account_tail"], str(r["amount"]), r["code"], ""] for r in rows],
        ["合计", "3", "600.75"],
    ]


def workbook(rows: list[list[Any]], more: Callable[[Any, Any], None] | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    if more:
        more(book, sheet)
    book.close()
    return out.getvalue()


def sheet(change: Callable[[list[list[Any]]], None]) -> Callable[[BankFile], bytes]:
    def damaged(made: BankFile) -> bytes:
        rows = sheet_rows(made)
        change(rows)
        return workbook(rows)

    return damaged


def bomb(made: BankFile) -> bytes:
    """A few hundred kilobytes that unpack to more than the limit."""
    out = io.BytesIO(workbook(sheet_rows(made)))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w") as image,
    ):
        for _ in range(600):
            image.write(bytes(1 << 20))
    return out.getvalue()


WORKBOOKS: dict[str, tuple[Callable[[BankFile], bytes], str]] = {
    "a text file": (lambda made: b"x|y\r\n", "不是 xlsx"),
    "an empty workbook": (lambda made: workbook([]), "一张有内容"),
    "cut off": (lambda made: workbook(sheet_rows(made))[:-200], "不完整"),
    "a byte changed": (
        lambda made: bytes(
            b ^ (0xFF if 1000 < i < 1100 else 0) for i, b in enumerate(workbook(sheet_rows(made)))
        ),
        "损坏|不完整",
    ),
    "an archive of something else": (
        lambda made: (lambda o: (zipfile.ZipFile(o, "w").close(), o.getvalue())[1])(io.BytesIO()),
        "损坏|不是",
    ),
    "a bomb": (bomb, "解压后过大"),
    "a far-off cell": (
        lambda made: workbook(sheet_rows(made), lambda b, s: s.write_string(800_000, 0, "x")),
        "空行",
    ),
    "a second sheet": (
        lambda made: workbook(
            sheet_rows(made), lambda b, s: b.add_worksheet().write_string(0, 0, "x")
        ),
        "一张有内容",
    ),
    "no header": (sheet(lambda rows: rows.__delitem__(slice(0, 2))), "表头"),
    "a header with a wrong count": (sheet(lambda rows: rows[1].__setitem__(1, "2")), "合计"),
    "no trailer": (sheet(lambda rows: rows.pop()), "没有合计行"),
    "a trailer with a wrong sum": (sheet(lambda rows: rows[-1].__setitem__(2, "1")), "合计金额"),
    "an extra column": (sheet(lambda rows: rows[4].append("x")), "应有 5 列"),
    "an amount with a third decimal": (
        sheet(lambda rows: rows[3].__setitem__(2, 100.001)),
        "金额“100.001”",
    ),
    "an amount as a truth value": (sheet(lambda rows: rows[3].__setitem__(2, True)), "金额“True”"),
    "a code that lost its zeros": (sheet(lambda rows: rows[3].__setitem__(3, 0)), "结果码“0”"),
    "a broken line number": (sheet(lambda rows: rows[3].__setitem__(0, 1.5)), "不是有效的行号"),
    "an empty row": (sheet(lambda rows: rows.insert(4, [])), "不是有效的行号"),
}


@pytest.mark.parametrize("damage", WORKBOOKS)
def test_a_damaged_workbook_is_refused_whole(damage: str) -> None:
    make_content, words = WORKBOOKS[damage]
    made = exported(the_bank.XLSX)
    message = refused(made, make_content(made))
    assert any(word in message for word in words.split("|")), message
    sound = workbook(sheet_rows(made))
    assert bank.receive(content=sound, filename="r", by=made.made_by, at=AT).effect.moved == 3


FIXED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte less": (lambda b: b.replace(b"D00000002", b"D0000002"), "字节"),
    "a byte more": (lambda b: b.replace(b"D00000002", b"D000000002"), "字节"),
    "the last row missing": (lambda b: b[: b.rindex(b"D0")], "合计笔数"),
    "the last newline missing": (lambda b: b[:-2], "没有换行符"),
    "another mark": (lambda b: b.replace(b"\r\nD00000002", b"\r\nX00000002"), "行标志"),
    "no header": (lambda b: b.split(b"\r\n", 1)[1], "字节"),
    "another header": (lambda b: b"Q" + b[1:], "表头"),
    "a character cut by its field": (
        lambda b: b.replace(b"\xb3\xc9\xb9\xa6", b"abc\xb3", 1),
        "编码|应为",
    ),
}


@pytest.mark.parametrize("damage", FIXED)
def test_a_damaged_fixed_width_text_is_refused_whole(damage: str) -> None:
    change, words = FIXED[damage]
    made = exported(the_bank.FIXED)
    content = change(the_bank.answers(made, ALL_PAID))
    assert content != the_bank.answers(made, ALL_PAID)
    message = refused(made, content)
    assert any(word in message for word in words.split("|")), message
