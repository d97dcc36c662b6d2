"""Running the finder. A run's row is the queue: its items are done one after the other, each by one
statement in one transaction that takes it off the list, so that a worker that dies leaves nothing
half done and another goes on."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from support_services.catalogue.models import Edition, Item
from support_services.finder.models import Gap, Run
from support_services.finder.services.comparing_sql import comparison
from support_services.finder.states import Closed, RunState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused

Clock = Callable[[], datetime]
# Without a sign of life for so long, whoever carried it is gone.
LEASE = timedelta(minutes=5)
RUNNING = "正在比对，请等它完成。"
# Past that, everybody is compared: a list of people was loaded.
MOST_CHANGED = 5000

# The newest row that a run has seen, and whose files have rows newer than that. A right that was
# changed is marked for the next calculation, by whatever road; marks are numbered and go again.
_NEWEST = """
SELECT jsonb_build_object(
    'change', COALESCE((SELECT max(id) FROM foundation_change), 0),
    'person', COALESCE((SELECT max(id) FROM registry_person), 0),
    'category', COALESCE((SELECT max(id) FROM registry_personcategory), 0),
    'right', COALESCE((SELECT max(id) FROM subsidies_entitlement), 0),
    'mark', COALESCE((SELECT max(seq) FROM subsidies_recheckmark), 0),
    'edition', (SELECT max(GREATEST(published_at, ended_at)) FROM catalogue_edition))
"""
_CHANGED = """
SELECT person_id FROM foundation_change WHERE id > %(change)s AND person_id IS NOT NULL
UNION SELECT id FROM registry_person WHERE id > %(person)s
UNION SELECT person_id FROM registry_personcategory WHERE id > %(category)s
UNION SELECT person_id FROM subsidies_entitlement WHERE id > %(right)s
UNION SELECT e.person_id FROM subsidies_recheckmark m
        JOIN subsidies_entitlement e ON e.id = m.entitlement_id WHERE m.seq > %(mark)s
LIMIT %(most)s
"""


@transaction.atomic
def start_run(*, by: User | None, at: datetime) -> Run:
    """Everybody against every item that is sought out. Refuses while one runs."""
    if by is not None:
        require(by, "finder.run")
    codes = _codes(at)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                items=codes,
                total=len(codes),
                seen=_newest(),
                started_by=by,
                started_at=at,
                touched_at=at,
            )
    except IntegrityError as error:
        raise Refused(RUNNING) from error
    _record("started", run, by, at, items=len(codes))
    return run


@transaction.atomic
def start_for_changed(*, at: datetime) -> Run | None:
    """Everybody against items that were published or ended since the last run; else those whose
    files changed. None where one runs, there was none yet, or nothing changed. After a large list,
    everybody against everything."""
    last = Run.objects.order_by("-pk").first()
    if last is None or last.state == RunState.RUNNING or not last.seen:
        return None
    newest = _newest()
    # A run of an older version of the portal did not look at all of them.
    seen = {**dict.fromkeys(newest, 0), "edition": newest["edition"], **last.seen}
    if newest == seen:
        return None
    if newest["edition"] != seen["edition"]:
        codes = _codes(at, published_at__isnull=False)
        if seen["edition"] is not None:
            codes = _codes(at, published_at__gt=seen["edition"])
        # Whose file changed meanwhile is for the run after this one.
        return _begin(codes, None, {**seen, "edition": newest["edition"]}, at)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {**seen, "most": MOST_CHANGED + 1})
        people = [row[0] for row in cursor.fetchall()]
    if not people:
        return None  # what changed is nobody's
    if len(people) > MOST_CHANGED:
        return start_run(by=None, at=at)
    return _begin(_codes(at), people, newest, at)


def _begin(
    codes: list[str], people: list[int] | None, seen: dict[str, Any], at: datetime
) -> Run | None:
    try:
        with transaction.atomic():
            return Run.objects.create(
                only_changed=True,
                items=codes,
                total=len(codes),
                people=people,
                seen=seen,
                started_at=at,
                touched_at=at,
            )
    except IntegrityError:
        return None


def carry_on(*, run_id: int, now: Clock) -> None:
    """Do what is left of a run; called twice, the two share the items between them."""
    while _next_item(run_id, now()):
        pass


@transaction.atomic
def _next_item(run_id: int, at: datetime) -> bool:
    run = Run.objects.select_for_update().filter(pk=run_id, state=RunState.RUNNING.value).first()
    if run is None:
        return False
    if not run.items:
        _finish(run, at)
        return False
    code, *run.items = run.items
    opened, closed = _compare(code, run.people, at)
    run.found += opened
    run.closed += closed
    run.touched_at = at
    run.save(update_fields=["items", "found", "closed", "touched_at"])
    return True


def _compare(code: str, people: list[int] | None, at: datetime) -> tuple[int, int]:
    # Two editions of an item are not compared at once, nor one while it is replaced.
    Item.objects.select_for_update().filter(code=code).first()
    today = timezone.localdate(at)
    edition = _sought(at).filter(item__code=code).first()
    made = comparison(edition, today, people) if edition is not None else None
    if made is None:
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(made.sql, made.params)
        opened, closed, _ = cursor.fetchone()
    return opened, closed


def _finish(run: Run, at: datetime) -> None:
    today = timezone.localdate(at)
    ended = Gap.objects.filter(closed_on__isnull=True).exclude(
        item__in=_sought(at).values("item"),
    )
    run.closed += ended.update(closed_on=today, closed_why=Closed.ITEM_ENDED.value)
    run.state, run.finished_at, run.touched_at = RunState.DONE.value, at, at
    run.save(update_fields=["state", "finished_at", "touched_at", "closed"])
    if not run.only_changed or run.found or run.closed:
        _record("finished", run, None, at, found=run.found, closed=run.closed)


def owed_run(*, at: datetime) -> int | None:
    """The run that nobody seems to carry."""
    left = Run.objects.filter(state=RunState.RUNNING.value, touched_at__lt=at - LEASE)
    return left.values_list("pk", flat=True).first()


def _sought(at: datetime) -> Any:
    return Edition.objects.published_on(timezone.localdate(at)).filter(seeks=True)


def _codes(at: datetime, **narrowed: Any) -> list[str]:
    rows = _sought(at).filter(**narrowed).order_by("item__code")
    return list(rows.values_list("item__code", flat=True))


def _newest() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        return dict(json.loads(cursor.fetchone()[0]))


def _record(deed: str, run: Run, by: User | None, at: datetime, **detail: int) -> None:
    audit.record(
        actor=by,
        action=f"finder.{deed}",
        subject="finder_run",
        subject_id=run.pk,
        detail=detail,
        at=at,
    )
