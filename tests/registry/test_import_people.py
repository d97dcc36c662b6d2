"""The day the list from the old system arrives."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import COUNTY, EAST, EAST_ONE, EAST_TWO, NOW, WEST_ONE, colleague
from tests.registry.makers import id_number, line, many_numbers
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import PermissionRefused
from veterans.foundation.models import AuditEntry
from veterans.foundation.sheets import read_sheet
from veterans.regions.models import Region
from veterans.registry.models import BankAccount, Person
from veterans.registry.services import import_people
from veterans.registry.services.imports import COLUMNS, ImportOutcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(regions: dict[str, Region], clerk: User) -> Callable[..., ImportOutcome]:
    def bring(*rows: Line, dry_run: bool = False, by: User = clerk) -> ImportOutcome:
        return import_people(rows=rows, by=by, at=NOW, dry_run=dry_run)

    return bring


Bring = Callable[..., ImportOutcome]


def messages(outcome: ImportOutcome) -> dict[int, str]:
    return {problem.line: problem.message for problem in outcome.problems}


def test_new_person_with_account(bring: Bring, clerk: User) -> None:
    outcome = bring(line(name="曾　国强", phone="138-0000-0000"))
    assert (outcome.rows, outcome.new, outcome.refused, outcome.applied) == (1, 1, 0, True)
    person = Person.objects.get()
    assert (person.name, person.name_pinyin, person.name_initials) == (
        "曾国强",
        "zengguoqiang",
        "zgq",
    )
    assert (person.sex, person.born_on) == ("male", date(1950, 1, 1))
    assert person.id_number == id_number(1)
    assert person.phone == "13800000000"
    assert person.region.code == EAST_ONE
    assert person.household is None
    account = person.accounts.get()
    assert (account.state, account.is_current, account.account_name) == ("verified", True, "曾国强")
    assert account.matched_by_name
    assert account.entered_by == clerk
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.actor_id) == ("people.imported", clerk.pk)
    assert entry.detail == {"new": 1, "updated": 0, "unchanged": 0}


def test_account_in_another_name_waits_for_a_second_person(bring: Bring) -> None:
    bring(line(account_name="李四"))
    account = BankAccount.objects.get()
    assert (account.state, account.matched_by_name) == ("unverified", False)


def test_person_without_account_and_phone(bring: Bring) -> None:
    outcome = bring(line(bank="", account_number="", phone=""))
    assert outcome.applied
    assert Person.objects.get().phone is None
    assert not BankAccount.objects.exists()


def test_same_file_twice_changes_nothing(bring: Bring) -> None:
    rows = [line(2), line(3, id_number=id_number(2), name="李四", account_name="王五")]
    bring(*rows)
    before = list(Person.objects.order_by("pk").values()), list(BankAccount.objects.values("pk"))
    entries = AuditEntry.objects.count()
    outcome = bring(*rows)
    assert (outcome.new, outcome.updated, outcome.unchanged) == (0, 0, 2)
    assert before == (
        list(Person.objects.order_by("pk").values()),
        list(BankAccount.objects.values("pk")),
    )
    assert AuditEntry.objects.count() == entries


def test_phone_and_home_are_brought_up_to_date(bring: Bring) -> None:
    bring(line(2), line(3, id_number=id_number(2), name="李四"))
    outcome = bring(
        line(2, phone="13900000000"),
        line(3, id_number=id_number(2), name="李四", phone="", region_code=WEST_ONE),
    )
    assert (outcome.updated, outcome.unchanged) == (2, 0)
    one, two = Person.objects.order_by("pk")
    assert (one.phone, one.region.code) == ("13900000000", EAST_ONE)
    # An empty cell says nothing; it does not take the old number away.
    assert (two.phone, two.region.code) == ("13800000000", WEST_ONE)
    assert BankAccount.objects.count() == 2


def test_new_account_replaces_the_old_one(bring: Bring) -> None:
    bring(line())
    outcome = bring(line(account_number="6200 0000 0000 0000 999"))
    assert outcome.updated == 1
    old, new = BankAccount.objects.order_by("pk")
    assert (old.is_current, old.number) == (False, "6200000000000000001")
    assert (new.is_current, new.number) == (True, "6200000000000000999")
    bring(line(bank="", account_number=""))
    assert BankAccount.objects.get(is_current=True) == new


def test_account_the_bank_refused_is_not_revived_by_the_same_list(bring: Bring) -> None:
    bring(line())
    BankAccount.objects.update(state="rejected")
    assert bring(line()).unchanged == 1
    assert BankAccount.objects.get().state == "rejected"


def test_dry_run_says_what_would_happen_and_writes_nothing(bring: Bring) -> None:
    outcome = bring(line(), dry_run=True)
    assert (outcome.new, outcome.applied) == (1, False)
    assert not Person.objects.exists()
    assert not AuditEntry.objects.filter(action="people.imported").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id_number": id_number(1)[:-1] + "Y"}, "身份证号"),
        ({"id_number": id_number(1)[:16] + ("0" if id_number(1)[16] != "0" else "1")}, "17 位"),
        ({"id_number": id_number(2)[:-1] + id_number(3)[-1]}, "校验码"),
        ({"id_number": "3.7E+17"}, "Excel"),
        ({"id_number": "370303195001020000"}, "Excel"),
        ({"id_number": id_number(1, born=date(2026, 11, 4))}, "晚于今天"),
        ({"id_number": ""}, "请填写身份证号"),
        ({"name": ""}, "姓名"),
        ({"name": "张" * 51}, "姓名"),
        ({"region_code": "370303009009"}, "区划代码"),
        ({"region_code": COUNTY}, "镇街或村居"),
        ({"region_code": ""}, "区划代码"),
        ({"phone": "无"}, "电话"),
        ({"account_number": "6.2E+18"}, "账号已被 Excel"),
        ({"account_number": "12345"}, "账号"),
        ({"account_number": ""}, "要么都填"),
        ({"bank": ""}, "要么都填"),
        ({"bank": "", "account_number": "", "account_name": "李四"}, "只填了户名"),
    ],
)
def test_one_wrong_line_refuses_the_whole_list(
    bring: Bring, wrong: dict[str, str], said: str
) -> None:
    good = line(2, id_number=id_number(7), name="好人")
    outcome = bring(good, line(3, **wrong))
    assert outcome.refused == 1
    assert not outcome.applied
    assert list(messages(outcome)) == [3]
    assert said in messages(outcome)[3]
    assert not Person.objects.exists()


def test_everything_wrong_with_a_line_is_said_at_once(bring: Bring) -> None:
    (message,) = messages(bring(line(name="", id_number="1", region_code="x"))).values()
    assert "姓名" in message
    assert "18 位" in message
    assert "区划代码" in message


def test_swapped_columns(bring: Bring) -> None:
    (message,) = messages(bring(line(name=id_number(1), id_number="张三"))).values()
    assert "身份证号" in message
    assert id_number(1) not in message


def test_the_same_person_twice_in_one_list(bring: Bring) -> None:
    outcome = bring(line(2), line(3, id_number=id_number(2), name="李四"), line(4))
    assert messages(outcome) == {4: "与第 2 行是同一个身份证号，请只保留一行。"}
    assert not Person.objects.exists()


def test_two_columns_sorted_apart_are_noticed(bring: Bring) -> None:
    bring(line(2), line(3, id_number=id_number(2), name="李四"))
    outcome = bring(line(2, name="李四"), line(3, id_number=id_number(2), name="张三"))
    assert outcome.refused == 2
    assert "错行" in messages(outcome)[2]
    # Nobody learns from it who the number belongs to.
    assert "张三" not in messages(outcome)[2]
    assert Person.objects.filter(name="张三", id_index=Person.objects.first().id_index).exists()


def test_number_that_may_have_been_cut_is_pointed_out(bring: Bring) -> None:
    cut = next(n for n in many_numbers_ending("000"))
    outcome = bring(line(id_number=cut))
    assert outcome.applied
    assert [warning.line for warning in outcome.warnings] == [2]


def many_numbers_ending(tail: str) -> list[str]:
    days = (date.fromordinal(date(1940, 1, 1).toordinal() + n) for n in range(400))
    numbers = (id_number(n, born=day) for day in days for n in (0, 100, 200))
    return [number for number in numbers if number.endswith(tail)]


def test_formula_is_only_a_name(bring: Bring) -> None:
    bring(line(name="=cmd|' /C calc'!A0", account_name=""))
    person = Person.objects.get()
    assert person.name == "=cmd|' /C calc'!A0"
    assert person.accounts.get().account_name == person.name


def test_rare_characters_and_minority_names(bring: Bring) -> None:
    bring(
        line(2, name="𪚥㐂"),
        line(3, name="买买提•吐尔逊", id_number=id_number(2), account_name="买买提·吐尔逊"),
    )
    rare, other = Person.objects.order_by("pk")
    assert rare.name == "𪚥㐂"
    assert other.name == "买买提·吐尔逊"
    assert other.accounts.get().state == "verified"


def test_town_is_a_home_too(bring: Bring) -> None:
    bring(line(region_code=EAST))
    assert Person.objects.get().region.code == EAST


@pytest.mark.parametrize(
    "role", [Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN, Role.VILLAGE_WORKER]
)
def test_only_the_preparer_imports(bring: Bring, regions: dict[str, Region], role: Role) -> None:
    area = EAST_ONE if role == Role.VILLAGE_WORKER else ""
    other = colleague("other", role, area)
    with pytest.raises(PermissionRefused):
        bring(line(), by=other)


def test_outside_the_area_is_refused(bring: Bring, regions: dict[str, Region]) -> None:
    local = colleague("local", Role.PREPARER)
    # The database lets bureau roles serve a county only; the import must not rely on that.
    local.region = regions[EAST]
    outcome = bring(line(region_code=WEST_ONE), by=local)
    assert "服务区域" in messages(outcome)[2]
    assert bring(line(region_code=EAST_TWO), by=local).applied
    # Somebody who lives elsewhere cannot be moved here by a list either.
    bring(line(3, region_code=WEST_ONE, id_number=id_number(2), name="李四"))
    outcome = bring(line(3, region_code=EAST_ONE, id_number=id_number(2), name="李四"), by=local)
    assert "服务区域" in messages(outcome)[3]


def test_lines_beyond_a_batch_and_queries_do_not_grow_with_lines(bring: Bring) -> None:
    numbers = many_numbers(600)

    def rows(count: int, phone: str) -> list[Line]:
        return [
            line(
                n + 2, id_number=number, name=f"测试{n}", phone=phone, account_number=f"62{n:010d}"
            )
            for n, number in enumerate(numbers[:count])
        ]

    with CaptureQueriesContext(connection) as few:
        bring(*rows(10, "13800000000"))
    with CaptureQueriesContext(connection) as many:
        bring(*rows(600, "13900000000"))
    assert Person.objects.count() == BankAccount.objects.count() == 600
    assert Person.objects.filter(phone__isnull=True).count() == 0
    assert len(many) - len(few) < 8


def test_list_saved_by_a_chinese_spreadsheet(bring: Bring) -> None:
    text = ",".join(COLUMNS) + f"\r\n欧阳震,{id_number(5)},{EAST_ONE},,,,\r\n"
    assert bring(*read_sheet(text.encode("gb18030"), COLUMNS)).applied
    assert Person.objects.get().name == "欧阳震"


def test_the_dead_are_left_as_they_are_and_spoken_of(bring: Bring) -> None:
    bring(line())
    Person.objects.update(died_on=date(2026, 5, 1))
    outcome = bring(line(phone="13900000000", account_number="6200000000000000009"))
    assert (outcome.updated, outcome.unchanged, outcome.applied) == (0, 1, True)
    assert "已登记去世" in outcome.warnings[0].message
    person = Person.objects.get()
    assert (person.phone, person.accounts.count()) == ("13800000000", 1)
