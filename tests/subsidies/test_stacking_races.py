"""Two at once about one person, or a standard while a month is being paid: one truth afterwards."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from support_services.subsidies.models import (
    Batch,
    Entitlement,
    Exclusion,
    Scheme,
    StackingOverride,
)
from support_services.subsidies.rules import Basis, EndReason
from support_services.subsidies.services import batches, entitlements, overrides, rates
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.stacking import settle_stacking
from tests.subsidies.ledger_lab import AT
from tests.subsidies.stacking_lab import COMBAT, ILL, RURAL, People
from tests.subsidies.test_bank_races import at_once, until_they_wait
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

START, TODAY = date(2026, 6, 1), date(2026, 11, 5)


@pytest.fixture
def people() -> People:
    made = People.of(ILL, RURAL, COMBAT)
    made.rate(ILL, "700", date(2021, 8, 1))
    made.rate(COMBAT, "750", date(2021, 8, 1))
    made.rate(RURAL, "50", date(2021, 8, 1), Basis.MONTH_PER_SERVICE_YEAR)
    return made


@contextmanager
def held(rows: Any) -> Iterator[None]:
    """Everybody else waits at these rows meanwhile."""
    with transaction.atomic():
        list(rows.select_for_update())
        yield


def meet_at(rows: Any, *deeds: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(1) as pool:
        with held(rows):
            results = pool.submit(at_once, *deeds)
            until_they_wait(len(deeds))
        return results.result(timeout=60)


def test_two_confirm_one_approval_and_one_of_them_is_told_so(people: People) -> None:
    owner, hands = people.someone(), people.hands
    people.right(owner, RURAL, START, factor="5")
    people.right(owner, ILL, START)
    settle_stacking([owner.pk])
    asked = overrides.propose(
        person=owner,
        schemes=(RURAL, ILL),
        from_month=START,
        document_no="特批〔2026〕1号",
        reason="批复",
        by=hands.preparer,
        at=AT,
        today=TODAY,
    )
    answers = meet_at(
        StackingOverride.objects.filter(pk=asked.pk),
        lambda: overrides.confirm(override_id=asked.pk, by=hands.reviewer, at=AT),
        lambda: overrides.confirm(override_id=asked.pk, by=hands.approver, at=AT),
    )
    assert sorted(type(one).__name__ for one in answers) == ["Refused", "StackingOverride"]
    assert "已确认" in str(next(one for one in answers if isinstance(one, Refused)))
    assert AuditEntry.objects.filter(action="override.confirm").count() == 1
    assert not Exclusion.objects.exists()


def grant(people: People, owner: Any, code: str) -> Entitlement:
    terms = {"service_years": 5} if code == RURAL else {}
    return entitlements.grant(
        person=owner,
        scheme=code,
        approved_on=START,
        document_no="号",
        by=people.hands.preparer,
        at=AT,
        today=TODAY,
        **terms,
    )


def test_two_rights_granted_in_one_moment_are_settled_with_each_other(people: People) -> None:
    owner = people.someone()
    made = meet_at(
        Scheme.objects.all(),
        lambda: grant(people, owner, RURAL),
        lambda: grant(people, owner, ILL),
    )
    rural = next(one for one in made if one.scheme.code == RURAL)
    assert Exclusion.objects.get().entitlement == rural
    assert audit_ledger() == []


def test_one_right_ends_while_another_is_granted(people: People) -> None:
    owner = people.someone()
    combat = people.right(owner, COMBAT, START)
    hands = people.hands
    meet_at(
        Entitlement.objects.filter(pk=combat.pk),
        lambda: entitlements.end(
            entitlement_id=combat.pk,
            reason=EndReason.INELIGIBLE,
            ended_on=date(2026, 9, 30),
            by=hands.preparer,
            at=AT,
            today=TODAY,
        ),
        lambda: grant(people, owner, ILL),
    )
    ill = Entitlement.objects.get(scheme__code=ILL)
    row = Exclusion.objects.get(entitlement=ill)
    assert (row.first_month, row.last_month) == (START, date(2026, 9, 1))
    assert audit_ledger() == []


def raised(people: People) -> Any:
    """A draft by which the other one becomes the higher, from August on."""
    values = {"scheme": ILL, "grade": "", "class": "", "amount": "800", "basis": "month"}
    values |= {"effective_from": "2026-08-01", "confidence": "verified", "source": "试验"}
    hands = people.hands
    return rates.enter_table(rows=[Line(2, values)], by=hands.preparer, at=AT).tables[0]


def test_a_standard_comes_into_force_while_a_batch_is_opened_and_calculated(
    people: People,
) -> None:
    owners = [people.someone() for _ in range(12)]
    for owner in owners:
        people.right(owner, COMBAT, START)
        people.right(owner, ILL, START)
    settle_stacking([owner.pk for owner in owners])
    for code in (COMBAT, ILL):
        people.labs[code].run(date(2026, 9, 1))
    draft, hands = raised(people), people.hands
    answers = meet_at(
        Scheme.objects.all(),
        lambda: rates.enforce_table(table=draft, by=hands.reviewer, at=AT),
        lambda: people.labs[COMBAT].run(date(2026, 10, 1), approve=False),
        lambda: people.labs[ILL].run(date(2026, 10, 1), approve=False),
    )
    assert not [one for one in answers if isinstance(one, BaseException)]
    for code in (COMBAT, ILL):
        # Whatever came first: the next month puts right what it had not seen.
        open_one = Batch.objects.get(
            batch_schemes__scheme__code=code, state="calculated", batch_schemes__holding=True
        )
        batches.void(batch_id=open_one.pk, reason="重来", by=hands.preparer, at=AT)
        people.labs[code].run(date(2026, 11, 1))
    for owner in owners:
        for right in Entitlement.objects.filter(person=owner).select_related("scheme"):
            lab = people.labs[right.scheme.code]
            assert lab.posted(right) == lab.owed(right, date(2026, 11, 1))
        months = [
            month
            for right in Entitlement.objects.filter(person=owner).select_related("scheme")
            for month, _ in people.labs[right.scheme.code].posted(right)
        ]
        assert len(months) == len(set(months)) == 6
    assert audit_ledger() == []
