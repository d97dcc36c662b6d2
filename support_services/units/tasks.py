"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.notices.channels import demo_phone, sms
from support_services.notices.channels.sms import Outcome
from support_services.units.services import sending


@shared_task(name="units.carry", acks_late=True, ignore_result=True)
def carry(link_id: int) -> None:
    """Send what waits for one link; twice or too late, it does no harm."""
    if sms.is_on():
        sending.carry(link_id=link_id, sender=demo_phone.or_gateway(), at=timezone.now())


@shared_task(name="units.sweep", ignore_result=True)
def sweep() -> int:
    """Take up what no courier is carrying, and let go what is over; how many were taken up."""
    sending.forget(at=timezone.now())
    if not sms.is_on():
        return 0
    owed, unanswered = sending.due(timezone.now()), 0
    for done, message_id in enumerate(owed):
        if unanswered >= sending.GIVE_UP_AFTER:
            return done
        said = sending.hand_over(
            message_id=message_id, sender=demo_phone.or_gateway(), at=timezone.now()
        )
        if said is not None:
            unanswered = unanswered + 1 if said is Outcome.UNKNOWN else 0
    return len(owed)
