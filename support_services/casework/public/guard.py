"""What stands before a page that residents send something to.

These pages set no cookie and ask no session, so another site that makes a browser send here sends
nothing the person has not got anyway; there is no right to borrow. What is left is that it might
send in people's stead, and that is seen by what every browser says of where a form came from.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from veterans.foundation import error_pages

View = Callable[..., HttpResponse]
_OURS = frozenset({"same-origin", "none"})
ELSEWHERE = "这一页是从别的网站打开的，没有收下。请从本站首页进入，再填一次，或者打电话给我们。"


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
