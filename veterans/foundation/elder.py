"""长辈版, the elder edition of the residents' pages: who reads it, and how one comes and goes.

Whoever presses the switch carries one cookie, which says that and nothing else; nobody else carries
any. What the edition looks like is a matter of templates and of ``static/portal/elder.css``. It
follows what GB/T 37668-2019 and the MIIT's guidance ask for; nobody has certified it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "portal_elder"
_YES = "1"
YEAR = 365 * 24 * 60 * 60
# Name and values of the button that changes the edition.
SWITCH, ELDER, PLAIN = "banben", "zhangbei", "putong"


def is_elder(request: HttpRequest) -> bool:
    """Whether this person reads the elder edition."""
    return request.COOKIES.get(COOKIE) == _YES


def is_switching(request: HttpRequest) -> bool:
    """The switch was pressed on a page on which something is being written: show what was typed
    again, check nothing and send nothing."""
    return request.method == "POST" and request.POST.get(SWITCH) in (ELDER, PLAIN)


def take_over(request: HttpRequest) -> None:
    """From here on the request counts as one of the edition that was pressed."""
    if request.POST[SWITCH] == ELDER:
        request.COOKIES[COOKIE] = _YES
    else:
        request.COOKIES.pop(COOKIE, None)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Gives the browser the cookie, or takes it away. The cookie says one thing of nobody in
    particular, for a year; no script reads it."""
    if is_elder(request):
        response.set_cookie(
            COOKIE,
            _YES,
            max_age=YEAR,
            path="/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, path="/", samesite="Lax")


def own_path(address: str) -> str:
    """The page somebody came from, its query included; the front page for what is none of ours."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else "/"
