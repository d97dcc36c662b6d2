"""Two in the same moment, and a worker that dies: one code or none, one look, one enquiry."""

import os
import signal
import threading
import time
from typing import Any

import pytest
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone

from support_services.enquiry import services, tasks
from support_services.enquiry.models import CodeMessage, Enquiry
from support_services.enquiry.services import sending
from support_services.enquiry.services.proving import WrongCode
from support_services.enquiry.states import TRIES
from support_services.notices.channels.sms import Answer, Http, Outcome
from tests.casework.hands import the_hands
from tests.enquiry.residents import AT, asked, coded, proved, row, wrong
from tests.enquiry.telephone import Telephone
from tests.notices.post_office import counting_gateway
from tests.subsidies.test_workers import at_once
from tests.support.worker import StartWorker
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_right_codes_and_one_looks(telephone: Telephone) -> None:
    the_hands()
    one = coded(telephone)
    given = at_once(lambda: proved(one, telephone.code), 4)
    passes = [found for found in given if isinstance(found, str)]
    assert len(passes) == 1
    assert sum(isinstance(found, WrongCode) for found in given) == 3
    assert services.whose(passes[0], at=AT) is not None
    assert AuditEntry.objects.filter(action="enquiry.proved").count() == 1


def test_wrong_codes_in_one_moment_all_count(telephone: Telephone) -> None:
    the_hands()
    one = coded(telephone)
    assert all(
        isinstance(found, WrongCode)
        for found in at_once(lambda: proved(one, wrong(telephone.code)), TRIES)
    )
    assert row(one).tries == TRIES
    with pytest.raises(WrongCode):
        proved(one, telephone.code)


def test_one_enquiry_of_a_form_and_one_code_of_an_enquiry(telephone: Telephone) -> None:
    the_hands()
    made = at_once(lambda: asked(form="c" * 32), 4)
    assert len(set(made)) == 1
    one = made[0]
    at_once(lambda: sending.carry(enquiry_id=one.key, sender=telephone, at=AT), 4)
    assert len(telephone.texts) == 1
    assert AuditEntry.objects.filter(action="enquiry.looked").count() == 1
    # Nor do workers side by side make more codes of a day than there may be.
    others = [asked() for _ in range(4)]
    at_once(lambda: sending.carry(enquiry_id=others.pop().key, sender=telephone, at=AT), 4)
    assert len(telephone.texts) == 3


class SlowGateway:
    """Has a message in its hands until it is told to answer."""

    def __init__(self) -> None:
        self.has_it, self.may_answer = threading.Event(), threading.Event()

    def send(self, *, key: str, phone: str, text: str) -> Answer:
        self.has_it.set()
        self.may_answer.wait(20)
        return Answer(Outcome.ACCEPTED)


def test_while_a_gateway_is_slow_a_code_is_answered_all_the_same() -> None:
    """Else whoever tries one at once would learn from the wait that there is a message."""
    the_hands()
    with override_settings(PORTAL_SMS="http"):
        one = asked()
    gateway = SlowGateway()

    def hand_over() -> None:
        try:
            sending.carry(enquiry_id=one.key, sender=gateway, at=AT)
        finally:
            connections.close_all()

    courier = threading.Thread(target=hand_over)
    courier.start()
    try:
        assert gateway.has_it.wait(20)
        with connection.cursor() as cursor:
            # Whoever waits for a lock is refused at once, so that nothing hangs on a clock.
            cursor.execute("SET lock_timeout = '2s'")
        with pytest.raises(WrongCode):
            proved(one, "000000")
        assert CodeMessage.objects.exists()
    finally:
        gateway.may_answer.set()
        courier.join(20)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert not CodeMessage.objects.exists()
    assert row(one).tries == 1


def test_a_worker_killed_while_the_gateway_has_it_sends_the_same_again(
    start_worker: StartWorker, settings: Any
) -> None:
    """One message by its key, one code that counts."""
    the_hands()
    settings.PORTAL_SMS = "http"
    with counting_gateway() as gateway:
        gateway.slow = 3
        env = {
            "PORTAL_SMS": "http",
            "PORTAL_SMS_URL": gateway.url,
            "PORTAL_SMS_TOKEN": "试验用".encode().hex(),
        }
        worker = start_worker(env=env)
        one = asked(at=timezone.now())
        tasks.carry.delay(one.key)
        assert gateway.holds_one.wait(20)
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait(10)
        gateway.slow = 0
        deadline = time.monotonic() + 10
        while CodeMessage.objects.exists() and time.monotonic() < deadline:
            # The sweep of another worker; the dead one's lock is let go within the moment.
            for key in sending.owed(timezone.now(), is_open=True):
                sender = Http(gateway.url, env["PORTAL_SMS_TOKEN"], 2)
                sending.carry(enquiry_id=key, sender=sender, at=timezone.now())
            time.sleep(0.1)
        assert not CodeMessage.objects.exists()
        assert list(gateway.asked.values()) == [2]
        ((_, body),) = gateway.accepted.items()
    telephone = Telephone([("", body["to"], body["text"])])
    assert Enquiry.objects.get().state == "coded"
    assert proved(one, telephone.code, at=timezone.now())
