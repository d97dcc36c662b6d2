"""Two at once on a real database: a reissue and a decision, the same decision twice, an account
verified twice."""

from collections.abc import Callable
from typing import Any

import pytest

from support_services.subsidies.models import FileLine, SuspenseEntry, SuspenseRequest
from support_services.subsidies.services import bank, suspense
from support_services.subsidies.suspense_states import SuspenseCause
from tests.subsidies import factories as make
from tests.subsidies.factories import AT
from tests.subsidies.test_bank_races import at_once, meet_at
from tests.subsidies.test_suspense import agree, failed_batch, payments, put
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.services import (
    accept_proposal,
    add_account,
    propose_account,
    refuse_account,
    verify_account,
)
from veterans.registry.services.account_evidence import Evidence

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = Evidence(statement="存折由家属保管", document_no="村证1号")


def reissuing(batch: Any) -> Callable[[], Any]:
    return lambda: bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)


def confirming(request: SuspenseRequest, by: Any) -> Callable[[], Any]:
    return lambda: suspense.confirm(request_ids=[request.pk], by=by, at=AT)


def test_put_on_suspense_while_the_reissue_runs() -> None:
    """The second payment has a good account: whoever comes first, it is in one place only."""
    batch = failed_batch()
    asked = put(batch, 1)[0]
    results = meet_at(batch, confirming(asked, batch.reviewed_by), reissuing(batch))
    payment = payments(batch)[1]
    live = FileLine.objects.filter(payment=payment, state="sent").count()
    entries = list(
        SuspenseEntry.objects.filter(payment=payment).order_by("pk").values_list("kind", flat=True)
    )
    assert (payment.state, live) == ("outstanding", 1)
    if isinstance(results[0], Refused):
        assert "已失效" in str(results[0])
        assert entries == []
    else:
        # On suspense first; then the reissue took it off again.
        assert entries == ["put", "reissue"]
    batch.refresh_from_db()
    assert bank.reconcile(batch).holds


def test_given_back_while_the_reissue_runs() -> None:
    batch = failed_batch()
    agree(put(batch, 1), batch.reviewed_by)
    payment = payments(batch)[1]
    asked = suspense.ask_treasury(
        payment_ids=[payment.pk],
        document_no="缴1",
        returned_on=AT.date(),
        reason="x",
        by=batch.prepared_by,
        at=AT,
        today=AT.date(),
    )[0]
    results = meet_at(batch, confirming(asked, batch.approved_by), reissuing(batch))
    payment.refresh_from_db()
    lines = FileLine.objects.filter(payment=payment, state="sent").count()
    assert (payment.state, lines) in {("treasury", 0), ("outstanding", 1)}
    assert sum(isinstance(one, Refused) for one in results) == 1
    batch.refresh_from_db()
    assert bank.reconcile(batch).holds


def test_the_same_decision_twice_and_by_two() -> None:
    batch = failed_batch()
    asked = put(batch, 0)[0]
    results = meet_at(
        batch,
        confirming(asked, batch.reviewed_by),
        confirming(asked, batch.reviewed_by),
        confirming(asked, batch.approved_by),
    )
    assert sum(isinstance(one, Refused) for one in results) == 2
    assert SuspenseEntry.objects.count() == 1
    assert AuditEntry.objects.filter(action="suspense.confirmed").count() == 1


def test_asked_twice_at_once_and_by_the_portal_itself() -> None:
    batch = failed_batch()
    first = payments(batch)[0]

    def asking() -> Any:
        return suspense.propose(
            payment_ids=[first.pk],
            cause=SuspenseCause.OTHER,
            reason="x",
            by=batch.prepared_by,
            at=AT,
        )

    results = meet_at(batch, asking, asking)
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert SuspenseRequest.objects.filter(payment=first, state="pending").count() == 1


def test_an_account_verified_twice_and_refused_at_once() -> None:
    clerk, one, two = make.hands()
    two.role = Role.REVIEWER
    two.save(update_fields=["role"])
    person = make.person()
    first = make.account(person)
    made = add_account(
        person=person,
        bank_name="x",
        number="6217000000000001",
        evidence=WRITTEN,
        by=clerk,
        at=AT,
    )
    results = at_once(
        lambda: verify_account(account=made, by=one, at=AT),
        lambda: verify_account(account=made, by=two, at=AT),
        lambda: refuse_account(account=made, reason="不对", by=two, at=AT),
    )
    made.refresh_from_db()
    first.refresh_from_db()
    assert person.accounts.filter(is_current=True).count() == 1
    done = AuditEntry.objects.filter(
        action__in=["bank_account.verified", "bank_account.refused"]
    ).count()
    assert done == 1
    if made.state == "verified":
        # Verified already is no refusal: the second click is told so by the page.
        assert isinstance(results[2], Refused)
    else:
        assert (made.state, first.is_current) == ("refused", True)


def test_sent_in_twice_and_accepted_twice() -> None:
    _, reviewer, _ = make.hands()
    person = make.person()
    worker = make.user(Role.VILLAGE_WORKER, region=person.region)

    def sending() -> Any:
        return propose_account(
            person=person,
            bank_name="x",
            number="6217000000000001",
            reason="换卡",
            evidence=WRITTEN,
            by=worker,
            at=AT,
        )

    results = at_once(sending, sending)
    made = [one for one in results if not isinstance(one, Refused)]
    assert len(made) == 1

    def accepting() -> Any:
        return accept_proposal(
            proposal_id=made[0].pk, number="6217000000000001", by=reviewer, at=AT
        )

    results = at_once(accepting, accepting)
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert person.accounts.count() == 1
