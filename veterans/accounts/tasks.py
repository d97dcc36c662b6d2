"""Work of the accounts in the background."""

from celery import shared_task
from django.utils import timezone

from veterans.accounts import once


@shared_task(name="accounts.forget_sent_forms", ignore_result=True)
def forget_sent_forms() -> int:
    """Tokens of forms that were sent long ago."""
    return once.forget(at=timezone.now())
