"""Two at once on one recovery, on a real database: no yuan is taken twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from support_services.subsidies.models import (
    Batch,
    Entitlement,
    RecoveryClaim,
    RecoveryEntry,
)
from support_services.subsidies.services import batches, recovery
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.factories import user
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.recoveries import books_agree, claim_of, repay, write_off
from tests.subsidies.test_bank_races import at_once, until_they_wait
from veterans.accounts.roles import Role
from veterans.foundation import audit
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)

D = Decimal


@pytest.fixture
def lab() -> Lab:
    lab = Lab.of()
    lab.rate("24000", date(2026, 1, 1), grade=1)
    lab.rate("12000", date(2026, 1, 1), grade=2)
    return lab


@pytest.fixture
def owing(lab: Lab) -> Entitlement:
    """Owes 1,000 and draws 1,000 a month."""
    right = lab.entitle(date(2026, 1, 1), grade=1)
    lab.run(date(2026, 9, 1))
    lab.determine(right, date(2026, 8, 1), grade=2)
    lab.run(date(2026, 10, 1))
    assert claim_of(right).balance == D("1000.00")
    return right


@contextmanager
def claim_held(claim: RecoveryClaim) -> Iterator[None]:
    """Everybody else waits at the claim meanwhile, so that they meet there for certain."""
    with transaction.atomic():
        RecoveryClaim.objects.select_for_update().get(pk=claim.pk)
        yield


def meet_at(claim: RecoveryClaim, *deeds: Callable[[], Any]) -> list[Any]:
    """Let the deeds meet at the claim's row, then let them go."""
    with ThreadPoolExecutor(1) as pool:
        with claim_held(claim):
            results = pool.submit(at_once, *deeds)
            until_they_wait(len(deeds))
        return results.result(timeout=60)


def sound(right: Entitlement) -> None:
    books_agree(right)
    assert audit_ledger() == []
    assert audit.verify() == []


def waiting_batch(lab: Lab) -> Batch:
    """November, reviewed and waiting for its approver."""
    batch = lab.run(date(2026, 11, 1), approve=False)
    batches.review(batch_id=batch.pk, by=lab.reviewer, at=AT)
    return batch


def approving(lab: Lab, batch: Batch) -> Callable[[], Batch]:
    return lambda: batches.approve(batch_id=batch.pk, by=lab.approver, at=AT)


def confirming(lab: Lab, number: int, who: Any = None) -> Callable[[], Any]:
    return lambda: recovery.confirm_repayment(repayment_id=number, by=who or lab.reviewer, at=AT)


def test_two_who_confirm_the_same_repayment_enter_it_once(lab: Lab, owing: Entitlement) -> None:
    made = repay(lab, claim_of(owing), "400", confirm=False)
    other = user(Role.REVIEWER)
    results = meet_at(claim_of(owing), confirming(lab, made.pk), confirming(lab, made.pk, other))
    assert sorted(type(one).__name__ for one in results) == ["RecoveryRepayment", "Refused"]
    assert claim_of(owing).balance == D("600.00")
    assert RecoveryEntry.objects.filter(kind="repayment").count() == 1
    sound(owing)


def test_an_approval_and_a_repayment_never_take_the_same_yuan(lab: Lab, owing: Entitlement) -> None:
    made = repay(lab, claim_of(owing), "1000.00", confirm=False)
    batch = waiting_batch(lab)
    results = meet_at(claim_of(owing), approving(lab, batch), confirming(lab, made.pk))
    batch.refresh_from_db()
    claim = claim_of(owing)
    assert (claim.state, claim.balance) == ("settled", 0)
    # Whoever came first took it all; the other found nothing owed.
    paid = sum(payment.amount for payment in batch.payments.filter(entitlement=owing))
    refused = [one for one in results if isinstance(one, Refused)]
    assert paid == (0 if refused else D("1000.00"))
    assert all("现在只欠 0.00 元" in str(one) for one in refused)
    sound(owing)


def test_an_approval_and_a_write_off_never_take_the_same_yuan(lab: Lab, owing: Entitlement) -> None:
    made = write_off(lab, claim_of(owing), "300.00", decide=False)
    batch = waiting_batch(lab)
    meet_at(
        claim_of(owing),
        approving(lab, batch),
        lambda: recovery.decide_write_off(write_off_id=made.pk, by=lab.approver, at=AT),
    )
    claim = claim_of(owing)
    assert claim.balance == 0
    assert claim.state in ("settled", "written_off")
    sound(owing)


def test_a_void_and_a_repayment_leave_no_debt_of_the_bureau(lab: Lab, owing: Entitlement) -> None:
    # Another draws too, so that the batch has payments and may be voided.
    lab.entitle(date(2026, 11, 1), grade=2)
    lab.determine(owing, date(2026, 7, 1), grade=2)
    november = lab.run(date(2026, 11, 1))
    claim = claim_of(owing)
    assert claim.balance == D("1000.00")
    made = repay(lab, claim, "1000.00", confirm=False)
    meet_at(
        claim,
        confirming(lab, made.pk),
        lambda: batches.void(batch_id=november.pk, reason="误建", by=lab.approver, at=AT),
    )
    assert claim_of(owing).balance >= 0
    sound(owing)


def test_two_receipts_entered_at_once_do_not_exceed_what_is_owed(
    lab: Lab, owing: Entitlement
) -> None:
    claim = claim_of(owing)
    results = meet_at(
        claim,
        lambda: repay(lab, claim, "600.00", receipt="票1", confirm=False),
        lambda: repay(lab, claim, "600.00", receipt="票2", confirm=False),
    )
    assert sorted(type(one).__name__ for one in results) == ["RecoveryRepayment", "Refused"]
    sound(owing)
