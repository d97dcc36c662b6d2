"""Two colleagues at once: one effect, and the other is told so."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Entitlement, Grant, GrantDue
from support_services.subsidies.selectors.grants import hardship_used
from support_services.subsidies.services import grants
from tests.subsidies.factories import user
from tests.subsidies.grants import AT, TODAY, Office, household_of, payee
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 6


@pytest.fixture
def office() -> Office:
    office = Office.of("hardship_grant")
    office.figure(Code.FESTIVAL, "500", date(2026, 1, 1), "spring")
    office.figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    return office


def at_once(*deeds: Callable[[], Any]) -> tuple[int, list[str]]:
    """How many were done, and what the others were told."""
    refused: list[str] = []
    done: list[Any] = []
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            done.append(deed())
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(done) + len(refused) == len(deeds)
    return len(done), refused


def test_a_grant_that_six_approve_is_owed_once(office: Office) -> None:
    grant = office.enter(payee(), GrantKind.FESTIVAL, year=2026, festival="spring")
    hands = [user(Role.REVIEWER) for _ in range(HANDS)]
    done, refused = at_once(
        *(
            lambda by=by: grants.approve_grant(grant_id=grant.pk, by=by, at=AT, today=TODAY)
            for by in hands
        )
    )
    assert done == 1
    assert all("现在是“已批准”" in text for text in refused)
    assert GrantDue.objects.get().amount == Decimal("500.00")


def test_a_household_is_not_granted_more_than_its_cap_by_six_at_once(office: Office) -> None:
    members = [payee() for _ in range(HANDS)]
    household_of(*members)
    done, refused = at_once(
        *(
            lambda who=who: office.enter(
                who, GrantKind.HARDSHIP, year=2026, asked=Decimal("2000"), reason="困难"
            )
            for who in members
        )
    )
    assert done == 2
    assert all("最多还可核发 1,000.00 元" in text for text in refused)
    assert hardship_used(members[0], 2026) == Decimal("4000")


def test_whoever_has_no_household_counts_alone_and_into_the_one_he_joins(office: Office) -> None:
    man, neighbour = payee(), payee()
    asked = {"year": 2026, "asked": Decimal("2000"), "reason": "困难"}
    done, _ = at_once(
        *(lambda: office.enter(man, GrantKind.HARDSHIP, **asked) for _ in range(HANDS))
    )
    assert done == 2
    office.enter(neighbour, GrantKind.HARDSHIP, **asked)
    household_of(man, neighbour)
    assert hardship_used(neighbour, 2026) == Decimal("6000")
    with pytest.raises(Refused, match=r"最多还可核发 0\.00 元"):
        office.enter(neighbour, GrantKind.HARDSHIP, **asked)


def test_a_festival_is_granted_once_to_a_person(office: Office) -> None:
    somebody = payee()
    done, refused = at_once(
        *(
            lambda: office.enter(somebody, GrantKind.FESTIVAL, year=2026, festival="spring")
            for _ in range(HANDS)
        )
    )
    assert done == 1
    assert all("已经录入或核发过" in text for text in refused)
    assert Grant.objects.count() == 1


def test_one_payee_of_several_grants_has_one_right(office: Office) -> None:
    man = payee()
    household_of(man)
    made = [
        office.enter(man, GrantKind.HARDSHIP, year=2026, asked=Decimal("500"), reason="困难")
        for _ in range(HANDS)
    ]
    done, _ = at_once(*(lambda grant=grant: office.approve(grant) for grant in made))
    assert done == HANDS
    assert Entitlement.objects.filter(person=man, scheme__code="hardship_grant").count() == 1
    assert GrantDue.objects.count() == HANDS
