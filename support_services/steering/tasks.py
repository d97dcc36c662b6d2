"""A Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.steering.services import days


@shared_task(name="steering.record_day", ignore_result=True)
def record_day() -> int:
    """Write down what every figure is today; twice does it once, too late it invents nothing."""
    at = timezone.now()
    return days.record_day(today=timezone.localdate(at), at=at)
