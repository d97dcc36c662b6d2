"""月度对账: each month of an eventful year balances to the fen, by scheme and by town, on the
screen and in the workbook."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from support_services.subsidies import selectors
from support_services.subsidies.models import Payment
from support_services.subsidies.selectors.reconciliation import Reconciliation
from support_services.subsidies.services import batches
from tests.subsidies.a_year import Year
from tests.subsidies.at_the_bureau import enter, told
from tests.subsidies.factories import user, village
from tests.subsidies.ledger_lab import AT, Lab
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db
D = Decimal
PAGE = "/bureau/reconciliation/"


@pytest.fixture
def year() -> Year:
    """Two in the first town, one of them with the eventful year; one in the second."""
    lab = Lab.of()
    lab.rate("12000", date(2026, 1, 1))
    lab.entitle(date(2026, 1, 1))
    far = lab.entitle(date(2026, 1, 1))
    Person.objects.filter(pk=far.person_id).update(region=village(2))
    return Year.of(lab, lab.entitle(date(2026, 1, 1), with_account=False))


def month(year: Year, number: int) -> Reconciliation:
    return selectors.reconciliation_of(year.lab.preparer, date(2026, number, 1))


def test_every_month_balances_and_agrees_with_its_batch(year: Year) -> None:
    for number in range(1, 6):
        found = month(year, number)
        assert found.balances
        total = found.total
        assert total.posted == sum(batch.posted_total for batch in found.batches)
        assert total.posted - total.taken + total.claimed == (
            total.paid + total.failed + total.returned + total.outstanding
        )
        for rows in (found.by_scheme(), found.by_town()):
            assert sum(sums.posted for _, sums in rows) == total.posted
            assert all(sums.difference == 0 for _, sums in rows)


def test_golden_months(year: Year) -> None:
    march, april, may = (month(year, number).total for number in (3, 4, 5))
    assert (march.ordinary, march.raised, march.posted) == (D("3300"), D("600"), D("3900"))
    assert (march.paid, march.taken, march.claimed) == (D("3900"), D(0), D(0))
    assert (april.ordinary, april.overpaid, april.posted) == (D("3300"), D("-2200"), D("1100"))
    assert (april.claimed, april.taken, april.paid) == (D("2200"), D("1100"), D("2200"))
    assert (may.posted, may.taken, may.paid) == (D("6000"), D("1100"), D("4900"))
    assert [month(year, number).owed_back for number in (3, 4, 5)] == [0, D("1100"), 0]


def test_towns_stand_apart_and_stay_with_the_payment(year: Year) -> None:
    assert [(name, sums.posted) for name, sums in month(year, 3).by_town()] == [
        ("第1镇", D("2600")),
        ("第2镇", D("1300")),
    ]
    # Somebody moves later: what was paid stays where it was paid.
    Person.objects.filter(region=village(2)).update(region=village(1))
    assert [name for name, _ in month(year, 3).by_town()] == ["第1镇", "第2镇"]


def test_failed_returned_and_unanswered_money_each_has_its_column(year: Year) -> None:
    june = year.lab.run(date(2026, 6, 1))
    states = ("failed", "returned", "outstanding")
    for payment, state in zip(Payment.objects.filter(batch=june), states, strict=True):
        Payment.objects.filter(pk=payment.pk).update(state=state)
    total = month(year, 6).total
    assert (total.failed, total.returned, total.outstanding, total.paid) == (
        D("2000"),
        D("2000"),
        D("2000"),
        D(0),
    )
    assert month(year, 6).balances


def test_what_is_not_approved_or_voided_does_not_count(year: Year) -> None:
    june = year.lab.run(date(2026, 6, 1), approve=False)
    found = month(year, 6)
    assert (found.rows, found.batches, found.unfinished) == ((), (), (june,))
    page = told(enter(year.lab.reviewer), PAGE)
    assert "尚未审批，没有计入" in page
    assert "这个月没有已审批的批次" in page
    batches.void(batch_id=june.pk, reason="试验", by=year.lab.preparer, at=AT)
    assert month(year, 6).unfinished == ()


def test_a_fen_too_much_shows_as_a_difference(year: Year) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_payment SET amount = amount + 0.01 WHERE id ="
            " (SELECT min(p.id) FROM subsidies_payment p JOIN subsidies_batch b"
            "  ON b.id = p.batch_id WHERE b.through = '2026-03-01')"
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    found = month(year, 3)
    assert not found.balances
    assert found.total.difference == D("0.01")
    page = told(enter(year.lab.approver), f"{PAGE}?month=2026-03")
    assert "不平" in page
    assert "核定 3,900.00 − 抵扣 0.00 ≠ 成功 3,900.01 + 失败 0.00" in page
    assert month(year, 4).balances


def test_the_page_says_the_equation_by_scheme_and_by_town(year: Year) -> None:
    chief = enter(year.lab.approver)
    page = told(chief, f"{PAGE}?month=2026-05")
    assert (
        "核定 6,000.00 − 抵扣 1,100.00 ＝ 成功 4,900.00 + 失败 0.00 + 退汇 0.00 + 未回 0.00" in page
    )
    april = told(chief, f"{PAGE}?month=2026-04")
    assert "抵扣 1,100.00 + 转待追缴 2,200.00 ＝ 成功 2,200.00" in april
    assert "第2镇" in told(chief, f"{PAGE}?month=2026-05&by=town")
    assert "月度对账" in told(chief, "/bureau/batches/")


def test_the_workbook_has_the_same_figures_and_is_on_record(year: Year) -> None:
    response = enter(user(Role.AUDITOR)).get(f"{PAGE}2026-05/file/")
    content = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "2026年5月抚恤补助对账表"
    assert "核定 6,000.00 − 抵扣 1,100.00 ＝ 成功 4,900.00" in rows[1][0]
    head = next(row for row in rows if row[0] == "项目")
    sums = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
    assert [(row["镇街"], row["核定"]) for row in sums] == [
        ("第1镇", 4000),
        ("第2镇", 2000),
        ("小计", 6000),
        ("", 6000),
    ]
    assert all(row["差额"] == 0 for row in sums)
    assert sums[-1]["抵扣"] == 1100
    assert AuditEntry.objects.filter(action="subsidies.reconciled").count() == 1
    assert enter(user(Role.AUDITOR)).get(f"{PAGE}2026-12/file/").status_code == 404


def test_only_who_reads_the_ledger(year: Year) -> None:
    admin = user(Role.SYSADMIN)
    assert enter(admin).get(PAGE).status_code == 403
    assert selectors.reconciliation_of(admin, date(2026, 3, 1)).rows == ()


def test_more_people_take_no_more_questions(year: Year) -> None:
    with CaptureQueriesContext(connection) as few:
        month(year, 5)
    for _ in range(12):
        year.lab.entitle(date(2026, 6, 1))
    year.lab.run(date(2026, 6, 1))
    with CaptureQueriesContext(connection) as many:
        month(year, 6)
    assert len(many) == len(few)
