"""One line of work each: a Celery name for a service. The clock enters here."""

from celery import shared_task
from django.utils import timezone

from support_services.enquiry.services import sending
from support_services.notices.channels import demo_phone, sms
from support_services.notices.channels.sms import Outcome


@shared_task(name="enquiry.carry", acks_late=True, ignore_result=True)
def carry(enquiry_id: int) -> None:
    """Look at one enquiry and send what came of it; twice or too late, it does no harm."""
    if sms.is_on():
        sending.carry(enquiry_id=enquiry_id, sender=demo_phone.or_gateway(), at=timezone.now())


@shared_task(name="enquiry.sweep", ignore_result=True)
def sweep() -> int:
    """Take up what no courier is carrying; how many were taken up."""
    owed = sending.owed(timezone.now(), is_open=sms.is_on())
    unanswered = 0
    for done, enquiry_id in enumerate(owed):
        if unanswered >= sending.GIVE_UP_AFTER:
            return done
        # Each with a clock of its own: a slow gateway must not make the last one look fresh.
        said = sending.carry(
            enquiry_id=enquiry_id, sender=demo_phone.or_gateway(), at=timezone.now()
        )
        if said is not None:
            unanswered = unanswered + 1 if said is Outcome.UNKNOWN else 0
    return len(owed)
