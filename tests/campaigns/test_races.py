"""Two at once, on a real database: a decision while an objection arrives, two nominations of one
person."""

import secrets

import pytest

from honors.campaigns.models import Award, Campaign, Candidate, Nomination, Objection
from honors.campaigns.services import mending, objections, rewarding
from honors.juries.models import JurorContact
from honors.juries.services.contacting import agree_to_messages
from tests.campaigns.makers import TODAY, Office
from tests.registry.makers import id_number
from tests.subsidies.factories import user
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.roles import Role
from veterans.registry.models import Person

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


def test_a_nomination_is_moved_once_and_a_winner_filed_once_whoever_presses() -> None:
    office, right = Office().open(), Office(name="2026 年度兵妈妈评选（虚构）").open()
    number = id_number(19)
    made = office.step(office.draft("李秀英"), "hand_in")
    one = office.cleared("张建国", number=number)
    office.today = TODAY
    clerks = [office.preparer, user(Role.PREPARER), right.preparer]
    at_once(*[
        lambda by=by: mending.move_nomination_to(
            nomination_id=made.pk, campaign_id=right.campaign.pk, keeps_consent=True, why="看错",
            by=by, at=office.at, today=office.today,
        )
        for by in clerks
    ])  # fmt: skip
    assert Nomination.objects.filter(campaign=right.campaign, moved_from=made).count() == 1
    office.ranked({one: "90.00"})
    office.propose(one)
    office.show()
    office.wait_out().decide()
    award = Award.objects.get()
    at_once(*[
        lambda by=by: rewarding.file_winner(
            award_id=award.pk, number=number, name="张建国", proof="身份证原件", is_other=True,
            by=by, at=office.at, today=office.today,
        )
        for by in clerks
    ])  # fmt: skip
    assert Person.objects.filter(name="张建国").count() == 1
    assert Candidate.objects.get(pk=one.pk).person == Person.objects.get(name="张建国")
    juror = user(Role.JUROR)
    at_once(*[
        lambda n=n: agree_to_messages(
            user_id=juror.pk, phone=f"1390000000{n}", agreed_on=office.today, by=juror,
            at=office.at, today=office.today,
        )
        for n in range(3)
    ])  # fmt: skip
    assert JurorContact.objects.filter(user=juror, ended_at__isnull=True).count() == 1
    assert JurorContact.objects.filter(user=juror).count() == 3
