"""A list of data matches between its preview and its confirmation: sealed, for the same person.

It may name people who are none of our concern, so it goes as soon as it was applied, and after a
day in any case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import sealed_files
from veterans.foundation.errors import Refused
from veterans.foundation.sealed_files import SealedFile

KEPT_FOR = timedelta(days=1)
WAITING = "application/x-confirmation-waiting"
_SALT = "subsidies.confirmation_uploads"
GONE = "这份上传已经处理过或已过期，请重新选择文件上传。"


@dataclass(frozen=True)
class Waiting:
    """A list that waits for its confirmation, with what was said of it."""

    stored: SealedFile
    content: bytes
    round_id: int
    source: str


def keep(
    *, content: bytes, filename: str, round_id: int, source: str, by: User, at: datetime
) -> str:
    """Seal the bytes away; the token that gives them back to the same person."""
    roles.require(by, "confirmation.import")
    stored = sealed_files.store(name=filename[-120:], content_type=WAITING, parts=[content], at=at)
    return signing.dumps([stored.pk, by.pk, round_id, source], salt=_SALT)


def find(*, token: str, round_id: int, by: User) -> Waiting:
    """The upload; refuses somebody else's, another round's, and one that is gone."""
    roles.require(by, "confirmation.import")
    try:
        stored_id, user_id, of_round, source = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise Refused(GONE) from error
    stored = SealedFile.objects.filter(pk=stored_id, content_type=WAITING).first()
    if stored is None or user_id != by.pk or of_round != round_id:
        raise Refused(GONE)
    return Waiting(stored, b"".join(stored.read()), of_round, source)


def discard(waiting: Waiting) -> None:
    """It has been applied."""
    sealed_files.remove(waiting.stored)


def forget(*, at: datetime) -> int:
    """Take away what nobody confirmed in a day; how many."""
    late = list(SealedFile.objects.filter(content_type=WAITING, stored_at__lt=at - KEPT_FOR))
    for stored in late:
        sealed_files.remove(stored)
    return len(late)
