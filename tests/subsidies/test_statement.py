"""年度发放明细: the figures of one eventful year, on paper for the payee, at both doors."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_services.subsidies import selectors
from support_services.subsidies.models import Batch
from tests.people import EAST_ONE, EAST_TWO
from tests.subsidies.a_year import Year
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.factories import user
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.station_area import make_area
from veterans.accounts.roles import Role
from veterans.foundation.masking import mask_id_number
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def year() -> Year:
    lab = Lab.of()
    lab.rate("12000", date(2026, 1, 1))
    return Year.of(lab, lab.entitle(date(2026, 1, 1), with_account=False))


def page_of(year: Year) -> str:
    return f"/bureau/people/{year.right.person_id}/statement/"


def test_golden_year_with_a_raise_an_offset_and_a_return(year: Year) -> None:
    found = selectors.statement_of(year.lab.preparer, year.right.person_id, year=2026)
    (section,) = found.sections
    assert [
        (
            row.month.month,
            row.due,
            row.claimed,
            row.taken,
            row.sent,
            row.answered_on and f"{row.answered_on:%m-%d}",
            row.account_tail,
            row.notes,
        )
        for row in section.rows
    ] == [
        (1, D("1000.00"), D(0), D(0), D("1000.00"), "01-20", "1111", ()),
        (
            2,
            D("1000.00"),
            D(0),
            D(0),
            D("1000.00"),
            "03-05",
            "2222",
            ("2月26日，发往尾号 1111 的账户退汇（成功后退汇），已重新发放。",),
        ),
        (
            3,
            D("1300.00"),
            D(0),
            D(0),
            D("1300.00"),
            "03-20",
            "2222",
            ("调标补差2026年1月至2026年2月：+200.00 元。",),
        ),
        (
            4,
            D("-1100.00"),
            D("1100.00"),
            D(0),
            D(0),
            None,
            "",
            (
                "冲减多发2026年2月至2026年3月：−2,200.00 元。",
                "不够冲减的 1,100.00 元，从以后的发放中抵扣。",
            ),
        ),
        (
            5,
            D("2000.00"),
            D(0),
            D("1100.00"),
            D("900.00"),
            "05-20",
            "2222",
            ("抵扣以前多发的钱：−1,100.00 元。",),
        ),
    ]
    # January at the new standard, April, May: what the year owes when all is said.
    assert found.due == found.arrived == D("4200.00") == D("1100") + D("1100") + D("2000")
    assert (found.claimed, found.taken, found.not_arrived) == (D("1100"), D("1100"), D(0))
    assert found.capitals == "肆仟贰佰元整"
    assert found.elsewhere == 0


def test_the_page_tells_it_in_words_and_says_who_opened_it(year: Year) -> None:
    page = told(enter(year.lab.preparer), page_of(year))
    person = Person.objects.get(pk=year.right.person_id)
    for text in (
        "2026年度发放明细",
        mask_id_number(person.id_number),
        "全年实发合计：4,200.00 元",
        "大写：人民币肆仟贰佰元整",
        "2026年3月5日到账，尾号 2222",
        "本月不发",
        "供本人了解情况",
        "退役军人事务局",
    ):
        assert text in page
    assert str(person.id_number) not in page
    assert "6217000000002222" not in page
    entry = AuditEntry.objects.get(action="subsidies.statement")
    assert (entry.subject_id, entry.detail) == (str(person.pk), {"year": 2026})
    assert "年度发放明细" in told(enter(year.lab.preparer), f"/bureau/people/{person.pk}/")


def test_money_still_under_way_is_not_in_the_total(year: Year) -> None:
    year.lab.run(date(2026, 6, 1))
    found = selectors.statement_of(year.lab.preparer, year.right.person_id, year=2026)
    assert (found.due, found.arrived, found.not_arrived) == (D("6200"), D("4200"), D("2000"))
    page = told(enter(year.lab.preparer), page_of(year))
    assert "在途（2,000.00 元）" in page
    assert "尚未到账 2,000.00 元" in page
    # A batch that nobody approved is nothing to tell anybody.
    year.lab.run(date(2026, 7, 1), approve=False)
    again = selectors.statement_of(year.lab.preparer, year.right.person_id, year=2026)
    assert again == found


def test_years_without_a_payment_are_not_there(year: Year) -> None:
    nobody = year.lab.entitle(date(2027, 1, 1)).person_id
    reader = enter(user(Role.AUDITOR))
    assert reader.get(f"/bureau/people/{nobody}/statement/").status_code == 404
    # An address somebody made up shows the last year there is.
    assert "2026年度" in said(reader.get(page_of(year), {"year": "1999"}))
    assert selectors.statement_years(year.right.person_id) == [2026]


def test_a_longer_year_takes_no_more_questions(year: Year) -> None:
    with CaptureQueriesContext(connection) as few:
        selectors.statement_of(year.lab.preparer, year.right.person_id, year=2026)
    for month in (6, 7, 8):
        year.month(month)
    with CaptureQueriesContext(connection) as many:
        found = selectors.statement_of(year.lab.preparer, year.right.person_id, year=2026)
    assert len(found.sections[0].rows) == 8
    assert len(many) == len(few)


class TestStation:
    def test_own_neighbour_and_stranger(self) -> None:
        area = make_area()
        right = area.draws(EAST_ONE, "张建国", with_account=False)
        Year.of(area.lab, right)
        url = f"/station/payees/{right.person_id}/statement/"
        for worker in (area.own, area.town):
            page = told(enter(worker), url)
            assert "大写：人民币肆仟贰佰元整" in page
            assert "年度发放明细" in told(enter(worker), f"/station/payees/{right.person_id}/")
        for worker in (area.neighbour, area.stranger):
            assert enter(worker).get(url).status_code == 404
        assert AuditEntry.objects.filter(action="subsidies.statement").count() == 2

    def test_what_another_area_paid_is_left_out_and_said_to_be(self) -> None:
        area = make_area()
        right = area.draws(EAST_ONE, "张建国")
        area.run(date(2026, 1, 1))
        Person.objects.filter(pk=right.person_id).update(region=area.places[EAST_TWO])
        area.run(date(2026, 2, 1))
        found = selectors.statement_of(area.neighbour, right.person_id, year=2026)
        assert [row.month.month for row in found.sections[0].rows] == [2]
        assert found.elsewhere == 1
        url = f"/station/payees/{right.person_id}/statement/"
        assert "另有 1 笔由其他辖区发放" in told(enter(area.neighbour), url)
        assert enter(area.own).get(url).status_code == 404
        # The town has both villages, and the bureau everything.
        assert selectors.statement_of(area.town, right.person_id, year=2026).elsewhere == 0
        assert Batch.objects.count() == 2
