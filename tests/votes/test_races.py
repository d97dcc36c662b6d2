"""Two at once, on a real database: one telephone has one vote; two sign once each."""

from datetime import timedelta
from typing import Any

import pytest

from honors.votes.models import Attempt, Poll, Tally, Vote
from honors.votes.services.settling import sign
from honors.votes.services.voting import Given, WrongCode, give_back
from tests.subsidies.factories import user
from tests.subsidies.test_bank_races import at_once
from tests.votes.makers import AFTER, AT, Ballots, phone
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def back(ticket: str, code: str) -> Any:
    return lambda: give_back(
        ticket=ticket, code=code, address="10.0.0.1", at=AT + timedelta(minutes=1)
    )


def test_at_once() -> None:
    held = Ballots()
    # Two codes of one telephone, for two people: one vote.
    for n in range(3):
        outcomes = at_once(back(*held.ask(phone(n), 1)), back(*held.ask(phone(n), 2)))
        assert sorted(one.counts for one in outcomes) == [False, True]
    # One code twice: one vote, and once it was wrong.
    same = held.ask(phone(8), 1)
    outcomes = at_once(back(*same), back(*same))
    assert {type(one) for one in outcomes} == {Given, WrongCode}
    assert Vote.objects.count() == 4
    # One form sent twice at once: one attempt.
    before = Attempt.objects.count()
    form = "b" * 32
    at_once(*[lambda: held.ask(phone(9), 1, form=form)] * 2)
    assert Attempt.objects.count() == before + 1
    held.closed()
    # Two who sign at once: one first, one second, and the result is kept once.
    signers = [held.signer, user(Role.APPROVER), user(Role.REVIEWER)]
    outcomes = at_once(
        *[lambda by=by: sign(poll_id=held.poll.pk, by=by, at=AFTER) for by in signers]
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    poll = Poll.objects.get()
    assert poll.state == "signed"
    assert poll.first_by_id != poll.second_by_id
    assert Tally.objects.count() == 3
