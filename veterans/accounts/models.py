"""Users: one account per person, one role per account, one region per station worker."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from veterans.accounts import roles
from veterans.accounts.roles import Role
from veterans.foundation.fields import SealedTextField

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    role = models.CharField("岗位", max_length=16, choices=Role.choices)
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, verbose_name="服务区域"
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
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
        if self.is_bureau:
            return self.region.path if self.region is not None else ""
        if self.is_station and self.region is not None:
            return self.region.path
        return None

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django's question, answered by the role; unknown permissions are refused."""
        return self.is_active and roles.permits(self.role, perm)

    def has_perms(self, perm_list: "Iterable[str]", obj: object | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and roles.permits_app(self.role, app_label)


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
