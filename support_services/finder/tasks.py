"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.finder.services import comparing
from veterans.foundation.errors import Refused


@shared_task(name="finder.carry_on", acks_late=True, ignore_result=True)
def carry_on(run_id: int) -> None:
    """Do what is left of a run; delivered twice or too late, it does no harm."""
    comparing.carry_on(run_id=run_id, now=timezone.now)


@shared_task(name="finder.sweep", ignore_result=True)
def sweep() -> None:
    """Take up a run that nobody carries; else compare those whose files changed."""
    left = comparing.owed_run(at=timezone.now())
    if left is None:
        run = comparing.start_for_changed(at=timezone.now())
        left = run.pk if run is not None else None
    if left is not None:
        carry_on.delay(left)


@shared_task(name="finder.compare_all", ignore_result=True)
def compare_all() -> None:
    """Everybody, at night: days pass and birthdays come without any file changing."""
    try:
        run = comparing.start_run(by=None, at=timezone.now())
    except Refused:
        return  # one is under way, and the next night comes
    carry_on.delay(run.pk)
