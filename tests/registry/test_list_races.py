"""Lists of people among real workers: killed in the middle, rung for twice, two lists at once."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.people import NOW
from tests.registry.makers import id_number, line
from tests.registry.sheets import counts, named, received, row, staged, xlsx
from tests.subsidies.test_workers import at_once, eventually, others_at_work, stuck_worker
from tests.support.worker import StartWorker
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry import tasks
from veterans.registry.models import PeopleList, Person
from veterans.registry.services import import_people, lists
from veterans.registry.states import ListState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("regions")]

MANY = 60


def a_list(phone: str = "13800000000") -> bytes:
    return xlsx([row(n, name=named(n), phone=phone) for n in range(1, MANY + 1)])


def state_of(made: PeopleList) -> str:
    return str(PeopleList.objects.values_list("state", flat=True).get(pk=made.pk))


def killed(worker: object) -> None:
    os.killpg(worker.process.pid, signal.SIGKILL)  # type: ignore[attr-defined]
    worker.process.wait(10)  # type: ignore[attr-defined]


def test_a_reader_killed_in_the_middle_is_followed_by_another(
    start_worker: StartWorker, clerk: User
) -> None:
    made = received(clerk, a_list())
    worker = start_worker()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE foundation_sealedpiece IN ACCESS EXCLUSIVE MODE")
        tasks.read_list.delay(made.pk)
        eventually(stuck_worker)
        killed(worker)
    eventually(lambda: not others_at_work())
    assert state_of(made) == ListState.READING
    # For a while he might only be slow; then the sweep gives him up.
    assert lists.owed_readings(at=timezone.now()) == []
    PeopleList.objects.update(touched_at=timezone.now() - lists.LEASE - timedelta(seconds=1))
    start_worker()
    tasks.sweep_lists.delay()
    eventually(lambda: state_of(made) == ListState.READ)
    made.refresh_from_db()
    assert (made.run, counts(made), made.rows_done) == (2, (MANY, 0, 0, 0, 0), MANY)
    assert made.verdicts.count() == MANY


def test_a_writer_killed_in_the_middle_leaves_nothing_and_the_sweep_goes_on(
    start_worker: StartWorker, clerk: User
) -> None:
    first = staged(clerk, a_list())
    lists.confirm_list(list_id=first.pk, leaves_out=False, by=clerk, at=NOW)
    lists.apply_list(list_id=first.pk, at=NOW)
    more = [row(n, name=named(n), phone="13700000000") for n in range(1, MANY + 11)]
    made = staged(clerk, xlsx(more))
    assert counts(made) == (10, MANY, 0, 0, 0)
    lists.confirm_list(list_id=made.pk, leaves_out=False, by=clerk, at=NOW)
    last = Person.objects.order_by("pk")[MANY - 1]
    worker = start_worker()
    with transaction.atomic():
        # The ten are in and the others are being changed, when he comes to this one.
        Person.objects.select_for_update().get(pk=last.pk)
        tasks.apply_list.delay(made.pk)
        eventually(stuck_worker)
        killed(worker)
    eventually(lambda: not others_at_work())
    assert state_of(made) == ListState.CONFIRMED
    assert Person.objects.count() == MANY
    start_worker()
    for _ in range(3):
        tasks.sweep_lists.delay()
    eventually(lambda: state_of(made) == ListState.APPLIED)
    assert {one.phone for one in Person.objects.all()} == {"13700000000"}
    assert Person.objects.count() == MANY + 10
    assert AuditEntry.objects.filter(action="people.imported").count() == 2


def test_a_reader_who_was_given_up_writes_nothing_any_more(clerk: User) -> None:
    made = received(clerk, a_list())
    later = NOW + lists.LEASE + timedelta(seconds=1)
    asked: list[bool] = []

    def clock() -> datetime:
        # Between two of his chunks another takes the list over and reads it to the end.
        if len(asked) == 2:
            asked.append(lists.read_list(list_id=made.pk, now=lambda: later))
        asked.append(False)
        return NOW

    assert lists.read_list(list_id=made.pk, now=clock) is False
    assert True in asked
    made.refresh_from_db()
    assert (made.run, made.state, counts(made)) == (2, ListState.READ, (MANY, 0, 0, 0, 0))
    assert made.verdicts.count() == MANY


def test_a_task_delivered_four_times_reads_once(clerk: User) -> None:
    made = received(clerk, a_list())
    results = at_once(lambda: lists.read_list(list_id=made.pk, now=lambda: NOW), 4)
    assert sorted(results) == [False, False, False, True]
    assert made.verdicts.count() == MANY


def test_the_button_pressed_eight_times_confirms_once_and_applying_is_done_once(
    clerk: User,
) -> None:
    made = staged(clerk, a_list())
    results = at_once(
        lambda: lists.confirm_list(list_id=made.pk, leaves_out=False, by=clerk, at=NOW), 8
    )
    assert sum(isinstance(one, Refused) for one in results) == 7
    results = at_once(lambda: lists.apply_list(list_id=made.pk, at=NOW), 4)
    assert sorted(results) == [False, False, False, True]
    assert Person.objects.count() == MANY
    assert AuditEntry.objects.filter(action="people.imported").count() == 1


def test_of_two_lists_with_the_same_people_one_goes_in_and_the_other_is_read_again(
    clerk: User,
) -> None:
    made = [staged(clerk, a_list(phone)) for phone in ("13800000000", "13700000000")]
    for one in made:
        lists.confirm_list(list_id=one.pk, leaves_out=False, by=clerk, at=NOW)
    ids = [one.pk for one in made]
    at_once(lambda: lists.apply_list(list_id=ids.pop(), at=NOW), 2)
    assert sorted(state_of(one) for one in made) == [ListState.APPLIED, ListState.READ]
    assert Person.objects.count() == MANY
    back = next(one for one in made if state_of(one) == ListState.READ)
    lists.read_again(list_id=back.pk, parts=["phone"], by=clerk, at=NOW)
    lists.read_list(list_id=back.pk, now=lambda: NOW)
    back.refresh_from_db()
    assert counts(back) == (0, MANY, 0, 0, 0)


def test_a_list_and_the_command_never_register_somebody_twice(clerk: User) -> None:
    made = staged(clerk, a_list())
    lists.confirm_list(list_id=made.pk, leaves_out=False, by=clerk, at=NOW)
    deeds = [
        lambda: lists.apply_list(list_id=made.pk, at=NOW),
        lambda: import_people(rows=[line(name=named(1), id_number=id_number(1))], by=clerk, at=NOW),
    ]
    at_once(lambda: deeds.pop()(), 2)
    assert Person.objects.filter(name=named(1)).count() == 1
    assert state_of(made) in (ListState.APPLIED, ListState.READ)
