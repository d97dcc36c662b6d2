"""The demo's hooks for whoever has something to be judged or voted on, and what the bureau is
reminded of."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from honors.juries import demo
from honors.juries.models import Ballot
from honors.juries.selectors.results import agrees, standing
from honors.votes import demo as vote_demo
from honors.votes.selectors import odd_of, scores
from support_services.notices.occasions import occasion
from tests.juries.makers import AT, CLOSES, Jury
from tests.subsidies.factories import village
from tests.votes.makers import LAST, Ballots
from veterans.accounts.models import User

pytestmark = pytest.mark.django_db


@dataclass
class Hands:
    preparer: User
    reviewer: User


def test_the_demo_has_its_panel_judged_and_its_poll_voted_in(settings: Any) -> None:
    settings.PORTAL_SMS = "console"
    village()
    jury = Jury(entries=5, jurors=0, levelled=True)
    hands = Hands(jury.preparer, jury.closer)
    judged = demo.judge(
        jury.panel, hands, at=AT, today=AT.date(), worth={"nomination:3": 97, "nomination:1": 60}
    )
    assert judged.state == "closed"
    assert agrees(judged)
    found = standing(judged)
    assert (found[0].candidate, found[-1].candidate) == ("nomination:3", "nomination:1")
    half = Jury(entries=4, jurors=0)
    demo.judge(half.panel, Hands(half.preparer, half.closer), at=AT, today=AT.date(), unanswered=4)
    assert Ballot.objects.filter(assignment__entry__panel=half.panel).count() == 8
    assert User.objects.filter(role="juror").count() == 5
    held = Ballots(opened=False)
    voted = vote_demo.vote(
        held.poll,
        Hands(held.preparer, held.signer),
        until=LAST,
        weights={"nomination:2": 40},
        votes=60,
        stuffed="nomination:3",
        signed=True,
    )
    assert scores(voted)["nomination:2"] > 0
    assert {one.kind.value for one in odd_of(voted)} == {"minute", "network", "series"}


def test_the_bureau_is_reminded_of_who_has_not_scored() -> None:
    jury = Jury(entries=2, jurors=3).begun()
    ends = timezone.localdate(CLOSES)
    asked = occasion("jury_ends").finder([ends, ends + timedelta(days=9)])
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        rows = cursor.fetchall()
    assert [row[0] for row in rows] == [jury.panel.pk]
    assert "6" in str(rows[0][4])
    jury.all_vote()
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        assert cursor.fetchall() == []
