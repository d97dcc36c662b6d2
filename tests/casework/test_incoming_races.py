"""Eight clicks on one form, and two stations that reach for one sending in the same moment."""

import pytest

from support_services.casework.models import Case, CaseEntry, Incoming
from support_services.casework.services import arriving
from support_services.casework.services import incoming as services
from tests.casework.hands import MONDAY, noon, the_hands
from tests.people import EAST_ONE
from tests.subsidies.test_workers import at_once
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_receipt_however_often_and_one_case_whoever_is_quicker() -> None:
    hands = the_hands()
    letter = arriving.Letter("request", EAST_ONE, "曾国藩", "13800001234", "优待证没有消息")

    def send() -> str:
        return arriving.send(
            letter=letter, form="a" * 32, address="203.0.113.8", at=noon(MONDAY), today=MONDAY
        )

    receipts = at_once(send, 8)
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    one = Incoming.objects.get()
    assert one.number == "W2026-00001"
    assert AuditEntry.objects.filter(action="incoming.sent").count() == 1

    takers = [hands.town, hands.clerk] * 4

    def take() -> Case:
        return services.accept(
            incoming_id=one.pk,
            person=hands.person,
            kind="request",
            subject="优待证",
            by=takers.pop(),
            at=noon(MONDAY),
            today=MONDAY,
        )

    results = at_once(take, 8)
    made = [result for result in results if isinstance(result, Case)]
    refused = [result for result in results if isinstance(result, services.TakenAlready)]
    assert (len(made), len(refused)) == (1, 7)
    one.refresh_from_db()
    assert one.case == made[0]
    assert one.decided_by is not None
    assert all(one.decided_by.username in str(refusal) for refusal in refused)
    assert Case.objects.count() == CaseEntry.objects.count() == 1


def test_accepted_or_refused_but_never_both() -> None:
    hands = the_hands()
    letter = arriving.Letter("request", EAST_ONE, "曾国藩", "13800001234", "优待证没有消息")
    arriving.send(
        letter=letter, form="b" * 32, address="203.0.113.8", at=noon(MONDAY), today=MONDAY
    )
    one = Incoming.objects.get()
    ways = ["take", "refuse"] * 3

    def act() -> object:
        if ways.pop() == "take":
            return services.accept(
                incoming_id=one.pk,
                person=None,
                kind="request",
                subject="优待证",
                by=hands.town,
                at=noon(MONDAY),
                today=MONDAY,
            )
        return services.refuse(
            incoming_id=one.pk, reason="empty", text="打不通", by=hands.clerk, at=noon(MONDAY)
        )

    results = at_once(act, 6)
    assert len(results) == 6
    assert sum(isinstance(result, services.TakenAlready) for result in results) == 5
    one.refresh_from_db()
    assert Case.objects.count() == (1 if one.state == "accepted" else 0)
