"""Signing in and out, the same for both doors; each door names itself and whom it lets in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from veterans.accounts import selectors
from veterans.accounts.doors import BUREAU, STATION, Door
from veterans.accounts.models import User
from veterans.accounts.second_factor import let_in, wait_for_code, whence_of
from veterans.accounts.services import accounts as services
from veterans.accounts.services import sign_ins
from veterans.foundation.errors import Refused


class SignInForm(AuthenticationForm):
    """Name and password. One message for an unknown name, a wrong password and a closed account:
    nobody learns here which accounts exist."""

    error_messages = {
        "invalid_login": "用户名或密码不正确，请重新输入。注意大小写。",
        "inactive": "用户名或密码不正确，请重新输入。注意大小写。",
    }

    def __init__(self, *args: Any, door: Door, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.door = door
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuses, after a right password, whoever belongs to the other door."""
        super().confirm_login_allowed(user)
        if not user.role:
            raise ValidationError("岗位还没有经安全管理员确认，确认以后才能登录。", "unconfirmed")
        if not self.door.lets_in(user):
            other = STATION if self.door is BUREAU else BUREAU
            raise ValidationError(f"此账号请从{other.title}（{other.root}）登录。", "wrong_door")


class SignInView(LoginView):
    """``as_view(door=..., template_name=...)``."""

    door: Door = STATION
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.door.lets_in(request.user):
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "door": self.door}

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Only addresses behind this door: the other one would refuse anyway."""
        url = super().get_redirect_url()
        round_about = url.startswith((self.door.login, self.door.logout))
        return url if url.startswith(self.door.root) and not round_about else ""

    def get_default_redirect_url(self) -> str:
        return self.door.root

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"next": self.get_redirect_url(), "door": self.door, **kwargs}
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)
        goal = self.get_success_url()
        if selectors.owes_second_factor(user):
            return wait_for_code(self.request, user, goal)
        return let_in(self.request, user, self.door, goal)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        username = form.cleaned_data.get("username")
        tried = form.has_error("__all__", "invalid_login")
        # While locked out every try would add an entry; the one that locks is written.
        if username and tried and not self._was_locked():
            sign_ins.note_failed_sign_in(
                username=username,
                whence=whence_of(self.request),
                door=self.door.name,
                locked_out=bool(getattr(self.request, "axes_locked_out", False)),
                at=timezone.now(),
            )
        return super().form_invalid(form)

    def _was_locked(self) -> bool:
        """Locked before this try: then no failure has been counted."""
        locked = getattr(self.request, "axes_locked_out", False)
        return bool(locked) and not getattr(self.request, "axes_failures_since_start", None)


class NewPasswordForm(PasswordChangeForm):
    """Old password once, new one twice. The service checks and writes; nothing is saved here."""

    error_messages = {
        "password_incorrect": "现用密码不正确，请重新输入。",
        "password_mismatch": "两次输入的新密码不一致。",
    }
    old_password = forms.CharField(
        label="现用密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输一次新密码"
        # One line instead of Django's list; the rules are those of the installation.
        self.fields["new_password1"].help_text = "".join(password_validators_help_texts())
        self.fields["new_password2"].help_text = ""

    def save(self, commit: bool = True) -> Any:
        user = services.change_own_password(
            user=self.user, password=self.cleaned_data["new_password1"], at=timezone.now()
        )
        # The session is renewed from this object; it needs the new hash.
        self.user.password = user.password
        self.user.must_change_password = False
        return self.user


class NewPasswordView(PasswordChangeView):
    """``as_view(door=..., template_name=...)``; behind the door's own guard."""

    door: Door = STATION
    form_class = NewPasswordForm
    title = "修改密码"

    def get_success_url(self) -> str:
        return self.door.root

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        assert isinstance(user, User)
        owed = user.owes_new_password(timezone.now())
        return super().get_context_data(
            **{
                "door": self.door,
                "logout_url": self.door.logout,
                "must_change_password": user.must_change_password,
                "password_is_old": owed and not user.must_change_password,
                "password_days": settings.PORTAL_PASSWORD_DAYS,
                **kwargs,
            }
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response = super().form_valid(form)
        except Refused as refusal:
            form.add_error("new_password1", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "密码已修改，下次登录请用新密码。")
        return response


@never_cache
def sign_out(request: HttpRequest, *, door: Door) -> HttpResponse:
    """End the session and go back to the door's sign-in page; a mere link ends nothing."""
    if request.method != "POST":
        return HttpResponseRedirect(door.root)
    user = request.user
    if isinstance(user, User):
        sign_ins.note_sign_out(
            user=user, door=door.name, whence=whence_of(request), at=timezone.now()
        )
    logout(request)
    return HttpResponseRedirect(door.login)
