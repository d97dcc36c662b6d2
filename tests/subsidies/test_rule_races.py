"""Two at one change, and a change while months are calculated or rights are granted: one truth."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from support_services.subsidies.models import (
    Batch,
    Determination,
    Entitlement,
    RuleChange,
    Scheme,
    StartRule,
)
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.services import entitlements, rule_changes
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.rule_previews import preview
from tests.subsidies.factories import account, person
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.rule_lab import TODAY, proposed
from tests.subsidies.test_bank_races import at_once, until_they_wait
from tests.subsidies.test_stacking_races import meet_at
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

DISABILITY = "disability_pension"
MARCH = date(2026, 3, 1)


@pytest.fixture
def lab() -> Lab:
    made = Lab.of(DISABILITY)
    made.rate("12000", date(2024, 8, 1))
    made.rate("24000", date(2024, 8, 1), grade=2)
    return made


def later(lab: Lab) -> RuleChange:
    """From March on the month after the approval."""
    return proposed(lab, RuleKind.START, DISABILITY, value="next_month", first=MARCH)


def granted(lab: Lab, owner: Any, day: date = date(2026, 4, 9)) -> Entitlement:
    return entitlements.grant(
        person=owner,
        scheme=DISABILITY,
        approved_on=day,
        grade=1,
        rate_class="combat",
        document_no="号",
        by=lab.preparer,
        at=AT,
        today=TODAY,
    )


def someone() -> Any:
    owner = person(born_on=date(1950, 1, 1))
    account(owner)
    return owner


def test_two_bring_one_change_into_force_and_one_of_them_is_told_so(lab: Lab) -> None:
    change = later(lab)
    answers = meet_at(
        RuleChange.objects.filter(pk=change.pk),
        lambda: rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT),
        lambda: rule_changes.enforce(change_id=change.pk, by=lab.approver, at=AT),
        lambda: rule_changes.withdraw(change_id=change.pk, by=lab.preparer, at=AT),
    )
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == 2
    assert all("请刷新" in str(one) for one in refused)
    assert AuditEntry.objects.filter(action__startswith="rule.").count() == 2
    rows = StartRule.objects.filter(change=change).count()
    assert rows == (RuleChange.objects.get().state == "in_force")


def test_a_double_click_proposes_once(lab: Lab) -> None:
    answers = at_once(lambda: later(lab), lambda: later(lab))
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == 1
    assert "等待启用" in str(refused[0])
    assert RuleChange.objects.count() == 1


def test_a_right_is_granted_and_another_regraded_while_the_rule_changes(lab: Lab) -> None:
    change, owner, old = later(lab), someone(), granted(lab, someone(), date(2026, 2, 3))

    def regrade() -> Any:
        return entitlements.regrade(
            entitlement_id=old.pk,
            approved_on=date(2026, 5, 7),
            grade=2,
            rate_class="combat",
            document_no="号",
            by=lab.preparer,
            at=AT,
            today=TODAY,
        )

    answers = meet_at(
        Scheme.objects.all(),
        lambda: rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT),
        lambda: granted(lab, owner),
        regrade,
    )
    assert not [one for one in answers if isinstance(one, BaseException)]
    # Whoever came first: both follow the rule that is in force now.
    assert Entitlement.objects.get(person=owner).start_month == date(2026, 5, 1)
    latest = Determination.objects.filter(entitlement=old).latest("first_month")
    assert latest.first_month == date(2026, 6, 1)
    lab.run(date(2026, 10, 1))
    assert audit_ledger() == []


def test_a_transfer_that_is_being_saved_follows_a_rule_that_comes_into_force(lab: Lab) -> None:
    right = lab.entitle(date(2026, 1, 1))
    change = proposed(
        lab, RuleKind.TRANSFER, DISABILITY, value="moving_month", first=date(2026, 1, 1)
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            entitlements.transfer_out(
                entitlement_id=right.pk,
                moved_on=date(2026, 3, 9),
                by=lab.preparer,
                at=AT,
                today=TODAY,
            )
            enforcing = pool.submit(
                at_once,
                lambda: rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT),
            )
            until_they_wait(1)
        (answer,) = enforcing.result(timeout=60)
    assert not isinstance(answer, BaseException)
    assert Entitlement.objects.get(pk=right.pk).end_month == date(2026, 3, 1)


@pytest.mark.parametrize("kind", [RuleKind.START, RuleKind.ROUNDING])
def test_a_rule_changes_while_a_month_is_calculated_and_another_looks(
    lab: Lab, kind: RuleKind
) -> None:
    rights = [granted(lab, someone()) for _ in range(8)]
    lab.run(date(2026, 8, 1))
    what: dict[str, Any] = {"value": "next_month", "first": MARCH}
    if kind is RuleKind.ROUNDING:
        lab.rate("12001", date(2025, 8, 1))
        what = {"value": "whole_yuan", "first": date(2025, 8, 1)}
    change = proposed(lab, kind, DISABILITY, **what)
    answers = at_once(
        lambda: rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT),
        lambda: lab.run(date(2026, 9, 1), approve=False),
        lambda: preview(change),
    )
    assert not [one for one in answers if isinstance(one, BaseException)]
    lab_batch = Batch.objects.latest("pk")
    lab_batch_void(lab, lab_batch)
    lab.run(date(2026, 9, 1))
    for right in rights:
        posted = lab.posted(right)
        assert posted == lab.owed(right, date(2026, 9, 1))
        if kind is RuleKind.ROUNDING:
            assert set(posted.values()) == {Decimal("1001.00")}
        else:
            assert min(month for month, _ in posted) == date(2026, 5, 1)
    assert audit_ledger() == []


def lab_batch_void(lab: Lab, batch: Batch) -> None:
    from support_services.subsidies.services import batches

    batches.void(batch_id=batch.pk, reason="重来", by=lab.preparer, at=AT)
