"""Pages for residents, who do not sign in: what may be kept of them, and what may be sent to them.

These pages ask no session and set no cookie but the one of the elder edition, so another site that
makes a browser send here sends nothing the person has not got anyway; there is no right to borrow.
What is left is that it might send in people's stead, and that is seen by what every browser says
of where a form came from.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from veterans.foundation import elder, error_pages

View = Callable[..., HttpResponse]

# Seconds. A corrected telephone is on every page after six minutes: one of ours, five of others.
FRESH = 300
_KEPT, _PUBLIC = "pages", f"public, max-age={FRESH}"
_OURS = frozenset({"same-origin", "none"})
ELSEWHERE = "这一页是从别的网站打开的，没有收下。请从本站首页进入，再填一次，或者打电话给我们。"


def for_everyone(view: View) -> View:
    """GET only, the same page for everybody, kept for a few minutes by whoever passes it on, and
    for one by us. A page that says ``no-store`` is kept by nobody.

    Somebody who is signed in takes the session's cookie along with every answer, so that answer
    must not be kept for others; and he sees what he has just changed. A page of the elder edition
    others must not keep at all, and ``Vary`` keeps the ordinary one from whoever reads that.
    """

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = "" if settings.SESSION_COOKIE_NAME in request.COOKIES else _key(request)
        kept = caches[_KEPT].get(key) if key else None
        if kept is not None:
            return _page(*kept, kept_by_others=_kept_by_others(request))
        response = view(request, *args, **kwargs)
        kept_for_everyone(request, response)
        patch_vary_headers(response, ["Cookie"])
        if response.headers["Cache-Control"] == _PUBLIC:
            response.headers["Cache-Control"] = _kept_by_others(request)
        is_page = response.status_code == 200 and request.method == "GET"
        if key and is_page and response.headers["Cache-Control"] == _kept_by_others(request):
            caches[_KEPT].set(key, (response.content, response.headers["Content-Type"]))
        return response

    return shown


def _key(request: HttpRequest) -> str:
    """By what a page is told from all others: its whole address, and the edition. A digest,
    because what somebody typed may be long and is nobody's business."""
    told = f"{elder.is_elder(request)} {request.build_absolute_uri()}"
    return hashlib.sha256(told.encode()).hexdigest()


def _kept_by_others(request: HttpRequest) -> str:
    return "private, no-cache" if elder.is_elder(request) else _PUBLIC


def _page(content: bytes, kind: str, *, kept_by_others: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Cache-Control": kept_by_others, "Vary": "Cookie"},
    )


def kept_for_everyone(request: HttpRequest, response: HttpResponse) -> None:
    """Says of an answer that is the same for everybody how long it may be kept, and by whom."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    own = response.headers.get("Cache-Control", "")
    if "no-store" in own:
        return
    if signed_in or response.status_code >= 400:
        response.headers["Cache-Control"] = "private, no-cache"
    elif not own:
        response.headers["Cache-Control"] = _PUBLIC


def for_sending(view: View) -> View:
    """GET shows, POST sends; kept by nobody, and refused where it came from another site.

    The form on such a page takes the switch of the edition along (``public/_edition.html`` with
    ``form_id``), so that nothing typed is lost; the view looks at ``elder.is_switching``.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            response = error_pages.page(403, message=ELSEWHERE, request=request)
        elif elder.is_switching(request):
            elder.take_over(request)
            response = view(request, *args, **kwargs)
            elder.remember(request, response)
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
