"""试算 at the bureau's door."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from support_services.subsidies.models import Posting, RateRow, RateTable
from support_services.subsidies.services import rates
from tests.subsidies.at_the_bureau import Bureau, said, told
from tests.subsidies.ledger_lab import AT
from tests.subsidies.test_rate_trial import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    """Three people, paid from January to March 2026; a better standard from February waits."""
    bureau = Bureau.of(start=date(2026, 1, 1))
    bureau.lab.run(date(2026, 3, 1))
    return bureau


@pytest.fixture
def table(bureau: Bureau) -> RateTable:
    return draft(bureau.lab, date(2026, 2, 1), {1: "120000"})


def trial(table: RateTable, query: str = "") -> str:
    return f"/bureau/rates/{table.pk}/trial/{query}"


def test_the_chief_sees_the_cost_before_signing(bureau: Bureau, table: RateTable) -> None:
    before = Posting.objects.count(), RateRow.objects.filter(is_live=True).count()
    page = told(bureau.approver, trial(table))
    # 120000 / 12 - 116270 / 12 for two months paid already and nine to come, three people.
    arrears = sum(
        ((Decimal("10000") - old) * 3 for old in (Decimal("9689.17"), Decimal("9689.16"))),
        Decimal(0),
    )
    assert f"{arrears:,.2f}" in page
    assert "2026年2月（已核算）" in page
    assert "2026年12月" in page
    assert "2027年1月" not in page
    assert (Posting.objects.count(), RateRow.objects.filter(is_live=True).count()) == before
    assert "试算" in told(bureau.approver, f"/bureau/rates/{table.pk}/")
    assert "先试算" in told(bureau.approver, f"/bureau/rates/{table.pk}/enforce/")


def test_another_month_and_what_cannot_be_a_month(bureau: Bureau, table: RateTable) -> None:
    assert "2027年2月" in told(bureau.preparer, trial(table, "?last=2027-02"))
    assert "不是年月，请写成" in told(bureau.preparer, trial(table, "?last=明年"))
    assert "不能早于执行起始月" in told(bureau.preparer, trial(table, "?last=2025-12"))
    assert "最多十年" in told(bureau.preparer, trial(table, "?last=2099-12"))


def test_what_is_in_force_is_not_tried(bureau: Bureau, table: RateTable) -> None:
    rates.enforce_table(table=table, by=bureau.lab.reviewer, at=AT)
    assert "只有草稿可以试算" in said(bureau.preparer.get(trial(table), follow=True))


def test_a_table_that_touches_nobody_says_so(bureau: Bureau) -> None:
    other = draft(bureau.lab, date(2026, 2, 1), {5: "60000"})
    assert "没有人的待遇会变" in told(bureau.preparer, trial(other))


def test_the_workbook_says_the_same(bureau: Bureau, table: RateTable, tmp_path: object) -> None:
    response = bureau.preparer.get(trial(table, "export/?last=2026-12"))
    assert response.status_code == 200
    file = tmp_path / "trial.xlsx"  # type: ignore[operator]
    file.write_bytes(response.content)
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    last = rows[-1]
    assert last[0] == "合计"
    assert last[2] == 3
    assert last[4] + last[5] == pytest.approx(last[6])
    months = [row for row in rows if row[0] == "月份"]
    assert len(months) == 11
    assert sum(row[6] for row in months) == pytest.approx(last[6])


def test_the_page_costs_the_same_for_many(
    bureau: Bureau, table: RateTable, django_assert_max_num_queries: object
) -> None:
    def queries(client: Client) -> int:
        with django_assert_max_num_queries(60) as found:  # type: ignore[operator]
            told(client, trial(table))
        return len(found)

    few = queries(bureau.preparer)
    for _ in range(12):
        bureau.lab.entitle(date(2026, 1, 1))
    assert queries(bureau.preparer) == few
