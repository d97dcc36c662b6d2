"""Accounts, for the two administrators. Every change goes through a service."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from veterans.accounts import selectors
from veterans.accounts.bureau_site import Place, bureau_site
from veterans.accounts.models import User
from veterans.accounts.roles import HANDS, Role
from veterans.accounts.services import accounts as services
from veterans.accounts.services import appointments, second_factors
from veterans.accounts.states import EMERGENCY_HOURS, EMERGENCY_HOURS_MOST
from veterans.foundation.admin_base import Button, ButtonsMixin
from veterans.foundation.errors import Refused
from veterans.regions.models import Level, Region

WAITS = "岗位要等安全管理员确认以后才生效。"

# Django's groups have no meaning here: the role says everything.
admin.site.unregister(Group)


class RegionChoice(forms.ModelChoiceField):
    """Towns and villages with the name of what they belong to."""

    def __init__(self, **kwargs: Any) -> None:
        places = Region.objects.exclude(level=Level.COUNTY).select_related("parent")
        super().__init__(
            places.order_by("path"),
            required=False,
            label="服务区域",
            help_text="站点工作人员必填：镇街站选镇街，村居站选村居。局里的岗位不填。",
            empty_label="（局里，不指定）",
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} › {obj.name}" if obj.level == Level.VILLAGE else obj.name


def _says(form: forms.BaseForm, field: str, check: Callable[[], None]) -> None:
    try:
        check()
    except Refused as refusal:
        form.add_error(field, str(refusal))


class UserForm(forms.ModelForm):
    region = RegionChoice()

    class Meta:
        model = User
        fields: tuple[str, ...] = ("display_name", "role", "region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "role" in data and "region" in data:
            _says(self, "region", lambda: services.check_region(data["role"], data["region"]))
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会记入审计记录，不要写身份证号、手机号。",
    )


class EmergencyForm(ReasonForm):
    """One more hand's duties for some hours."""

    role = forms.ChoiceField(
        label="还要办的岗位", choices=[(one.value, one.label) for one in sorted(HANDS)]
    )
    hours = forms.IntegerField(
        label="时长（小时）", min_value=1, max_value=EMERGENCY_HOURS_MOST, initial=EMERGENCY_HOURS
    )
    field_order = ("role", "hours", "reason")


class NewUserForm(UserForm):
    password1 = forms.CharField(
        label="初始密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="由本人首次登录时改掉。",
    )
    password2 = forms.CharField(
        label="再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    class Meta(UserForm.Meta):
        fields = ("username", "display_name", "role", "region")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("username"):
            _says(self, "username", lambda: services.check_username(data["username"]))
        _clean_passwords(self, User(username=data.get("username", "")))
        return data


class PasswordForm(forms.Form):
    """A new first password; what it must fulfil is said by the service."""

    password1 = forms.CharField(
        label="新的初始密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password1") != data.get("password2"):
            self.add_error("password2", "两次输入的密码不一致。")
        return data


def _clean_passwords(form: forms.BaseForm, user: User) -> None:
    first, second = form.cleaned_data.get("password1"), form.cleaned_data.get("password2")
    if first and second and first != second:
        form.add_error("password2", "两次输入的密码不一致。")
    elif first:
        _says(form, "password1", lambda: services.check_password(first, user))


def _set_password(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    services.set_password(
        actor=actor_of(request), user=user, password=data["password1"], at=timezone.now()
    )
    return "新的初始密码已生效，请当面或电话告知本人。"


def _deactivate(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    services.deactivate(actor=actor_of(request), user=user, at=timezone.now())
    return f"账号 {user.username} 已停用。"


def _reactivate(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    services.reactivate(actor=actor_of(request), user=user, at=timezone.now())
    return f"账号 {user.username} 已重新启用，等安全管理员确认岗位。"


def _unlock(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    services.unlock(actor=actor_of(request), user=user, at=timezone.now())
    return f"账号 {user.username} 现在可以登录。"


def _reset_second_factor(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    second_factors.reset(
        actor=actor_of(request), user=user, reason=data["reason"], at=timezone.now()
    )
    return f"{user.username} 的第二重验证已重置，本人下次登录时重新绑定手机。"


def _emergency(request: HttpRequest, user: User, data: dict[str, Any]) -> str:
    appointments.propose_emergency(
        actor=actor_of(request),
        user=user,
        role=data["role"],
        hours=data["hours"],
        reason=data["reason"],
        at=timezone.now(),
    )
    return "已提出，等安全管理员确认后生效。"


def actor_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _others(request: HttpRequest, user: User) -> bool:
    return bool(request.user.pk != user.pk)


def _bound(user: User) -> bool:
    factor = selectors.second_factor_of(user)
    return factor is not None and factor.confirmed_at is not None


BUTTONS = (
    Button(
        name="password",
        label="重设密码",
        duty="accounts.manage",
        question=lambda user: f"为 {user.username} 设新的初始密码？",
        follows=lambda user: [
            "本人已打开的页面立即退出登录。",
            "本人下次登录时必须改密码。",
            "因输错密码而暂停登录的，同时解除。",
        ],
        shown=_others,
        run=_set_password,
        form=PasswordForm,
    ),
    Button(
        name="unlock",
        label="解除登录暂停",
        duty="accounts.manage",
        question=lambda user: f"解除 {user.username} 因连续输错密码造成的登录暂停？",
        follows=lambda user: ["请先确认是本人输错，而不是有人在试密码。"],
        run=_unlock,
    ),
    Button(
        name="second-factor",
        label="重置第二重验证",
        duty="accounts.secure",
        question=lambda user: f"重置 {user.username} 的第二重验证？",
        follows=lambda user: [
            "请先当面或电话确认，确是本人丢了手机、恢复码也不在手边。",
            "原来的手机和恢复码立即作废，本人下次登录时重新绑定。",
            "您的姓名、时间和原因记入审计记录，本人下次登录时会看到。",
        ],
        shown=lambda request, user: _others(request, user) and _bound(user),
        run=_reset_second_factor,
        form=ReasonForm,
        danger=True,
    ),
    Button(
        name="emergency",
        label="紧急授权",
        duty="accounts.manage",
        question=lambda user: f"让 {user} 临时多办一个岗位？",
        follows=lambda user: [
            "安全管理员确认以后才生效，到时自动失效，两位管理员都可以提前结束。",
            "本人每个页面上方都有红色提示，这段时间的审计记录都带上这一项，由审计事后查看。",
            "本人经办过的，仍要由另一个人复核、审批。",
        ],
        shown=lambda request, user: user.is_active and user.role in HANDS,
        run=_emergency,
        form=EmergencyForm,
    ),
    Button(
        name="deactivate",
        label="停用账号",
        duty="accounts.manage",
        question=lambda user: f"停用 {user.username}？",
        follows=lambda user: [
            "本人立即退出登录，此后不能登录。",
            "经办过的业务和审计记录都保留，账号不会删除，以后可以重新启用。",
        ],
        shown=lambda request, user: user.is_active and _others(request, user),
        run=_deactivate,
        danger=True,
    ),
    Button(
        name="reactivate",
        label="重新启用",
        duty="accounts.manage",
        question=lambda user: f"重新启用 {user.username}？",
        follows=lambda user: [
            f"提请安全管理员重新确认“{user.get_role_display()}”岗位，确认以后才能登录。",
            "原密码仍有效。",
        ],
        shown=lambda request, user: not user.is_active,
        run=_reactivate,
    ),
)


@admin.register(User)
class UserAdmin(ButtonsMixin):
    view_duty = "accounts.see"
    add_duty = change_duty = "accounts.manage"
    buttons = BUTTONS
    list_display = ("username", "display_name", "role", "region", "state", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("region",)
    search_fields = ("username", "display_name")
    readonly_fields = (
        "username",
        "state",
        "must_change",
        "second_factor_since",
        "last_login",
        "created_at",
    )

    @admin.display(description="状态", ordering="is_active")
    def state(self, user: User) -> str:
        if not user.is_active:
            return "已停用"
        return "启用中" if user.role else "待确认岗位"

    @admin.display(description="下次登录须改密码")
    def must_change(self, user: User) -> str:
        return "是" if user.must_change_password else "否"

    @admin.display(description="第二重验证")
    def second_factor_since(self, user: User) -> str:
        return "已启用" if _bound(user) else "未启用"

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = UserForm if obj is not None else NewUserForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ("username", "display_name", "role", "region", "password1", "password2")
        return ("username", "display_name", "role", "region", *self.readonly_fields[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ()
        # One's own is another's to change; what waits for the other administrator is not changed.
        fixed = obj.pk == request.user.pk or selectors.open_appointments(obj)
        return (*self.readonly_fields, *(("role", "region") if fixed else ()))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        data, actor, at = form.cleaned_data, actor_of(request), timezone.now()
        if not change:
            made = services.create_user(
                actor=actor,
                username=data["username"],
                password=data["password1"],
                role=data["role"],
                region=data["region"],
                display_name=data["display_name"],
                at=at,
            )
            obj.pk, obj.username = made.pk, made.username
            messages.info(request, WAITS)
            return
        if "display_name" in form.changed_data:
            services.change_details(actor=actor, user=obj, display_name=data["display_name"], at=at)
        if {"role", "region"} & set(form.changed_data):
            services.change_role(
                actor=actor, user=obj, role=Role(data["role"]), region=data["region"], at=at
            )
            messages.info(request, WAITS)


def desk(request: HttpRequest) -> dict[str, Any]:
    """What the administrators come for."""
    user = actor_of(request)
    if not (user.may("accounts.manage") or user.may("accounts.secure")):
        return {}
    accounts = User.objects.all()
    closed = accounts.filter(is_active=False).count()
    what = "开通、停用、重设密码" if user.may("accounts.manage") else "重置第二重验证"
    listed = {
        "title": "账号",
        "url": reverse("admin:accounts_user_changelist"),
        "note": f"{accounts.count()} 个账号，{closed} 个已停用。{what}",
    }
    if not user.may("accounts.manage"):
        return {"shortcuts": [listed]}
    return {
        "shortcuts": [
            listed,
            {
                "title": "新开账号",
                "url": reverse("admin:accounts_user_add"),
                "note": "每人一个账号，一个账号一个岗位",
            },
            {
                "title": "镇街与村居",
                "url": reverse("admin:regions_region_changelist"),
                "note": "服务区域一览",
            },
        ]
    }


bureau_site().add_to_desk(desk)
bureau_site().add_places(
    [
        Place("账号", "accounts_user_changelist", "emergency.end", 80),
        Place("审计记录", "foundation_auditentry_changelist", "audit.read", 90),
    ]
)
