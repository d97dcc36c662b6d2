"""The worker's part: messages handed over to the gateway, and what is of no use any more let go.

A message's row is held while the gateway is asked; the link's is not, so whoever types a code
meanwhile waits for nobody.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from support_services.notices.channels.sms import Gateway, Outcome
from support_services.units.models import LinkCode, LinkMessage, LinkPass, Reply
from support_services.units.services.links import note
from support_services.units.services.replying import drop_files
from support_services.units.states import (
    DRAFTS,
    HOLDING,
    MESSAGE_LABELS,
    LinkDeed,
    MessageFor,
)
from veterans.foundation.codes import may_still_go

LOT = 200
# So many without an answer in a row, and the sweep goes home: the gateway is down.
GIVE_UP_AFTER = 3
# A link is of use for days, but whoever waits for one calls after an hour.
LINK_MINUTES = 120


@transaction.atomic
def hand_over(*, message_id: int, sender: Gateway, at: datetime) -> Outcome | None:
    """Ask the gateway to take a message; None where there is none to hand over now."""
    rows = LinkMessage.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = rows.select_related("link").filter(pk=message_id, next_try_at__lte=at).first()
    if waiting is None:
        return None
    brings = MessageFor(waiting.brings)
    code = brings is MessageFor.CODE
    minutes = settings.PORTAL_LINK_CODE_MINUTES if code else LINK_MINUTES
    link = waiting.link
    if not may_still_go(waiting.made_at, at=at, minutes=minutes):
        waiting.delete()
        note(link, LinkDeed.UNSENT, at, told=f"{MESSAGE_LABELS[brings]}：短信平台没有答复")
        return None
    outcome = waiting.attempt(sender=sender, at=at)
    if outcome is Outcome.REJECTED:
        note(link, LinkDeed.UNSENT, at, told=f"{MESSAGE_LABELS[brings]}：短信平台拒收")
    return outcome


def due(at: datetime, *, link_id: int | None = None) -> list[int]:
    """Messages whose time has come; of one link, where it is named."""
    rows = LinkMessage.objects.filter(next_try_at__lte=at)
    if link_id is not None:
        rows = rows.filter(link=link_id)
    return list(rows.order_by("next_try_at").values_list("pk", flat=True)[:LOT])


def carry(*, link_id: int, sender: Gateway, at: datetime) -> None:
    """What waits for one link."""
    for message_id in due(at, link_id=link_id):
        hand_over(message_id=message_id, sender=sender, at=at)


def forget(*, at: datetime) -> int:
    """Codes, messages and passes whose time is over, and what was filled in and never sent; how
    many."""
    minutes = timedelta(minutes=settings.PORTAL_LINK_CODE_MINUTES)
    codes, _ = LinkCode.objects.filter(made_at__lte=at - minutes).delete()
    passes, _ = LinkPass.objects.filter(given_at__lte=at - HOLDING).delete()
    # Where nothing is sent (any more), nobody else takes them away.
    old = at - timedelta(minutes=LINK_MINUTES)
    messages, _ = LinkMessage.objects.filter(made_at__lte=old).delete()
    gone = codes + passes + messages
    late = Reply.objects.filter(sent_at__isnull=True, written_at__lte=at - DRAFTS)
    for key in list(late.values_list("pk", flat=True)[:LOT]):
        with transaction.atomic():
            # Somebody may be sending it right now; he keeps it.
            reply = late.select_for_update(skip_locked=True).filter(pk=key).first()
            if reply is not None:
                drop_files(reply)
                reply.delete()
                gone += 1
    return gone
