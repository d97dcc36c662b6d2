"""Who has how many votes is nobody's to read before the end, at any door, for any role."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.campaigns.leaking import said_in
from tests.screen_text import text_of
from tests.subsidies.at_the_bureau import enter
from tests.subsidies.factories import user
from tests.votes.makers import Ballots, phone
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db
LEAD, SECOND = 23, 17


def running(settings: Any, **other: Any) -> Ballots:
    settings.PORTAL_VOTE_ASKS_PER_NETWORK = 1000
    today = timezone.localdate()
    held = Ballots(**{"opens_on": today, "closes_on": today + timedelta(days=3), **other})
    for n in range(LEAD + SECOND):
        held.vote(phone(n), 1 if n < LEAD else 2, at=timezone.now(), address=f"10.1.{n}.1")
    return held


def doors(held: Ballots) -> list[tuple[str, str]]:
    """What every role and a visitor read of it."""
    here, public = f"/bureau/votes/{held.poll.pk}/", f"/toupiao/{held.poll.pk}/"
    readers = {one.value: enter(user(one)) for one in (Role.PREPARER, Role.REVIEWER, Role.AUDITOR)}
    readers["juror"] = enter(user(Role.JUROR))
    readers["visitor"] = Client()
    pages = [
        *("/bureau/", "/bureau/votes/", here, f"{here}report/", f"{here}report/xlsx/"),
        *(f"{here}sign/", f"{here}report/leave-out/minute/?key=x", f"{here}do/close/"),
        *("/bureau/campaigns/statistics/", "/bureau/figures/", "/bureau/audit/"),
        *("/toupiao/", public, f"{public}wancheng/", f"{public}yitou/", "/sousuo/?q=投票"),
        *("/api/v1/honours", "/api/"),
    ]
    return [
        (f"{who} {address}", text_of(said_in(client.get(address))))
        for who, client in readers.items()
        for address in pages
    ]


def test_no_door_tells_before_the_end(settings: Any) -> None:
    held = running(settings)
    for where, text in doors(held):
        for number in (f"{LEAD} 票", f"{SECOND} 票", f"{LEAD}票", f"{SECOND}票", "57.5", "100.00"):
            assert number not in text, where


def test_where_it_is_live_it_is_seen(settings: Any) -> None:
    held = running(settings, live=True)
    told = text_of(said_in(Client().get(f"/toupiao/{held.poll.pk}/")))
    assert f"{LEAD} 票" in told
