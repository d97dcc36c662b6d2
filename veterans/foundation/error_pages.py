"""Error pages: plain words and the number to quote. They work when much else does not.

Rendered without context processors, so that neither session nor database is asked. Of the request
only the cookie of the elder edition is read, so that whoever needs large letters has them here too.
"""

from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from veterans.foundation import elder, request_number
from veterans.foundation.programs import problems

_log = structlog.get_logger("portal.error_pages")
_BARE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>请求编号：{number}</p><p>如需帮助，请把这个编号告诉管理员。</p>"
    '<p><a href="/">回到首页</a></p></body></html>'
)
_TITLES = {
    400: "这个请求无法处理",
    403: "这项操作您现在不能办理",
    404: "没有找到这个页面",
    409: "这次没有保存",
    429: "尝试次数过多",
    500: "系统出了问题，不是您的操作有误",
}


def page(
    status: int,
    *,
    template: str = "",
    message: str = "",
    context: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> HttpResponse:
    """The page for that status; falls back to bare HTML when the template fails."""
    number = request_number.current()
    values = {**(context or {}), "request_number": number, "message": message}
    if request is not None and elder.is_elder(request):
        values |= {"elder": True, "bureau_phone": settings.PORTAL_BUREAU_PHONE}
    try:
        html: str = render_to_string(template or f"errors/{status}.html", values)
    except Exception:
        # A broken template must not hide the error that brought us here.
        _log.exception("error page failed", status=status)
        html = _BARE.format(title=_TITLES.get(status, _TITLES[500]), number=number)
    response = HttpResponse(html, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def answer(
    request: HttpRequest,
    status: int,
    *,
    template: str = "",
    message: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page for a person; for a program the same as data."""
    if problems.for_programs(request):
        return problems.problem(problems.of_status(status), detail=message)
    return page(status, template=template, message=message, context=context, request=request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. The exception's own words are Django's and English: not shown."""
    if isinstance(exception, SessionInterrupted) and _database_away(exception):
        # Django takes any failure to save the session for one that was deleted, and so for the
        # person's doing. The cause is in the log only if we write it there.
        _log.error("session not saved: the database is away")
        return answer(request, 500)
    return answer(request, 400)


def _database_away(exception: BaseException | None) -> bool:
    while exception is not None:
        if isinstance(exception, OperationalError | InterfaceError):
            return True
        exception = exception.__cause__ or exception.__context__
    return False


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403. Shows the words of a ``PermissionDenied`` of ours, on a page of its own where
    it names one (``template``, ``context``)."""
    own = isinstance(exception, PermissionDenied) and exception.args
    return answer(
        request,
        403,
        template=getattr(exception, "template", ""),
        message=str(exception.args[0]) if own else "",
        context=getattr(exception, "context", None),
    )


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """handler404. Always the same words: nobody learns whether a record exists."""
    return answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500."""
    return answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``CSRF_FAILURE_VIEW``: the page was open too long, or sent from elsewhere."""
    return answer(request, 403, template="errors/403_csrf.html")
