"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from honors.plaques.services import reckoning
from veterans.foundation.errors import Refused


@shared_task(name="plaques.carry_on", acks_late=True, ignore_result=True)
def carry_on(run_id: int) -> None:
    """Do a run; delivered twice, it is done once."""
    reckoning.carry_on(run_id=run_id, at=timezone.now())


@shared_task(name="plaques.sweep", ignore_result=True)
def sweep() -> None:
    """Take up a run that is not done; else reckon the homes whose files changed."""
    left = reckoning.owed_run()
    if left is None:
        run = reckoning.start_for_changed(at=timezone.now())
        left = run.pk if run is not None else None
    if left is not None:
        carry_on.delay(left)


@shared_task(name="plaques.reckon_all", ignore_result=True)
def reckon_all() -> None:
    """Every home, at night: days pass and answers grow old without any file changing."""
    try:
        run = reckoning.start_run(by=None, at=timezone.now())
    except Refused:
        return
    carry_on.delay(run.pk)
