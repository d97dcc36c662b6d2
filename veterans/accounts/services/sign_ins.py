"""The sign-in log, and ending sessions. The log is a part of the audit log: there is no other.

``whence`` is where somebody came from: ``{"address": ..., "browser": ...}``.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from veterans.accounts.models import StaffSession, User
from veterans.accounts.services.accounts import acting, record
from veterans.foundation.errors import NotFound

Whence = Mapping[str, str]


@transaction.atomic
def note_sign_in(*, user: User, door: str, whence: Whence, at: datetime) -> None:
    """A sign-in that succeeded. What is left of the person's old sessions is cleared away, and of
    those that never got as far as a code."""
    left = Q(user=user) | Q(user__isnull=True)
    StaffSession.objects.filter(left, expire_date__lt=at).delete()
    record(user, "account.signed_in", user, at, door=door, **whence)


@transaction.atomic
def note_sign_out(*, user: User, door: str, whence: Whence, at: datetime) -> None:
    """A sign-out by the person."""
    record(user, "account.signed_out", user, at, door=door, **whence)


@transaction.atomic
def note_failed_sign_in(
    *,
    username: str,
    door: str,
    locked_out: bool,
    whence: Whence,
    at: datetime,
    wrong: str = "password",
) -> None:
    """A wrong password, or a wrong ``code``, for an account that exists.

    Nothing is written for unknown names: people type passwords into the name field.
    """
    user = User.objects.filter(username=username).first()
    if user is not None:
        action = "account.locked_out" if locked_out else "account.sign_in_failed"
        record(None, action, user, at, door=door, wrong=wrong, **whence)


@transaction.atomic
def end_session(*, actor: User, user: User, mark: str, at: datetime) -> None:
    """End one session: of one's own, or of anybody by the security administrator."""
    _may_end(actor, user)
    found = next((one for one in StaffSession.objects.filter(user=user) if one.mark == mark), None)
    if found is None:
        raise NotFound("没有这次登录，可能已经退出。")
    found.delete()
    record(actor, "session.ended", user, at, address=found.address, browser=found.browser)


@transaction.atomic
def end_other_sessions(*, actor: User, user: User, keep: str | None, at: datetime) -> int:
    """End all sessions of the person but the one with the key ``keep``; how many they were."""
    _may_end(actor, user)
    ended, _ = StaffSession.objects.filter(user=user).exclude(session_key=keep or "").delete()
    if ended:
        record(actor, "session.all_ended", user, at, count=str(ended))
    return ended


def _may_end(actor: User, user: User) -> None:
    if actor.pk != user.pk:
        acting(actor, "accounts.secure")
