"""Lists as they really arrive: saved by whatever spreadsheet, damaged in the usual ways."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from veterans.foundation import sheets
from veterans.foundation.csv_reading import FileRefused
from veterans.foundation.errors import Refused
from veterans.foundation.idcard import IdNumberError, check
from veterans.foundation.sheets import parse_date, read_sheet

COLUMNS = ("name", "id_number")
TEXT = "name,id_number\n张三,11010519491231002X\n\n李四,440524188001010014\n"


def workbook(rows: list[list[object]], **options: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value)  # type: ignore[arg-type]
            else:
                sheet.write(number, column, value)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode("gb18030"),
        workbook(
            [
                ["name", "id_number"],
                ["张三", "11010519491231002X"],
                [],
                ["李四", "440524188001010014"],
            ]
        ),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "gb18030 crlf", "xlsx"],
)
def test_same_list_however_saved(raw: bytes) -> None:
    lines = read_sheet(raw, COLUMNS)
    assert [line.number for line in lines] == [2, 4]
    assert lines[0].values == {"name": "张三", "id_number": "11010519491231002X"}
    assert lines[1].values["name"] == "李四"


def test_rare_characters_survive_gb18030() -> None:
    raw = "name,id_number\n𪚥㐂,1\n".encode("gb18030")
    assert read_sheet(raw, COLUMNS)[0].values["name"] == "𪚥㐂"


def test_column_order_is_free() -> None:
    lines = read_sheet(b"id_number,name\n1,A\n", COLUMNS)
    assert lines[0].values == {"name": "A", "id_number": "1"}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("name", "缺少：id_number"),
        ("name,id_number,age", "不认识：age"),
        ("name,id_number,name", "重复：name"),
        ("姓名,身份证号", "缺少：name、id_number"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wrong_columns_are_named(header: str, said: str, kind: str) -> None:
    row = ["x"] * (header.count(",") + 1)
    raw = (
        f"{header}\n{','.join(row)}\n".encode()
        if kind == "csv"
        else workbook([list(header.split(",")), list(row)])
    )
    with pytest.raises(FileRefused, match=said):
        read_sheet(raw, COLUMNS)


def test_utf8_with_a_broken_byte_is_not_taken_for_gb18030() -> None:
    good = ("name,id_number\n" + "王建国,1\n欧阳明,2\n" * 20).encode()
    at = good.index("明".encode(), 120)
    for cut in range(1, 3):
        broken = good[:at] + good[at + cut :]
        with pytest.raises(FileRefused, match="不是 UTF-8"):
            read_sheet(broken, COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_refused(encoding: str) -> None:
    with pytest.raises(FileRefused):
        read_sheet(TEXT.encode(encoding), COLUMNS)


def test_old_excel_is_refused_with_the_cure() -> None:
    with pytest.raises(FileRefused, match="另存为"):
        read_sheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), COLUMNS)


def test_identity_number_made_a_number_by_the_spreadsheet_is_seen() -> None:
    raw = workbook([["name", "id_number"], ["张三", 110105194912310020]])
    value = read_sheet(raw, COLUMNS)[0].values["id_number"]
    with pytest.raises(IdNumberError, match="Excel"):
        check(value)


def test_numbers_and_dates_become_plain_text() -> None:
    rows = [
        ["name", "id_number"],
        [13800138000, 12.5],
        [date(2025, 4, 18), datetime(2025, 4, 18, 8, 30)],  # noqa: DTZ001
        [True, " 空格\n换行 "],
    ]
    values = [list(line.values.values()) for line in read_sheet(workbook(rows), COLUMNS)]
    assert values == [
        ["13800138000", "12.5"],
        ["2025-04-18", "2025-04-18 08:30:00"],
        ["TRUE", "空格 换行"],
    ]


def test_formula_text_is_refused() -> None:
    with pytest.raises(FileRefused, match="第 2 行“name”以“=”开头，像表格公式"):
        read_sheet(workbook([["name", "id_number"], ["=cmd|' /C calc'!A0", "1"]]), COLUMNS)


def test_a_sign_before_a_number_is_no_formula() -> None:
    for value in ("+86 13800000000", "-5", "-", "+(0533)"):
        raw = workbook([["name", "id_number"], ["张三", value]])
        assert read_sheet(raw, COLUMNS)[0].values["id_number"] == value


def test_content_beside_the_table_is_refused() -> None:
    raw = workbook([["name", "id_number"], ["张三", "1", "备注"]])
    with pytest.raises(FileRefused, match="第 2 行"):
        read_sheet(raw, COLUMNS)


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"name,id_number\n", workbook([])])
def test_empty_is_refused(raw: bytes) -> None:
    with pytest.raises(FileRefused):
        read_sheet(raw, COLUMNS)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_too_many_rows(kind: str) -> None:
    rows: list[list[object]] = [["name", "id_number"], *([["a", "b"]] * 6)]
    raw = (
        "\n".join(",".join(map(str, row)) for row in rows).encode()
        if kind == "csv"
        else workbook(rows)
    )
    assert len(read_sheet(raw, COLUMNS, max_rows=6)) == 6
    with pytest.raises(FileRefused, match="超过 5 行"):
        read_sheet(raw, COLUMNS, max_rows=5)


def test_too_large_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)
    with pytest.raises(FileRefused, match="MB"):
        read_sheet(TEXT.encode(), COLUMNS)


def _rewritten(raw: bytes, change: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in given.infolist():
            made.writestr(part.filename, change.get(part.filename, given.read(part)))
        for name in change.keys() - set(given.namelist()):
            made.writestr(name, change[name])
    return out.getvalue()


def test_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 1_000_000)
    raw = _rewritten(workbook([["name", "id_number"], ["a", "b"]]), {"xl/x.xml": bytes(2_000_000)})
    assert len(raw) < 20_000
    with pytest.raises(FileRefused, match="过大"):
        read_sheet(raw, COLUMNS)


def test_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    raw = bytearray(
        _rewritten(workbook([["name", "id_number"], ["a", "b"]]), {"xl/x.xml": bytes(2_000_000)})
    )
    true, claimed = (2_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert raw.count(true) == 2  # beside the part and in the directory
    with pytest.raises(FileRefused, match="打不开"):
        read_sheet(bytes(raw).replace(true, claimed), COLUMNS)


@pytest.mark.parametrize(("place", "said"), [("A1048576", "行"), ("XFD2", "列")])
def test_one_far_cell_does_not_lay_out_a_whole_sheet(place: str, said: str) -> None:
    raw = workbook([["name", "id_number"], ["a", "b"]])
    sheet = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    row = "".join(filter(str.isdigit, place))
    far = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    raw = _rewritten(raw, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    with pytest.raises(FileRefused, match=said):
        read_sheet(raw, COLUMNS)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_torn_workbook(keep: float) -> None:
    raw = workbook([["name", "id_number"], ["张三", "1"]])
    with pytest.raises(FileRefused, match="打不开"):
        read_sheet(raw[: int(len(raw) * keep)], COLUMNS)


def test_zip_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("readme.txt", "hello")
    with pytest.raises(FileRefused):
        read_sheet(out.getvalue(), COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        "2025-04-18",
        "2025-4-18",
        "2025/4/18",
        "2025.04.18",
        "20250418",
        "2025年4月18日",
        "２０２５-04-18",
        " 2025-04-18 00:00:00",
    ],
)
def test_usual_spellings_of_a_date(text: str) -> None:
    assert parse_date(text) == date(2025, 4, 18)


@pytest.mark.parametrize(
    "text", ["", "25-4-18", "18/04/2025", "45765", "2025-02-29", "2025-13-01", "2025-04", "昨天"]
)
def test_no_date(text: str) -> None:
    with pytest.raises(Refused):
        parse_date(text)
