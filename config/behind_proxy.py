"""The client's own address, where a proxy of ours stands in front (``PORTAL_BEHIND_PROXY``).

Without it every sign-in would seem to come from the proxy, and whoever guesses passwords would
lock out the colleague whose name he tries.
"""

import contextlib
import ipaddress
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Before all others. Takes the last address of ``X-Forwarded-For``: the one our proxy saw.

    Everything before the last was sent by the client and may be invented.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        with contextlib.suppress(ValueError):  # asked directly, as the health check does
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(seen))
        return self.get_response(request)
