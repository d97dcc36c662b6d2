"""A poll from its setting up to its points: who votes, who does not, what is left out."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from honors.votes.models import Attempt, Exclusion, Vote, VoteMessage
from honors.votes.rules import network_of
from honors.votes.selectors import agrees, odd_of, poll_of, result_of, scores
from honors.votes.services.opening import drop_poll, release
from honors.votes.services.sending import forget, hand_over, owed
from honors.votes.services.settling import (
    ask_to_leave_out,
    close,
    settle_exclusion,
    sign,
    take_signature_back,
)
from honors.votes.services.voting import WRONG, WrongCode, give_back
from honors.votes.states import OddKind
from support_services.notices.channels.sms import Answer, Outcome
from tests.votes.makers import AFTER, AT, LAST, TODAY, Ballots, code_in, phone
from veterans.foundation import pace
from veterans.foundation.errors import PermissionRefused, Refused

pytestmark = pytest.mark.django_db


def test_a_poll_from_setting_up_to_its_points() -> None:
    held = Ballots(opened=False)
    with pytest.raises(Refused, match="现在不能投票"):
        held.ask(phone(1))
    with pytest.raises(PermissionRefused):
        release(poll_id=held.poll.pk, by=held.preparer, at=AT)
    held.poll = release(poll_id=held.poll.pk, by=held.signer, at=AT)
    assert poll_of(held.poll.of) == held.poll
    for n in range(6):
        assert held.vote(phone(n), 1 if n < 4 else 2).counts
    # Once a day each, whomever; the next day again.
    assert not held.vote(phone(0), 2).counts
    assert held.vote(phone(0), 3, at=AT + timedelta(days=1)).counts
    for day in (TODAY - timedelta(days=1), LAST + timedelta(days=1)):
        with pytest.raises(Refused, match="现在不能投票"):
            held.ask(phone(9), today=day)
    with pytest.raises(Refused, match="还没有两人签认"):
        scores(held.poll)
    with pytest.raises(Refused, match="过后才能结束"):
        close(poll_id=held.poll.pk, by=held.preparer, at=AT, today=LAST)
    held.closed()
    sign(poll_id=held.poll.pk, by=held.preparer, at=AFTER)
    with pytest.raises(Refused, match="另一人"):
        sign(poll_id=held.poll.pk, by=held.preparer, at=AFTER)
    with pytest.raises(PermissionRefused):
        take_signature_back(poll_id=held.poll.pk, by=held.signer, at=AFTER)
    take_signature_back(poll_id=held.poll.pk, by=held.preparer, at=AFTER)
    held.signed()
    assert scores(held.poll) == {
        "nomination:1": Decimal("100.00"),
        "nomination:2": Decimal("50.00"),
        "nomination:3": Decimal("25.00"),
    }
    assert agrees(held.poll)
    # Nothing that was kept leads to a telephone.
    dump = str(list(Attempt.objects.values())) + str(list(Vote.objects.values()))
    assert "138" not in dump


def test_everything_wrong_with_a_code_has_one_answer() -> None:
    held = Ballots()
    ticket, code = held.ask(phone(1))
    other = f"{(int(code) + 1) % 10**6:06d}"

    def refused(ticket: str, code: str, at: Any = AT) -> None:
        with pytest.raises(WrongCode, match=WRONG):
            give_back(ticket=ticket, code=code, address="10.0.0.1", at=at)

    refused("0" * 64, code)
    refused(ticket, other)
    refused(ticket, code, AT + timedelta(minutes=10))
    elsewhere, _ = held.ask(phone(2))
    refused(elsewhere, code)
    for _ in range(4):
        refused(ticket, other)
    refused(ticket, code)  # five tries are over
    assert Vote.objects.count() == 0
    assert held.vote(phone(3)).counts
    ticket, code = held.ask(phone(4))
    assert give_back(ticket=ticket, code=code, address="10.0.0.1", at=AT).counts
    refused(ticket, code)  # used
    # The same form twice is one attempt and one message; an old form is a new one.
    form = "a" * 32
    first, _ = held.ask(phone(5), form=form)
    assert held.ask(phone(5), form=form)[0] == first
    assert held.ask(phone(5), form=form, at=AT + timedelta(hours=1))[0] != first


def test_several_votes_a_day_go_to_several() -> None:
    held = Ballots(per_phone_per_day=2)
    assert held.vote(phone(1), 1).counts
    assert not held.vote(phone(1), 1).counts
    assert held.vote(phone(1), 2).counts
    assert not held.vote(phone(1), 3).counts
    assert Vote.objects.count() == 2


def test_stuffing_from_one_network_meets_the_limits(settings: Any) -> None:
    settings.PORTAL_VOTE_ASKS_PER_NETWORK = 5
    settings.PORTAL_VOTE_ASKS_PER_PHONE = 3
    held = Ballots()
    at = AT + timedelta(days=2)
    for n in range(5):
        held.vote(phone(n), at=at, address=f"10.77.1.{n}")
    for n in range(5, 40):
        with pytest.raises(pace.TooOften):
            held.ask(phone(n), at=at, address=f"10.77.1.{n}")
    assert Vote.objects.count() == 5
    assert held.vote(phone(50), at=at, address="10.77.2.1").counts
    at += timedelta(hours=2)
    for n in range(3):
        held.ask(phone(60), at=at, address=f"10.78.{n}.1")
    with pytest.raises(pace.TooOften):
        held.ask(phone(60), at=at, address="10.78.9.1")
    assert network_of("2001:db8::1") == network_of("2001:db8:0:0:5::9") == "2001:db8:0:0"


def test_what_is_odd_is_left_out_by_two_people_and_a_rule_whomever_it_helps() -> None:
    held = Ballots()
    for n in range(12):
        held.vote(f"1390000{n // 1000}{n:03d}", 2, address="10.9.9.9")
    for n in range(30):
        held.vote(
            phone(n * 100_003), 1 + n % 2, at=AT + timedelta(minutes=10 * n + 9),
            address=f"10.{n}.0.1",
        )  # fmt: skip
    kinds = {one.kind: one for one in odd_of(held.poll)}
    assert set(kinds) == set(OddKind)
    assert kinds[OddKind.SERIES].votes == 12
    odd = kinds[OddKind.NETWORK]
    assert odd.votes == 12
    assert odd.by_option == {held.option(2).pk: 12}
    asking = {"poll_id": held.poll.pk, "kind": "network", "key": odd.key, "why": "同一网络刷票"}
    with pytest.raises(Refused, match="不能这样办理"):
        ask_to_leave_out(**asking, by=held.preparer, at=AT)
    held.closed()
    rule = ask_to_leave_out(**asking, by=held.preparer, at=AFTER)
    with pytest.raises(Refused, match="已经提出过"):
        ask_to_leave_out(**asking, by=held.preparer, at=AFTER)
    with pytest.raises(Refused, match="没有确认"):
        sign(poll_id=held.poll.pk, by=held.preparer, at=AFTER)
    before = {one.option.number: one.votes for one in result_of(held.poll)}
    assert before == {1: 15, 2: 27, 3: 0}
    with pytest.raises(PermissionRefused):
        settle_exclusion(exclusion_id=rule.pk, verb="confirm", by=held.preparer, at=AFTER)
    settle_exclusion(exclusion_id=rule.pk, verb="confirm", by=held.signer, at=AFTER)
    with pytest.raises(Refused, match="已经办过"):
        settle_exclusion(exclusion_id=rule.pk, verb="refuse", by=held.approver, at=AFTER)
    after = {one.option.number: (one.votes, one.left_out) for one in result_of(held.poll)}
    assert after == {1: (15, 0), 2: (15, 12), 3: (0, 0)}
    held.signed()
    assert agrees(held.poll)
    with pytest.raises(Refused, match="不能这样办理"):
        ask_to_leave_out(**{**asking, "kind": "series"}, by=held.preparer, at=AFTER)

    def refused(sql: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    for sql in (
        "UPDATE votes_poll SET share = 90",
        "UPDATE votes_poll SET state = 'closed'",
        "DELETE FROM votes_vote",
        "UPDATE votes_vote SET slot = 2",
        "UPDATE votes_exclusion SET why = 'x'",
        "UPDATE votes_tally SET votes = 1",
        "UPDATE votes_option SET label = 'x'",
    ):
        refused(sql)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(
            poll=held.poll, option=held.option(1), phone_digest=b"x", network_digest=b"x",
            series_digest=b"x", day=TODAY, slot=1, cast_at=AT,
        )  # fmt: skip
    assert Exclusion.objects.count() == 1


def test_a_message_goes_once_and_never_too_late() -> None:
    held = Ballots()
    ticket, code = held.ask(phone(1))
    attempt = Attempt.objects.get()
    sent: list[str] = []

    class Gateway:
        def __init__(self, outcome: Outcome) -> None:
            self.outcome = outcome

        def send(self, *, key: str, phone: str, text: str) -> Answer:
            sent.append(text)
            return Answer(self.outcome)

    unknown, accepted = Gateway(Outcome.UNKNOWN), Gateway(Outcome.ACCEPTED)
    assert owed(AT) == [attempt.pk]
    hand_over(attempt_id=attempt.pk, sender=unknown, at=AT)
    assert owed(AT) == []
    hand_over(attempt_id=attempt.pk, sender=accepted, at=AT + timedelta(seconds=30))
    assert [code_in(text) for text in sent] == [code, code]
    assert not VoteMessage.objects.exists()
    assert hand_over(attempt_id=attempt.pk, sender=accepted, at=AT) is None
    held.ask(phone(2))
    assert forget(AT + timedelta(minutes=9)) == 0
    late = Attempt.objects.latest("pk")
    assert hand_over(attempt_id=late.pk, sender=accepted, at=AT + timedelta(minutes=6)) is None
    assert len(sent) == 2
    # Where messages can no longer be sent, no telephone stays behind.
    held.ask(phone(3))
    assert forget(AT + timedelta(minutes=11)) == 1
    assert not VoteMessage.objects.exists()
    assert give_back(ticket=ticket, code=code, address="10.0.0.1", at=AT).counts


def test_what_cannot_be_a_poll_is_refused_in_words() -> None:
    one = ("nomination:1", "甲（虚构）", "")
    for other, words in (
        ({"options": [one]}, "至少要有两个"),
        ({"options": [one, one]}, "不能有两次"),
        ({"share": Decimal(31)}, "最多占 30%"),
        ({"closes_on": TODAY - timedelta(days=1)}, "不能早于"),
        ({"per_phone_per_day": 0}, "1 到 10 票"),
        ({"options": [one, ("n:2", "乙", "电话 13912345678")]}, "不要写"),
    ):
        with pytest.raises(Refused, match=words):
            Ballots(**other)  # type: ignore[arg-type]
    held = Ballots()
    with pytest.raises(Refused, match="已经为它设立"):
        Ballots(of=held.poll.of)
    drop_poll(poll_id=held.poll.pk, why="改期", by=held.preparer, at=AT)
    assert poll_of(held.poll.of) is None
    with pytest.raises(Refused, match="现在不能投票"):
        held.ask(phone(1))
