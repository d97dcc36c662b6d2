"""Two at once about one confirmation: one truth afterwards, and whoever came second is told."""

from datetime import date
from typing import Any

import pytest

from support_services.subsidies.confirmation_states import DueState
from support_services.subsidies.models import (
    Batch,
    Confirmation,
    ConfirmationDue,
    ConfirmationRound,
    Hold,
    RecheckMark,
)
from support_services.subsidies.models.entitlements import NEXT_DUE
from support_services.subsidies.services import (
    batches,
    confirmation_rounds,
    confirmation_settling,
)
from tests.subsidies.confirmations import (
    AFTER,
    BEGUN,
    HELD_FROM,
    Year,
    as_it_ought_to_be,
    held,
    noon,
    terms,
)
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.test_stacking_races import meet_at
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

START = date(2026, 1, 1)


@pytest.fixture
def lab() -> Lab:
    made = Lab.of()
    made.rate("12000", START)
    return made


def at_the_round(year: Year) -> Any:
    return ConfirmationRound.objects.filter(pk=year.round.pk)


def test_two_workers_confirm_one_person(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    answers = meet_at(
        at_the_round(year),
        lambda: year.confirm(right, by=lab.preparer),
        lambda: year.confirm(right, by=lab.reviewer),
    )
    assert sorted(type(one).__name__ for one in answers) == ["Refused", "int"]
    assert "确认过此人" in str(next(one for one in answers if isinstance(one, Refused)))
    assert Confirmation.objects.count() == 1
    assert AuditEntry.objects.filter(action="confirmation.confirmed").count() == 1


def test_the_sweep_comes_twice_at_once(lab: Lab) -> None:
    for _ in range(5):
        lab.entitle(START)
    year = Year.of(lab)
    answers = meet_at(
        at_the_round(year), lambda: year.sweep(HELD_FROM), lambda: year.sweep(HELD_FROM)
    )
    assert sorted(done.held for done in answers) == [0, 5]
    assert Hold.objects.count() == 5
    assert AuditEntry.objects.filter(action="confirmation.swept").count() == 1
    as_it_ought_to_be(snapshot=True)


def test_confirmed_while_the_sweep_holds_and_a_month_is_calculated(lab: Lab) -> None:
    rights = [lab.entitle(START) for _ in range(6)]
    year = Year.of(lab)
    for number in range(1, 8):
        lab.run(date(2026, number, 1))
    answers = meet_at(
        at_the_round(year),
        lambda: year.sweep(HELD_FROM),
        *(lambda right=right: year.confirm(right, HELD_FROM) for right in rights[:3]),
    )
    assert not [one for one in answers if isinstance(one, BaseException)]
    for right in rights:
        assert held(right) == (right in rights[3:])
        assert (year.state(right) == DueState.CONFIRMED) == (right in rights[:3])
    # Both of them come to this mark, the one to take it away, the other to set it.
    RecheckMark.objects.get_or_create(entitlement=rights[0], defaults={"from_month": NEXT_DUE})
    answers = meet_at(
        RecheckMark.objects.filter(entitlement=rights[0]),
        lambda: lab.run(date(2026, 8, 1), approve=False),
        lambda: year.take_back(rights[0], HELD_FROM),
    )
    assert not [one for one in answers if isinstance(one, BaseException)]
    for right in (rights[0], *rights[3:]):
        year.confirm(right, AFTER)
    batch = Batch.objects.get(state="calculated")
    batches.void(batch_id=batch.pk, reason="重来", by=lab.preparer, at=noon(AFTER))
    lab.run(date(2026, 9, 1))
    for right in rights:
        assert lab.posted(right) == lab.owed(right, date(2026, 9, 1))
    as_it_ought_to_be(snapshot=True)


def test_cancelled_while_it_is_taken_back(lab: Lab) -> None:
    right = lab.entitle(START)
    year = Year.of(lab)
    year.confirm(right)
    meet_at(at_the_round(year), lambda: year.take_back(right, AFTER), lambda: year.cancel(AFTER))
    assert not held(right)
    as_it_ought_to_be(snapshot=True)


def test_two_rounds_of_one_scheme_opened_in_one_moment(lab: Lab) -> None:
    lab.entitle(START)
    drafts = [
        confirmation_rounds.enter_round(terms=terms(), by=lab.preparer, at=noon(BEGUN))
        for _ in range(2)
    ]
    answers = meet_at(
        ConfirmationRound.objects.all(),
        *(
            lambda made=made: confirmation_rounds.open_round(
                round_id=made.pk, by=lab.reviewer, at=noon(BEGUN), today=BEGUN
            )
            for made in drafts
        ),
    )
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True]
    assert ConfirmationDue.objects.count() == 1
    assert len(confirmation_settling.live_rounds()) == 1
