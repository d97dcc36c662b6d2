"""Lists of people as offices really send them."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from tests.people import NOW
from tests.registry.makers import id_number
from veterans.accounts.models import User
from veterans.registry.models import PeopleList
from veterans.registry.services import lists

HEADS = ("序号", "姓名", "身份证号码", "镇街", "村居", "联系电话", "备注")


def xlsx(
    rows: Sequence[Sequence[Any]],
    *,
    heads: Sequence[str] = HEADS,
    titles: Sequence[str] = ("退役军人信息登记表",),
) -> bytes:
    """A workbook with its titles merged over the table; numbers stay numbers, dates dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy/m/d"})
    sheet = book.add_worksheet()
    for at, title in enumerate(titles):
        sheet.merge_range(at, 0, at, max(len(heads) - 1, 1), title)
    for at, row in enumerate((heads, *rows), start=len(titles)):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(at, column, cell)
            else:
                sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


def csv(rows: Sequence[Sequence[str]], *, heads: Sequence[str] = HEADS, code: str) -> bytes:
    return "\r\n".join(",".join(row) for row in (heads, *rows)).encode(code)


def row(
    n: int = 1,
    *,
    name: str = "张三",
    number: Any = None,
    town: str = "东街道",
    village: str = "东一村",
    phone: Any = "13800000000",
) -> list[Any]:
    """A line under ``HEADS``."""
    return [n, name, id_number(n) if number is None else number, town, village, phone, ""]


def named(n: int) -> str:
    """A name of its own for every line."""
    return (
        "赵钱孙李周吴郑王冯陈"[n % 10]
        + "甲乙丙丁戊己庚辛壬癸"[n // 10 % 10]
        + "一二三四五"[n // 100]
    )


def received(by: User, content: bytes, name: str = "名单.xlsx") -> PeopleList:
    return lists.receive_list(name=name, content=content, by=by, at=NOW)


def staged(by: User, content: bytes, name: str = "名单.xlsx") -> PeopleList:
    """Uploaded and read to the end."""
    made = received(by, content, name)
    assert lists.read_list(list_id=made.pk, now=lambda: NOW)
    made.refresh_from_db()
    return made


def reasons(made: PeopleList) -> dict[int, tuple[str, str]]:
    return {
        line: (verdict, reason)
        for line, verdict, reason in made.verdicts.values_list("line", "verdict", "reason")
    }


def counts(made: PeopleList) -> tuple[int, int, int, int, int]:
    """New, changed, unchanged, doubtful, refused."""
    return (
        made.new_count,
        made.changed_count,
        made.unchanged_count,
        made.doubtful_count,
        made.refused_count,
    )
