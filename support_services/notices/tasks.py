"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.notices.services import planning, sending

# A run goes on while whole lots go out, and leaves the rest to the next one after so many.
LOTS = 10


@shared_task(name="notices.plan", ignore_result=True)
def plan() -> int:
    """Write what is due; twice does it once. Ring for whoever sends."""
    written = sum(planning.plan(today=timezone.localdate(), at=timezone.now()).values())
    if written:
        send.delay()
    return written


@shared_task(name="notices.send", acks_late=True, ignore_result=True)
def send() -> int:
    """Send what the outbox owes; delivered twice or too late, it does no harm."""
    count = 0
    for _ in range(LOTS):
        told = sending.send(at=timezone.now())
        count += sum(told.values())
        if sum(told.values()) < sending.LOT:
            break
    return count
