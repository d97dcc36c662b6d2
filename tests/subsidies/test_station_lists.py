"""What the lists say: whom they find, what became of the money, why somebody is not paid."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_services.subsidies import area_payees, area_rosters
from support_services.subsidies.area_rosters import Chosen, PaymentState
from support_services.subsidies.models import (
    BatchException,
    Entitlement,
    Hold,
    Payment,
    RateRow,
    Suspension,
)
from support_services.subsidies.services import batches
from support_services.subsidies.states import ExceptionReason
from tests.people import EAST_ONE, EAST_TWO
from tests.subsidies.factories import account
from tests.subsidies.station_area import AT, MONTH, make_area, make_month, settle
from veterans.foundation.errors import NotFound
from veterans.registry.models import AccountState, Person

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def area():
    return make_month()


def names(user, **chosen):
    payments = area_rosters.roster(user, Chosen(MONTH, **chosen))
    return [row.name for row in area_rosters.rows_of(user, payments)]


class TestRoster:
    def test_village_by_village_then_by_name(self, area):
        assert names(area.town) == ["李秀英", "张建国", "王志强"]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("张", ["张建国"]),
            ("建国", ["张建国"]),
            ("张 建 国", ["张建国"]),
            ("zjg", ["张建国"]),
            ("ZJG", ["张建国"]),
            ("zhang", ["张建国"]),
            ("li", ["李秀英"]),
            ("没有", []),
            ("%", []),
            ("_", []),
            ("l%", []),
        ],
    )
    def test_by_name(self, area, typed, found):
        assert names(area.own, text=typed) == found

    def test_by_state(self, area):
        batch = Payment.objects.get(payee__name="张建国").batch
        settle(batch, "张建国", PaymentState.FAILED)
        assert names(area.own, state="failed") == ["张建国"]
        assert names(area.own, state="outstanding") == ["李秀英"]
        assert names(area.own, state="paid") == []

    def test_states_and_months_that_are_none(self):
        for code in ("cancelled", "x", "'"):
            with pytest.raises(NotFound):
                area_rosters.payment_state(code)
        assert area_rosters.payment_state("") == ""

    def test_identity_numbers_are_covered(self, area):
        row = area_rosters.rows_of(area.own, area_rosters.roster(area.own, Chosen(MONTH)))[0]
        number = Person.objects.get(name=row.name).id_number
        assert number not in str(row)
        assert row.masked_id.count("*") == 11

    def test_what_is_not_approved_is_not_on_it(self, area):
        area.draws(EAST_ONE, "吴敏")
        area.run(DECEMBER, approve=False)
        assert area_rosters.roster_months() == [MONTH]
        payments = area_rosters.roster(area.own, Chosen(DECEMBER))
        assert not payments.exists()

    def test_a_voided_batch_leaves_it(self, area):
        batch = Payment.objects.first().batch
        batches.void(batch_id=batch.pk, reason="试验", by=area.lab.approver, at=AT)
        assert area_rosters.roster_months() == []
        assert names(area.own) == []

    def test_the_way_of_the_money_in_words(self, area):
        row = area_rosters.rows_of(area.own, area_rosters.roster(area.own, Chosen(MONTH)))[0]
        assert (row.state_label, row.note) == ("在途", "待送银行")


def test_figures(area):
    batch = Payment.objects.first().batch
    settle(batch, "张建国", PaymentState.PAID)
    settle(batch, "王志强", PaymentState.RETURNED)
    own, town = area_rosters.figures(area.own, MONTH), area_rosters.figures(area.town, MONTH)
    # From January on nobody had been paid: November's batch pays eleven months.
    assert own == area_rosters.Figures(2, Decimal("22000.00"), 1, 1, 0)
    assert town == area_rosters.Figures(3, Decimal("33000.00"), 1, 1, 1)
    assert area_rosters.figures(area.own, DECEMBER).persons == 0


def one_trouble(user):
    rows = list(area_rosters.exceptions(user))
    assert len(rows) == 1
    return area_rosters.trouble_of_exception(rows[0])


def hold(area, entitlement):
    Hold.objects.create(
        entitlement=entitlement, reason="待核实", placed_by=area.lab.preparer, placed_at=AT
    )


def end(entitlement, month, reason):
    """By statement: an object in memory would write its old mark back."""
    Entitlement.objects.filter(pk=entitlement.pk).update(
        ended_on=month.replace(day=3), end_month=month, end_reason=reason
    )


def die(entitlement, *, ended=False):
    Person.objects.filter(pk=entitlement.person_id).update(died_on=date(2026, 10, 3))
    if ended:
        end(entitlement, date(2026, 10, 1), "death")


class TestExceptions:
    """Each obstacle as the calculation finds it is the one that is told."""

    CASES = {
        ExceptionReason.HOLD: lambda area, e: hold(area, e),
        ExceptionReason.NO_ACCOUNT: lambda area, e: e.person.accounts.update(is_current=False),
        ExceptionReason.ACCOUNT_UNVERIFIED: lambda area, e: e.person.accounts.update(
            state=AccountState.UNVERIFIED
        ),
        ExceptionReason.ACCOUNT_REJECTED: lambda area, e: e.person.accounts.update(
            state=AccountState.REJECTED
        ),
        ExceptionReason.DEAD_NOT_ENDED: lambda area, e: die(e),
        ExceptionReason.DEAD_NO_PAYEE: lambda area, e: die(e, ended=True),
        ExceptionReason.NO_RATE: lambda area, e: RateRow.objects.update(is_live=False),
    }

    @pytest.mark.parametrize("reason", CASES)
    def test_as_the_calculation_found_it(self, reason):
        area = make_area()
        entitlement = area.draws(EAST_ONE, "孙卫东")
        self.CASES[reason](area, entitlement)
        area.run(approve=False)
        assert BatchException.objects.get().reason == reason
        row = area_rosters.exceptions(area.own)[0]
        if reason != ExceptionReason.NO_RATE:
            assert area_rosters.obstacle_now(row) == reason
        told = one_trouble(area.own)
        assert told.reason == row.get_reason_display()
        assert told.cure
        assert not told.is_cured
        assert not area_rosters.exceptions(area.neighbour).exists()

    def test_overpaid_is_told(self):
        area = make_area()
        entitlement = area.draws(EAST_ONE, "孙卫东")
        area.run(date(2026, 10, 1))
        end(entitlement, date(2026, 6, 1), "transfer")
        area.run(approve=False)
        assert one_trouble(area.own).reason == "多发待抵扣"

    def test_what_has_been_put_right_since_says_so(self, area):
        told = one_trouble(area.own)
        assert (told.name, told.reason) == ("孙卫东", "没有银行账户")
        person = Person.objects.get(name="孙卫东")
        account(person, state=AccountState.UNVERIFIED)
        assert one_trouble(area.own).reason == "账户待核验"
        account(person)
        told = one_trouble(area.own)
        assert told.is_cured
        assert told.reason == "没有银行账户，已解决"
        assert told.tone == "ok"

    def test_only_the_last_list_counts(self, area):
        account(Person.objects.get(name="孙卫东"))
        area.run(DECEMBER)
        assert not area_rosters.exceptions(area.own).exists()

    def test_a_batch_in_the_making_does_not_hide_the_last_one(self, area):
        batches.open_batch(
            scheme_codes=[area.lab.scheme.code], through=DECEMBER, by=area.lab.preparer, at=AT
        )
        assert one_trouble(area.own).name == "孙卫东"

    def test_by_village(self, area):
        own, other = area.places[EAST_ONE], area.places[EAST_TWO]
        assert area_rosters.exceptions(area.town, own).count() == 1
        assert area_rosters.exceptions(area.town, other).count() == 0


def test_undelivered(area):
    batch = Payment.objects.first().batch
    settle(batch, "张建国", PaymentState.RETURNED)
    settle(batch, "王志强", PaymentState.FAILED)
    (own,) = area_rosters.undelivered(area.own)
    told = area_rosters.trouble_of_payment(area.own, own)
    assert (told.name, told.reason, told.month) == ("张建国", "退汇", MONTH)
    assert "重新发放" in told.cure
    assert area_rosters.undelivered(area.town).count() == 2
    assert area_rosters.undelivered(area.town, area.places[EAST_TWO]).count() == 1
    assert not area_rosters.undelivered(area.stranger).exists()
    assert not area_rosters.undelivered(area.lab.preparer).filter(pk=None).exists()


class TestPayee:
    def payee(self, user, name):
        pk = Person.objects.get(name=name).pk
        return area_payees.payee_visible_to(user, pk, today=MONTH)

    def test_rights_account_and_payments(self, area):
        told = self.payee(area.own, "张建国")
        (right,) = told.entitlements
        assert (right.state, right.determined) == ("发放中", "一级 因战")
        assert told.account_state == "已核验"
        assert "****" in told.account
        (paid,) = told.payments
        assert (paid.month, paid.amount, paid.state) == (MONTH, Decimal("11000.00"), "在途")

    def test_without_account(self, area):
        told = self.payee(area.own, "孙卫东")
        assert (told.account, told.account_state) == ("", "没有登记")
        assert told.payments == []

    def test_states_of_a_right(self, area):
        entitlement = Payment.objects.get(payee__name="张建国").entitlement

        def state():
            return self.payee(area.own, "张建国").entitlements[0].state

        hold(area, entitlement)
        assert state() == "暂缓发放"
        Suspension.objects.create(entitlement=entitlement, first_month=MONTH, reason="试验")
        assert state() == "中止"
        end(entitlement, date(2026, 6, 1), "transfer")
        assert state() == "已停发"

    def test_a_survivor_who_draws(self):
        """He lives here, the one who died lived next door."""
        area = make_area()
        entitlement = area.draws(EAST_TWO, "王志强")
        heir = area.relative(EAST_ONE, "王敏")
        die(entitlement, ended=True)
        Entitlement.objects.filter(pk=entitlement.pk).update(payee=heir)
        area.run()
        told = self.payee(area.own, "王敏")
        assert told.entitlements[0].of_whom == "王志强"
        assert len(told.payments) == 1
        (row,) = area_rosters.rows_of(area.own, area_rosters.roster(area.own, Chosen(MONTH)))
        assert (row.name, row.of_whom) == ("王敏", "王志强")
        with pytest.raises(NotFound):
            self.payee(area.own, "王志强")
        # Next door he is known, but the money was not theirs.
        assert self.payee(area.neighbour, "王志强").payments == []

    def test_whoever_has_nothing_to_do_with_money_has_a_page_at_his_station(self, area):
        other = area.relative(EAST_ONE, "吴敏")
        shown = area_payees.payee_visible_to(area.own, other.pk, today=MONTH)
        assert (shown.name, shown.entitlements, shown.payments) == ("吴敏", [], [])
        with pytest.raises(NotFound):
            area_payees.payee_visible_to(area.neighbour, other.pk, today=MONTH)

    def test_bureau_people_are_not_asked_here(self, area):
        with pytest.raises(NotFound):
            self.payee(area.lab.preparer, "张建国")


class TestWhy:
    def why(self, user, name, month=MONTH):
        payment = Payment.objects.get(payee__name=name, batch__through=month)
        return area_payees.payment_visible_to(user, payment.pk)

    def test_lines_come_to_what_was_paid(self, area):
        told = self.why(area.own, "张建国")
        assert len(told.lines) == 11
        assert told.posted == told.payment.amount == sum(line.amount for line in told.lines)
        assert told.recovered == 0
        assert told.lines[0].month == MONTH
        assert all(line.told.sentence and line.told.working for line in told.lines)
        assert [fact.label for fact in told.facts] == ["享受期间", "核定"]
        assert told.rules

    def test_queries_do_not_grow_with_the_lines(self, area, django_assert_num_queries):
        area.run(DECEMBER)
        november = Payment.objects.get(payee__name="张建国", batch__through=MONTH)
        december = Payment.objects.get(payee__name="张建国", batch__through=DECEMBER)
        with CaptureQueriesContext(connection) as one:
            assert len(area_payees.payment_visible_to(area.own, december.pk).lines) == 1
        with django_assert_num_queries(len(one)):
            assert len(area_payees.payment_visible_to(area.own, november.pk).lines) == 11

    def test_why_somebody_is_suspended_stays_at_the_bureau(self, area):
        entitlement = Payment.objects.get(payee__name="张建国").entitlement
        Suspension.objects.create(
            entitlement=entitlement, first_month=MONTH, last_month=MONTH, reason="服刑"
        )
        told = self.why(area.own, "张建国")
        shown = str(told.facts) + "".join(line.told.sentence for line in told.lines)
        assert "服刑" not in shown

    def test_what_was_taken_back_is_said(self):
        area = make_area()
        entitlement = area.draws(EAST_ONE, "张建国")
        area.run(date(2026, 9, 1))
        # September had been paid, but was not owed.
        Suspension.objects.create(
            entitlement=entitlement,
            first_month=date(2026, 9, 1),
            last_month=date(2026, 9, 1),
            reason="试验",
        )
        area.run(date(2026, 9, 1))
        area.run(MONTH)
        told = self.why(area.own, "张建国")
        assert told.posted == Decimal("2000.00")
        assert told.recovered == Decimal("1000.00")
        assert told.payment.amount == Decimal("1000.00")
