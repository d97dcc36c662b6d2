"""Identity numbers: GB 11643, and what clerks and spreadsheets make of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veterans.foundation import idcard
from veterans.foundation.idcard import IdNumberError, check, check_cell, normalise


def number(area="370303", born=date(1949, 1, 1), sequence=123):
    first = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first + idcard.check_digit(first)


areas = st.integers(110000, 659999).map(str)
births = st.dates(date(1880, 1, 1), date(2030, 12, 31))
numbers = st.builds(number, areas, births, st.integers(0, 999))


def test_the_examples_printed_in_gb_11643():
    assert check("11010519491231002X") == "11010519491231002X"
    assert check("440524188001010014") == "440524188001010014"


@given(numbers)
def test_every_right_number_is_taken_whatever_its_county(text):
    assert check(text) == text


@given(numbers, st.data())
def test_one_wrong_digit_is_always_found(text, data):
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != text[place]]))
    with pytest.raises(IdNumberError):
        check(text[:place] + other + text[place + 1 :])


@given(numbers, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_found(text, place):
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        with pytest.raises(IdNumberError):
            check(swapped)


@given(numbers)
def test_parts(text):
    assert f"{idcard.birth_date(text):%Y%m%d}" == text[6:14]
    assert idcard.sex(text) == ("male" if text[16] in "13579" else "female")


@given(numbers, st.sampled_from([" ", "-", "—", "\u3000", "\u200b", "\ufeff", "'", "\t"]))
def test_what_hands_and_programs_put_in_between_is_taken_away(text, noise):
    assert normalise(noise + text[:6] + noise + text[6:14] + noise + text[14:] + noise) == text


@pytest.mark.parametrize("x", ["x", "X", "Ｘ", "ｘ", "×", "Х", "х"])
def test_every_way_to_write_x(x):
    assert check("11010519491231002" + x) == "11010519491231002X"


def test_full_width_digits():
    assert check("１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"


@given(numbers)
def test_normalise_changes_nothing_twice(text):
    assert normalise(normalise(text.lower())) == normalise(text.lower()) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "请填写"),
        ("   ", "请填写"),
        ("37030319490101123", "18 位，现有 17 位"),
        ("3703031949010112345", "18 位，现有 19 位"),
        ("370303490101123", "15 位的旧身份证号"),
        ("37030319490101１２A4", "数字或 X"),
        ("3703031949X1011234", "数字或 X"),
        ("11010519491231002" + "1", "校验码不符"),
        ("3.70303E+17", "Excel"),
        ("3.70303E17", "Excel"),
        ("370303194901011000", "Excel"),
    ],
)
def test_messages_say_what_is_wrong(text, says):
    with pytest.raises(IdNumberError, match=says):
        check(text)


def _with_date(eight):
    first = "370303" + eight + "123"
    return first + idcard.check_digit(first)


@pytest.mark.parametrize("eight", ["19490230", "19491301", "19490100", "00000000", "19000229"])
def test_dates_that_never_were(eight):
    with pytest.raises(IdNumberError, match="真实的出生日期"):
        check(_with_date(eight))


def test_leap_day():
    assert check(_with_date("20000229"))


def test_before_1880():
    assert check(_with_date("18800101"))
    with pytest.raises(IdNumberError, match="1880"):
        check(_with_date("18791231"))


def test_birth_after_today_when_the_door_says_what_today_is():
    today = date(2026, 11, 1)
    assert check(number(born=today), today=today)
    with pytest.raises(IdNumberError, match="晚于今天"):
        check(number(born=today + timedelta(days=1)), today=today)


@given(st.text(alphabet="0123456789X .-", max_size=30))
def test_no_message_repeats_the_number(text):
    with pytest.raises(IdNumberError) as caught:
        check("A" + text)
    runs = [text[i : i + 6] for i in range(len(text) - 5)]
    assert not any(run in str(caught.value) for run in runs)


def test_cut_number_that_passes_the_check_is_pointed_out():
    passing = next(
        text
        for day in range(365)
        for text in [number(born=date(1949, 1, 1) + timedelta(days=day), sequence=100)]
        if text.endswith("000")
    )
    assert check(passing) == passing  # one real number in a thousand ends so
    assert idcard.maybe_ruined(passing)
    assert not idcard.maybe_ruined(number())
    for cell in (int(passing), float(passing)):
        with pytest.raises(IdNumberError, match="Excel"):
            check_cell(cell)


@given(numbers.filter(lambda text: text[17] != "X"))
def test_every_number_cell_is_refused(text):
    for cell in (int(text), float(text)):
        with pytest.raises(IdNumberError, match="Excel"):
            check_cell(cell)


def test_other_cells():
    assert check_cell(number()) == number()
    with pytest.raises(IdNumberError, match="请填写"):
        check_cell(None)
    with pytest.raises(IdNumberError, match="15 位"):
        check_cell("370303490101123")
    with pytest.raises(IdNumberError, match="18 位"):
        check_cell(42)


@pytest.mark.parametrize(
    "bad", ["", "1234567890123456", "1234567890123456X", "１２３４５６７８９０１２３４５６７"]
)
def test_check_digit_takes_seventeen_digits(bad):
    with pytest.raises(ValueError, match="seventeen"):
        idcard.check_digit(bad)
