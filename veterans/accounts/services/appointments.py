"""Giving power: a role, or for some hours one more (紧急授权). One proposes, another confirms.

Nobody proposes or confirms for himself, and who holds another's files decides nothing here. What
somebody did with his own hand he does not do with the lent one: the batches and papers know the
person, not the role.
"""

from datetime import datetime, timedelta

from django.db import transaction

from veterans.accounts import roles
from veterans.accounts.models import Appointment, User
from veterans.accounts.roles import Role
from veterans.accounts.services.accounts import (
    acting,
    check_region,
    give_role,
    keep_one,
    lock_keepers,
    locked_row,
    record,
)
from veterans.accounts.states import (
    APPOINTMENT_MOVES,
    EMERGENCY_HOURS_MOST,
    AppointmentState,
)
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.personal_data import kind_in


@transaction.atomic
def propose_emergency(
    *, actor: User, user: User, role: str, hours: int, reason: str, at: datetime
) -> Appointment:
    """For one of the three hands, the duties of another hand for ``hours`` from the moment of the
    confirmation. Refuses everybody else, a missing reason, and a second one at a time."""
    acting(actor)
    locked = locked_row(user)
    if actor.pk == locked.pk:
        raise PermissionRefused("不能给自己提出授权。")
    if not locked.is_active or locked.role not in roles.HANDS:
        raise Refused("紧急授权只给在用的经办、复核、审批岗位；管理员、审计和站点不能兼办业务。")
    if role not in roles.HANDS or role == locked.role:
        raise Refused("请选择经办、复核、审批中的另一个岗位。")
    if not 1 <= hours <= EMERGENCY_HOURS_MOST:
        raise Refused(f"时长应为 1 到 {EMERGENCY_HOURS_MOST} 小时。")
    reason = _written(reason)
    if locked.emergency is not None and locked.emergency.in_force(at):
        raise Refused("这个账号的紧急授权还没有到期；要改，请先提前结束。")
    if Appointment.objects.filter(user=locked, state=AppointmentState.PROPOSED).exists():
        raise Refused("这个账号已有一项授权等待安全管理员确认。")
    made = Appointment.objects.create(
        user=locked, role=role, hours=hours, reason=reason, proposed_by=actor, proposed_at=at
    )
    _record(actor, "emergency.proposed", made, at)
    return made


@transaction.atomic
def confirm(*, actor: User, appointment: Appointment, at: datetime) -> Appointment:
    """The second person agrees: the role counts from now on, or for the hours asked for."""
    lock_keepers()
    locked = _decide(actor, appointment, "confirm", at)
    if actor.pk in (locked.proposed_by_id, locked.user_id):
        raise PermissionRefused("提出和确认必须是两个人，本人也不能确认自己的授权。")
    user = locked_row(locked.user)
    if not user.is_active:
        raise Refused("账号已停用，请先由系统管理员重新启用。")
    if not locked.is_emergency:
        check_region(locked.role, locked.region)
        if user.role != locked.role:
            keep_one(user)
        locked.save()
        if user.emergency is not None:
            user.emergency = None
            user.save(update_fields=["emergency"])
        give_role(actor, user, locked.role, locked.region, at)
        return locked
    if user.role not in roles.HANDS or user.role == locked.role:
        raise Refused("本人的岗位已经变动，请不同意这一项，重新提出。")
    locked.ends_at = at + timedelta(hours=locked.hours or 0)
    locked.save()
    user.emergency = locked
    user.save(update_fields=["emergency"])
    _record(actor, "emergency.confirmed", locked, at)
    return locked


@transaction.atomic
def refuse(*, actor: User, appointment: Appointment, reason: str, at: datetime) -> Appointment:
    """The second person does not agree, and says why."""
    locked = _decide(actor, appointment, "refuse", at)
    locked.answer = _written(reason)
    locked.save()
    _record(actor, "appointment.refused", locked, at)
    return locked


@transaction.atomic
def withdraw(*, actor: User, appointment: Appointment, at: datetime) -> Appointment:
    """Taken back before anybody has decided."""
    locked = _decide(actor, appointment, "withdraw", at)
    locked.save()
    _record(actor, "appointment.withdrawn", locked, at)
    return locked


@transaction.atomic
def end_emergency(*, actor: User, appointment: Appointment, at: datetime) -> Appointment:
    """Before its time, by either administrator. Refuses one that does not run."""
    acting(actor, "emergency.end")
    locked = _locked(appointment)
    if not locked.in_force(at):
        raise Refused("这项紧急授权现在没有生效，不用结束。")
    locked.ended_by, locked.ended_at = actor, at
    locked.save(update_fields=["ended_by", "ended_at"])
    User.objects.filter(emergency=locked).update(emergency=None)
    _record(actor, "emergency.ended", locked, at)
    return locked


@transaction.atomic
def mark_seen(*, actor: User, appointment: Appointment, at: datetime) -> Appointment:
    """The auditor has looked at what was done with it; it leaves his desk."""
    acting(actor, "audit.read")
    locked = _locked(appointment)
    if locked.ends_at is None or locked.seen_at is not None:
        raise Refused("这一项不用查看，或者已经查看过。")
    if locked.in_force(at):
        raise Refused("紧急授权还没有结束，请在结束以后再查看。")
    locked.seen_by, locked.seen_at = actor, at
    locked.save(update_fields=["seen_by", "seen_at"])
    _record(actor, "emergency.seen", locked, at)
    return locked


def _decide(actor: User, appointment: Appointment, verb: str, at: datetime) -> Appointment:
    """The row with the decision on it, locked and not yet saved."""
    state, duty = APPOINTMENT_MOVES[verb]
    acting(actor, duty)
    locked = _locked(appointment)
    if locked.state != AppointmentState.PROPOSED:
        raise Refused(f"这一项已经办过：{locked.get_state_display()}。")
    locked.state, locked.decided_by, locked.decided_at = state.value, actor, at
    return locked


def _locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("user", "region")
    found = rows.filter(pk=appointment.pk).first()
    if found is None:
        raise NotFound("没有这项授权。")
    return found


def _written(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise Refused("请写明原因。")
    if kind_in(text):
        raise Refused("原因会记入审计记录，请不要写身份证号、手机号或银行账号。")
    return text


def _record(actor: User, action: str, made: Appointment, at: datetime) -> None:
    more = {"reason": made.reason} if made.is_emergency else {}
    record(
        actor,
        action,
        made.user,
        at,
        appointment=str(made.pk),
        role=Role(made.role).value,
        **more,
    )
