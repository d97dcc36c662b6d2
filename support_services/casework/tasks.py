"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.casework.services import sweeping


@shared_task(name="casework.sweep", ignore_result=True)
def sweep() -> None:
    """Bring every open case up to today; twice does it once."""
    sweeping.sweep(at=timezone.now(), today=timezone.localdate())
