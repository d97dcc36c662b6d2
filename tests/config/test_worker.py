"""The courier: a real worker, on the test's own database and on its own queue."""

import time
from pathlib import Path

import pytest
import redis
from django.conf import settings

from config import environment
from config.celery import app
from tests.support.worker import StartWorker, database_url


def wait_for(text: str, log: Path | None, seconds: float = 90) -> bool:
    assert log is not None
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if text in log.read_text(encoding="utf-8", errors="replace"):
            return True
        time.sleep(0.1)
    return False


def queue_length() -> int:
    """Messages that wait in this test run's own queue."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return int(client.llen(f"{prefix}celery"))


def test_a_worker_does_what_was_sent_to_it(start_worker: StartWorker) -> None:
    worker = start_worker()
    app.send_task("foundation.verify_audit")
    assert wait_for("foundation.verify_audit", worker.log), worker.last_words()
    assert wait_for("succeeded", worker.log), worker.last_words()
    assert queue_length() == 0


def test_what_nobody_fetched_waits(start_worker: StartWorker) -> None:
    app.send_task("foundation.verify_audit")
    assert queue_length() == 1
    worker = start_worker()
    assert wait_for("succeeded", worker.log), worker.last_words()


@pytest.mark.django_db
def test_a_program_outside_reaches_the_database_of_the_test() -> None:
    assert str(environment.database(database_url())["NAME"]).startswith("test_")
