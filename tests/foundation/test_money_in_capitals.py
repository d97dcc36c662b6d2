"""大写金额: what stands on a payee's yearly statement below the figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veterans.foundation.money import capital_text

amounts = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)


@pytest.mark.parametrize(
    ("figures", "capitals"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.56", "伍角陆分"),
        ("10", "壹拾元整"),
        ("17.03", "壹拾柒元零叁分"),
        ("100.10", "壹佰元壹角"),
        ("1001.00", "壹仟零壹元整"),
        ("1010.00", "壹仟零壹拾元整"),
        # As in the rules for filling in payment documents, without the 零 that may be left out.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("34200.00", "叁万肆仟贰佰元整"),
        ("100500.00", "壹拾万零伍佰元整"),
        ("1000000.00", "壹佰万元整"),
        ("100000000.00", "壹亿元整"),
        ("100005000.00", "壹亿零伍仟元整"),
        ("120340000.00", "壹亿贰仟零叁拾肆万元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-300.20", "负叁佰元贰角"),
    ],
)
def test_an_amount_as_the_bank_wants_it_written(figures: str, capitals: str) -> None:
    assert capital_text(Decimal(figures)) == capitals


def test_more_than_any_account_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        capital_text(Decimal(10**12))


def read_back(text: str) -> Decimal:
    """What a person who reads the words aloud would key in."""
    digits = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))
    places = {"拾": 10, "佰": 100, "仟": 1000}
    yuan = group = fen = last = 0
    for sign in text:
        if sign in digits:
            last = digits[sign]
        elif sign in places:
            group, last = group + last * places[sign], 0
        elif sign in "万亿元":
            unit = {"万": 10**4, "亿": 10**8, "元": 1}[sign]
            yuan, group, last = yuan + (group + last) * unit, 0, 0
        elif sign in "角分":
            fen, last = fen + last * {"角": 10, "分": 1}[sign], 0
    return Decimal(yuan) + Decimal(fen) / 100


@given(amounts)
def test_property_the_words_say_the_figures(amount: Decimal) -> None:
    text = capital_text(amount)
    assert read_back(text) == amount
    assert "零零" not in text
    assert not text.endswith("零")
    assert text.endswith("整") == (amount == int(amount))
    assert capital_text(-amount) == (f"负{text}" if amount else text)
