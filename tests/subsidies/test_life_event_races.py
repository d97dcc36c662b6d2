"""Two at once at one life: the same decision twice, a decision and a withdrawal, a death and a
raise of grade, two at one row of a file."""

from datetime import date
from typing import Any

import pytest

from support_services.subsidies.models import Entitlement
from support_services.subsidies.services import entitlements
from tests.subsidies.factories import AT, entitlement, person, user, village
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import LifeEvent, Merit, Person, Relative
from veterans.registry.selectors.changes import file_stamp
from veterans.registry.services import (
    accept_event,
    propose_event,
    put_row,
    withdraw_event,
)

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 11, 5)


def proposed(kind: str, who: Person, by: User, **entered: str) -> LifeEvent:
    return propose_event(
        kind=kind,
        person=who,
        happened_on=date(2026, 10, 20),
        entered=entered,
        document_no="试验1号",
        by=by,
        at=AT,
        today=TODAY,
    )


def accepting(event: LifeEvent, by: User) -> Any:
    return lambda: accept_event(event_id=event.pk, by=by, at=AT, today=TODAY)


def test_two_decide_the_same_and_it_is_done_once() -> None:
    man = person(village(1, 1))
    event = proposed("merit", man, user(Role.VILLAGE_WORKER, region=village(1, 1)), merit="third")
    results = at_once(accepting(event, user(Role.PREPARER)), accepting(event, user(Role.REVIEWER)))
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert Merit.objects.filter(person=man).count() == 1
    assert AuditEntry.objects.filter(action="life_event.accepted").count() == 1


def test_taken_back_while_it_is_decided() -> None:
    man = person(village(1, 1))
    right = entitlement(man)
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    event = proposed("death", man, own, proof="village")
    results = at_once(
        accepting(event, user(Role.PREPARER)),
        lambda: withdraw_event(event_id=event.pk, by=own, at=AT),
    )
    assert sum(isinstance(one, Refused) for one in results) == 1
    event.refresh_from_db()
    man.refresh_from_db()
    right.refresh_from_db()
    assert (event.state == "accepted") == (man.died_on is not None) == (right.end_month is not None)


def test_two_stations_report_one_death_at_once() -> None:
    man = person(village(1, 1))
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    town = user(Role.TOWN_WORKER, region=village(1, 1).parent)
    results = at_once(
        lambda: proposed("death", man, own, proof="village"),
        lambda: proposed("death", man, town, proof="medical"),
    )
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert LifeEvent.objects.count() == 1


def test_a_death_decided_while_the_clerk_grants_a_right() -> None:
    """Neither waits for the other in a circle, and nothing is granted to the dead."""
    man = person(village(1, 1))
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    event = proposed("death", man, own, proof="medical")
    clerk = user(Role.PREPARER)
    results = at_once(
        accepting(event, user(Role.REVIEWER)),
        lambda: entitlements.grant(
            person=man,
            scheme="combat_test_allowance",
            approved_on=date(2026, 10, 1),
            document_no="试验2号",
            by=clerk,
            at=AT,
            today=TODAY,
        ),
    )
    assert not isinstance(results[0], Refused)
    man.refresh_from_db()
    running = Entitlement.objects.filter(person=man, end_month__isnull=True).count()
    if isinstance(results[1], Refused):
        assert "去世" in str(results[1])
    assert man.died_on is not None
    assert running == 0


def test_two_at_one_row_and_the_second_is_told() -> None:
    man = person(village(1, 1))
    clerk, worker = user(Role.PREPARER), user(Role.VILLAGE_WORKER, region=village(1, 1))
    row = put_row(
        person=man,
        section="relatives",
        values={"relation": "son", "name": "张二"},
        why="登记",
        seen=0,
        by=clerk,
        at=AT,
        today=TODAY,
    )
    seen = file_stamp(man.pk)

    def naming(name: str, by: User) -> Any:
        return lambda: put_row(
            person=man,
            section="relatives",
            row_id=row.pk,
            values={"name": name},
            why="更正",
            seen=seen,
            by=by,
            at=AT,
            today=TODAY,
        )

    results = at_once(naming("张贰", clerk), naming("张三", worker))
    told = [str(one) for one in results if isinstance(one, Refused)]
    assert len(told) == 1
    assert "被别人改过" in told[0]
    assert Relative.objects.get(pk=row.pk).name in ("张贰", "张三")
