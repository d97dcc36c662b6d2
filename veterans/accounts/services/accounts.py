"""What may be done to accounts. Every change is audited in the transaction that makes it.

``actor`` None is the operator at the server's command line; anybody else needs the duty at the
moment of the change, and what he does gives nobody a role: it proposes one, and another person
confirms it (``appointments``). The clock is the caller's (``at``).
"""

import unicodedata
from datetime import datetime

from axes.utils import reset
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from veterans.accounts import roles
from veterans.accounts.models import Appointment, User
from veterans.accounts.roles import Role
from veterans.accounts.states import AppointmentState
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Level, Region

SUBJECT = "user"
PASSWORDS_REMEMBERED = 5  # the one in use among them
_LEVEL_OF = {Role.TOWN_WORKER: Level.TOWN, Role.VILLAGE_WORKER: Level.VILLAGE}


class WeakPassword(Refused):
    """The password does not do; the message lists why."""


@transaction.atomic
def create_user(
    *,
    actor: User | None,
    username: str,
    password: str,
    role: str,
    region: Region | None = None,
    display_name: str = "",
    must_change_password: bool = True,
    at: datetime,
) -> User:
    """Open an account: without a role until it is confirmed, unless the operator does it. Refuses a
    name taken (in any case), a weak password, a name that is an identity or telephone number,
    and a region that does not fit the role."""
    acting(actor)
    username = unicodedata.normalize("NFKC", username).strip()
    check_username(username)
    check_region(role, region)
    user = User(
        username=username,
        display_name=display_name.strip(),
        role=role if actor is None else "",
        region=region if actor is None else None,
        must_change_password=must_change_password,
        created_at=at,
        password_set_at=at,
    )
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    check_password(password, user)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        # Somebody else took the name between the question and the answer.
        raise Refused(f"已有名为“{username}”的账号。") from None
    if actor is not None:
        propose(user, role, region, actor, at)
    record(actor, "account.created", user, at, role=role, region=_code(region))
    return user


@transaction.atomic
def change_details(*, actor: User, user: User, display_name: str, at: datetime) -> User:
    """Change the name shown. The name itself is not written to the audit log."""
    acting(actor)
    locked = locked_row(user)
    name = display_name.strip()
    if locked.display_name != name:
        locked.display_name = name
        locked.save(update_fields=["display_name"])
        record(actor, "account.renamed", locked, at)
    return locked


@transaction.atomic
def change_role(
    *, actor: User | None, user: User, role: str, region: Region | None, at: datetime
) -> User:
    """Propose another role or area; the operator gives it at once. Refuses one's own account, and
    to leave the portal without an active administrator. Nothing is written when nothing changes."""
    lock_keepers()
    acting(actor)
    locked = locked_row(user)
    check_region(role, region)
    if (locked.role, locked.region_id) == (role, region.pk if region else None):
        return locked
    if actor is not None and actor.pk == locked.pk:
        raise PermissionRefused("不能更改自己的岗位，请由另一位系统管理员办理。")
    if role != locked.role:
        keep_one(locked)
    if actor is None:
        give_role(None, locked, role, region, at)
    else:
        propose(locked, role, region, actor, at)
        record(actor, "account.role_proposed", locked, at, role=role, region=_code(region))
    return locked


def propose(user: User, role: str, region: Region | None, actor: User, at: datetime) -> None:
    """Within the caller's transaction: a role that waits for another person."""
    if Appointment.objects.filter(user=user, state=AppointmentState.PROPOSED).exists():
        raise Refused("这个账号已有一项授权等待安全管理员确认；要改，请先撤回那一项。")
    Appointment.objects.create(
        user=user, role=role, region=region, proposed_by=actor, proposed_at=at
    )


def give_role(
    actor: User | None, user: User, role: str, region: Region | None, at: datetime
) -> None:
    """Within the caller's transaction, the row locked: the role counts from now on."""
    before = {"role_before": user.role, "region_before": _code(user.region)}
    user.role, user.region = role, region
    user.save(update_fields=["role", "region"])
    record(actor, "account.role_changed", user, at, role=role, region=_code(region), **before)


@transaction.atomic
def set_password(*, actor: User | None, user: User, password: str, at: datetime) -> User:
    """Give somebody a new first password; it must be changed at the next sign-in, every session
    of that person ends, and so does a lockout. Refuses one's own password, which is
    ``change_own_password``."""
    acting(actor)
    locked = locked_row(user)
    if actor is not None and actor.pk == locked.pk:
        raise Refused("修改自己的密码请用右上角的“修改密码”。")
    check_password(password, locked)
    _new_password(locked, password, at, must_change=True)
    reset(username=locked.username)
    record(actor, "account.password_set", locked, at)
    return locked


@transaction.atomic
def change_own_password(*, user: User, password: str, at: datetime) -> User:
    """The person's own new password. Refuses the one in use, which the caller has checked, and the
    four before it."""
    locked = locked_row(user)
    if not locked.is_active:
        raise PermissionRefused("账号已停用。")
    if locked.check_password(password):
        raise WeakPassword("新密码不能与现用密码相同。")
    if any(hashers.check_password(password, old) for old in locked.past_passwords):
        raise WeakPassword(f"新密码不能与最近用过的 {PASSWORDS_REMEMBERED} 个密码相同。")
    check_password(password, locked)
    _new_password(locked, password, at, must_change=False)
    record(locked, "account.password_changed", locked, at)
    return locked


@transaction.atomic
def deactivate(*, actor: User | None, user: User, at: datetime) -> User:
    """Close an account; sessions and an emergency of that person end at once. Refuses one's own
    account and the last active administrator of either kind. Accounts are never deleted: the
    audit log speaks of them."""
    lock_keepers()
    acting(actor)
    locked = locked_row(user)
    if actor is not None and actor.pk == locked.pk:
        raise PermissionRefused("不能停用自己的账号，请由另一位系统管理员办理。")
    if not locked.is_active:
        return locked
    keep_one(locked)
    locked.is_active = False
    locked.emergency = None
    locked.save(update_fields=["is_active", "emergency"])
    locked.sessions.all().delete()
    record(actor, "account.deactivated", locked, at)
    return locked


@transaction.atomic
def reactivate(*, actor: User | None, user: User, at: datetime) -> User:
    """Open a closed account again. The role it had is proposed anew, as for a new account; the
    operator gives it back at once."""
    acting(actor)
    locked = locked_row(user)
    if locked.is_active:
        return locked
    locked.is_active = True
    if actor is not None and locked.role:
        propose(locked, locked.role, locked.region, actor, at)
        locked.role, locked.region = "", None
    locked.save(update_fields=["is_active", "role", "region"])
    record(actor, "account.reactivated", locked, at)
    return locked


@transaction.atomic
def unlock(*, actor: User, user: User, at: datetime) -> User:
    """End the waiting time after too many wrong passwords, from every address."""
    acting(actor)
    locked = locked_row(user)
    reset(username=locked.username)
    record(actor, "account.unlocked", locked, at)
    return locked


def check_username(username: str) -> None:
    """Refuses a name taken in any case, and personal numbers as names: they reach logs."""
    if kind_in(username):
        raise Refused("账号会出现在日志和审计记录里，请不要用身份证号、手机号或银行账号作账号。")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"已有名为“{username}”的账号。")


def check_password(password: str, user: User) -> None:
    """Refuses what the installation's password rules refuse."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword("密码不合要求：" + " ".join(error.messages)) from None


def check_region(role: str, region: Region | None) -> None:
    """Refuses an unknown role and a region that does not fit it."""
    if role not in Role.values:
        raise Refused("请选择岗位。")
    wanted = _LEVEL_OF.get(Role(role))
    label = Role(role).label
    if wanted is None:
        if region is not None and region.level != Level.COUNTY:
            raise Refused(f"“{label}”在局里办公，不指定镇街或村居。")
    elif region is None:
        raise Refused(f"“{label}”必须指定服务区域（{wanted.label}）。")
    elif region.level != wanted:
        raise Refused(f"“{label}”的服务区域应为{wanted.label}，“{region.name}”不是。")


def acting(actor: User | None, duty: str = "accounts.manage") -> None:
    """The duty as it stands now, not as it stood when the request began."""
    if actor is not None:
        roles.require(User.objects.get(pk=actor.pk), duty)


def lock_keepers() -> None:
    """Taken first and in one order, so that two who remove each other cannot both succeed."""
    keepers = User.objects.select_for_update().filter(role__in=roles.KEEPERS)
    list(keepers.order_by("pk").values_list("pk"))


def locked_row(user: User) -> User:
    """The account as it stands now, locked; refuses one that is not there."""
    try:
        return User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    except User.DoesNotExist:
        raise NotFound("没有这个账号。") from None


def keep_one(leaving: User) -> None:
    """Refuses to take away the last active administrator of a kind."""
    if leaving.role not in roles.KEEPERS or not leaving.is_active:
        return
    others = User.objects.filter(role=leaving.role, is_active=True).exclude(pk=leaving.pk)
    if not others.exists():
        raise Refused(
            f"这是最后一位在用的{leaving.get_role_display()}。请先设立另一位，再办理这一项。"
        )


def _new_password(user: User, password: str, at: datetime, *, must_change: bool) -> None:
    user.past_passwords = [user.password, *user.past_passwords][: PASSWORDS_REMEMBERED - 1]
    user.set_password(password)
    user.password_set_at, user.must_change_password = at, must_change
    user.save(
        update_fields=["password", "past_passwords", "password_set_at", "must_change_password"]
    )
    # They are dead with the old password; nobody should go on reading of them.
    user.sessions.all().delete()


def _code(region: Region | None) -> str:
    return region.code if region is not None else ""


def record(actor: User | None, action: str, user: User, at: datetime, **detail: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=SUBJECT,
        subject_id=user.pk,
        detail={"username": user.username, **detail},
        at=at,
    )
