"""Layouts as data: byte for byte what they were, and back again what was written."""

import copy
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from support_services.subsidies.bank_layouts import (
    OUTCOMES,
    SAMPLE_LAYOUTS,
    AnswerRefused,
    LayoutError,
    UnwritableRow,
    read_answers,
    read_layout,
    reading,
    texts,
    workbooks,
    write,
)
from support_services.subsidies.bank_layouts.writing import file_name
from support_services.subsidies.states import LineState

GOLDEN = Path(__file__).parent / "golden"
LAYOUTS = {data["code"]: read_layout(data) for data in SAMPLE_LAYOUTS}

# Rare characters, a character whose second GB18030 byte is the delimiter's, full-width blanks,
# a formula, a delimiter and a control character in a text.
LINES: list[dict[str, Any]] = [
    {
        "line_no": 1,
        "account_name": "张　三",
        "account_number": "6217 0001 0203 1230",
        "bank_name": "示例|银行",
        "amount": Decimal("1234.50"),
        "person_name": "张三",
        "id_number": "370303195503081230",
        "village": "第1村",
        "code": "0000",
        "message": "成功",
    },
    {
        "line_no": 2,
        "account_name": "東方倈𠮷",
        "account_number": "6217000102031231",
        "bank_name": "示例银行\t二支行",
        "amount": Decimal("0.01"),
        "person_name": "=SUM(A1)",
        "id_number": "37030319550308124X",
        "village": "第2村",
        "code": "3031",
        "message": "账号户名不符",
    },
    {
        "line_no": 3,
        "account_name": "阿卜杜拉 · 买买提",
        "account_number": "6217000102030032",
        "bank_name": "@示例银行",
        "amount": Decimal("9999999.99"),
        "person_name": "龴某",
        "id_number": "370303195503081257",
        "village": "第3村",
        "code": "1000",
        "message": "处理中",
    },
]
for _line in LINES:
    _line |= {
        "account_tail": texts.account_tail(_line["account_number"]),
        "scheme": "残疾抚恤",
        "scheme_name": "残疾军人残疾抚恤金",
        "town": "第1镇",
        "region_code": "370303001001",
    }


def frame_of(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "unit": "示范区退役军人事务局",
        "batch": "202611-12",
        "file_no": "202611-12-01",
        "sequence": 1,
        "month": "202611",
        "month_cn": "2026年11月",
        "date": "20261105",
        "schemes": "残疾抚恤",
        "count": len(lines),
        "total": sum((line["amount"] for line in lines), Decimal("0.00")),
    }


def written(form: Any, lines: list[dict[str, Any]]) -> bytes:
    return b"".join(write(form, frame=frame_of(lines), rows=lines))


def golden_files() -> dict[str, bytes]:
    """What every sample layout writes of the lines above; to renew: ``python -m`` this module."""
    made = {}
    for code, layout in LAYOUTS.items():
        kind = "xlsx" if layout.file.kind == "xlsx" else "txt"
        made[f"{code}.file.{kind}"] = written(layout.file, LINES)
        made[f"{code}.return.{kind}"] = written(layout.answer, LINES)
    return made


@pytest.mark.parametrize("name", sorted(golden_files()))
def test_sample_layouts_write_the_golden_bytes(name: str) -> None:
    made, kept = golden_files()[name], (GOLDEN / name).read_bytes()
    if not name.endswith(".xlsx"):
        assert made == kept
        return
    # How well a workbook is packed is up to the zlib at hand; what is packed is not.
    with zipfile.ZipFile(io.BytesIO(made)) as one, zipfile.ZipFile(io.BytesIO(kept)) as other:
        assert one.namelist() == other.namelist()
        for member in one.infolist():
            assert member.date_time == other.getinfo(member.filename).date_time
            assert one.read(member) == other.read(member.filename), member.filename


@pytest.mark.parametrize("name", sorted(golden_files()))
def test_the_same_rows_give_the_same_bytes(name: str) -> None:
    assert golden_files()[name] == golden_files()[name]


def test_samples_say_that_they_are_no_banks() -> None:
    assert all(data["note"] == "通用示例格式（非任何银行的真实格式）" for data in SAMPLE_LAYOUTS)
    assert all(data["name"].startswith("示例") for data in SAMPLE_LAYOUTS)


def test_outcomes_are_states_a_line_can_take() -> None:
    assert set(OUTCOMES) == {state.value for state in LineState} - {LineState.SENT.value}


# --- what is written ------------------------------------------------------------------------


def test_a_text_file_is_gb18030_with_crlf_and_a_trailer() -> None:
    raw = written(LAYOUTS["sample-text-gb18030"].file, LINES)
    rows = raw.decode("gb18030").split("\r\n")
    assert rows[0].split("|")[:2] == ["文件编号", "序号"]
    assert rows[1] == (
        "202611-12-01|1|第1镇|第1村|张三|6217000102031230|示例｜银行|1234.50|残疾抚恤202611"
    )
    assert "|東方倈𠮷|" in rows[2]
    assert "|阿卜杜拉·买买提|6217000102030032|'@示例银行|9999999.99|" in rows[3]
    assert rows[4:] == ["TRAILER|3|10001234.50", ""]


def test_a_character_with_the_delimiter_in_it_is_read_back_whole() -> None:
    assert "倈".encode("gb18030")[1:] == b"|"
    rows = list(
        reading.read(
            LAYOUTS["sample-text-gb18030"].file, written(LAYOUTS["sample-text-gb18030"].file, LINES)
        ).rows
    )
    assert rows[1][1]["account_name"] == "東方倈𠮷"


def test_fixed_width_counts_bytes_and_amounts_are_fen() -> None:
    raw = written(LAYOUTS["sample-fixed-fen"].file, LINES)
    rows = raw.split(b"\r\n")
    assert rows[0] == b"H202611-12-01            20261105000000030000001000123450"
    assert {len(row) for row in rows[1:4]} == {155}
    assert rows[1][101:115] == b"00000000123450"


def test_a_workbook_holds_text_only() -> None:
    raw = written(LAYOUTS["sample-xlsx"].file, LINES)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert all(isinstance(cell, str) for row in rows for cell in row)
    assert rows[0][:2] == ["单位", "示范区退役军人事务局"]
    assert rows[2][:4] == ["笔数", "3", "合计（元）", "10001234.50"]
    assert rows[5][3:7] == ["=SUM(A1)", "37030319550308124X", "東方倈𠮷", "6217000102031231"]
    assert rows[-1][:3] == ["合计", "3", "10001234.50"]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_2022_codes_whatever_the_interpreter() -> None:
    assert texts.encode("龴龻", "gb18030") == b"\xfe\x59\xfe\xa0"
    assert texts.decode(b"\xfe\x59\xfe\xa0", "gb18030") == "龴龻"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("张　三", "张三"),
        (" 张\u00a0三\u3000", "张三"),
        ("\u200b张\ufeff三", "张三"),
        ("张\r\n三\t", "张三"),
        ("Anna  Maria", "Anna Maria"),
        ("阿不都 · 热合曼", "阿不都·热合曼"),
        ("示例银行 A 支行", "示例银行A支行"),
        ("", ""),
    ],
)
def test_text_is_cleaned(raw: str, cleaned: str) -> None:
    assert texts.clean(raw) == cleaned
    assert texts.clean(cleaned) == cleaned


@pytest.mark.parametrize("raw", ["张\ue000", "\U000f0001", "李\uf8ff四"])
def test_private_use_characters_are_refused(raw: str) -> None:
    with pytest.raises(texts.UnwritableText, match="造字"):
        texts.clean(raw)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("account_number", "6217|0001", "账号|数字"),
        ("account_number", "＝1+1", "数字"),
        ("account_number", "-6217", "数字"),
        ("account_name", "\ue123某", "造字"),
        ("account_name", "长" * 31, "字节"),
    ],
)
def test_an_unwritable_line_is_named(field: str, value: str, words: str) -> None:
    lines = copy.deepcopy(LINES)
    lines[1][field] = value
    with pytest.raises(UnwritableRow, match=words) as refused:
        written(LAYOUTS["sample-fixed-fen"].file, lines)
    assert refused.value.line_no == 2


def test_rows_that_are_not_what_the_frame_says_are_a_fault() -> None:
    frame = frame_of(LINES) | {"count": 2}
    with pytest.raises(ValueError, match="the frame says"):
        b"".join(write(LAYOUTS["sample-text-gb18030"].file, frame=frame, rows=LINES))


def test_file_names_stay_in_their_folder() -> None:
    layout = read_layout({**SAMPLE_LAYOUTS[0], "file_name": "../{unit}:{file_no}.txt"})
    assert file_name(layout.file_name, frame_of(LINES)) == (
        ".._示范区退役军人事务局_202611-12-01.txt"
    )


# --- there and back -------------------------------------------------------------------------

names = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20)
amounts = st.decimals(min_value="0.01", max_value="9999999999.99", places=2)


@pytest.mark.parametrize("code", LAYOUTS)
@given(data=st.data())
def test_what_a_return_says_is_what_is_read(code: str, data: st.DataObject) -> None:
    layout = LAYOUTS[code]
    numbers = data.draw(st.lists(st.integers(1, 9_999_999), min_size=1, max_size=8, unique=True))
    lines = [
        {
            "line_no": number,
            "account_tail": data.draw(st.from_regex(r"[0-9]{4}", fullmatch=True)),
            "amount": data.draw(amounts),
            "code": data.draw(st.sampled_from(sorted(layout.codes))),
            "message": data.draw(names),
        }
        for number in numbers
    ]
    raw = written(layout.answer, lines)
    found = list(read_answers(layout, raw, file_no="202611-12-01"))
    assert [(a.line_no, a.account_tail, a.amount, a.code) for a in found] == [
        (line["line_no"], line["account_tail"], line["amount"], line["code"]) for line in lines
    ]
    assert all(a.outcome == layout.codes[a.code] for a in found)


@pytest.mark.parametrize("code", LAYOUTS)
@given(data=st.data())
def test_what_a_file_says_is_what_the_bank_reads(code: str, data: st.DataObject) -> None:
    layout = LAYOUTS[code]
    lines = [
        {
            **LINES[0],
            "line_no": number,
            "amount": data.draw(amounts),
            "account_name": data.draw(names.filter(lambda n: len(n.encode("gb18030")) <= 60)),
            "account_number": data.draw(st.from_regex(r"[0-9]{8,32}", fullmatch=True)),
        }
        for number in range(1, data.draw(st.integers(1, 5)) + 1)
    ]
    sheet = reading.read(layout.file, written(layout.file, lines))
    rows = [fields for _, fields in sheet.rows]
    for line, fields in zip(lines, rows, strict=True):
        name = texts.clean(line["account_name"])
        if layout.file.kind == "delimited":
            name = name.replace("|", "｜")
            name = "'" + name if name.startswith(("=", "+", "-", "@")) else name
        assert fields["account_name"].strip() == name.strip()
        assert fields["account_number"] == line["account_number"]
        assert int(fields["line_no"]) == line["line_no"]
        unit = "amount" if "amount" in fields else "amount_fen"
        value = Decimal(fields[unit]) / (1 if unit == "amount" else 100)
        assert value == line["amount"]


# --- the manual -----------------------------------------------------------------------------

MANUAL = (Path(__file__).parents[2] / "docs" / "bank-files.md").read_text(encoding="utf-8")
OWN_LINES = [line | {"code": code} for line, code in zip(LINES, ("00", "E1", "01"), strict=True)]


def block(after: str) -> str:
    """The first fenced block behind a heading of the manual."""
    return MANUAL.split(after, 1)[1].split("```", 2)[1].split("\n", 1)[1]


def test_the_layout_in_the_manual_is_sound() -> None:
    layout = read_layout(json.loads(block("## 自定义格式")))
    found = list(read_answers(layout, written(layout.answer, OWN_LINES), file_no="202611-12-01"))
    assert [a.outcome for a in found] == ["paid", "failed", "unknown"]
    assert b"END|3|1000123450\r\n" in written(layout.file, LINES)


def test_the_return_in_the_manual_is_read() -> None:
    content = block("## 示例回盘").replace("\n", "\r\n").encode("gb18030")
    layout = LAYOUTS["sample-text-gb18030"]
    found = list(read_answers(layout, content, file_no="202611-12-01"))
    assert [(a.account_tail, a.outcome) for a in found] == [("0905", "paid"), ("0907", "failed")]


def test_the_manual_names_every_code_and_layout() -> None:
    for code, layout in LAYOUTS.items():
        assert f"`{code}`" in MANUAL
        for result in layout.codes:
            assert result in MANUAL


# --- layouts that are none ------------------------------------------------------------------


def broken(change: Any) -> dict[str, Any]:
    data = copy.deepcopy(SAMPLE_LAYOUTS[0])
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.pop("answer"), "不完整"),
        (lambda d: d["file"].update(kind="pdf"), "类型"),
        (lambda d: d["file"].update(columns=[]), "没有列"),
        (lambda d: d["file"].update(encoding="gb99"), "编码"),
        (lambda d: d["file"].update(delimiter="||"), "分隔符"),
        (lambda d: d["file"].update(newline="\r"), "换行"),
        (lambda d: d["file"]["columns"].append({"text": "{secret}"}), "字段"),
        (lambda d: d["file"]["columns"].append({"text": "x", "colour": 1}), "设置"),
        (lambda d: d["file"]["columns"].pop(1), "行号"),
        (lambda d: d["file"].update(kind="fixed"), "宽度"),
        (lambda d: d["answer"].update(trailer=["{count}"]), "固定文字"),
        (lambda d: d["answer"]["columns"].pop(0), "文件编号"),
        (lambda d: d["answer"]["columns"].pop(1), "行号"),
        (lambda d: d["answer"]["columns"].pop(2), "后四位"),
        (lambda d: d["answer"]["columns"].pop(3), "金额"),
        (lambda d: d["answer"]["columns"].pop(4), "结果码"),
        (lambda d: d["answer"].update(codes={}), "结果码"),
        (lambda d: d["answer"]["codes"].update({"7": "maybe"}), "不认识"),
        (lambda d: d["answer"].update(account_codes=["0000"]), "失败或退汇"),
        (lambda d: d["answer"].update(codes=["0000"]), "不完整"),
    ],
)
def test_a_layout_that_is_not_sound_is_refused(change: Any, words: str) -> None:
    with pytest.raises(LayoutError, match=words):
        read_layout(broken(change))


# --- workbooks of others --------------------------------------------------------------------


def workbook(fill: Any) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book)
    book.close()
    return out.getvalue()


def test_numbers_in_a_workbook_of_the_bank_are_read_exactly() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for at, row in enumerate(
            [
                ["文件编号", "202611-12-01"],
                ["笔数", 2, "合计（元）", 0.3],
                ["序号", "账号后四位", "金额（元）", "结果码", "说明"],
                [1, 32, 0.1, "0000", None],
                [2, "0012", 0.2, "0000", "成功"],
                ["合计", 2, 0.3],
            ]
        ):
            sheet.write_row(at, 0, row)

    found = list(read_answers(LAYOUTS["sample-xlsx"], workbook(fill), file_no="202611-12-01"))
    assert [(a.line_no, a.account_tail, a.amount) for a in found] == [
        (1, "0032", Decimal("0.10")),
        (2, "0012", Decimal("0.20")),
    ]


def test_a_workbook_that_would_fill_the_memory_is_refused(monkeypatch: Any) -> None:
    far = workbook(lambda book: book.add_worksheet().write_string(900_000, 3, "x"))
    with pytest.raises(workbooks.BadWorkbook, match="空行"):
        workbooks.rows(far)
    wide = workbook(lambda book: book.add_worksheet().write_string(0, 16_000, "x"))
    with pytest.raises(workbooks.BadWorkbook, match="列数"):
        workbooks.rows(wide)
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1 << 20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (2 << 20))
    with pytest.raises(workbooks.BadWorkbook, match="过大"):
        workbooks.rows(out.getvalue())


def test_an_archive_with_very_many_members_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(workbooks.MAX_MEMBERS + 1):
            archive.writestr(str(number), b"")
    with pytest.raises(workbooks.BadWorkbook, match="结构"):
        workbooks.rows(out.getvalue())


def test_two_filled_sheets_are_refused() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_string(0, 0, "x")
        book.add_worksheet().write_string(0, 0, "y")

    with pytest.raises(workbooks.BadWorkbook, match="一张"):
        workbooks.rows(workbook(fill))


def test_utf8_is_told_from_gb18030() -> None:
    text = "文件编号|序号|账号后四位|金额|结果码|说明\r\n"
    assert texts.looks_like_utf8(text.encode())
    assert not texts.looks_like_utf8(text.encode("gb18030"))
    assert not texts.looks_like_utf8(b"plain|text\r\n")
    with pytest.raises(AnswerRefused, match="编码"):
        reading.read(LAYOUTS["sample-text-gb18030"].answer, text.encode())


if __name__ == "__main__":
    for file, content in golden_files().items():
        (GOLDEN / file).write_bytes(content)
