"""The same objection sent by many clicks, two clerks who reach for it, and a notice that is
withdrawn while one of them does."""

import pytest

from support_services.casework.models import Incoming
from support_services.casework.services import incoming as services
from support_services.subsidies.models import Hold, PublicityNotice, PublicityObjection
from support_services.subsidies.services import publicity
from tests.casework.test_objecting_online import FRIDAY, hall, objected
from tests.casework.test_what_residents_send import counted_apart
from tests.subsidies.factories import user
from tests.subsidies.publicity import Hall, noon
from tests.subsidies.test_workers import at_once
from veterans.accounts.roles import Role

__all__ = ["counted_apart", "hall"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_once_and_taken_once(hall: Hall) -> None:
    sent = at_once(objected, 4)
    assert {type(one) for one in sent} == {Incoming}
    one = Incoming.objects.get()
    clerks = [user(Role.PREPARER) for _ in range(4)]

    def take() -> PublicityObjection:
        by = clerks.pop()
        return services.object_by(incoming_id=one.pk, by=by, at=noon(FRIDAY), today=FRIDAY)

    results = at_once(take, 4)
    assert sum(isinstance(one, PublicityObjection) for one in results) == 1
    assert sum(isinstance(one, services.TakenAlready) for one in results) == 3
    assert (PublicityObjection.objects.count(), Hold.objects.count()) == (1, 1)


def test_taken_while_the_notice_is_withdrawn(hall: Hall) -> None:
    """Whoever is first: both hold together, or the objection waits for its reason."""
    one = objected()
    notice = PublicityNotice.objects.get().pk
    ways = ["take", "withdraw"]

    def act() -> object:
        if ways.pop() == "take":
            by = hall.lab.preparer
            return services.object_by(incoming_id=one.pk, by=by, at=noon(FRIDAY), today=FRIDAY)
        return publicity.withdraw(
            notice_id=notice, reason="名单有误", by=hall.lab.reviewer, at=noon(FRIDAY), today=FRIDAY
        )

    assert len(at_once(act, 2)) == 2
    one.refresh_from_db()
    assert (one.state == "accepted") == PublicityObjection.objects.exists() == Hold.objects.exists()
