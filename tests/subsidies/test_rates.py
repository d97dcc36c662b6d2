"""The day the notice with the new standards arrives, on time or late."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from support_services.subsidies import services
from support_services.subsidies.models import Posting, RateRow, RateTable, RecheckMark, Scheme
from support_services.subsidies.services import calculation
from support_services.subsidies.services.batches import open_batch
from support_services.subsidies.services.rates import (
    COLUMNS,
    OPTIONAL_COLUMNS,
    Enforced,
    Entered,
    enforce_table,
    enter_table,
    withdraw_table,
)
from tests.subsidies.factories import AT, user
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.csv_reading import Line, read_bytes
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.models import AuditEntry
from veterans.foundation.sheets import read_sheet

pytestmark = pytest.mark.django_db

NATIONAL = Path(services.__file__).parent.parent / "data" / "rates_national.csv"
D = Decimal


@pytest.fixture
def clerk() -> User:
    return user(Role.PREPARER)


@pytest.fixture
def second() -> User:
    return user(Role.REVIEWER)


def row(number: int = 2, **values: str) -> Line:
    given = {
        "scheme": "disability_pension",
        "grade": "1",
        "class": "combat",
        "amount": "88150",
        "basis": "year",
        "effective_from": "2019-08-01",
        "confidence": "verified",
        "source": "试验〔2019〕1号",
    }
    named = {"class" if key == "rate_class" else key: value for key, value in values.items()}
    return Line(number, {**given, **named})


Load = Callable[..., list[Enforced]]


@pytest.fixture
def load(clerk: User, second: User) -> Load:
    def load(*rows: Line) -> list[Enforced]:
        entered = enter_table(rows=rows, by=clerk, at=AT)
        return [enforce_table(table=table, by=second, at=AT) for table in entered.tables]

    return load


def live(**key: object) -> list[tuple[date, date | None, Decimal]]:
    rows = RateRow.objects.filter(is_live=True, **key).order_by("scheme", "first_month")
    return list(rows.values_list("first_month", "last_month", "amount"))


def national() -> list[Line]:
    return read_sheet(read_bytes(NATIONAL), COLUMNS, optional=OPTIONAL_COLUMNS)


def test_the_national_table_loads_without_loss(clerk: User, second: User) -> None:
    lines = national()
    assert len(lines) == 88
    entered = enter_table(rows=lines, by=clerk, at=AT)
    assert (entered.new, RateRow.objects.count()) == (88, 88)
    assert {table.effective_from for table in entered.tables} == {
        row.first_month for row in RateRow.objects.all()
    }
    assert not RateRow.objects.filter(is_live=True).exists()
    in_file = {
        (
            v["scheme"],
            int(v["grade"] or 0),
            v["class"],
            D(v["amount"]),
            v["basis"],
            v["effective_from"],
            v["confidence"],
            v["source"],
        )
        for v in (line.values for line in lines)
    }
    stored = {
        (r.scheme.code, r.grade, r.rate_class, r.amount, r.basis, f"{r.first_month}", r.confidence,
         r.source)
        for r in RateRow.objects.select_related("scheme")
    }  # fmt: skip
    assert stored == in_file
    for table in entered.tables:
        enforce_table(table=table, by=second, at=AT)
    assert RateRow.objects.filter(is_live=True).count() == 88
    red = RateRow.objects.filter(scheme__code="red_veteran_allowance", is_live=True)
    assert red.filter(rate_class="west_route_veteran").count() == 2


def test_the_same_file_again_says_nothing_new(load: Load, clerk: User, second: User) -> None:
    load(*national())
    again = enter_table(rows=national(), by=clerk, at=AT)
    assert (again.new, again.in_force, again.tables) == (0, 88, [])
    assert RateRow.objects.count() == 88


def test_drafts_entered_before_are_found_again(clerk: User, second: User) -> None:
    first = enter_table(rows=[row()], by=clerk, at=AT)
    again = enter_table(rows=[row()], by=clerk, at=AT)
    assert (again.new, again.in_draft, again.tables) == (0, 1, first.tables)


def test_a_draft_with_other_figures_is_left_alone(clerk: User) -> None:
    enter_table(rows=[row(2), row(3, grade="2")], by=clerk, at=AT)
    entered = enter_table(rows=[row(2)], by=clerk, at=AT)
    assert (entered.new, entered.in_draft) == (1, 0)
    assert [table.rows.count() for table in entered.tables] == [1]


def test_each_standard_ends_where_the_next_begins(load: Load) -> None:
    load(row(amount="80140", effective_from="2018-08-01"))
    load(row(amount="106670", effective_from="2021-08-01"))
    # A notice for the time between comes last.
    load(row(amount="88150", effective_from="2019-08-01"))
    assert live() == [
        (date(2018, 8, 1), date(2019, 7, 1), D("80140")),
        (date(2019, 8, 1), date(2021, 7, 1), D("88150")),
        (date(2021, 8, 1), None, D("106670")),
    ]
    load(row(amount="70000", effective_from="2017-08-01"))
    assert live()[0] == (date(2017, 8, 1), date(2018, 7, 1), D("70000"))


def test_same_month_and_amount_changes_nothing_other_amount_takes_its_place(
    load: Load, clerk: User, second: User
) -> None:
    load(row(amount="80140", effective_from="2018-08-01"), row(3, amount="88150"))
    (old,) = RateRow.objects.filter(first_month=date(2019, 8, 1))
    (outcome,) = load(row(amount="88160"), row(3, grade="2", amount="70000"))
    assert (outcome.rows, outcome.unchanged) == (2, 0)
    old.refresh_from_db()
    assert not old.is_live
    assert live(grade=1) == [
        (date(2018, 8, 1), date(2019, 7, 1), D("80140")),
        (date(2019, 8, 1), None, D("88160")),
    ]
    # A draft that was made before somebody else brought the same figures into force.
    table = RateTable.objects.create(
        title="又一张", document_no="x", effective_from=date(2019, 8, 1), entered_by=clerk,
        entered_at=AT,
    )  # fmt: skip
    RateRow.objects.create(
        table=table, scheme=old.scheme, grade=1, rate_class="combat", amount="88160", basis="year",
        first_month=date(2019, 8, 1), confidence="verified", source="x",
    )  # fmt: skip
    outcome = enforce_table(table=table, by=second, at=AT)
    assert (outcome.rows, outcome.unchanged, outcome.marked) == (0, 1, 0)


def test_keys_do_not_disturb_each_other(load: Load) -> None:
    load(
        row(2),
        row(3, grade="2"),
        row(4, rate_class="duty"),
        row(5, scheme="ill_returned_allowance", grade="", rate_class="", basis="month"),
    )
    load(row(effective_from="2021-08-01", amount="106670"))
    assert len(live(last_month=None)) == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scheme": "nursing"}, "没有“nursing”这个项目"),
        ({"effective_from": "2019-08-02"}, "1 日"),
        ({"effective_from": "去年"}, "不是日期"),
        ({"amount": "0"}, "大于零"),
        ({"amount": "-5"}, "大于零"),
        ({"amount": "1.005"}, "两位小数"),
        ({"amount": "88,150"}, "逗号"),
        ({"amount": "1E5"}, "大于零"),
        ({"grade": ""}, "须填等级"),
        ({"grade": "11"}, "须填等级"),
        ({"grade": "x"}, "不是等级"),
        ({"rate_class": ""}, "须填性质"),
        ({"rate_class": "因 战"}, "不是性质代码"),
        ({"basis": "week"}, "计发口径"),
        ({"basis": "month_per_service_year"}, "不按服役年限"),
        ({"confidence": "sure"}, "可信程度"),
        ({"source": ""}, "来源"),
        ({"scheme": "ill_returned_allowance", "rate_class": ""}, "不分等级"),
        ({"scheme": "ill_returned_allowance", "grade": ""}, "不分性质"),
    ],
)
def test_a_wrong_row_refuses_the_whole_table(clerk: User, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(LinesRefused, match=said) as refusal:
        enter_table(rows=[row(2, grade="9"), row(3, **wrong)], by=clerk, at=AT)
    assert [problem.line for problem in refusal.value.problems] == [3]
    assert not RateTable.objects.exists()


def test_the_same_standard_twice_in_one_file(clerk: User) -> None:
    with pytest.raises(LinesRefused, match="第 2 行"):
        enter_table(rows=[row(2), row(3, amount="1")], by=clerk, at=AT)


def test_grade_and_class_in_the_words_of_the_notice(load: Load) -> None:
    load(row(grade="一级", rate_class="因战"))
    assert RateRow.objects.get().grade == 1
    assert RateRow.objects.get().rate_class == "combat"


def test_who_enters_does_not_enforce(clerk: User, second: User) -> None:
    (table,) = enter_table(rows=[row()], by=clerk, at=AT).tables
    with pytest.raises(PermissionRefused):
        enforce_table(table=table, by=clerk, at=AT)
    with pytest.raises(PermissionRefused):
        enter_table(rows=[row()], by=second, at=AT)
    User.objects.filter(pk=clerk.pk).update(role=Role.REVIEWER)
    clerk.refresh_from_db()
    with pytest.raises(Refused, match="另一人"):
        enforce_table(table=table, by=clerk, at=AT)
    with pytest.raises(IntegrityError, match="rate_table_two_people"), transaction.atomic():
        RateTable.objects.update(state="in_force", enforced_by=clerk, enforced_at=AT)


def test_only_drafts_are_enforced_or_withdrawn(clerk: User, second: User) -> None:
    (one,) = enter_table(rows=[row()], by=clerk, at=AT).tables
    enforce_table(table=one, by=second, at=AT)
    assert AuditEntry.objects.latest("serial").action == "rates.enforced"
    with pytest.raises(Refused, match="草稿"):
        enforce_table(table=one, by=second, at=AT)
    with pytest.raises(Refused, match="草稿"):
        withdraw_table(table=one, by=clerk, at=AT)
    (two,) = enter_table(rows=[row(amount="1")], by=clerk, at=AT).tables
    withdraw_table(table=two, by=clerk, at=AT)
    with pytest.raises(Refused, match="草稿"):
        enforce_table(table=two, by=second, at=AT)
    entered: Entered = enter_table(rows=[row(amount="1")], by=clerk, at=AT)
    assert (entered.new, entered.in_draft) == (1, 0)


def marked() -> dict[int, date]:
    return dict(RecheckMark.objects.values_list("entitlement_id", "from_month"))


def test_a_late_raise_marks_whom_it_concerns_and_nobody_else(load: Load) -> None:
    lab = Lab.of()
    load(
        row(2, amount="80140", effective_from="2018-08-01"),
        row(3, amount="70000", effective_from="2018-08-01", grade="2"),
    )
    one = lab.entitle(date(2019, 1, 1), grade=1)
    lab.entitle(date(2019, 1, 1), grade=2)
    gone = lab.entitle(date(2019, 1, 1), grade=1, end=date(2019, 7, 1))
    promoted = lab.entitle(date(2019, 1, 1), grade=2)
    lab.determine(promoted, date(2019, 9, 1), grade=1)
    lab.run(date(2019, 9, 1))
    assert marked() == {}
    (outcome,) = load(row(effective_from="2019-08-01"))
    assert marked() == {one.pk: date(2019, 8, 1), promoted.pk: date(2019, 9, 1)}
    assert outcome.marked == 2
    assert gone.pk not in marked()


def test_example_2_through_the_services(load: Load) -> None:
    lab = Lab.of()
    load(row(amount="80140", effective_from="2018-08-01"))
    veteran = lab.entitle(date(2019, 1, 1))
    lab.run(date(2019, 9, 1))
    load(row(amount="88150", effective_from="2019-08-01"))
    october = lab.run(date(2019, 10, 1))
    back = Posting.objects.filter(
        entitlement=veteran, batch=october, month__lt=date(2019, 10, 1)
    ).values_list("amount", flat=True)
    assert sum(back) == D("1335.00")


def test_a_raise_for_months_to_come_marks_nobody(load: Load) -> None:
    lab = Lab.of()
    load(row(amount="80140", effective_from="2018-08-01"))
    veteran = lab.entitle(date(2019, 1, 1))
    lab.run(date(2019, 7, 1))
    (outcome,) = load(row(effective_from="2019-08-01"))
    assert (outcome.marked, marked()) == (0, {})
    lab.run(date(2019, 8, 1))
    assert lab.posted(veteran) == lab.owed(veteran, date(2019, 8, 1))


def test_a_raise_while_the_month_is_being_calculated(load: Load) -> None:
    lab = Lab.of()
    load(row(amount="80140", effective_from="2018-08-01"))
    veteran = lab.entitle(date(2019, 1, 1))
    lab.run(date(2019, 7, 1))
    batch = open_batch(
        scheme_codes=[lab.scheme.code], through=date(2019, 8, 1), by=lab.preparer, at=AT
    )
    calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)
    calculation.work_on(batch_id=batch.pk, at=AT)
    assert Scheme.objects.get(pk=lab.scheme.pk).posted_through == date(2019, 7, 1)
    load(row(effective_from="2019-08-01"))
    assert marked() == {veteran.pk: date(2019, 8, 1)}
    calculation.finish(batch_id=batch.pk, at=AT)
    calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)
    calculation.calculate(batch_id=batch.pk, at=AT)
    assert lab.posted(veteran) == lab.owed(veteran, date(2019, 8, 1))


def test_a_corrected_standard_takes_back_what_was_too_much(load: Load) -> None:
    lab = Lab.of()
    load(row(amount="88150", effective_from="2019-08-01"))
    veteran = lab.entitle(date(2019, 8, 1))
    lab.run(date(2019, 10, 1))
    load(row(amount="80140", effective_from="2019-08-01"))
    lab.run(date(2019, 11, 1))
    assert lab.posted(veteran) == lab.owed(veteran, date(2019, 11, 1))
