"""Exports among real workers: killed half way, delivered four times, asked for all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.people import EAST, NOW
from tests.registry.makers import id_number, line
from tests.registry.sheets import named
from tests.registry.test_exports import asked, choice
from tests.registry.test_list_races import killed
from tests.subsidies.test_workers import at_once, eventually, others_at_work, stuck_worker
from tests.support.worker import StartWorker
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry, SealedFile, SealedPiece
from veterans.registry import tasks
from veterans.registry.models import PeopleExport
from veterans.registry.services import exports, import_people
from veterans.registry.states import ExportState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("regions")]


def test_killed_half_way_rung_for_again_and_delivered_twice_it_is_one_file(
    start_worker: StartWorker, clerk: User
) -> None:
    rows = [line(name=named(n), id_number=id_number(n)) for n in range(1, 31)]
    import_people(rows=rows, by=clerk, at=NOW)

    # Two of five that are asked for in one moment wait.
    results = at_once(lambda: asked(clerk, choice(EAST), timezone.now()), 5)
    assert sum(isinstance(one, Refused) for one in results) == 3
    made, other = PeopleExport.objects.order_by("pk")

    results = at_once(lambda: exports.make_export(export_id=other.pk, now=timezone.now), 4)
    assert sorted(results) == [False, False, False, True]

    worker = start_worker()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE foundation_sealedpiece IN ACCESS EXCLUSIVE MODE")
        tasks.make_export.delay(made.pk)
        eventually(stuck_worker)
        killed(worker)
    eventually(lambda: not others_at_work())
    made.refresh_from_db()
    assert (made.state, SealedFile.objects.count()) == (ExportState.MAKING, 1)
    # For a while the worker might only be slow; then the sweep gives it up.
    assert exports.owed_exports(at=timezone.now()) == []
    PeopleExport.objects.filter(pk=made.pk).update(
        touched_at=timezone.now() - exports.LEASE - timedelta(seconds=1)
    )
    start_worker()
    for _ in range(3):
        tasks.sweep_exports.delay()

    def ready() -> bool:
        return PeopleExport.objects.get(pk=made.pk).state == ExportState.READY

    eventually(ready)
    made.refresh_from_db()
    assert (made.run, made.rows_total) == (2, 30)
    assert (SealedFile.objects.count(), SealedPiece.objects.count()) == (2, 2)
    assert AuditEntry.objects.filter(action="people_export.made").count() == 2

    # The sweep of four workers at once destroys each of them once.
    late = timezone.now() + timedelta(hours=24, minutes=1)
    assert sum(at_once(lambda: exports.expire(at=late), 4)) == 2
    assert not SealedPiece.objects.exists()
    assert AuditEntry.objects.filter(action="people_export.expired").count() == 2
