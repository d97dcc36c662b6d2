"""Two at once, on a real database: one effect."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from support_services.subsidies.models import BankFile, Batch, FileLine, ReturnFile
from support_services.subsidies.services import bank
from support_services.subsidies.states import BatchState
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry, SealedFile

pytestmark = pytest.mark.django_db(transaction=True)

LINES = 40


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave, or the refusal it got; all of them started together."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@contextmanager
def batch_held(batch: Batch) -> Iterator[None]:
    """Everybody else waits at the batch row meanwhile, so that they meet there for certain."""
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)
        yield


def until_they_wait(number: int) -> None:
    """Return once so many sessions wait for a lock."""
    with connection.cursor() as cursor:
        for _ in range(600):
            # Within a transaction the view would stay as it was when first looked at.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("nobody waits")


def meet_at(batch: Batch, *deeds: Callable[[], Any]) -> list[Any]:
    """Let the deeds meet at the batch's row, then let them go."""
    with ThreadPoolExecutor(1) as pool:
        with batch_held(batch):
            results = pool.submit(at_once, *deeds)
            until_they_wait(len(deeds))
        return results.result(timeout=60)


def exporting(batch: Batch, layout: str = the_bank.TEXT) -> Callable[[], BankFile]:
    return lambda: bank.export(batch_id=batch.pk, layout=layout, by=batch.prepared_by, at=AT)


def reissuing(batch: Batch) -> Callable[[], BankFile]:
    return lambda: bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)


def receiving(batch: Batch, content: bytes) -> Callable[[], bank.Received]:
    return lambda: bank.receive(content=content, filename="r", by=batch.prepared_by, at=AT)


def sound(batch: Batch) -> None:
    batch.refresh_from_db()
    assert bank.reconcile(batch).holds
    assert audit.verify() == []


def test_two_exports_make_one_file() -> None:
    batch = make.approved_batch(["10.00"] * LINES)
    one, other = meet_at(batch, exporting(batch), exporting(batch))
    assert one == other
    assert (BankFile.objects.count(), FileLine.objects.count()) == (1, LINES)
    assert SealedFile.objects.count() == 1
    assert AuditEntry.objects.filter(action="subsidies.export").count() == 1
    sound(batch)


def test_two_layouts_at_once_make_one_file_and_a_refusal() -> None:
    batch = make.approved_batch(["10.00"] * 3)
    results = meet_at(batch, exporting(batch), exporting(batch, the_bank.XLSX))
    assert sorted(type(result).__name__ for result in results) == ["BankFile", "Refused"]
    assert BankFile.objects.count() == 1
    sound(batch)


def test_the_same_return_twice_at_once_is_applied_once() -> None:
    batch = make.approved_batch(["10.00"] * LINES)
    made = exporting(batch)()
    content = the_bank.answers(made, the_bank.PAID)
    results = meet_at(batch, *[receiving(batch, content)] * 3)
    assert sorted(result.already for result in results) == [False, True, True]
    assert ReturnFile.objects.count() == 1
    sound(batch)
    assert batch.state == BatchState.SETTLED


def test_two_returns_that_contradict_each_other_leave_the_first() -> None:
    batch = make.approved_batch(["10.00"] * 3)
    made = exporting(batch)()
    paid = the_bank.answers(made, the_bank.PAID)
    failed = the_bank.answers(made, the_bank.OTHER_FAILURE)
    results = meet_at(batch, receiving(batch, paid), receiving(batch, failed))
    assert sorted(type(result).__name__ for result in results) == ["Received", "Refused"]
    assert len(set(made.lines.values_list("state", flat=True))) == 1
    sound(batch)


def test_two_reissues_send_once() -> None:
    batch = make.approved_batch(["10.00"] * LINES)
    made = exporting(batch)()
    receiving(batch, the_bank.answers(made, the_bank.OTHER_FAILURE))()
    results = meet_at(batch, reissuing(batch), reissuing(batch))
    assert sorted(type(result).__name__ for result in results) == ["BankFile", "Refused"]
    assert list(BankFile.objects.values_list("sequence", "line_count")) == [(1, LINES), (2, LINES)]
    sound(batch)


def test_a_reissue_and_a_return_take_turns() -> None:
    batch = make.approved_batch(["10.00"] * 4)
    made = exporting(batch)()
    receiving(batch, the_bank.answers(made, {1: the_bank.OTHER_FAILURE, 2: the_bank.UNKNOWN}))()
    late = the_bank.answers(made, {2: the_bank.OTHER_FAILURE, 3: the_bank.PAID, 4: the_bank.PAID})
    second, received = meet_at(batch, reissuing(batch), receiving(batch, late))
    assert received.effect.moved == 3
    # Line 2 is in the second file if the return came first, and waits for a third otherwise.
    assert second.line_count in (1, 2)
    sound(batch)
    assert batch.state == BatchState.EXPORTED


def test_exports_of_two_batches_do_not_wait_for_each_other_in_a_circle() -> None:
    batches = [make.approved_batch(["10.00"] * 20) for _ in range(4)]
    results = at_once(*[exporting(batch) for batch in batches])
    assert [result.batch_id for result in results] == [batch.pk for batch in batches]
    for batch in batches:
        sound(batch)
