"""What COPY wrote is what was given, whatever characters a name holds."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.people import EAST_ONE, a_county
from veterans.foundation.bulk_load import load_rows, next_ids
from veterans.registry.models import Household, Person

pytestmark = pytest.mark.django_db

COLUMNS = (
    "id", "name", "name_pinyin", "name_initials", "id_number", "id_index", "sex", "born_on",
    "died_on", "phone", "region_id", "relation",
)  # fmt: skip


def row(pk: int, region: int, name: str, index: bytes) -> tuple[object, ...]:
    return (pk, name, "", "", "号\t码", index, "male", date(1950, 1, 2), None, None, region, "")


@pytest.mark.parametrize(
    "name", ["张三", r"\N", "\\", "a\tb", "a\nb", "a\rb", r"\\x00", "𪚥", "", r"\.", "'--"]
)
def test_every_text_survives(name: str) -> None:
    region = a_county()[EAST_ONE].pk
    (pk,) = next_ids(Person, 1)
    index = bytes(range(32))
    assert load_rows(Person, COLUMNS, [row(pk, region, name, index)]) == 1
    person = Person.objects.get(pk=pk)
    assert person.name == name
    assert bytes(person.id_index) == index
    assert person.id_number == "号\t码"
    assert (person.born_on, person.died_on, person.phone) == (date(1950, 1, 2), None, None)


def test_ids_are_new_and_go_on() -> None:
    region = a_county()[EAST_ONE]
    ids = next_ids(Household, 3)
    assert len(set(ids)) == 3
    load_rows(Household, ("id", "number", "region_id"), [(pk, f"H{pk}", region.pk) for pk in ids])
    assert Household.objects.create(number="next", region=region).pk not in ids


def test_constraints_hold() -> None:
    region = a_county()[EAST_ONE].pk
    rows = [row(pk, region, "甲", bytes(32)) for pk in next_ids(Person, 2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        load_rows(Person, COLUMNS, rows)
    assert not Person.objects.exists()


def test_nothing_to_load() -> None:
    assert load_rows(Person, COLUMNS, []) == 0
    assert next_ids(Person, 0) == []


@pytest.mark.parametrize("value", [1.5, object(), ["a"]])
def test_unknown_type_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        load_rows(Household, ("id", "number", "region_id"), [(1, value, 1)])


def test_a_fault_far_down_leaves_nothing() -> None:
    """The server has taken in many rows by then: nothing of them stays, and the cause is told."""
    region = a_county()[EAST_ONE].pk
    rows = [(pk, f"H{pk}", region) for pk in next_ids(Household, 20_000)]
    with pytest.raises(TypeError, match="type float"), transaction.atomic():
        load_rows(Household, ("id", "number", "region_id"), [*rows, (0, 1.5, region)])
    assert not Household.objects.exists()
    assert load_rows(Household, ("id", "number", "region_id"), rows) == len(rows)


def test_plain_values() -> None:
    from veterans.foundation.bulk_load import _text

    values = (True, False, 7, Decimal("1.50"), datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    assert [_text(value, False) for value in values] == [
        "t",
        "f",
        "7",
        "1.50",
        "2026-01-02T03:04:00+00:00",
    ]
