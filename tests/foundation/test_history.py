"""What stood in the file before is kept: one row or many, by whatever road, and never changed."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.people import EAST_ONE, WEST_ONE, a_county, colleague
from tests.registry.makers import id_number
from veterans.foundation.errors import Refused
from veterans.foundation.history import Change, sign
from veterans.foundation.key_rotation import sealed_columns
from veterans.registry.models import Person, PersonCategory
from veterans.registry.selectors import phone_index
from veterans.registry.services import register_person, update_contact

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 2)


@pytest.fixture
def clerk(db):
    places = a_county()
    user = colleague("jingban")
    user.places = places
    return user


def somebody(clerk, n: int = 1, phone: str = "13800001111") -> Person:
    return register_person(
        name="曾国藩",
        id_number=id_number(n),
        region=clerk.places[EAST_ONE],
        phone=phone,
        by=clerk,
        at=AT,
        today=TODAY,
    )


def test_another_telephone_is_kept_sealed_with_who_when_and_why(clerk) -> None:
    person = somebody(clerk)
    update_contact(person=person, phone="13900002222", by=clerk, at=AT)
    (change,) = Change.objects.filter(person_id=person.pk)
    assert (change.table_name, change.row_key, change.field) == (
        "registry_person",
        person.pk,
        "phone",
    )
    assert (change.sealed_before, change.sealed_after) == ("13800001111", "13900002222")
    assert (change.before, change.after) == (None, None)
    assert (change.actor_id, change.at, change.why) == (clerk.pk, AT, "更新联系方式")


def test_a_save_of_everything_that_changes_nothing_leaves_nothing(clerk) -> None:
    person = somebody(clerk)
    person.save()  # seals the same numbers anew
    assert not Change.objects.exists()


def test_many_at_once_are_kept_like_one(clerk) -> None:
    people = [somebody(clerk, n) for n in range(1, 6)]
    sign(by=clerk, why="村居合并", at=AT)
    Person.objects.all().update(region=clerk.places[WEST_ONE])
    changes = Change.objects.order_by("row_key")
    assert [c.row_key for c in changes] == [p.pk for p in people]
    assert {(c.field, c.why, c.before, c.after) for c in changes} == {
        (
            "region_id",
            "村居合并",
            str(clerk.places[EAST_ONE].pk),
            str(clerk.places[WEST_ONE].pk),
        )
    }
    assert len({c.act for c in changes}) == 1


def test_a_row_taken_away_is_kept_whole(clerk) -> None:
    person = somebody(clerk)
    row = PersonCategory.objects.create(
        person=person, category="CZ", valid_from=date(2010, 1, 1), document_no="优抚〔2010〕1号"
    )
    row.delete()
    kept = {c.field: c.before for c in Change.objects.filter(deed="D", person_id=person.pk)}
    assert kept == {"category": "CZ", "valid_from": "2010-01-01", "document_no": "优抚〔2010〕1号"}


def test_what_nobody_signed_is_kept_without_a_name(clerk) -> None:
    person = somebody(clerk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_person SET name = '曾国荃' WHERE id = %s", [person.pk])
    change = Change.objects.get()
    assert (change.before, change.after, change.actor_id, change.why) == (
        "曾国藩",
        "曾国荃",
        None,
        "",
    )


@pytest.mark.django_db(transaction=True)
def test_a_signature_ends_with_its_transaction() -> None:
    places = a_county()
    user = colleague("jingban")
    user.places = places
    person = somebody(user)
    with transaction.atomic():
        sign(by=user, why="更正", at=AT)
        Person.objects.filter(pk=person.pk).update(name="甲")
    Person.objects.filter(pk=person.pk).update(name="乙")
    signed, unsigned = Change.objects.order_by("pk")
    assert signed.actor_id == user.pk
    assert unsigned.actor_id is None
    assert unsigned.act != signed.act


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE foundation_change SET why = '别的'",
        "UPDATE foundation_change SET sealed_before = sealed_after",
        "DELETE FROM foundation_change",
        "TRUNCATE foundation_change",
    ],
)
def test_the_past_cannot_be_changed(clerk, statement: str) -> None:
    person = somebody(clerk)
    update_contact(person=person, phone="13900002222", by=clerk, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_key_change_reaches_the_past_too() -> None:
    names = {str(column) for column in sealed_columns()}
    assert {"foundation_change.sealed_before", "foundation_change.sealed_after"} <= names


@given(st.text(max_size=10), st.sampled_from(["13800001111", "370399195001010013", "1" * 18]))
def test_a_reason_never_holds_a_number_that_is_somebodys(text: str, number: str) -> None:
    with pytest.raises(Refused):
        sign(by=None, why=f"{text} {number} ", at=AT)


@pytest.mark.parametrize("why", ["", "  \n ", "长" * 201])
def test_a_reason_is_needed_and_short(why: str) -> None:
    with pytest.raises(Refused, match="原因"):
        sign(by=None, why=why, at=AT)


def test_a_telephone_and_its_index_stand_and_fall_together(clerk) -> None:
    person = somebody(clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(phone=None)
    Person.objects.filter(pk=person.pk).update(phone=None, phone_index=None)
    Person.objects.filter(pk=person.pk).update(
        phone="13811112222", phone_index=phone_index("13811112222")
    )
