"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.notices.services import planning, sending

# A run leaves the rest to the next one after so many lots, each with a clock of its own.
LOTS = 20


@shared_task(name="notices.plan", ignore_result=True)
def plan() -> int:
    """Write what is due; twice does it once. Ring for whoever sends."""
    written = sum(planning.plan(today=timezone.localdate(), at=timezone.now()).values())
    if written:
        send.delay()
    return written


@shared_task(name="notices.send", acks_late=True, ignore_result=True)
def send() -> int:
    """Send what the outbox owes, one worker at a time; delivered twice or too late, it does no
    harm."""
    count = 0
    with sending.only_sender() as mine:
        for _ in range(LOTS if mine else 0):
            run = sending.send(at=timezone.now())
            count += sum(run.told.values())
            if not run.goes_on:
                break
    return count
