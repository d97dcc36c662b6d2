"""Running the reckoning. A run's row is the queue: it is done by one statement in one transaction,
so a run that is delivered twice is done once, and a worker that dies leaves nothing.

Verbs at the door reckon their own home anew at once, with the same statement. A run and a verb
never work at the same time: each takes one lock for the transaction, the verbs share it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from honors.plaques.models import Run
from honors.plaques.rule_book import book_on
from honors.plaques.services.reckoning_sql import statement
from honors.plaques.states import RunState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused

RUNNING = "正在比对，请等它完成。"
# Past that, every home is reckoned: a list of people was loaded.
MOST_CHANGED = 5000
_LOCK = 5757001

_NEWEST = """
SELECT jsonb_build_object(
    'change', COALESCE((SELECT max(id) FROM foundation_change), 0),
    'person', COALESCE((SELECT max(id) FROM registry_person), 0),
    'home', COALESCE((SELECT max(id) FROM registry_household), 0),
    'category', COALESCE((SELECT max(id) FROM registry_personcategory), 0),
    'service', COALESCE((SELECT max(id) FROM registry_serviceperiod), 0))
"""
# The homes of whoever's file changed, the home somebody left, homes that changed themselves.
_CHANGED = """
SELECT home FROM (
    SELECT p.household_id AS home FROM registry_person p WHERE p.id IN (
        SELECT person_id FROM foundation_change WHERE id > %(change)s AND person_id IS NOT NULL
        UNION SELECT person_id FROM registry_personcategory WHERE id > %(category)s
        UNION SELECT person_id FROM registry_serviceperiod WHERE id > %(service)s)
    UNION SELECT household_id FROM registry_person WHERE id > %(person)s
    UNION SELECT before::bigint FROM foundation_change WHERE id > %(change)s
           AND table_name = 'registry_person' AND field = 'household_id'
    UNION SELECT row_key FROM foundation_change WHERE id > %(change)s
           AND table_name = 'registry_household'
    UNION SELECT id FROM registry_household WHERE id > %(home)s) h
WHERE home IS NOT NULL LIMIT %(most)s
"""


@transaction.atomic
def start_run(*, by: User | None, at: datetime) -> Run:
    """Every home. Refuses while one runs."""
    if by is not None:
        require(by, "plaques.keep")
    made = _begin(None, _newest(), by, at)
    if made is None:
        raise Refused(RUNNING)
    audit.record(
        actor=by,
        action="plaques.run_started",
        subject="plaque_run",
        subject_id=made.pk,
        detail={},
        at=at,
    )
    return made


@transaction.atomic
def start_for_changed(*, at: datetime) -> Run | None:
    """Homes whose files changed since the last run. None where one runs, there was none yet, or
    nothing changed; after a large list, every home."""
    last = Run.objects.order_by("-pk").first()
    if last is None or last.state == RunState.RUNNING:
        return None
    newest = _newest()
    if newest == last.seen:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {**last.seen, "most": MOST_CHANGED + 1})
        homes = sorted(row[0] for row in cursor.fetchall())
    if not homes:
        return None
    return _begin(homes if len(homes) <= MOST_CHANGED else None, newest, None, at)


def every_home_anew(*, by: User, at: datetime) -> None:
    """A run of every home, inside the transaction of whoever holds ``alone``. One that is owed
    already becomes one of every home: it waits for the lock, and goes by what is written now."""
    if _begin(None, _newest(), by, at) is None:
        Run.objects.filter(state=RunState.RUNNING.value).update(homes=None)


def carry_on(*, run_id: int, at: datetime) -> None:
    """Do a run; delivered twice or late, it does no harm."""
    with transaction.atomic():
        alone()
        run = Run.objects.select_for_update().filter(pk=run_id, state="running").first()
        if run is None:
            return
        run.opened, run.closed, run.changed = _reckon(run.homes, at)
        run.state, run.finished_at = RunState.DONE.value, at
        run.save(update_fields=["opened", "closed", "changed", "state", "finished_at"])


def owed_run() -> int | None:
    """The run that is not done; whoever does it takes its lock."""
    return Run.objects.filter(state="running").values_list("pk", flat=True).first()


def reckon_homes(homes: Sequence[int], *, at: datetime) -> None:
    """These homes anew, inside the transaction of the verb that changed them."""
    _reckon(list(homes), at)


def alone() -> None:
    """Nobody else reckons or answers until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def together() -> None:
    """No run works until the transaction ends; other verbs do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def _reckon(homes: Sequence[int] | None, at: datetime) -> tuple[int, int, int]:
    today = timezone.localdate(at)
    sql, params = statement(book_on(today), today, homes)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        opened, closed, changed, _ = cursor.fetchone()
    return opened, closed, changed


def _begin(
    homes: list[int] | None, seen: dict[str, Any], by: User | None, at: datetime
) -> Run | None:
    try:
        with transaction.atomic():
            return Run.objects.create(homes=homes, seen=seen, started_by=by, started_at=at)
    except IntegrityError:
        return None


def _newest() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        return dict(json.loads(cursor.fetchone()[0]))
