"""What a door for staff looks at before any page: the password, and what is lent for a time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from veterans.accounts import selectors
from veterans.accounts.doors import BUREAU, DOORS
from veterans.accounts.models import User


class EmergencyMiddleware:
    """After authentication: whoever holds an emergency (紧急授权) holds it for this request, if it
    has not run out. Anybody read from the database anew holds none: that fails closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(BUREAU.root):
            user = request.user
            if isinstance(user, User) and user.emergency_id is not None:
                user.lent = selectors.emergency_of(user, timezone.now())
        return self.get_response(request)


class KeptFormMiddleware:
    """A form that a page keeps until it has arrived (``static/portal/draft.js``) is sent by script,
    which may not see where a redirect leads: it is told in a header, and goes there itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Kept-Form" in request.headers and isinstance(response, HttpResponseRedirect):
            told = HttpResponse(status=204, headers={"X-Go-To": response["Location"]})
            # What was said on the way is shown on the page that follows, and the session stays.
            told.cookies = response.cookies
            return told
        return response


class PasswordChangeMiddleware:
    """Whoever has a password that somebody else gave, or that is too old, sees one page only: the
    one to change it.

    After authentication. Only the doors for staff are watched; ``/`` and ``/healthz`` ask no
    session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for door in DOORS:
            if not request.path.startswith(door.root):
                continue
            user = request.user
            allowed = (door.password_change, door.logout)
            if (
                isinstance(user, User)
                and door.lets_in(user)
                and user.owes_new_password(timezone.now())
                and request.path not in allowed
                and not request.path.startswith(f"{door.root}jsi18n")
            ):
                return HttpResponseRedirect(door.password_change)
        return self.get_response(request)
