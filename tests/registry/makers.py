"""Invented people for tests. No number here belongs to anybody by intent."""

from datetime import date

from tests.people import EAST_ONE
from veterans.foundation.csv_reading import Line
from veterans.foundation.idcard import check_digit
from veterans.registry.services.imports import COLUMNS

TODAY = date(2026, 11, 2)


def id_number(n: int, *, born: date = date(1950, 1, 1), area: str = "370399") -> str:
    """The n-th invented number of that birthday (n up to 999)."""
    first17 = f"{area}{born:%Y%m%d}{n:03d}"
    return first17 + check_digit(first17)


def many_numbers(count: int) -> list[str]:
    """Different valid numbers, as many as wanted."""
    numbers = []
    day = date(1930, 1, 1).toordinal()
    while len(numbers) < count:
        numbers += [id_number(n, born=date.fromordinal(day)) for n in range(1, 99)]
        day += 1
    return numbers[:count]


def line(number: int = 2, **values: str) -> Line:
    """A line of a list of people; what is not given is filled in."""
    row = {
        "name": "张三",
        "id_number": id_number(1),
        "region_code": EAST_ONE,
        "phone": "13800000000",
        "bank": "测试银行",
        "account_name": "",
        "account_number": "6200000000000000001",
    }
    assert values.keys() <= row.keys() == set(COLUMNS)
    return Line(number, {**row, **values})
