"""From the question to the code: who gets one, who does not, and what is left of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from support_services.enquiry import codes, services, tasks
from support_services.enquiry.models import CodeMessage, Enquiry
from support_services.enquiry.services import sending
from support_services.enquiry.services.proving import WrongCode
from support_services.enquiry.states import TRIES, VIEWING
from support_services.notices.channels.sms import Outcome
from tests.casework.hands import the_hands
from tests.enquiry.residents import (
    AT,
    KINDS,
    MOBILE,
    NAME,
    asked,
    coded,
    people,
    proved,
    row,
    wrong,
)
from tests.enquiry.telephone import Telephone
from tests.registry.makers import id_number
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register() -> dict[str, Person]:
    the_hands()
    return people()


def test_the_person_gets_one_code_on_the_telephone_on_file_and_looks_once(
    telephone: Telephone,
) -> None:
    one = coded(telephone)
    ((_, phone, text),) = telephone.texts
    assert phone == MOBILE
    assert "10 分钟内有效" in text
    assert "不要给" in text
    assert NAME not in text
    assert row(one).state == "coded"
    given = proved(one, telephone.code)
    viewer = services.whose(given, at=AT)
    assert viewer is not None
    assert viewer.person_id == Person.objects.get(name=NAME).pk
    # Used is used, even with the right code; the pass is for a quarter of an hour and ends at once.
    with pytest.raises(WrongCode):
        proved(one, telephone.code)
    assert services.whose(given, at=AT + VIEWING) is None
    assert services.whose(given[:-1], at=AT) is None
    services.leave(given, at=AT)
    services.leave(given, at=AT)
    assert services.whose(given, at=AT) is None
    assert row(one).state == "left"
    deeds = AuditEntry.objects.filter(subject="enquiry").order_by("serial")
    assert list(deeds.values_list("action", flat=True)) == [
        "enquiry.looked",
        "enquiry.proved",
        "enquiry.left",
    ]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("stranger", "nobody"),
        ("wrong name", "name"),
        ("dead", "dead"),
        ("no phone", "no_phone"),
        ("landline", "no_phone"),
    ],
)
def test_everybody_else_gets_none_and_only_staff_learn_why(
    telephone: Telephone, kind: str, why: str
) -> None:
    one = coded(telephone, kind)
    assert telephone.texts == []
    found = row(one)
    assert (found.state, found.why) == ("silent", why)
    assert (found.person is None) == (kind == "stranger")
    # What was typed is gone as soon as somebody has looked.
    assert found.name is found.number is None
    assert AuditEntry.objects.get(action="enquiry.looked").detail["outcome"] == why


def test_the_number_of_a_merged_file_leads_to_the_one_that_stays(telephone: Telephone) -> None:
    kept = Person.objects.get(name=NAME)
    number = id_number(9)
    Person.objects.create(
        name="曾国藩", name_pinyin="", name_initials="", id_number=number,
        id_index=id_index(number), sex="male", born_on=kept.born_on, region=kept.region,
        merged_into=kept,
    )  # fmt: skip
    one = asked(number=number)
    sending.carry(enquiry_id=one.key, sender=telephone, at=AT)
    assert row(one).person == kept
    assert telephone.texts[0][1] == MOBILE


def test_so_many_codes_a_day_and_no_more(telephone: Telephone) -> None:
    for _ in range(5):
        coded(telephone)
    assert len(telephone.texts) == 3
    assert Enquiry.objects.filter(why="often").count() == 2
    coded(telephone, at=AT + timedelta(days=1))
    assert len(telephone.texts) == 4


def test_a_code_counts_ten_minutes_five_tries_and_beside_its_own_enquiry_alone(
    telephone: Telephone,
) -> None:
    one = coded(telephone)
    code = telephone.code
    with pytest.raises(WrongCode):
        proved(one, code, at=AT + timedelta(minutes=10))
    other = coded(telephone)
    if telephone.code != code:  # one in a million
        with pytest.raises(WrongCode):
            proved(other, code)
    for _ in range(TRIES - 1):
        with pytest.raises(WrongCode):
            proved(other, wrong(telephone.code))
    with pytest.raises(WrongCode):
        proved(other, telephone.code)
    assert row(other).tries == TRIES + 1
    assert proved(one, code)


def test_pressed_twice_it_is_one_enquiry_and_changed_it_is_another(telephone: Telephone) -> None:
    form = "a" * 32
    first, second = asked(form=form), asked(form=form)
    assert first == second
    assert asked("stranger", form=form).ticket != first.ticket
    assert asked(form="b" * 32).ticket != first.ticket
    # A browser that brings an old form back asks anew.
    later = asked(form=form, at=AT + timedelta(minutes=10))
    assert later.key != first.key
    assert later.ticket != first.ticket
    assert Enquiry.objects.count() == 4


def test_what_is_no_name_and_no_number_is_said_at_once_and_nothing_is_written(
    telephone: Telephone,
) -> None:
    for name, number, said in (
        ("", id_number(1), "姓名"),
        (NAME, id_number(1)[:-1] + ("1" if id_number(1)[-1] != "1" else "2"), "校验码"),
        (NAME, "", "身份证号"),
    ):
        with pytest.raises(Refused, match=said):
            asked(name=name, number=number)
    with pytest.raises(Refused, match="再按一次"):
        asked(form="x")
    assert not Enquiry.objects.exists()


def test_without_a_gateway_nothing_is_taken_down_and_what_waits_is_emptied(
    telephone: Telephone, settings: Any
) -> None:
    waiting = asked()
    settings.PORTAL_SMS = "off"
    with pytest.raises(Refused, match="还没有开通"):
        asked()
    tasks.carry(waiting.key)
    assert sending.owed(AT, is_open=False) == []
    late = AT + timedelta(minutes=11)
    assert sending.owed(late, is_open=False) == [waiting.key]
    sending.carry(enquiry_id=waiting.key, sender=telephone, at=late)
    assert (row(waiting).why, row(waiting).number) == ("late", None)
    assert telephone.texts == []


class TestTheCourier:
    def test_a_task_delivered_again_does_nothing(self, telephone: Telephone) -> None:
        one = coded(telephone)
        kept = bytes(row(one).code_digest)
        sending.carry(enquiry_id=one.key, sender=telephone, at=AT)
        assert len(telephone.texts) == 1
        assert bytes(row(one).code_digest) == kept
        assert not CodeMessage.objects.exists()

    def test_without_a_clear_answer_the_same_message_goes_again_under_the_same_key(
        self, telephone: Telephone
    ) -> None:
        telephone.says = Outcome.UNKNOWN
        one = coded(telephone)
        assert sending.owed(AT, is_open=True) == []
        soon = AT + timedelta(seconds=20)
        assert sending.owed(soon, is_open=True) == [one.key]
        telephone.says = Outcome.ACCEPTED
        sending.carry(enquiry_id=one.key, sender=telephone, at=soon)
        assert len(telephone.texts) == 2
        assert len(set(telephone.texts)) == 1
        assert proved(one, telephone.code)

    def test_no_message_is_sent_that_would_come_too_late(self, telephone: Telephone) -> None:
        telephone.says = Outcome.LATER
        one = coded(telephone)
        late = AT + timedelta(minutes=5)
        sending.carry(enquiry_id=one.key, sender=telephone, at=late)
        assert len(telephone.texts) == 1
        assert (row(one).trouble, CodeMessage.objects.count()) == ("unanswered", 0)
        two = asked()
        sending.carry(enquiry_id=two.key, sender=telephone, at=late)
        assert row(two).why == "late"

    def test_a_refused_message_is_not_sent_again(self, telephone: Telephone) -> None:
        telephone.says = Outcome.REJECTED
        one = coded(telephone)
        assert row(one).trouble == "refused"
        assert sending.owed(AT + timedelta(minutes=1), is_open=True) == []

    def test_the_sweep_takes_what_was_not_taken(self, telephone: Telephone) -> None:
        with override_settings(PORTAL_ENQUIRY_MINUTES=60 * 24 * 365 * 20):
            one = asked()
            assert tasks.sweep() == 1
        assert row(one).state == "coded"
        assert len(telephone.texts) == 1


def test_a_dead_gateway_does_not_keep_the_sweep(telephone: Telephone) -> None:
    telephone.says = Outcome.UNKNOWN
    with override_settings(
        PORTAL_ENQUIRY_MINUTES=60 * 24 * 365 * 20, PORTAL_ENQUIRY_CODES_A_DAY=99
    ):
        for _ in range(5):
            asked()
        assert tasks.sweep() == 3
        telephone.says = Outcome.ACCEPTED
        assert tasks.sweep() == 2
    assert len(telephone.texts) == 5


def test_six_digits_cannot_be_found_from_a_dump(telephone: Telephone) -> None:
    """A million digests are made in a second; without the key none of them is the one."""
    one = coded(telephone)
    found = row(one)
    kept, ticket, code = bytes(found.code_digest), bytes(found.ticket_digest), telephone.code
    assert codes.code_digest(ticket, code) == kept
    with override_settings(PORTAL_INDEX_KEY=bytes(range(32))):
        assert codes.code_digest(ticket, code) != kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM enquiry_enquiry t")
        (dump,) = cursor.fetchone() or ("",)
    for secret in (code, one.ticket, id_number(1), NAME, MOBILE):
        assert secret not in dump
    # While a message waits it is there, sealed.
    telephone.says = Outcome.LATER
    coded(telephone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM enquiry_codemessage t")
        (dump,) = cursor.fetchone() or ("",)
    assert telephone.code not in re.sub(r"\\\\?x[0-9a-f]+", "", dump).replace("-", " ")
    assert MOBILE not in dump


def test_a_row_that_found_nobody_looks_like_one_that_did(telephone: Telephone) -> None:
    """In length at least: nobody reads in a row's digests whether there is a code."""
    sizes = {len(bytes(row(coded(telephone, kind)).code_digest)) for kind in KINDS}
    assert sizes == {32}
