"""The statement that pays and the rules that a clerk can read agree, on random histories.

A history is a list of changes with months run in between. After every run the ledger must hold,
month by month and to the fen, exactly what the rules say is owed; running again posts nothing;
the audit finds nothing; and money posted = money paid - money to recover.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies import rules
from support_services.subsidies.models import (
    Posting,
)
from support_services.subsidies.rules import Basis
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.histories import FIRST, History, change_or_grant, month, yuan
from tests.subsidies.ledger_lab import Lab
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months

pytestmark = pytest.mark.django_db


@settings(
    max_examples=60,
    # A history that fails is short already; making it shorter takes minutes.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    rates=st.tuples(yuan, yuan),
    start=month,
    steps=st.lists(change_or_grant, min_size=1, max_size=10),
)
def test_the_ledger_holds_what_the_rules_owe(
    rates: tuple[Decimal, Decimal], start: date, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        history = History(Lab.of())
        history.rate(rates[0], FIRST, 1)
        history.rate(rates[1], FIRST, 2)
        history.people.append(history.lab.entitle(start))
        history.run(1)
        for step in steps:
            history.apply(step)
        history.run(1)
        before = Posting.objects.count()
        again = history.lab.run(history.paid_to)
        assert again.line_count == 0
        assert again.state == "settled"
        assert Posting.objects.count() == before
        transaction.set_rollback(True)


def test_the_audit_finds_nothing_after_a_history_and_something_after_tampering(
    db: None,
) -> None:
    from django.db import connection

    history = History(Lab.of())
    history.rate(Decimal("96530"), FIRST, 1)
    history.rate(Decimal("105220"), FIRST, 2)
    one = history.lab.entitle(add_months(FIRST, 1))
    history.people.append(one)
    history.run(3)
    history.determine(0, add_months(FIRST, 2), 2)
    history.run(1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE subsidies_posting SET amount = amount + 1 WHERE entitlement_id = %s"
            " AND month = %s AND sequence = 1",
            [one.pk, add_months(FIRST, 2)],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    faults = {fault.check for fault in audit_ledger(snapshot=False)}
    assert {"owed_is_posted", "posted_is_paid", "batch_figures"} <= faults


@given(
    amount=yuan,
    offset=st.integers(0, 40),
)
def test_any_twelve_months_add_up_to_the_annual_standard(amount: Decimal, offset: int) -> None:
    rate = rules.Rate("s", 1, "", amount, Basis.YEAR, FIRST)
    begin = add_months(FIRST, offset)
    months = [rules.month_amount(rate, add_months(begin, n), ZERO) for n in range(12)]
    assert sum(months) == amount
    assert max(months) - min(months) <= Decimal("0.02")
