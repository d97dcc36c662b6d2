"""Masks: the one rule of the portal, and that they never show more than it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veterans.foundation.masking import mask_account, mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("张三丰", "张*丰"), ("欧阳娜娜", "欧**娜"), ("张", "*"), ("", "")],
)
def test_names(name, shown):
    assert mask_name(name) == shown


def test_identity_number():
    assert mask_id_number("370303194901011234") == "370***********1234"


def test_phone():
    assert mask_phone("13812345678") == "138****5678"


@pytest.mark.parametrize(
    "number", ["6217000012341234", "6217 0000 1234 1234", "6217000000000001234", "621712341234"]
)
def test_account_shows_one_shape_whatever_its_length(number):
    assert mask_account(number) == "6217 **** **** 1234"


@given(st.text(alphabet="张王李一二三四五", min_size=2, max_size=12))
def test_name_keeps_its_length_and_at_most_two_characters(name):
    shown = mask_name(name)
    assert len(shown) == len(name)
    assert sum(char != "*" for char in shown) == (1 if len(name) == 2 else 2)


@given(st.text(alphabet="0123456789X", max_size=24))
def test_nothing_that_is_no_identity_number_shows_more_than_seven(text):
    shown = mask_id_number(text)
    assert len(shown) == len(text)
    visible = sum(char != "*" for char in shown)
    assert visible == (7 if len(text) >= 15 else 0)
    assert text == "" or len(text) - visible >= min(len(text), 8)


@given(st.text(alphabet="0123456789-", max_size=20))
def test_phone_always_hides_at_least_four_or_everything(text):
    shown = mask_phone(text)
    assert len(shown) == len(text.strip())
    assert shown.count("*") >= min(4, len(shown))


@given(st.text(alphabet="0123456789 ", max_size=30))
def test_account_never_tells_its_length(text):
    assert mask_account(text) == "" or len(mask_account(text)) in (4, 19)
