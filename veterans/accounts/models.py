"""Users: one account per person, one role per account, one region per station worker."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from veterans.accounts import roles
from veterans.accounts.roles import Role
from veterans.accounts.states import (
    APPOINTMENT_LABELS,
    EMERGENCY_HOURS_MOST,
    AppointmentState,
)
from veterans.foundation.crypto import sm3
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class UserManager(BaseUserManager["User"]):
    """Makes accounts. Services decide who may; this only keeps the password from being stored."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A new account. Refuses an empty name. There is no superuser in this portal."""
        if not username:
            raise ValueError("a user has a name")
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A member of the bureau or of a station.

    There are no Django groups, permissions or superusers: the role says everything, so that
    nobody can be given a right that no role has.
    """

    username = models.CharField(
        "账号",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator(message="账号只能用文字、数字和 @ . + - _ 。")],
        error_messages={"unique": "已有同名账号。"},
    )
    display_name = models.CharField("姓名", max_length=60, blank=True)
    # Empty until somebody else has confirmed it: then there is no duty and no door.
    role = models.CharField("岗位", max_length=16, choices=Role.choices, blank=True)
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, verbose_name="服务区域"
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_set_at = models.DateTimeField("密码设置时间", default=timezone.now, editable=False)
    # Encoded as the one in use, the newest first.
    past_passwords = ArrayField(models.CharField(max_length=128), default=list, editable=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)
    # Set while one runs, so that a page costs a query more only for whom it concerns.
    emergency = models.OneToOneField(
        "Appointment", models.PROTECT, null=True, editable=False, related_name="+"
    )

    # The emergency that holds at the moment of this request; the door looks at the clock.
    lent: "Appointment | None" = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["", *Role.values]), name="user_role_known"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(roles.STATION)) | Q(region__isnull=False),
                name="user_station_has_region",
                violation_error_message="站点工作人员必须指定服务区域。",
            ),
            # Nobody tells Zhang and zhang apart over the telephone.
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_unique_any_case",
                violation_error_message="已有同名账号。",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.display_name or self.username

    def may(self, duty: str) -> bool:
        """Whether this person holds the duty and is active."""
        return roles.may(self, duty)

    def owes_new_password(self, at: "datetime") -> bool:
        """Whether nothing goes on before the password is changed: somebody else gave it, or it is
        older than ``PORTAL_PASSWORD_DAYS``."""
        life = timedelta(days=settings.PORTAL_PASSWORD_DAYS)
        return self.must_change_password or (bool(life) and at - self.password_set_at > life)

    @property
    def roles_held(self) -> frozenset[str]:
        """The person's own role, and the one that is lent for the moment of this request."""
        lent = self.lent.role if self.lent is not None and self.role in roles.HANDS else ""
        return frozenset({self.role, lent} - {""})

    @property
    def is_bureau(self) -> bool:
        """Works at the bureau: enters at ``/bureau/``."""
        return self.is_active and self.role in roles.BUREAU

    @property
    def is_station(self) -> bool:
        """Works at a station: enters at ``/station/``."""
        return self.is_active and self.role in roles.STATION

    @property
    def is_staff(self) -> bool:
        """Django admin's word for who may enter it."""
        return self.is_bureau

    @property
    def area_path(self) -> str | None:
        """The area of duty as a region path; "" is the whole deployment, None is no area."""
        if self.role in roles.JURY:
            return None
        if self.is_bureau:
            return self.region.path if self.region is not None else ""
        if self.is_station and self.region is not None:
            return self.region.path
        return None

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django's question, answered by the role; unknown permissions are refused."""
        return self.is_active and any(roles.permits(role, perm) for role in self.roles_held)

    def has_perms(self, perm_list: "Iterable[str]", obj: object | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(
            roles.permits_app(role, app_label) for role in self.roles_held
        )


class SecondFactor(models.Model):
    """What a person's telephone and the portal both know: where there is a row that was
    confirmed, the password alone lets nobody in."""

    user = models.OneToOneField(
        User, models.PROTECT, primary_key=True, related_name="second_factor", verbose_name="账号"
    )
    secret = SealedTextField("密钥")
    confirmed_at = models.DateTimeField("启用时间", null=True)
    last_step = models.BigIntegerField("最近用过的时段", default=0)
    # Keyed digests; a code that was used is taken away.
    recovery = ArrayField(models.CharField(max_length=64), default=list, verbose_name="恢复码")

    class Meta:
        verbose_name = verbose_name_plural = "第二重验证"

    def __str__(self) -> str:
        return f"{self.user} 的第二重验证"


class Appointment(models.Model):
    """A role for a person, proposed by one colleague and confirmed by another: for good, with its
    region, or for some hours beside the own one (紧急授权), with the reason."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="账号")
    role = models.CharField("岗位", max_length=16, choices=Role.choices)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, verbose_name="服务区域")
    hours = models.PositiveSmallIntegerField("紧急授权时长（小时）", null=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in APPOINTMENT_LABELS.items()],
        default=AppointmentState.PROPOSED.value,
    )
    proposed_by = hand("提出人", needed=True)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = hand("确认人")
    decided_at = models.DateTimeField("确认时间", null=True)
    answer = models.CharField("不同意的原因", max_length=200, blank=True)
    ends_at = models.DateTimeField("到期时间", null=True)
    ended_by = hand("提前结束人")
    ended_at = models.DateTimeField("提前结束时间", null=True)
    seen_by = hand("审计查看人")
    seen_at = models.DateTimeField("审计查看时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state=AppointmentState.PROPOSED.value),
                name="appointment_one_open",
                violation_error_message="这个账号已有一项授权等待确认。",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("user")), name="appointment_not_for_oneself"
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state=AppointmentState.PROPOSED.value)),
                name="appointment_decided_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.CONFIRMED.value)
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("user"))),
                name="appointment_two_people",
                violation_error_message="提出和确认必须是两个人，本人也不能确认自己的授权。",
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True, ends_at__isnull=True)
                | (
                    Q(hours__range=(1, EMERGENCY_HOURS_MOST), region__isnull=True)
                    & Q(role__in=sorted(roles.HANDS))
                    & ~Q(reason="")
                    & (
                        Q(state=AppointmentState.CONFIRMED.value, ends_at__isnull=False)
                        | (~Q(state=AppointmentState.CONFIRMED.value) & Q(ends_at__isnull=True))
                    )
                ),
                name="appointment_emergency_is_limited",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False) | (unsigned("ended") & unsigned("seen")),
                name="appointment_only_an_emergency_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"

    @property
    def is_emergency(self) -> bool:
        return self.hours is not None

    def in_force(self, at: "datetime") -> bool:
        """Whether this emergency lends its role at that moment."""
        return (
            self.state == AppointmentState.CONFIRMED
            and self.decided_at is not None
            and self.ends_at is not None
            and self.decided_at <= at < self.ends_at
            and self.ended_at is None
        )


class StaffSession(AbstractBaseSession):
    """A browser that has signed in, or is about to; ``session_store`` writes it. Every request
    moves ``expire_date`` on, so it also tells when the last one was."""

    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="sessions", verbose_name="账号"
    )
    started_at = models.DateTimeField("登录时间", null=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    browser = models.CharField("浏览器", max_length=40, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "登录"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from veterans.accounts.session_store import SessionStore

        return SessionStore

    @property
    def mark(self) -> str:
        """Names the session on a page; the key itself would let its reader in."""
        return sm3(self.session_key.encode()).hex()[:16]

    @property
    def last_seen_at(self) -> "datetime":
        return self.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE)


class SentForm(models.Model):
    """A form that was sent, by the token it carried: see ``accounts.once``. ``onward`` is where the
    person was led; it holds no more than an address of the portal."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token = models.CharField("表单标记", max_length=32)
    onward = models.CharField("去向", max_length=200, blank=True)
    sent_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "已提交的表单"
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="sent_form_once")]
        indexes = [models.Index(fields=["sent_at"], name="sent_form_old")]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"
