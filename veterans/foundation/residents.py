"""Pages for residents, who do not sign in: what may be kept of them, and what may be sent to them.

These pages set no cookie and ask no session, so another site that makes a browser send here sends
nothing the person has not got anyway; there is no right to borrow. What is left is that it might
send in people's stead, and that is seen by what every browser says of where a form came from.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from veterans.foundation import error_pages

View = Callable[..., HttpResponse]

# Seconds. A corrected telephone is on every page after five minutes.
FRESH = 300
_OURS = frozenset({"same-origin", "none"})
ELSEWHERE = "这一页是从别的网站打开的，没有收下。请从本站首页进入，再填一次，或者打电话给我们。"


def for_everyone(view: View) -> View:
    """GET only, the same page for everybody, kept for a few minutes by whoever passes it on.

    Somebody who is signed in takes the session's cookie along with every answer, so that answer
    must not be kept for others.
    """

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        kept_for_everyone(request, response)
        return response

    return shown


def kept_for_everyone(request: HttpRequest, response: HttpResponse) -> None:
    """Says of an answer that is the same for everybody how long it may be kept, and by whom."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    if signed_in or response.status_code >= 400:
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        response.headers.setdefault("Cache-Control", f"public, max-age={FRESH}")


def for_sending(view: View) -> View:
    """GET shows, POST sends; kept by nobody, and refused where it came from another site."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            response = error_pages.page(403, message=ELSEWHERE)
        else:
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return shown


def not_found_by_engines(response: HttpResponse) -> HttpResponse:
    """For what belongs to one person: in no index and no archive."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def comes_from_here(request: HttpRequest) -> bool:
    """By ``Sec-Fetch-Site``, else by ``Origin``; an old browser that sends neither is let in."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in _OURS
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc == request.get_host()
