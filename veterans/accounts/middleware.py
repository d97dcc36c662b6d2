"""Whoever has a password that somebody else gave sees one page only: the one to change it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from veterans.accounts.doors import DOORS


class PasswordChangeMiddleware:
    """After authentication. Only the doors for staff are watched; ``/`` and ``/healthz`` ask no
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
                door.lets_in(user)
                and getattr(user, "must_change_password", False)
                and request.path not in allowed
                and not request.path.startswith(f"{door.root}jsi18n")
            ):
                return HttpResponseRedirect(door.password_change)
        return self.get_response(request)
