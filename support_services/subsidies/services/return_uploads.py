"""A return between its preview and its confirmation: the bytes, sealed, for the same person.

What was previewed is what is applied, byte for byte, without travelling through the browser
again. Kept for a day at most; ``forget`` takes away what nobody confirmed.
"""

from datetime import datetime, timedelta

from django.core import signing

from support_services.subsidies.models import BankFile
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import sealed_files
from veterans.foundation.errors import Refused
from veterans.foundation.sealed_files import SealedFile

KEPT_FOR = timedelta(days=1)
WAITING = "application/x-return-waiting"
_SALT = "subsidies.return_uploads"
GONE = "这份上传已经处理过或已过期，请重新选择文件上传。"


def keep(*, content: bytes, filename: str, bank_file: BankFile, by: User, at: datetime) -> str:
    """Seal the bytes away; the token that gives them back to the same person."""
    roles.require(by, "bank.exchange")
    stored = sealed_files.store(name=filename[-120:], content_type=WAITING, parts=[content], at=at)
    return signing.dumps([stored.pk, bank_file.pk, by.pk], salt=_SALT)


def find(*, token: str, bank_file: BankFile, by: User) -> SealedFile:
    """The upload; refuses somebody else's, another file's, and one that is gone."""
    roles.require(by, "bank.exchange")
    try:
        stored_id, file_id, user_id = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise Refused(GONE) from error
    stored = SealedFile.objects.filter(pk=stored_id, content_type=WAITING).first()
    if stored is None or (file_id, user_id) != (bank_file.pk, by.pk):
        raise Refused(GONE)
    return stored


def discard(stored: SealedFile) -> None:
    """It has been applied, or turned down."""
    sealed_files.remove(stored)


def forget(*, at: datetime) -> int:
    """Take away what nobody confirmed in a day; how many."""
    late = list(SealedFile.objects.filter(content_type=WAITING, stored_at__lt=at - KEPT_FOR))
    for stored in late:
        sealed_files.remove(stored)
    return len(late)
