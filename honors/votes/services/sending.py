"""The worker's part: messages with codes, handed over one by one. A worker that dies leaves one
that goes again with the same words under the same key."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from honors.votes.models import VoteMessage
from support_services.notices.channels.sms import Gateway, Outcome
from veterans.foundation.codes import may_still_go

LOT, GIVE_UP_AFTER = 200, 3


@transaction.atomic
def hand_over(*, attempt_id: int, sender: Gateway, at: datetime) -> Outcome | None:
    """Ask the gateway to take a message; None where there is none to hand over now. One that is too
    old to be of use goes to nobody."""
    rows = VoteMessage.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = rows.select_related("asked").filter(asked=attempt_id, next_try_at__lte=at).first()
    if waiting is None:
        return None
    if not may_still_go(waiting.asked.asked_at, at=at, minutes=settings.PORTAL_VOTE_MINUTES):
        waiting.delete()
        return None
    return waiting.attempt(sender=sender, at=at)


def forget(at: datetime) -> int:
    """Messages that are too old to be of use go, with the telephones in them; how many."""
    before = at - timedelta(minutes=settings.PORTAL_VOTE_MINUTES)
    return VoteMessage.objects.filter(asked__asked_at__lt=before).delete()[0]


def owed(at: datetime) -> list[int]:
    """Attempts whose messages are due, the oldest first."""
    due = VoteMessage.objects.filter(next_try_at__lte=at).order_by("next_try_at")
    return list(due.values_list("asked", flat=True)[:LOT])
