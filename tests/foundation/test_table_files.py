"""Lists to take away: what a spreadsheet makes of them."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from veterans.foundation.table_files import csv_bytes, xlsx_bytes


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def read_xlsx(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＠x", " =1", "\t=1", "\r=1", "\n=1"],
)
def test_a_formula_is_text(text):
    ((cell,),) = read_csv(csv_bytes(["名"], [[text]]))[1:]
    assert cell.startswith("'")
    workbook = xlsx_bytes("题", [], ["名"], [[text]])
    sheet = zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert (
        read_xlsx(workbook)[2][0].strip()
        == "".join(char if char.isprintable() else " " for char in text).strip()
    )


def test_amounts_and_numbers_stay_what_they_are():
    row = [3, "370***********1234", Decimal("-12.50")]
    assert read_csv(csv_bytes(["号", "证", "元"], [row]))[1] == [
        "3",
        "370***********1234",
        "-12.50",
    ]
    assert read_xlsx(xlsx_bytes("题", ["注"], ["号", "证", "元"], [row]))[3] == [
        3.0,
        "370***********1234",
        -12.5,
    ]


def test_spreadsheets_know_the_encoding_and_the_row_stays_one():
    content = csv_bytes(["名"], [["张\n三"], ['李"四,五']])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [["名"], ["张 三"], ['李"四,五']]


def test_nothing_but_heads():
    assert read_csv(csv_bytes(["名"], [])) == [["名"]]
    assert read_xlsx(xlsx_bytes("题", [], ["名"], []))[1] == ["名"]
