"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from honors.votes.services import sending
from support_services.notices.channels import demo_phone, sms
from support_services.notices.channels.sms import Outcome


@shared_task(name="votes.carry", acks_late=True, ignore_result=True)
def carry(attempt_id: int) -> None:
    """Hand over the message of one attempt; twice or too late, it does no harm."""
    if sms.is_on():
        sender = demo_phone.or_gateway()
        sending.hand_over(attempt_id=attempt_id, sender=sender, at=timezone.now())


@shared_task(name="votes.sweep", ignore_result=True)
def sweep() -> int:
    """Take up messages that no courier is carrying, or where nothing can be sent (any more) those
    that are too old; how many."""
    if not sms.is_on():
        return sending.forget(timezone.now())
    owed = sending.owed(timezone.now())
    unanswered = 0
    for done, attempt_id in enumerate(owed):
        if unanswered >= sending.GIVE_UP_AFTER:
            return done
        said = sending.hand_over(
            attempt_id=attempt_id, sender=demo_phone.or_gateway(), at=timezone.now()
        )
        if said is not None:
            unanswered = unanswered + 1 if said is Outcome.UNKNOWN else 0
    return len(owed)
