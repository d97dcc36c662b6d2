"""Where one is signed in, and one's own sign-in log: the same page at both doors."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from veterans.accounts import selectors
from veterans.accounts.doors import DOORS, Door
from veterans.accounts.models import User
from veterans.accounts.services import sign_ins
from veterans.foundation import audit_words
from veterans.foundation.models import AuditEntry

_WRONG = {"password": "密码不对", "code": "验证码不对"}
_TONES = {
    "account.signed_in": "ok",
    "account.sign_in_failed": "warn",
    "account.locked_out": "bad",
}
_PER_PAGE = 30


@never_cache
def my_sign_ins(
    request: HttpRequest, *, door: Door, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """GET shows; POST ends the session with the mark ``end``, or all ``others``."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        return end_sessions(request, user)
    return TemplateResponse(
        request,
        template,
        {
            **(context or {}),
            "title": "我的登录",
            "sessions": session_rows(request, user),
            "page_obj": log_page(request, user_id=user.pk),
            "second_factor_url": door.second_factor if user.is_bureau else "",
            "password_url": door.password_change,
        },
    )


def end_sessions(request: HttpRequest, user: User) -> HttpResponse:
    """Of ``user``, by whoever asks: the one with the mark ``end``, or all but the asker's own."""
    actor, now = request.user, timezone.now()
    assert isinstance(actor, User)
    if mark := request.POST.get("end"):
        sign_ins.end_session(actor=actor, user=user, mark=mark, at=now)
        messages.success(request, "已结束那一处登录，那边再点任何按钮都要重新登录。")
    else:
        keep = request.session.session_key
        count = sign_ins.end_other_sessions(actor=actor, user=user, keep=keep, at=now)
        messages.success(request, f"已结束 {count} 处登录。" if count else "没有别处的登录。")
    return HttpResponseRedirect(request.get_full_path())


def session_rows(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """What the table of sessions shows."""
    return [
        {
            "mark": one.mark,
            "browser": one.browser,
            "address": one.address,
            "started_at": one.started_at,
            "last_seen_at": one.last_seen_at,
            "is_this": one.session_key == request.session.session_key,
        }
        for one in selectors.sessions_of(user, timezone.now())
    ]


def log_page(request: HttpRequest, **narrowed: Any) -> Any:
    """A page of the sign-in log; two queries and one for the names, however long it is."""
    page: Any = Paginator(selectors.sign_ins(**narrowed), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    entries: list[AuditEntry] = list(page.object_list)
    names = selectors.names_of(int(entry.subject_id) for entry in entries)
    page.object_list = [_row(entry, names) for entry in entries]
    return page


def _row(entry: AuditEntry, names: dict[int, str]) -> dict[str, Any]:
    detail = entry.detail
    doors = {door.name: door.title for door in DOORS}
    return {
        "at": entry.at,
        "who": names.get(int(entry.subject_id), detail.get("username", "")),
        "what": audit_words.action_word(entry.action),
        "tone": _TONES.get(entry.action, "idle"),
        "why": _WRONG.get(detail.get("wrong", ""), ""),
        "door": doors.get(detail.get("door", ""), ""),
        "address": detail.get("address", ""),
        "browser": detail.get("browser", ""),
    }


@never_cache
def stay(request: HttpRequest) -> HttpResponse:
    """Asked for by the button 继续: a request like any other, with nothing to say."""
    return HttpResponse(status=204)
