"""What clerks save from spreadsheets; most refusals are told in tests/regions/test_load.py."""

import pytest

from veterans.foundation.csv_reading import FileRefused, Line, decode, read_csv

COLUMNS = ("name", "code")


def test_line_numbers_are_those_of_an_editor():
    lines = read_csv('name,code\n\n"两行\n名字",1\n\n乙,2\n'.encode(), COLUMNS)
    assert lines == [
        Line(3, {"name": "两行\n名字", "code": "1"}),
        Line(6, {"name": "乙", "code": "2"}),
    ]


def test_optional_columns_may_be_there():
    assert read_csv(b"name,code,note\na,1,x\n", COLUMNS, optional=["note"])[0].values["note"] == "x"
    assert "note" not in read_csv(b"name,code\na,1\n", COLUMNS, optional=["note"])[0].values
    with pytest.raises(FileRefused, match=r"可另有 note.*不认识：more"):
        read_csv(b"name,code,more\na,1,x\n", COLUMNS, optional=["note"])


def test_a_column_named_twice():
    with pytest.raises(FileRefused, match="重复：code"):
        read_csv(b"name,code,code\na,1,1\n", COLUMNS)


def test_a_column_without_name():
    with pytest.raises(FileRefused, match="（空列名）"):
        read_csv(b"name,code,\na,1,\n", COLUMNS)


def test_commas_and_quotes_inside_quotes():
    assert read_csv(b'name,code\n"a,""b""",1\n', COLUMNS)[0].values["name"] == 'a,"b"'


def test_full_stop_after_a_wrong_byte_in_a_later_line():
    with pytest.raises(FileRefused, match="第 3 行不是 UTF-8 编码。"):
        decode("一\n二\n".encode() + b"\xff\xff\xff")
