"""Reading accounts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from veterans.accounts.models import Appointment, SecondFactor, StaffSession, User
from veterans.accounts.states import AppointmentState
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry


def user_by_name(username: str) -> User:
    """The active account of that name, for commands with ``--by``; refuses any other."""
    user = User.objects.select_related("region").filter(username=username.strip()).first()
    if user is None:
        raise Refused(f"没有名为“{username}”的账号。")
    if not user.is_active:
        raise Refused(f"账号“{username}”已停用。")
    return user


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """``王芳（复核）`` by key of the account; one query, unknown keys are left out."""
    known = {key for key in user_ids if key is not None}
    return {
        user.pk: f"{user}（{user.get_role_display()}）"
        for user in User.objects.filter(pk__in=known)
    }


def user_named(username: str) -> User | None:
    """The account of that name in any case, closed ones too; None when there is none."""
    return User.objects.filter(username__iexact=username).first()


def user_by_id(user_id: int) -> User | None:
    """The account with that key, for work that somebody sent off; None when there is none."""
    return User.objects.filter(pk=user_id).first()


def second_factor_of(user: User) -> SecondFactor | None:
    """The person's second factor, confirmed or just begun."""
    return SecondFactor.objects.filter(pk=user.pk).first()


def owes_second_factor(user: User) -> bool:
    """Whether the password alone does not let this person in: there is a second factor, or
    ``PORTAL_SECOND_FACTOR`` asks everybody at the bureau for one."""
    if not user.is_bureau:
        return False
    required = settings.PORTAL_SECOND_FACTOR == "required"
    return required or SecondFactor.objects.filter(pk=user.pk, confirmed_at__isnull=False).exists()


def second_factor_reset_since(user: User, since: datetime | None) -> AuditEntry | None:
    """The last time a colleague took the person's second factor away, if it was after ``since``."""
    resets = AuditEntry.objects.filter(
        subject="user", subject_id=str(user.pk), action="account.second_factor_reset"
    )
    return (resets.filter(at__gt=since) if since else resets).order_by("-serial").first()


def open_appointments(user: User | None = None) -> QuerySet[Appointment]:
    """What was proposed, for everybody or for one, and waits for the second person."""
    found = Appointment.objects.filter(state=AppointmentState.PROPOSED).select_related("user")
    return found.filter(user=user) if user is not None else found


def emergencies_to_be_seen() -> QuerySet[Appointment]:
    """Every emergency there was that the auditor has not marked yet."""
    return Appointment.objects.filter(ends_at__isnull=False, seen_at__isnull=True).select_related(
        "user"
    )


def emergency_of(user: User, at: datetime) -> Appointment | None:
    """The emergency that lends the person a role at that moment; no query where there is none."""
    found = user.emergency if user.emergency_id is not None else None
    return found if found is not None and found.in_force(at) else None


def carried_by(actor: object, at: datetime) -> dict[str, int | str]:
    """What every entry of the audit log says of whoever acts with a lent role."""
    found = emergency_of(actor, at) if isinstance(actor, User) else None
    return {"emergency": found.pk, "emergency_role": found.role} if found is not None else {}


RESULTS = {
    "success": ("account.signed_in",),
    "failure": ("account.sign_in_failed", "account.locked_out"),
    "out": ("account.signed_out", "session.ended", "session.all_ended"),
}


def sign_ins(
    *, user_id: int | None = None, result: str = "", day: date | None = None
) -> QuerySet[AuditEntry]:
    """The sign-in log, the newest first: of everybody or of one, of one kind, of one day here."""
    actions = RESULTS.get(result) or tuple(one for group in RESULTS.values() for one in group)
    found = AuditEntry.objects.filter(subject="user", action__in=actions).order_by("-serial")
    if user_id is not None:
        found = found.filter(subject_id=str(user_id))
    return found.filter(at__date=day) if day is not None else found


def sessions_of(user: User, at: datetime) -> list[StaffSession]:
    """Where the person is signed in at that moment, the one used last first."""
    return list(StaffSession.objects.filter(user=user, expire_date__gt=at).order_by("-expire_date"))
