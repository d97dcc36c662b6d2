"""Two at once, on a real database: one decision, and no yuan spent twice."""

from decimal import Decimal
from typing import Any

import pytest

from support_services.projects.models import Application, Spending
from support_services.projects.services.carrying import spend
from tests.projects.makers import AT, TODAY, Office
from tests.subsidies.factories import user
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_decide_one_does_and_of_two_who_spend_one_fits() -> None:
    office = Office().open()
    made = office.checked()
    office.begin().judged({made: (80, 90)})
    office.propose({made: "30000.00"})
    deciders = [office.decider, user(Role.APPROVER)]
    outcomes = at_once(*[lambda by=by: office.decide(by=by) for by in deciders])
    assert AuditEntry.objects.filter(action="projects.call_decide").count() == 1, outcomes
    made = Application.objects.get()
    assert made.granted == Decimal("30000.00")

    def pay() -> Any:
        return spend(
            application_id=made.pk, spent_on_day=TODAY, amount=Decimal(20000), what="配件",
            voucher="1", by=office.preparer, at=AT, today=TODAY,
        )  # fmt: skip

    at_once(pay, pay)
    assert Spending.objects.count() == 1
