"""Two at once, on a real database: a decision while an objection arrives, two nominations of one
person."""

import secrets

import pytest

from honors.campaigns.models import Award, Campaign, Candidate, Objection
from honors.campaigns.services import objections
from tests.campaigns.makers import Office
from tests.registry.makers import id_number
from tests.subsidies.factories import user
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_decision_and_an_objection_at_once_never_both_get_through() -> None:
    office = Office()
    one = office.shown()
    office.wait_out()
    last = office.campaign.last_on
    assert last is not None
    deciders = [office.approver, user(Role.APPROVER)]

    def send() -> None:
        objections.send(
            campaign_id=office.campaign.pk, serial=one.serial, objector="", phone="",
            text="修路的不是他（虚构）。", files=(), form=secrets.token_hex(16), address="1.2.3.4",
            at=office.at, today=last,
        )  # fmt: skip

    outcomes = at_once(
        *[lambda by=by: office.decide(by=by) for by in deciders], send, send,
        lambda: office.object(one, by=office.preparer),
    )  # fmt: skip
    campaign = Campaign.objects.get()
    waiting = Objection.objects.filter(state="open").count()
    if campaign.state == "decided":
        assert waiting == 0, outcomes
        assert Award.objects.count() == 1
    else:
        assert waiting > 0, outcomes
        assert not Award.objects.exists()


def test_two_nominations_of_one_person_at_once_are_one_candidate() -> None:
    office = Office().open()
    number = id_number(9)
    drafts = [office.draft("张建国", number=number) for _ in range(3)]
    at_once(*[lambda made=made: office.step(made, "hand_in") for made in drafts])
    assert Candidate.objects.get().nominations.count() == 3
