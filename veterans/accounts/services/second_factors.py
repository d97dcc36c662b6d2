"""The second factor: begun, confirmed, used, given up, and reset by a colleague.

A code and a recovery code are each accepted once. The clock is the caller's (``at``).
"""

import secrets
from datetime import datetime

import pyotp
from django.db import transaction

from veterans.accounts import rules
from veterans.accounts.models import SecondFactor, User
from veterans.accounts.services.accounts import acting, locked_row, record
from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.personal_data import kind_in

RECOVERY_CODES = 10
RECOVERY_DIGITS = 12


class WrongCode(Refused):
    """The code is not the one shown now, or was used before."""


@transaction.atomic
def begin(*, user: User) -> SecondFactor:
    """A secret to be put into a telephone. Without effect until confirmed, and the same until
    then, so that a page loaded twice shows one picture; not an event for the log."""
    locked_row(user)
    factor, _ = SecondFactor.objects.get_or_create(
        pk=user.pk, defaults={"secret": pyotp.random_base32()}
    )
    return factor


@transaction.atomic
def confirm(*, user: User, code: str, at: datetime) -> list[str]:
    """The telephone has shown a right code: from now on the password alone does not do.

    Returns the recovery codes, which nobody can read again. Refuses a wrong code, and a second
    factor that is there already.
    """
    factor = _locked(user)
    if factor.confirmed_at is not None:
        raise Refused("第二重验证已经启用，不用再绑定。")
    _accept(factor, code, at)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    factor.recovery = [_digest(user, one) for one in codes]
    factor.confirmed_at = at
    factor.save()
    record(user, "account.second_factor_set", user, at)
    return ["-".join(rules.groups_of(one)) for one in codes]


@transaction.atomic
def verify(*, user: User, code: str, at: datetime) -> int | None:
    """Accept a code, or a recovery code, once; how many recovery codes are left where one was
    used. Refuses any other."""
    factor = _locked(user)
    typed = rules.digits_of(code)
    if len(typed) != RECOVERY_DIGITS:
        _accept(factor, code, at)
        factor.save(update_fields=["last_step"])
        return None
    used = _digest(user, typed)
    if factor.confirmed_at is None or used not in factor.recovery:
        raise WrongCode("恢复码不对，或者已经用过。每个恢复码只能用一次。")
    factor.recovery.remove(used)
    factor.save(update_fields=["recovery"])
    left = len(factor.recovery)
    record(user, "account.recovery_code_used", user, at, left=str(left))
    return left


@transaction.atomic
def give_up(*, user: User, code: str, at: datetime) -> None:
    """The person's own telephone is another one now, or the recovery codes are gone: what was is
    forgotten, against a code, and the next telephone is bound."""
    verify(user=user, code=code, at=at)
    SecondFactor.objects.filter(pk=user.pk).delete()
    record(user, "account.second_factor_dropped", user, at)


@transaction.atomic
def reset(*, actor: User | None, user: User, reason: str, at: datetime) -> None:
    """A colleague has lost the telephone. By the security administrator, who sets no passwords:
    neither of the two administrators gets into another's account alone. Refuses one's own, and a
    reason that is missing or holds a personal number; the person is told at the next sign-in."""
    acting(actor, "accounts.secure")
    locked = locked_row(user)
    if actor is not None and actor.pk == locked.pk:
        raise PermissionRefused("不能重置自己的第二重验证，请由另一位安全管理员办理。")
    reason = reason.strip()
    if not reason:
        raise Refused("请写明重置的原因。")
    if kind_in(reason):
        raise Refused("原因会记入审计记录，请不要写身份证号、手机号或银行账号。")
    if not SecondFactor.objects.filter(pk=locked.pk).delete()[0]:
        raise Refused("这个账号没有启用第二重验证，不用重置。")
    # Whoever has the telephone may have a session as well.
    locked.sessions.all().delete()
    record(actor, "account.second_factor_reset", locked, at, reason=reason)


def _locked(user: User) -> SecondFactor:
    found = SecondFactor.objects.select_for_update().filter(pk=user.pk).first()
    if found is None:
        raise Refused("还没有绑定手机，请先绑定。")
    return found


def _accept(factor: SecondFactor, code: str, at: datetime) -> None:
    step = rules.accepted_step(
        secret=factor.secret,
        code=rules.digits_of(code),
        now=rules.step_of(at.timestamp()),
        last=factor.last_step,
    )
    if step is None:
        raise WrongCode("验证码不对，或者已经用过。请等手机上换一个新的 6 位数字再输入。")
    factor.last_step = step


def _recovery_code() -> str:
    return f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}d}"


def _digest(user: User, code: str) -> str:
    return blind_index(code, purpose=f"recovery-code-{user.pk}").hex()
