"""A message that waits for the gateway: what it says and to whom is fixed and sealed before the
first attempt, so that every attempt says the same under the same key; the row is gone as soon as
the gateway has answered. For what is asked for now (a code, a link), not for the outbox.
"""

import uuid
from datetime import datetime, timedelta

from django.db import models

from support_services.notices.channels.sms import Gateway, Outcome
from veterans.foundation.fields import SealedTextField


class WaitingMessage(models.Model):
    """The columns; a floor adds what the message is for."""

    key = models.UUIDField("短信标识", default=uuid.uuid4, unique=True, editable=False)
    phone = SealedTextField("手机号")
    text = SealedTextField("短信内容")
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    next_try_at = models.DateTimeField("下次发送")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key)

    def attempt(self, *, sender: Gateway, at: datetime) -> Outcome:
        """Ask the gateway to take it; the caller holds the row. After an answer that is no clear
        one it waits for the next attempt; otherwise the row is gone."""
        answer = sender.send(key=str(self.key), phone=str(self.phone), text=str(self.text))
        if answer.outcome in (Outcome.ACCEPTED, Outcome.REJECTED):
            self.delete()
        else:
            self.attempts += 1
            self.next_try_at = at + wait_before(self.attempts)
            self.save(update_fields=["attempts", "next_try_at"])
        return answer.outcome


def wait_before(attempts: int) -> timedelta:
    """How long after an attempt without a clear answer the next one comes."""
    return timedelta(seconds=20 * attempts)
