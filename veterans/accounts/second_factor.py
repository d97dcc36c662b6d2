"""The second step of signing in at the bureau's door, and binding a telephone for it.

Between password and code nobody is signed in: the session only remembers whose password was right.
So every guard holds without knowing of this step, and the failures of both count together, since
only a sign-in that is complete begins the count anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
import segno
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from veterans.accounts import rules, selectors
from veterans.accounts.browsers import browser_words
from veterans.accounts.doors import BUREAU, Door, WrongDoor
from veterans.accounts.models import SecondFactor, User
from veterans.accounts.services import second_factors, sign_ins
from veterans.accounts.services.second_factors import WrongCode
from veterans.accounts.session_store import SIGNED_IN
from veterans.foundation.errors import Refused

_KEY = "password_was_right"
_PATIENCE = timedelta(minutes=10)


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = hint


@dataclass(frozen=True)
class Waiting:
    """Somebody whose password was right, and where he wanted to go."""

    user: User
    goal: str


def whence_of(request: HttpRequest) -> dict[str, str]:
    """Where a request comes from, for the sign-in log."""
    return {
        "address": request.META.get("REMOTE_ADDR", ""),
        "browser": browser_words(request.META.get("HTTP_USER_AGENT", "")),
    }


def wait_for_code(request: HttpRequest, user: User, goal: str) -> HttpResponse:
    """After the right password: on to the second step, with a telephone to bind where none is."""
    # A new session: of whoever else was signed in here, nothing is left.
    request.session.flush()
    request.session[_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "goal": goal,
    }
    if selectors.second_factor_of(user) is None:
        second_factors.begin(user=user)
    return HttpResponseRedirect(BUREAU.second_factor)


def let_in(request: HttpRequest, user: User, door: Door, goal: str) -> HttpResponse:
    """Everything that was asked for has been given: signed in, written down, and told if
    somebody has taken the second factor away since the last time."""
    now = timezone.now()
    reset = selectors.second_factor_reset_since(user, user.last_login)
    request.session.pop(_KEY, None)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    whence = whence_of(request)
    request.session[SIGNED_IN] = {"at": now.isoformat(), **whence}
    sign_ins.note_sign_in(user=user, door=door.name, whence=whence, at=now)
    if reset is not None:
        messages.warning(
            request,
            f"您的第二重验证已于 {timezone.localtime(reset.at):%Y-%m-%d %H:%M} 由"
            f" {reset.actor_name} 重置，原因：{reset.detail['reason']}。"
            "不是您要求的，请马上告诉本单位负责人。",
        )
    return HttpResponseRedirect(goal)


@sensitive_post_parameters("code")
@never_cache
def second_factor(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page at ``/bureau/second-factor/``, before and after the sign-in is complete."""
    waiting = _waiting(request)
    user = waiting.user if waiting else request.user
    if not isinstance(user, User):
        return redirect_to_login(BUREAU.root, BUREAU.login)
    if not BUREAU.lets_in(user):
        raise WrongDoor(BUREAU, user)
    factor = selectors.second_factor_of(user)
    page = _Page(request, context, user, waiting)
    if factor is None:
        return page.begin()
    if factor.confirmed_at is None:
        return page.enrol(factor)
    return page.sign_in() if waiting else page.give_up(factor)


def _waiting(request: HttpRequest) -> Waiting | None:
    """Whose password was right a moment ago; nobody any more once it has been changed."""
    kept = request.session.get(_KEY)
    if kept is None or request.user.is_authenticated:
        return None
    user = selectors.user_by_id(kept["user"])
    late = timezone.now() - datetime.fromisoformat(kept["at"]) > _PATIENCE
    if (
        user is None
        or late
        or not constant_time_compare(kept["hash"], user.get_session_auth_hash())
    ):
        return None
    return Waiting(user, kept["goal"])


@dataclass(frozen=True)
class _Page:
    """One request: who asks, and whether the sign-in waits for this."""

    request: HttpRequest
    context: dict[str, Any]
    user: User
    waiting: Waiting | None

    def begin(self) -> HttpResponse:
        """No telephone yet."""
        if self.request.method == "POST":
            second_factors.begin(user=self.user)
            return HttpResponseRedirect(BUREAU.second_factor)
        return self._show("bureau/second_factor_begin.html", title="第二重验证")

    def enrol(self, factor: SecondFactor) -> HttpResponse:
        """The picture for the telephone, and the first code that it shows."""
        form = self._form("绑定以后，手机上显示的 6 位数字。")
        if self.request.method == "POST" and form.is_valid():
            now = timezone.now()
            codes = self._try(
                form,
                lambda code: second_factors.confirm(user=self.user, code=code, at=now),
            )
            if codes:
                goal = BUREAU.root
                # A session from before was opened by the password alone.
                sign_ins.end_other_sessions(
                    actor=self.user, user=self.user, keep=self.request.session.session_key, at=now
                )
                if self.waiting:
                    goal = self.waiting.goal
                    let_in(self.request, self.user, BUREAU, goal)
                return self._show(
                    "bureau/second_factor_codes.html",
                    title="恢复码",
                    codes=codes,
                    goal=goal,
                    printed_at=now,
                )
        uri = pyotp.TOTP(factor.secret).provisioning_uri(
            name=self.user.username, issuer_name=settings.PORTAL_BUREAU_NAME
        )
        picture = segno.make(uri, micro=False).svg_inline(scale=4)
        return self._show(
            "bureau/second_factor_enrol.html",
            title="绑定手机",
            form=form,
            # Drawn here, from nothing but numbers.
            picture=mark_safe(picture),
            groups=rules.groups_of(factor.secret),
        )

    def sign_in(self) -> HttpResponse:
        """The code that is asked for after the password."""
        assert self.waiting is not None
        form = self._form("手机上的 6 位数字。手机不在身边的，填一个没有用过的恢复码。")
        if self.request.method == "POST" and form.is_valid():
            done: list[int | None] = []
            self._try(
                form,
                lambda code: done.append(
                    second_factors.verify(user=self.user, code=code, at=timezone.now())
                ),
            )
            if done:
                if done[0] is not None:
                    messages.warning(
                        self.request,
                        f"用掉了一个恢复码，还剩 {done[0]} 个。换了手机的，请重新绑定。",
                    )
                return let_in(self.request, self.user, BUREAU, self.waiting.goal)
        return self._show("bureau/second_factor_code.html", title="输入验证码", form=form)

    def give_up(self, factor: SecondFactor) -> HttpResponse:
        """Another telephone, or new recovery codes."""
        form = self._form("现在手机上的 6 位数字，或者一个恢复码。")
        if self.request.method == "POST" and form.is_valid():
            done: list[None] = []
            self._try(
                form,
                lambda code: done.append(
                    second_factors.give_up(user=self.user, code=code, at=timezone.now())
                ),
            )
            if done:
                second_factors.begin(user=self.user)
                return HttpResponseRedirect(BUREAU.second_factor)
        return self._show(
            "bureau/second_factor_code.html", title="第二重验证", form=form, factor=factor
        )

    def _form(self, hint: str) -> CodeForm:
        return CodeForm(self.request.POST or None, hint=hint)

    def _try(self, form: CodeForm, attempt: Any) -> Any:
        """Do what takes a code. A wrong one counts as a wrong password does; whoever is locked
        out is not even listened to: axes' middleware turns the answer into the page that says so.
        """
        request: Any = self.request
        credentials = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            return None
        try:
            return attempt(form.cleaned_data["code"])
        except WrongCode as wrong:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            sign_ins.note_failed_sign_in(
                username=self.user.username,
                door=BUREAU.name,
                whence=whence_of(request),
                wrong="code",
                locked_out=bool(request.axes_locked_out),
                at=timezone.now(),
            )
            form.add_error("code", str(wrong))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        return None

    def _show(self, template: str, **more: Any) -> HttpResponse:
        return TemplateResponse(
            self.request,
            template,
            {**self.context, "waiting": self.waiting is not None, "person": self.user, **more},
        )
