"""The registry by which floors say what a unit may answer."""

from datetime import date
from typing import Any, cast

import pytest

from support_services.units import answering
from support_services.units.answering import Answer, Shown
from support_services.units.models import Unit
from tests.units.fakes import FakeItems

TODAY = date(2026, 11, 20)
UNIT = Unit(pk=7, name="示例银行")


def test_what_a_key_means_is_said_by_the_floor_that_registered_its_kind(items: FakeItems) -> None:
    items.give("12", unit_id=7)
    shown = answering.shows(answering.about_of("fake", 12), UNIT, TODAY)
    assert shown is not None
    assert shown.title == "示例事项 12"
    assert shown.answer("accept") is not None
    assert shown.answer("burn") is None


@pytest.mark.parametrize(
    "about", ["fake:13", "fake:", "fake", "", "nothing:12", "fake:12/../13", "fake:" + "9" * 25]
)
def test_what_nobody_knows_shows_nothing(items: FakeItems, about: str) -> None:
    items.give("12", unit_id=7)
    assert answering.shows(about, UNIT, TODAY) is None


def test_another_units_item_shows_nothing(items: FakeItems) -> None:
    items.give("12", unit_id=8)
    assert answering.shows("fake:12", UNIT, TODAY) is None


def test_a_floor_cannot_offer_what_the_pages_could_not_carry() -> None:
    with pytest.raises(ValueError, match="no slug"):
        Answer("Accept it", "接受")
    with pytest.raises(ValueError, match="over"):
        Shown("示例", answers=(Answer("accept", "接受"),), over="已办结。")


def test_registering_again_replaces(items: FakeItems) -> None:
    newer = FakeItems()
    answering.register(newer)
    assert answering.answerable("fake") is cast(Any, newer)
    assert answering.answerable("nothing") is None
