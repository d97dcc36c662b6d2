"""A form that is filled in is sent once, however often the button is pressed or the line breaks.

The form carries a token made when it was shown. What it does and that it was done are one
transaction, so the second of two that come at once waits for the first and is led to what came of
it; where the first was refused, nothing stands and the same form may be sent again.
"""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from veterans.accounts.models import SentForm, User

FIELD = "sent_once"
ALREADY = "这份内容刚才已经提交成功，没有重复登记。"
# Longer than a device keeps a form that has not arrived.
REMEMBERED = timedelta(days=30)
_TOKEN = re.compile(r"\A[0-9a-f]{32}\Z")

Deed = Callable[[], tuple[str, str]]


def new_token() -> str:
    return uuid.uuid4().hex


def once(*, by: User, token: str, deed: Deed, at: datetime) -> tuple[str, str]:
    """Do ``deed``, which gives a sentence and where to go on; the second time give ``ALREADY`` and
    where the first one led. Without a sound token it is simply done."""
    if not _TOKEN.match(token):
        return deed()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = SentForm.objects.create(user=by, token=token, sent_at=at)
        except IntegrityError:
            return ALREADY, SentForm.objects.get(user=by, token=token).onward
        said, row.onward = deed()
        row.save(update_fields=["onward"])
        return said, row.onward


def forget(*, at: datetime) -> int:
    """Tokens that no device sends any more; how many went."""
    gone, _ = SentForm.objects.filter(sent_at__lt=at - REMEMBERED).delete()
    return gone
