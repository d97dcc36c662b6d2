"""The day the bureau moves over from the old system, in the middle of a year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_services.subsidies.models import (
    Batch,
    Determination,
    Entitlement,
    Payment,
    Posting,
    RateRow,
    RecheckMark,
)
from support_services.subsidies.rules import Basis
from support_services.subsidies.services import entitlements
from support_services.subsidies.services.imports import (
    COLUMNS,
    ImportOutcome,
    import_entitlements,
)
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.registry.makers import id_number, many_numbers
from tests.subsidies.factories import AT, account, user, village
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import PermissionRefused
from veterans.foundation.models import AuditEntry
from veterans.foundation.months import add_months
from veterans.registry.models import Person
from veterans.registry.services import register_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
D = Decimal


@pytest.fixture
def clerk() -> User:
    return user(Role.PREPARER)


def somebody(clerk: User, n: int = 1) -> Person:
    owner = register_person(
        name=f"测试{n}", id_number=id_number(n), region=village(), by=clerk, at=AT, today=TODAY
    )
    account(owner)
    return owner


@pytest.fixture
def veteran(clerk: User) -> Person:
    return somebody(clerk)


def row(number: int = 2, **values: str) -> Line:
    given = {
        "id_number": id_number(1),
        "scheme": "disability_pension",
        "grade": "1",
        "class": "combat",
        "service_years": "",
        "service_months": "",
        "approved_on": "2019-03-05",
        "ended_on": "",
        "document_no": "",
        "paid_through": "",
    }
    named = {"class" if key == "rate_class" else key: value for key, value in values.items()}
    assert named.keys() <= given.keys() == set(COLUMNS)
    return Line(number, {**given, **named})


Bring = Callable[..., ImportOutcome]


@pytest.fixture
def bring(clerk: User) -> Bring:
    def bring(*rows: Line, dry_run: bool = False, by: User = clerk) -> ImportOutcome:
        return import_entitlements(rows=rows, by=by, at=AT, today=TODAY, dry_run=dry_run)

    return bring


def said(outcome: ImportOutcome) -> dict[int, str]:
    return {problem.line: problem.message for problem in outcome.problems}


def terms(entitlement: Entitlement) -> list[tuple[date, date | None, int]]:
    return list(entitlement.determinations.values_list("first_month", "last_month", "grade"))


# --- What a row says -----------------------------------------------------------------------------


def test_a_plain_row(veteran: Person, bring: Bring, clerk: User) -> None:
    outcome = bring(row(document_no="旧〔2019〕8号"))
    assert (outcome.new, outcome.refused, outcome.applied) == (1, 0, True)
    e = Entitlement.objects.get()
    # Approved before October 2024: the old rule, the month after.
    assert (e.person, e.approved_on, e.start_month) == (veteran, date(2019, 3, 5), date(2019, 4, 1))
    assert (e.ledger_from, e.recheck.from_month, e.end_month) == (
        e.start_month,
        e.start_month,
        None,
    )
    assert (e.document_no, e.created_at) == ("旧〔2019〕8号", AT)
    assert terms(e) == [(date(2019, 4, 1), None, 1)]
    assert not Batch.objects.exists()
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.detail["new"]) == ("entitlement.imported", 1)


def test_service_is_counted_by_the_scheme(veteran: Person, bring: Bring) -> None:
    bring(
        row(
            scheme="rural_60_allowance",
            grade="",
            rate_class="",
            service_years="2",
            service_months="10",
        )
    )
    assert Determination.objects.get().service_factor == D("3.0")


def test_words_of_the_screen_and_dates_as_people_write_them(veteran: Person, bring: Bring) -> None:
    bring(
        row(
            scheme="残疾军人残疾抚恤金",
            grade="一级",
            rate_class="因战",
            approved_on="2019年3月5日",
            ended_on="2020.1.2",
        )
    )
    e = Entitlement.objects.get()
    assert terms(e) == [(date(2019, 4, 1), None, 1)]
    assert (e.end_month, e.ended_on, e.end_reason) == (date(2020, 1, 1), date(2020, 1, 2), "other")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"id_number": id_number(2)}, "先导入人员"),
        ({"id_number": "3.7E+17"}, "Excel"),
        ({"id_number": "张三"}, "身份证号"),
        ({"scheme": "nursing"}, "没有“nursing”"),
        ({"grade": ""}, "须填等级"),
        ({"grade": "特级"}, "不是等级"),
        ({"rate_class": ""}, "须填性质"),
        ({"rate_class": "martyr"}, "没有“martyr”"),
        ({"service_years": "2"}, "不按服役年限"),
        ({"service_years": "two"}, "应为整数"),
        ({"approved_on": ""}, "不是日期"),
        ({"approved_on": "2026-11-06"}, "晚于今天"),
        ({"approved_on": "1949-12-31"}, "早于出生"),
        ({"ended_on": "2019-03-31"}, "早于起发月"),
        ({"ended_on": "2206-01-01"}, "一年以后"),
        ({"paid_through": "2206-01"}, "一年以后"),
        ({"paid_through": "上个月"}, "不是年月"),
        ({"paid_through": "2026-10-15"}, "不是年月"),
        ({"document_no": "文" * 81}, "80"),
    ],
)
def test_one_wrong_row_refuses_the_whole_list(
    veteran: Person, bring: Bring, wrong: dict[str, str], why: str
) -> None:
    good = row(2, scheme="combat_test_allowance", grade="", rate_class="")
    outcome = bring(good, row(3, **wrong))
    assert list(said(outcome)) == [3]
    assert why in said(outcome)[3]
    assert (outcome.refused, outcome.applied) == (1, False)
    assert not Entitlement.objects.exists()


def test_swapped_columns(veteran: Person, bring: Bring) -> None:
    (message,) = said(bring(row(approved_on="disability_pension", scheme="2019-03-05"))).values()
    assert "不是日期" in message
    assert "个项目" in message


def test_dry_run_writes_nothing(veteran: Person, bring: Bring) -> None:
    outcome = bring(row(), dry_run=True)
    assert (outcome.new, outcome.applied) == (1, False)
    assert not Entitlement.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN])
def test_only_preparers_import(veteran: Person, bring: Bring, role: Role) -> None:
    with pytest.raises(PermissionRefused):
        bring(row(), by=user(role))


def test_people_of_another_area_are_not_there(veteran: Person, bring: Bring, clerk: User) -> None:
    clerk.region = village(9, 9)
    assert "先导入人员" in said(bring(row()))[2]


# --- The same person again -----------------------------------------------------------------------


def test_same_list_twice_changes_nothing(veteran: Person, bring: Bring) -> None:
    Lab.of().rate("80140", date(2018, 8, 1))
    Lab.of().rate("70000", date(2018, 8, 1), grade=2)
    rows = [
        row(2, paid_through="2026-10"),
        row(3, approved_on="2021-05-06", grade="2", paid_through="2026-10"),
        row(4, scheme="combat_test_allowance", grade="", rate_class="", ended_on="2022-01-01"),
    ]
    assert bring(*rows).applied
    entries = AuditEntry.objects.count()
    again = bring(*rows)
    assert (again.new, again.regraded, again.ended, again.unchanged) == (0, 0, 0, 3)
    assert (Entitlement.objects.count(), Determination.objects.count()) == (2, 3)
    assert Batch.objects.count() == 1
    assert AuditEntry.objects.count() == entries


def test_rows_in_any_order_are_a_history(veteran: Person, bring: Bring) -> None:
    outcome = bring(
        row(2, approved_on="2025-04-18", grade="6"),
        row(3, approved_on="2019-03-05", grade="8"),
        row(4, approved_on="2022-07-01", grade="7"),
    )
    assert (outcome.new, outcome.regraded) == (1, 2)
    e = Entitlement.objects.get()
    assert (e.approved_on, e.start_month) == (date(2019, 3, 5), date(2019, 4, 1))
    assert terms(e) == [
        (date(2019, 4, 1), date(2022, 7, 1), 8),
        (date(2022, 8, 1), date(2025, 3, 1), 7),
        (date(2025, 4, 1), None, 6),
    ]


def test_later_list_brings_regrading_and_end(veteran: Person, bring: Bring) -> None:
    bring(row())
    outcome = bring(row(2), row(3, approved_on="2025-04-18", grade="2"))
    assert (outcome.unchanged, outcome.regraded) == (1, 1)
    assert terms(Entitlement.objects.get()) == [
        (date(2019, 4, 1), date(2025, 3, 1), 1),
        (date(2025, 4, 1), None, 2),
    ]
    outcome = bring(row(3, approved_on="2025-04-18", grade="2", ended_on="2026-10-09"))
    assert outcome.ended == 1
    e = Entitlement.objects.get()
    assert (e.end_month, e.end_reason) == (date(2026, 10, 1), "other")
    # The mark reaches back to what has changed.
    assert e.recheck.from_month == e.ledger_from


def test_after_the_end_a_second_right(veteran: Person, bring: Bring) -> None:
    rows = [
        row(2, ended_on="2025-03-31"),
        row(3, approved_on="2025-04-18", grade="2"),
    ]
    outcome = bring(*rows)
    assert (outcome.new, Entitlement.objects.count()) == (2, 2)
    assert bring(*rows).unchanged == 2
    # Also one that lies before what is known.
    outcome = bring(row(4, approved_on="2015-01-05", ended_on="2016-01-31"))
    assert (outcome.new, Entitlement.objects.count()) == (1, 3)


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({}, "第 2 行"),
        ({"grade": "2"}, "第 2 行"),
        ({"approved_on": "2021-05-06"}, "内容相同"),
        ({"approved_on": "2019-03-20", "grade": "2"}, "重叠"),
    ],
)
def test_rows_of_one_list_that_contradict_each_other(
    veteran: Person, bring: Bring, second: dict[str, str], why: str
) -> None:
    outcome = bring(row(2), row(3, **second))
    assert list(said(outcome)) == [3]
    assert why in said(outcome)[3]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"grade": "2"}, "不同的等级"),
        ({"document_no": "另一号"}, "文号"),
        ({"approved_on": "2021-05-06"}, "重叠"),
        ({"approved_on": "2018-05-06", "grade": "2"}, "重叠"),
        ({"ended_on": "2026-09-30"}, "终止日期与此不同"),
        ({"approved_on": "2026-10-08", "grade": "2"}, "重叠"),
    ],
)
def test_list_that_contradicts_what_is_known(
    veteran: Person, bring: Bring, second: dict[str, str], why: str
) -> None:
    bring(row(document_no="一号", ended_on="2026-10-31"))
    outcome = bring(row(3, **second))
    assert why in said(outcome)[3]


def test_end_before_the_last_regrading_is_refused(veteran: Person, bring: Bring) -> None:
    bring(row(2), row(3, approved_on="2025-04-18", grade="2"))
    assert "最近一次核定" in said(bring(row(2, ended_on="2025-01-31")))[2]


# --- Opening the ledger --------------------------------------------------------------------------


def test_what_was_paid_before_stands_in_the_ledger(
    veteran: Person, bring: Bring, clerk: User
) -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    lab.rate("88150", date(2019, 8, 1))
    outcome = bring(row(approved_on="2018-07-20", paid_through="2019-12"))
    e = Entitlement.objects.get()
    assert (e.start_month, e.ledger_from) == (date(2018, 8, 1), date(2018, 8, 1))
    assert lab.posted(e) == lab.owed(e, date(2019, 12, 1))
    lines = Posting.objects.filter(entitlement=e)
    assert {(p.reason, p.sequence, p.batch_id) for p in lines} == {
        ("opening", 1, outcome.opening.batch)
    }
    # 17 months: twelve at the old standard, five at the new one.
    assert outcome.opening.postings == 17
    assert outcome.opening.amount == D("80140.00") + D("36729.17")
    batch = Batch.objects.get()
    assert (batch.kind, batch.state, batch.through, batch.prepared_by) == (
        "opening",
        "closed",
        date(2019, 12, 1),
        clerk,
    )
    assert (batch.line_count, batch.person_count) == (17, 1)
    payment = Payment.objects.get()
    assert (payment.state, payment.amount, payment.payee) == (
        "paid",
        outcome.opening.amount,
        veteran,
    )
    assert audit_ledger(snapshot=False) == []


def test_the_first_month_here_and_a_raise_that_reaches_back(veteran: Person, bring: Bring) -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    bring(row(approved_on="2018-12-20", paid_through="2019-09"))
    e = Entitlement.objects.get()
    october = lab.run(date(2019, 10, 1))
    assert lab.sum_of(e, october) == D("6678.33") or lab.sum_of(e, october) == D("6678.34")
    lab.rate("88150", date(2019, 8, 1))
    november = lab.run(date(2019, 11, 1))
    assert lab.posted(e) == lab.owed(e, date(2019, 11, 1))
    back = Posting.objects.filter(batch=november, month__lt=date(2019, 11, 1))
    assert {p.month for p in back} == {date(2019, 8, 1), date(2019, 9, 1), date(2019, 10, 1)}
    assert {p.reason for p in back} == {"raise"}
    assert audit_ledger(snapshot=False) == []


def test_ledger_begins_where_rates_are_known_without_a_gap(veteran: Person, bring: Bring) -> None:
    lab = Lab.of()
    lab.rate("60210", date(2015, 10, 1))
    RateRow.objects.filter(is_live=True).update(last_month=date(2017, 6, 1))
    lab.rate("80140", date(2018, 8, 1))
    bring(row(approved_on="2016-01-05", paid_through="2019-09"))
    e = Entitlement.objects.get()
    assert (e.start_month, e.ledger_from) == (date(2016, 2, 1), date(2018, 8, 1))
    assert Posting.objects.count() == 14


def test_ledger_over_a_regrading(veteran: Person, bring: Bring) -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1), grade=1)
    lab.rate("70000", date(2018, 8, 1), grade=2)
    outcome = bring(
        row(2, approved_on="2018-12-20", paid_through="2019-05"),
        row(3, approved_on="2019-05-06", grade="2", paid_through="2019-09"),
    )
    e = Entitlement.objects.get()
    assert e.ledger_from == date(2019, 1, 1)
    assert outcome.opening.postings == 9
    assert lab.posted(e) == lab.owed(e, date(2019, 9, 1))


def test_without_any_rate_the_ledger_begins_after_what_was_paid(
    veteran: Person, bring: Bring
) -> None:
    outcome = bring(row(paid_through="2026-10"))
    assert Entitlement.objects.get().ledger_from == date(2026, 11, 1)
    assert outcome.opening.batch is None
    assert not Posting.objects.exists()
    assert bring(row(paid_through="2026-10")).unchanged == 1


def test_where_the_last_paid_month_has_no_rate(veteran: Person, bring: Bring) -> None:
    Lab.of().rate("80140", date(2018, 8, 1))
    RateRow.objects.filter(is_live=True).update(last_month=date(2026, 7, 1))
    bring(row(paid_through="2026-10"))
    assert Entitlement.objects.get().ledger_from == date(2026, 11, 1)


def test_who_ended_long_ago_was_paid_to_the_end_only(veteran: Person, bring: Bring) -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    rows = [row(approved_on="2018-12-20", ended_on="2019-04-11", paid_through="2026-10")]
    assert bring(*rows).opening.postings == 4
    e = Entitlement.objects.get()
    assert lab.posted(e) == lab.owed(e, date(2026, 10, 1))
    assert bring(*rows).unchanged == 1


def test_not_yet_begun_when_the_old_system_last_paid(veteran: Person, bring: Bring) -> None:
    Lab.of().rate("80140", date(2018, 8, 1))
    outcome = bring(row(approved_on="2026-11-02", paid_through="2026-10"))
    e = Entitlement.objects.get()
    assert (e.start_month, e.ledger_from) == (date(2026, 11, 1), date(2026, 11, 1))
    assert outcome.opening.batch is None


def test_what_is_opened_once_is_not_opened_further(veteran: Person, bring: Bring) -> None:
    Lab.of().rate("80140", date(2018, 8, 1))
    bring(row(paid_through="2026-08"))
    assert "已建账" in said(bring(row(paid_through="2026-10")))[2]
    assert bring(row(paid_through="2026-08")).unchanged == 1
    assert bring(row()).unchanged == 1


def test_a_right_granted_here_is_not_opened_afterwards(
    veteran: Person, bring: Bring, clerk: User
) -> None:
    entitlements.grant(
        person=veteran,
        scheme="disability_pension",
        approved_on=date(2019, 3, 5),
        grade=1,
        rate_class="combat",
        document_no="一号",
        by=clerk,
        at=AT,
        today=TODAY,
    )
    assert bring(row()).unchanged == 1
    assert "已建账" in said(bring(row(paid_through="2026-10")))[2]


def test_paid_ahead_by_the_county_he_moved_from(veteran: Person, bring: Bring) -> None:
    """The old county has paid through December; nothing is taken back, nothing paid twice."""
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    other = lab.entitle(date(2026, 1, 1))
    lab.run(date(2026, 9, 1))
    bring(row(paid_through="2026-12"))
    e = Entitlement.objects.get(person=veteran)
    for month in (10, 11, 12):
        batch = lab.run(date(2026, month, 1))
        assert lab.sum_of(e, batch) == 0
        assert lab.sum_of(other, batch) > 0
        assert not batch.exceptions.filter(entitlement=e).exists()
        mark = RecheckMark.objects.filter(entitlement=e).first()
        assert (mark and mark.from_month) == (add_months(batch.through, 1) if month < 12 else None)
    january = lab.run(date(2027, 1, 1))
    assert lab.sum_of(e, january) > 0
    assert lab.posted(e) == lab.owed(e, date(2027, 1, 1))
    assert audit_ledger(snapshot=False) == []


def test_moved_over_while_the_portal_is_already_paying(veteran: Person, bring: Bring) -> None:
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    lab.entitle(date(2026, 1, 1))
    lab.run(date(2026, 9, 1))
    bring(row(paid_through="2026-07"))
    e = Entitlement.objects.get(person=veteran)
    october = lab.run(date(2026, 10, 1))
    lines = Posting.objects.filter(entitlement=e, batch=october)
    assert {(p.month, p.reason) for p in lines} == {
        (date(2026, 8, 1), "arrears"),
        (date(2026, 9, 1), "arrears"),
        (date(2026, 10, 1), "ordinary"),
    }
    assert audit_ledger(snapshot=False) == []


def test_several_schemes_in_one_list(veteran: Person, bring: Bring, clerk: User) -> None:
    Lab.of().rate("80140", date(2018, 8, 1))
    rural = Lab.of("rural_60_allowance")
    rural.rate("50", date(2021, 8, 1), basis=Basis.MONTH_PER_SERVICE_YEAR, grade=0, rate_class="")
    somebody(clerk, 2)
    outcome = bring(
        row(2, approved_on="2026-01-08", paid_through="2026-10"),
        row(
            3,
            id_number=id_number(2),
            scheme="rural_60_allowance",
            grade="",
            rate_class="",
            service_years="2",
            service_months="6",
            approved_on="2026-01-08",
            paid_through="2026-10",
        ),
    )
    assert (outcome.opening.entitlements, outcome.opening.postings) == (2, 20)
    batch = Batch.objects.get()
    assert batch.batch_schemes.filter(holding=False).count() == 2
    assert Payment.objects.get(entitlement__scheme=rural.scheme).amount == D("1250.00")
    assert sum(p.amount for p in batch.payments.all()) == batch.posted_total
    assert audit_ledger(snapshot=False) == []


def test_queries_do_not_grow_with_rows(bring: Bring, clerk: User) -> None:
    Lab.of().rate("80140", date(2018, 8, 1))
    numbers = many_numbers(120)
    for n, number in enumerate(numbers):
        register_person(
            name=f"测试{n}", id_number=number, region=village(), by=clerk, at=AT, today=TODAY
        )

    def rows(numbers: list[str]) -> list[Line]:
        return [
            row(n, id_number=number, paid_through="2026-10") for n, number in enumerate(numbers)
        ]

    with CaptureQueriesContext(connection) as few:
        assert bring(*rows(numbers[:2])).applied
    with CaptureQueriesContext(connection) as many:
        assert bring(*rows(numbers[2:])).applied
    assert Entitlement.objects.count() == 120
    assert len(many) == len(few)
