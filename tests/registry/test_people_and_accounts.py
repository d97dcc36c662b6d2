"""The days of one person's file: registered, moved, married, a new card, deceased."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.people import EAST, EAST_ONE, NOW, WEST_ONE, colleague
from tests.registry.makers import TODAY, id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Level, Region
from veterans.registry.models import BankAccount, Person
from veterans.registry.services import (
    Evidence,
    add_account,
    check_typed_again,
    correct_name,
    record_death,
    register_person,
    reject_account,
    reject_accounts,
    update_contact,
    verify_account,
)

pytestmark = pytest.mark.django_db

WRITTEN = Evidence(statement="存折由家属保管，村里核对过", document_no="东一村证〔2026〕1号")


@pytest.fixture
def person(regions: dict[str, Region], clerk: User) -> Person:
    return register_person(
        name="解学诗",
        id_number=id_number(1),
        region=regions[EAST_ONE],
        phone="0533-2880000",
        by=clerk,
        at=NOW,
        today=TODAY,
    )


@pytest.fixture
def account(person: Person, clerk: User) -> BankAccount:
    return add_account(
        person=person, bank_name="测试银行", number="6200 0000 0000 0001", by=clerk, at=NOW
    )


def last_action() -> tuple[str, str]:
    entry = AuditEntry.objects.latest("serial")
    return entry.action, entry.subject_id


def test_registered(person: Person) -> None:
    person.refresh_from_db()
    assert (person.name_pinyin, person.name_initials) == ("xiexueshi", "xxs")
    assert (person.sex, person.born_on, person.phone) == ("male", date(1950, 1, 1), "05332880000")
    assert last_action() == ("person.registered", str(person.pk))


def test_nobody_is_registered_twice(
    person: Person, regions: dict[str, Region], clerk: User
) -> None:
    with pytest.raises(Refused, match="已经登记"):
        register_person(
            name="别名",
            id_number=id_number(1),
            region=regions[WEST_ONE],
            by=clerk,
            at=NOW,
            today=TODAY,
        )


def test_a_county_is_no_home(regions: dict[str, Region], clerk: User) -> None:
    (county,) = [region for region in regions.values() if region.level == Level.COUNTY]
    with pytest.raises(Refused, match="镇街或村居"):
        register_person(
            name="张三", id_number=id_number(2), region=county, by=clerk, at=NOW, today=TODAY
        )


def test_contact_changes_once(person: Person, regions: dict[str, Region], clerk: User) -> None:
    update_contact(person=person, phone="13900000000", region=regions[WEST_ONE], by=clerk, at=NOW)
    person.refresh_from_db()
    assert (person.phone, person.region.code) == ("13900000000", WEST_ONE)
    entries = AuditEntry.objects.count()
    update_contact(person=person, phone="139 0000 0000", by=clerk, at=NOW)
    assert AuditEntry.objects.count() == entries
    update_contact(person=person, phone="", by=clerk, at=NOW)
    person.refresh_from_db()
    assert person.phone is None


def test_who_lives_elsewhere_does_not_exist(person: Person, regions: dict[str, Region]) -> None:
    local = colleague("local", Role.PREPARER)
    local.region = regions[WEST_ONE]
    with pytest.raises(NotFound):
        update_contact(person=person, phone="", by=local, at=NOW)
    with pytest.raises(NotFound):
        record_death(person=person, died_on=TODAY, by=local, at=NOW, today=TODAY)


def test_name_is_corrected_on_paper_only(person: Person, clerk: User) -> None:
    with pytest.raises(Refused, match="依据"):
        correct_name(person=person, name="谢学诗", document_no=" ", by=clerk, at=NOW)
    correct_name(person=person, name="谢学诗", document_no="户变2026-12", by=clerk, at=NOW)
    person.refresh_from_db()
    assert (person.name, person.name_pinyin) == ("谢学诗", "xiexueshi")
    assert AuditEntry.objects.latest("serial").detail == {"document_no": "户变2026-12"}


def test_death_is_recorded_once(person: Person, clerk: User) -> None:
    died = date(2026, 10, 9)
    assert record_death(person=person, died_on=died, by=clerk, at=NOW, today=TODAY)
    entries = AuditEntry.objects.count()
    assert not record_death(person=person, died_on=died, by=clerk, at=NOW, today=TODAY)
    assert AuditEntry.objects.count() == entries
    with pytest.raises(Refused, match="2026-10-09"):
        record_death(person=person, died_on=date(2026, 10, 8), by=clerk, at=NOW, today=TODAY)
    assert record_death(
        person=person, died_on=date(2026, 10, 8), replaces=died, by=clerk, at=NOW, today=TODAY
    )
    person.refresh_from_db()
    assert person.died_on == date(2026, 10, 8)
    assert last_action() == ("person.death_corrected", str(person.pk))


@pytest.mark.parametrize("day", [date(2026, 11, 4), date(1949, 12, 31)])
def test_impossible_death(person: Person, clerk: User, day: date) -> None:
    with pytest.raises(Refused, match="去世日期"):
        record_death(person=person, died_on=day, by=clerk, at=NOW, today=TODAY)
    person.refresh_from_db()
    assert person.died_on is None


def test_new_account_waits_for_a_second_person(
    account: BankAccount, person: Person, clerk: User, second: User
) -> None:
    assert (account.state, account.account_name, account.number) == (
        "unverified",
        "解学诗",
        "6200000000000001",
    )
    with pytest.raises(Refused, match="另一人"):
        verify_account(account=account, by=clerk, at=NOW)
    verify_account(account=account, by=second, at=NOW)
    account.refresh_from_db()
    assert (account.state, account.verified_by, account.verified_at) == ("verified", second, NOW)
    assert last_action() == ("bank_account.verified", str(account.pk))
    entries = AuditEntry.objects.count()
    verify_account(account=account, by=second, at=NOW)
    assert AuditEntry.objects.count() == entries


def test_the_second_person_reads_the_number_off_the_paper(account: BankAccount) -> None:
    with pytest.raises(Refused, match="不一致"):
        check_typed_again(account=account, number="6200000000000002")
    check_typed_again(account=account, number="6200 0000 0000 0001")


def test_a_second_clerk_may_verify_too(account: BankAccount) -> None:
    verify_account(account=account, by=colleague("jingban2", Role.PREPARER), at=NOW)
    account.refresh_from_db()
    assert account.state == "verified"


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.SYSADMIN, Role.TOWN_WORKER])
def test_nobody_else_verifies(account: BankAccount, regions: dict[str, Region], role: Role) -> None:
    area = EAST if role == Role.TOWN_WORKER else ""
    with pytest.raises(PermissionRefused):
        verify_account(account=account, by=colleague("other", role, area), at=NOW)


def test_database_refuses_to_verify_ones_own_entry(account: BankAccount, clerk: User) -> None:
    rows = BankAccount.objects.filter(pk=account.pk)
    with pytest.raises(IntegrityError, match="account_two_people"), transaction.atomic():
        rows.update(state="verified", verified_by=clerk, verified_at=NOW)
    with pytest.raises(IntegrityError, match="account_verified_by_somebody"), transaction.atomic():
        rows.update(state="verified")


def test_database_refuses_to_rewrite_an_account(account: BankAccount, clerk: User) -> None:
    rows = BankAccount.objects.filter(pk=account.pk)
    for change in ({"account_name": "别人"}, {"number_index": bytes(32)}):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            rows.update(**change)


def test_new_card_replaces_the_old_one(account: BankAccount, person: Person, clerk: User) -> None:
    with pytest.raises(Refused, match="不需要"):
        add_account(person=person, bank_name="x", number="6200000000000001", by=clerk, at=NOW)
    new = add_account(
        person=person,
        bank_name="y",
        number="6200000000000002",
        evidence=WRITTEN,
        by=clerk,
        at=NOW,
    )
    account.refresh_from_db()
    assert (account.is_current, new.is_current) == (False, True)


def test_refused_by_the_bank_then_entered_anew(
    account: BankAccount, person: Person, clerk: User, second: User
) -> None:
    reject_account(account=account, by=clerk, at=NOW)
    with pytest.raises(Refused, match="银行退回"):
        verify_account(account=account, by=second, at=NOW)
    # The same number, for instance after the card was activated, is a new row to verify.
    again = add_account(
        person=person,
        bank_name="测试银行",
        number="6200000000000001",
        evidence=WRITTEN,
        by=clerk,
        at=NOW,
    )
    verify_account(account=again, by=second, at=NOW)
    assert list(person.accounts.order_by("pk").values_list("state", "is_current")) == [
        ("rejected", False),
        ("verified", True),
    ]


def test_account_no_longer_used_is_not_verified(
    account: BankAccount, person: Person, clerk: User, second: User
) -> None:
    add_account(
        person=person,
        bank_name="y",
        number="6200000000000002",
        evidence=WRITTEN,
        by=clerk,
        at=NOW,
    )
    with pytest.raises(Refused, match="不再使用"):
        verify_account(account=account, by=second, at=NOW)


def test_many_refusals_are_one_entry(account: BankAccount, clerk: User) -> None:
    assert reject_accounts(account_ids=[account.pk, account.pk], by=clerk, at=NOW) == 1
    assert AuditEntry.objects.latest("serial").detail == {"accounts": [account.pk]}
    assert reject_accounts(account_ids=[account.pk], by=clerk, at=NOW) == 0
    assert reject_accounts(account_ids=[], by=clerk, at=NOW) == 0


@pytest.mark.parametrize("number", ["", "abc", "6.2E+18", "1234567", "1" * 33])
def test_no_account_number(person: Person, clerk: User, number: str) -> None:
    with pytest.raises(Refused, match="账号"):
        add_account(person=person, bank_name="x", number=number, by=clerk, at=NOW)
    assert not person.accounts.exists()
