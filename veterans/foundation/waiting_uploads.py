"""An upload between its preview and its confirmation: the bytes, sealed, for the same person.

What was previewed is what is applied, byte for byte, without travelling through the browser
again. A list may name people who are none of our concern, so the bytes go as soon as they were
applied, and after a day in any case. The door asks for the duty; here only the person counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db.models import QuerySet

from veterans.foundation import sealed_files
from veterans.foundation.errors import Refused
from veterans.foundation.sealed_files import SealedFile

KEPT_FOR = timedelta(days=1)
GONE = "这份上传已经处理过或已过期，请重新选择文件上传。"
_TYPE = "application/x-waiting-"
_SALT = "foundation.waiting_uploads"


@dataclass(frozen=True)
class Waiting:
    """An upload that waits for its confirmation, with what was said of it."""

    stored: SealedFile
    said: tuple[Any, ...]

    @property
    def content(self) -> bytes:
        return b"".join(self.stored.read())


def keep(
    *,
    purpose: str,
    content: bytes,
    filename: str,
    said: Sequence[str | int] = (),
    user_id: int,
    at: datetime,
) -> str:
    """Seal the bytes away; the token that gives them back to the same person, with ``said``."""
    stored = sealed_files.store(
        name=filename[-120:], content_type=_TYPE + purpose, parts=[content], at=at
    )
    return signing.dumps([stored.pk, user_id, *said], salt=_SALT)


def find(*, purpose: str, token: str, user_id: int) -> Waiting:
    """The upload; refuses somebody else's, one for another purpose, and one that is gone."""
    try:
        stored_id, owner_id, *said = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise Refused(GONE) from error
    stored = SealedFile.objects.filter(pk=stored_id, content_type=_TYPE + purpose).first()
    if stored is None or owner_id != user_id:
        raise Refused(GONE)
    return Waiting(stored, tuple(said))


def waiting() -> QuerySet[SealedFile]:
    """Every upload that nobody has confirmed yet."""
    return SealedFile.objects.filter(content_type__startswith=_TYPE)


def discard(upload: Waiting) -> None:
    """It has been applied, or turned down."""
    sealed_files.remove(upload.stored)


def forget(*, at: datetime) -> int:
    """Take away what nobody confirmed in a day; how many."""
    late = list(waiting().filter(stored_at__lt=at - KEPT_FOR))
    for stored in late:
        sealed_files.remove(stored)
    return len(late)
