"""What goes out: once, at a decent hour, to the living, and by letter where no telephone rings."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from support_services.notices import tasks
from support_services.notices.channels import sms
from support_services.notices.channels.sms import Http
from support_services.notices.models import Notice
from support_services.notices.services import handling, planning, sending
from support_services.notices.states import Audience, Channel
from tests.notices.post_office import AT, TODAY, CountingGateway, Office, counting_gateway
from tests.people import EAST_ONE, WEST_ONE
from tests.support.worker import StartWorker
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

MANY = 1000


@pytest.fixture
def gateway() -> Iterator[CountingGateway]:
    with counting_gateway() as found:
        yield found


def http(gateway: CountingGateway) -> Http:
    return Http(gateway.url, "secret-token", 2)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for channel, state in Notice.objects.values_list("channel", "state"):
        key = f"{channel}:{state}"
        found[key] = found.get(key, 0) + 1
    return found


@pytest.mark.django_db
def test_a_message_goes_out_once_in_its_hours_and_what_fails_ends_before_a_person(
    gateway: CountingGateway,
) -> None:
    office = Office()
    people = [office.person(EAST_ONE, phone=f"1380000000{n}") for n in range(1, 6)]
    mute = office.person(WEST_ONE, phone=None)
    for one in (*people, mute):
        office.certificate(one, TODAY + timedelta(days=30))
    office.rule()
    planning.plan(today=TODAY, at=AT)
    assert states() == {"sms:waiting": 5, "letter:waiting": 1}
    # At night, on a Saturday, and while there is no gateway, nothing moves.
    assert sending.send(at=AT + timedelta(hours=12), sender=http(gateway)).told == {}
    assert sending.send(at=AT + timedelta(days=2), sender=http(gateway)).told == {}
    with override_settings(PORTAL_SMS="off"):
        assert sending.send(at=AT).told == {}
    assert not gateway.asked
    # One dies, one's file is merged, one's number is refused, one's answer is lost.
    Person.objects.filter(pk=people[0].pk).update(died_on=TODAY)
    Person.objects.filter(pk=people[1].pk).update(merged_into=people[4])

    def says(key: str, body: dict[str, str]) -> tuple[int, bytes] | None:
        return {
            "13800000003": (422, b"{}"),
            "13800000004": None,
            "13800000005": (200, b'{"status": "accepted"}'),
        }[body["to"]]

    gateway.says = says
    assert sending.send(at=AT, sender=http(gateway)).told == {"waiting": 1, "unknown": 1, "sent": 1}
    assert states() == {
        "sms:cancelled": 2,
        "letter:waiting": 2,
        "sms:unknown": 1,
        "sms:sent": 1,
    }
    assert gateway.tokens == {"Bearer secret-token"}
    lost = Notice.objects.get(state="unknown")
    assert lost.phone == "13800000004"
    assert lost.text == f"{people[3].name}您好：残疾军人证将在12月26日到期，还有30天。"
    # It is asked again by the back-off, each time under the same key, and ends as a dead letter:
    # perhaps he heard, so it does not become a letter by itself.
    clock, tries = AT, 1
    while lost.state == "unknown":
        assert (
            sending.send(at=lost.next_try_at - timedelta(seconds=1), sender=http(gateway)).told
            == {}
        )
        clock = max(lost.next_try_at, clock)
        while not sending.may_ring_now(clock):
            clock += timedelta(hours=1)
        sending.send(at=clock, sender=http(gateway))
        lost.refresh_from_db()
        tries += 1
    assert (lost.state, lost.attempts, tries) == ("dead", 6, 6)
    assert gateway.asked[str(lost.key)] == 6
    # By hand it goes again under the same key, and this time it is answered.
    with pytest.raises(PermissionRefused):
        handling.retry(notice_id=lost.pk, by=office_auditor(), at=clock)
    handling.retry(notice_id=lost.pk, by=office.reviewer, at=clock)
    gateway.says = lambda key, body: (200, b'{"status": "accepted"}')
    assert sending.send(at=clock, sender=http(gateway)).told == {"sent": 1}
    assert gateway.asked[str(lost.key)] == 7
    assert sum(body["to"] == "13800000004" for body in gateway.accepted.values()) == 1
    with pytest.raises(Refused, match="已发出"):
        handling.cancel(notice_id=lost.pk, by=office.reviewer, at=clock)
    # Nothing personal in the log of it all.
    for entry in AuditEntry.objects.filter(action__startswith="notices."):
        assert not any(one.name in str(entry.detail) for one in people)
    # Letters: printed with their text, handed over, and not twice.
    letters = list(Notice.objects.filter(channel="letter").values_list("pk", flat=True))
    assert handling.mark_printed(notice_ids=letters, by=office.preparer, at=clock) == 2
    assert Notice.objects.get(person=mute).text == (
        f"{mute.name}您好：残疾军人证将在12月26日到期，还有30天。"
    )
    with pytest.raises(Refused, match="已经办理过"):
        handling.mark_printed(notice_ids=letters, by=office.preparer, at=clock)
    handling.mark_handed_over(notice_ids=letters[:1], by=office.preparer, at=clock)
    assert states()["letter:handed"] == 1


def office_auditor() -> Any:
    from tests.people import colleague
    from veterans.accounts.roles import Role

    return colleague("shenji", Role.AUDITOR)


@pytest.mark.django_db
@override_settings(PORTAL_NOTICES_A_DAY=2)
def test_nobody_is_told_more_than_so_much_a_day_and_a_gateway_that_is_down_is_left_alone(
    gateway: CountingGateway,
) -> None:
    office = Office()
    busy = office.person(EAST_ONE)
    for _ in range(3):
        office.certificate(busy, TODAY + timedelta(days=30))
    office.rule()
    planning.plan(today=TODAY, at=AT)
    # Down: what was surely not taken is no message of the day.
    gateway.says = lambda key, body: (503, b"")
    assert sending.send(at=AT, sender=http(gateway)).told == {"failed": 2}
    gateway.says = lambda key, body: (200, b'{"status": "accepted"}')
    later = AT + timedelta(minutes=10)
    assert sending.send(at=later, sender=http(gateway)).told == {"sent": 2}
    assert sending.send(at=later + timedelta(hours=2), sender=http(gateway)).told == {}
    waiting = Notice.objects.get(state="waiting")
    assert sending.send(at=AT + timedelta(days=1), sender=http(gateway)).told == {"sent": 1}
    assert gateway.asked[str(waiting.key)] == 1
    # What lay for a week is no reminder any more, until a person says so.
    office.certificate(busy, TODAY + timedelta(days=30))
    planning.plan(today=TODAY, at=AT)
    late = AT + timedelta(days=11)
    assert sending.send(at=late, sender=http(gateway)).told == {}
    stale = Notice.objects.get(state="dead")
    assert (stale.answer, stale.phone) == ("stale", None)
    handling.retry(notice_id=stale.pk, by=office.preparer, at=late)
    assert sending.send(at=late, sender=http(gateway)).told == {"sent": 1}
    # Hundreds of lost answers would hold a worker for an hour.
    gateway.says = lambda key, body: None
    for n in range(8):
        office.certificate(office.person(EAST_ONE, phone=f"1390000000{n}"), TODAY)
    office.rule(code="same-day", offsets=(0,), audience=Audience.PERSON, channels=[Channel.SMS])
    planning.plan(today=TODAY, at=AT)
    assert sending.send(at=AT, sender=http(gateway)).told == {"unknown": 3}
    # The five that were made ready go on under the keys they have.
    gateway.says = lambda key, body: (200, b'{"status": "accepted"}')
    assert sending.send(at=AT, sender=http(gateway)).told == {"sent": 5}


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (200, b'{"status": "accepted"}', "accepted", "http_200"),
        (200, b'{"status": "rejected"}', "rejected", "http_200"),
        (200, b"<html>", "unknown", "http_200_unread"),
        (200, b'["accepted"]', "unknown", "http_200_unread"),
        (302, b"", "unknown", "http_302"),
        (401, b"", "later", "http_401"),
        (422, b"", "rejected", "http_422"),
        (429, b"", "later", "http_429"),
        (500, b"", "unknown", "http_500"),
    ],
)
def test_what_the_gateway_says_is_told_apart(
    gateway: CountingGateway, status: int, body: bytes, outcome: str, code: str
) -> None:
    gateway.says = lambda key, message: (status, body)
    answer = http(gateway).send(key="k", phone="13800000001", text="您好")
    assert (answer.outcome, answer.code) == (outcome, code)
    assert gateway.asked["k"] == 1
    gone = Http(f"{gateway.url.rpartition(':')[0]}:9/sms", "t", 1)
    assert gone.send(key="k", phone="1", text="x").outcome == "later"


def test_the_console_covers_the_number_and_off_begins_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(sms._log, "info", lambda event, **more: said.append(more))
    with override_settings(PORTAL_SMS="console"):
        sms.gateway().send(key="k", phone="13812345678", text="张三您好")
    assert said == [{"key": "k", "to": "138****5678", "characters": 4}]
    with override_settings(PORTAL_SMS="off"), pytest.raises(RuntimeError):
        sms.gateway().send(key="k", phone="13812345678", text="x")


def eventually(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_among_a_thousand_sends_each_once(
    gateway: CountingGateway, start_worker: StartWorker
) -> None:
    """Killed while the gateway has one and has not answered; then two planners and two workers."""
    office = Office()
    someone = office.person(EAST_ONE)
    for n in range(MANY):
        office.certificate(someone, TODAY + timedelta(days=30 if n % 2 else 15))
    office.rule(on_rest_days=True)
    results: list[dict[str, int]] = []

    def planner() -> None:
        try:
            results.append(planning.plan(today=TODAY, at=AT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=planner) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert planning.plan(today=TODAY, at=AT) == {}
    assert sum(sum(one.values()) for one in results) == Notice.objects.count() == MANY
    # The worker has a clock of its own.
    Notice.objects.update(say_on=timezone.localdate(), next_try_at=AT)
    env = {
        "PORTAL_SMS": "http",
        "PORTAL_SMS_URL": gateway.url,
        "PORTAL_SMS_TOKEN": "t",
        "PORTAL_NOTICE_HOURS": "00:00-23:59:59",
        "PORTAL_NOTICES_A_DAY": "100000",
    }
    worker = start_worker(env=env)
    gateway.says = lambda key, body: (200, b'{"status": "accepted"}')
    tasks.send.delay()
    eventually(lambda: len(gateway.accepted) >= 150)
    gateway.slow = 30  # it has this one, and the worker never hears so
    eventually(gateway.holds_one.is_set)
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait(10)
    gateway.slow = 0
    assert Notice.objects.filter(state="sending").exists()
    start_worker(concurrency=2, env=env)
    for _ in range(3):
        tasks.send.delay()
    eventually(lambda: Notice.objects.filter(state="sent").count() == MANY, seconds=120)
    # Each key accepted once, none lost; only what was in the air was asked for twice.
    assert set(gateway.accepted) == {
        str(key) for key in Notice.objects.values_list("key", flat=True)
    }
    assert sum(gateway.asked.values()) == MANY + 1
