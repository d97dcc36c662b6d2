"""Real workers on a real database: killed in the middle, rung for twice, working side by side."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from support_services.subsidies import tasks
from support_services.subsidies.models import (
    Batch,
    BatchChunk,
    Entitlement,
    Posting,
    RecheckMark,
)
from support_services.subsidies.services import batches, calculation
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.ledger_lab import AT, Lab
from tests.support.worker import StartWorker
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import AccountState, BankAccount

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY, FEBRUARY = date(2023, 1, 1), date(2023, 2, 1)
MANY = 60


def a_bureau(monkeypatch: pytest.MonkeyPatch) -> tuple[Lab, list[Entitlement]]:
    """Sixty payees in chunks of ten."""
    monkeypatch.setattr(calculation, "CHUNK_MIN_IDS", 10)
    lab = Lab.of()
    lab.rate("116270", date(2022, 8, 1))
    return lab, [lab.entitle(JANUARY) for _ in range(MANY)]


def eventually(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def opened(lab: Lab, through: date) -> Batch:
    batch = batches.open_batch(
        scheme_codes=[lab.scheme.code], through=through, by=lab.preparer, at=AT
    )
    return calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)


def state_of(batch: Batch) -> str:
    return str(Batch.objects.values_list("state", flat=True).get(pk=batch.pk))


def _sessions(where: str) -> int:
    with connection.cursor() as cursor:
        # Within a transaction the view would show the same moment again and again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            f" AND pid <> pg_backend_pid() AND {where}"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def waiting() -> int:
    """How many wait for a lock."""
    return _sessions("wait_event_type = 'Lock'")


def stuck_worker() -> bool:
    """Somebody waits for a lock that the test holds."""
    return waiting() > 0


def others_at_work() -> bool:
    """Somebody else has a transaction open."""
    return _sessions("xact_start IS NOT NULL") > 0


def test_a_worker_killed_in_mid_chunk_leaves_nothing_and_the_sweep_goes_on(
    start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, people = a_bureau(monkeypatch)
    batch = opened(lab, FEBRUARY)
    third = BatchChunk.objects.get(batch=batch, number=3)
    worker = start_worker()
    with transaction.atomic():
        # Clearing the mark of this one is the last thing the third chunk does, so its postings
        # are written, and not committed, when the worker dies.
        RecheckMark.objects.select_for_update().get(pk=third.first_id)
        tasks.calculate.delay(batch.pk)
        eventually(stuck_worker)
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait(10)
    # The server notices that nobody is there any more, and takes back what was not committed.
    eventually(lambda: not others_at_work())
    assert state_of(batch) == "calculating"
    done = BatchChunk.objects.filter(batch=batch, is_pending=False)
    assert sorted(done.values_list("number", flat=True)) == [1, 2]
    assert not Posting.objects.filter(
        entitlement_id__gte=third.first_id, entitlement_id__lte=third.last_id
    ).exists()
    assert Posting.objects.count() == 2 * 20

    start_worker()
    tasks.sweep.delay()
    eventually(lambda: state_of(batch) == "calculated")
    # How many people they are is counted with the totals, right after.
    eventually(lambda: Batch.objects.get(pk=batch.pk).summarised_run == 1)
    batch.refresh_from_db()
    assert (batch.line_count, batch.person_count) == (2 * MANY, MANY)
    assert batch.posted_total == MANY * 2 * Decimal("9689.17")
    assert Posting.objects.count() == 2 * MANY
    assert lab.posted(people[25]) == lab.owed(people[25], FEBRUARY)
    assert audit_ledger() == []


def test_two_workers_and_a_task_delivered_five_times_do_the_work_once(
    start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, _ = a_bureau(monkeypatch)
    start_worker(concurrency=2)
    batch = opened(lab, FEBRUARY)
    for _ in range(5):
        tasks.calculate.delay(batch.pk)
    eventually(lambda: state_of(batch) == "calculated")
    tasks.calculate.delay(batch.pk)
    eventually(lambda: Batch.objects.get(pk=batch.pk).summarised_run == 1)
    assert Posting.objects.count() == 2 * MANY
    # One step, one entry in the log, whoever finished it.
    assert AuditEntry.objects.filter(action="subsidies.calculated").count() == 1


def at_once(deed: Callable[[], Any], times: int) -> list[Any]:
    """The same deed from several people in the same moment; results or refusals."""
    barrier, results = threading.Barrier(times), []

    def act() -> None:
        try:
            barrier.wait()
            results.append(deed())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_preparers_who_open_the_same_month_get_one_batch() -> None:
    lab = Lab.of()
    results = at_once(
        lambda: batches.open_batch(
            scheme_codes=[lab.scheme.code], through=FEBRUARY, by=lab.preparer, at=AT
        ),
        8,
    )
    refused = [r for r in results if isinstance(r, Refused)]
    assert len(refused) == 7
    assert all("请" in str(r) for r in refused)
    assert Batch.objects.count() == 1


def test_a_button_pressed_eight_times_at_once_acts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, people = a_bureau(monkeypatch)
    batch = lab.run(FEBRUARY, approve=False)
    at = timezone.now()
    for deed in (
        lambda: batches.review(batch_id=batch.pk, by=lab.reviewer, at=at),
        lambda: batches.approve(batch_id=batch.pk, by=lab.approver, at=at),
    ):
        results = at_once(deed, 8)
        assert sum(not isinstance(r, Refused) for r in results) == 1
    assert batch.payments.count() == MANY
    assert AuditEntry.objects.filter(action="subsidies.approve").count() == 1
    assert lab.owed(people[0], FEBRUARY) == lab.posted(people[0])


def test_two_workers_at_the_same_chunk_post_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even past the row lock, the ledger's own key refuses the second."""
    lab, _ = a_bureau(monkeypatch)
    batch = opened(lab, FEBRUARY)
    results = at_once(lambda: calculation.calculate(batch_id=batch.pk, at=AT), 4)
    assert sum(results) == BatchChunk.objects.filter(batch=batch).count()
    assert Posting.objects.count() == 2 * MANY
    assert state_of(batch) == "calculated"


def test_a_return_and_a_calculation_never_wait_for_each_other_in_a_circle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bank's refusals mark people while a calculation clears marks: both take them in order."""
    lab, people = a_bureau(monkeypatch)
    monkeypatch.setattr(calculation, "CHUNK_MIN_IDS", MANY)
    # They lie in the table the other way round, so whoever reads it through meets the last first.
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX upside_down ON subsidies_recheckmark ((-entitlement_id))")
        cursor.execute("CLUSTER subsidies_recheckmark USING upside_down")
        cursor.execute("DROP INDEX upside_down")
    batch = opened(lab, FEBRUARY)
    failures: list[BaseException] = []

    def apart(deed: Callable[[], Any]) -> threading.Thread:
        def act() -> None:
            try:
                deed()
            except BaseException as error:
                failures.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=act)
        thread.start()
        return thread

    with transaction.atomic():
        RecheckMark.objects.select_for_update().get(entitlement=people[30])
        counting = apart(lambda: calculation.calculate(batch_id=batch.pk, at=AT))
        eventually(lambda: waiting() == 1)
        refusing = apart(
            lambda: BankAccount.objects.filter(person__in=[one.person_id for one in people]).update(
                state=AccountState.REJECTED
            )
        )
        eventually(lambda: waiting() == 2)
    counting.join(60)
    refusing.join(60)
    assert failures == []
    assert state_of(batch) == "calculated"
    # Whoever was refused in the meantime stays marked, and is looked at again.
    assert RecheckMark.objects.count() == MANY
