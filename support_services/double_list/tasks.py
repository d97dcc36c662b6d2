"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.double_list.services import supervising


@shared_task(name="double_list.sweep", ignore_result=True)
def sweep() -> None:
    """督办单 to whatever became late; twice in a night does it once."""
    supervising.sweep(at=timezone.now(), today=timezone.localdate())
