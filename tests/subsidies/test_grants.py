"""Grants on the ledger: from the entry to the bank, and back again when one is cancelled."""

from datetime import date
from decimal import Decimal

import pytest

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import BatchException, Entitlement, Posting
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.grants import NOVEMBER, Office, payee

pytestmark = pytest.mark.django_db

D = Decimal
DECEMBER = date(2026, 12, 1)
JANUARY = date(2027, 1, 1)


@pytest.fixture
def office() -> Office:
    office = Office.of("conscript_family_grant")
    office.figure(Code.CONSCRIPT_FIXED, "23878.01", date(2026, 1, 1))
    office.figure(Code.CONSCRIPT_ROUNDING, "0", date(2026, 1, 1))
    return office


def test_two_halves_fall_due_in_two_months_and_add_up(office: Office) -> None:
    mother = payee()
    office.granted(
        payee(), GrantKind.CONSCRIPT, year=2026, service_year=1, payee=mother,
        months=[NOVEMBER, JANUARY],
    )  # fmt: skip
    right = Entitlement.objects.get(person=mother)
    november = office.lab.run(NOVEMBER)
    assert november.posted_total == D("11939.01")
    assert november.payments.get().payee == mother
    assert not BatchException.objects.exists()
    right.refresh_from_db()
    # The second half is not forgotten: the mark waits for its month.
    assert right.recheck_from == JANUARY
    december = office.lab.run(DECEMBER)
    assert december.line_count == 0
    january = office.lab.run(JANUARY)
    assert january.posted_total == D("11939.00")
    right.refresh_from_db()
    assert right.recheck_from is None
    assert office.lab.posted(right) == office.lab.owed(right, JANUARY)
    assert audit_ledger(snapshot=False) == []


def test_a_dismissed_conscripts_money_is_to_come_back(office: Office) -> None:
    family = payee()
    grant = office.granted(
        family, GrantKind.CONSCRIPT, year=2026, service_year=1, months=[NOVEMBER, DECEMBER]
    )
    office.lab.run(NOVEMBER)
    office.cancel(grant)
    december = office.lab.run(DECEMBER)
    right = Entitlement.objects.get(person=family)
    assert december.posted_total == D("-11939.01")
    assert Posting.objects.get(batch=december).reason == "overpaid"
    assert office.lab.posted(right) == {}
    assert sum(one.amount for one in right.recoveries.all()) == D("11939.01")
    assert audit_ledger(snapshot=False) == []
