"""Pure: codes of organisations."""

import random

import pytest

from veterans.foundation.errors import Refused
from veterans.foundation.uscc import _SIGNS, clean_code, code_check_sign


def test_a_made_up_code_passes_its_own_check_and_every_slip_of_one_sign_fails() -> None:
    drawn = random.Random(41)
    first17 = "".join(drawn.choice(_SIGNS) for _ in range(17))
    code = first17 + code_check_sign(first17)
    assert clean_code(f" {code[:9].lower()} {code[9:]} ") == code
    for place in range(18):
        for sign in set(_SIGNS) - {code[place]}:
            with pytest.raises(Refused):
                clean_code(code[:place] + sign + code[place + 1 :])


def test_the_check_sign_by_hand() -> None:
    # One 1 at each place: the sign is 31 - 3^place mod 31, by the table of the standard.
    weights = [pow(3, place, 31) for place in range(17)]
    for place, weight in enumerate(weights):
        first17 = "0" * place + "1" + "0" * (16 - place)
        assert code_check_sign(first17) == _SIGNS[(31 - weight) % 31]
    assert code_check_sign("0" * 17) == "0"


def test_no_code_is_no_code_and_other_forms_are_told() -> None:
    assert clean_code("  ") == ""
    with pytest.raises(Refused, match="现有 5 位"):
        clean_code("91370")
    with pytest.raises(Refused, match="没有 I、O"):
        clean_code("I" * 18)
