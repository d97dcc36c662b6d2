"""Which year, which consent, which name fits; no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honors.roll.rules import check_consent, check_year, has_consent, is_same_name, paragraphs
from honors.roll.states import Consent, HonoureeKind
from veterans.foundation.errors import Refused

TODAY = date(2026, 11, 5)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("year", "conferred_on", "why"),
    [
        (1948, None, "1949 至 2026"),
        (2027, None, "1949 至 2026"),
        (2026, TODAY + timedelta(days=1), "不能晚于今天"),
        (2025, date(2024, 12, 31), "2025 年或 2026 年"),
        (2023, date(2025, 1, 1), "2023 年或 2024 年"),
    ],
)
def test_a_year_that_cannot_be_is_refused(year: int, conferred_on: date | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_year(year, conferred_on, today=TODAY)


def test_the_honours_of_a_year_are_conferred_in_it_or_in_the_next() -> None:
    for conferred_on in (None, date(2025, 1, 1), date(2026, 3, 1)):
        check_year(2025, conferred_on, today=TODAY)


@given(
    consent=st.sampled_from(["", *Consent]),
    kind=st.sampled_from(list(HonoureeKind)),
    given_on=st.none() | DAYS,
    died_on=st.none() | DAYS,
)
def test_what_is_enough_to_publish_is_refused_only_for_its_days(
    consent: str, kind: str, given_on: date | None, died_on: date | None
) -> None:
    try:
        check_consent(consent, given_on, kind=kind, died_on=died_on, today=TODAY)
    except Refused:
        # What is nevertheless enough in itself has a day that cannot be.
        if has_consent(consent, given_on, kind=kind):
            assert given_on is not None
            after = died_on is not None and given_on > died_on and consent == Consent.SELF
            assert given_on > TODAY or after
    else:
        # Taken, and either enough or nothing of it.
        assert has_consent(consent, given_on, kind=kind) or not consent
        if kind in ("person", "family") and consent:
            assert given_on is not None
            assert given_on <= TODAY


def test_the_dead_have_agreed_before_and_else_their_kin() -> None:
    died = date(2025, 9, 1)
    asked = {"kind": "person", "died_on": died, "today": TODAY}
    check_consent("self", died, **asked)
    check_consent("kin", died + timedelta(days=30), **asked)
    with pytest.raises(Refused, match="近亲属"):
        check_consent("self", died + timedelta(days=1), **asked)


def test_names_and_paragraphs() -> None:
    assert is_same_name("王 秀英家庭", "王秀英")
    assert not is_same_name("王秀", "王秀英")
    assert not is_same_name("谁都是", "")
    assert paragraphs(" 一  段\r\n\r\n\n二段 \n") == ["一 段", "二段"]
