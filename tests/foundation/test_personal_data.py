"""Everything that a text seems to hold, one number counted as one thing."""

import pytest

from tests.registry.makers import id_number
from veterans.foundation.personal_data import kind_in, kinds_in

ID, PHONE, ACCOUNT = id_number(3), "139 1111 2222", "6217 0000 1111 2222 333"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("去年十月交的材料，2026年11月5日问过一次，花了12000元", set()),
        (f"电话{PHONE}", {"mobile number"}),
        (f"身份证{ID}，电话{PHONE}", {"identity number", "mobile number"}),
        (f"电话{PHONE}，卡号{ACCOUNT}", {"mobile number", "account number"}),
        (f"卡号{ACCOUNT}", {"account number"}),
    ],
)
def test_each_number_is_found_beside_the_others(text: str, kinds: set[str]) -> None:
    assert kinds_in(text) == kinds
    assert bool(kinds) == bool(kind_in(text))


def test_one_kind_does_not_hide_the_other() -> None:
    """What ``kind_in`` names is only the first of them."""
    assert kind_in(f"电话{PHONE}，卡号{ACCOUNT}") == "mobile number"
    assert "account number" in kinds_in(f"电话{PHONE}，卡号{ACCOUNT}")
