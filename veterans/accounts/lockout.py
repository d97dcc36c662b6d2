"""What somebody sees who has failed too often: until when, in Chinese."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from veterans.foundation import error_pages


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """``AXES_LOCKOUT_CALLABLE``. The same page whether the account exists or not."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    last = AccessAttempt.objects.filter(
        username=(credentials or {}).get("username"),
        ip_address=getattr(request, "axes_ip_address", None),
    ).aggregate(last=Max("attempt_time"))["last"]
    # The rounding goes up to the next minute, so that "after 15:42" is never too early.
    until = timezone.localtime((last or timezone.now()) + cool_off + timedelta(seconds=59))
    minutes = int(cool_off.total_seconds() // 60)
    message = (
        f"密码或验证码连续输错 {settings.AXES_FAILURE_LIMIT} 次，"
        f"为保护账号已暂停登录 {minutes} 分钟。"
        f"请在 {until:%H:%M} 之后再试；急需办理或不是本人操作的，请联系系统管理员。"
    )
    response = error_pages.page(
        429, template="errors/429.html", message=message, context={"sign_in": request.path}
    )
    remaining = (until - timezone.now()).total_seconds()
    response.headers["Retry-After"] = str(max(1, int(remaining)))
    return response
