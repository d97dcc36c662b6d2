"""Around every request: its number, its log line, and refusals turned into pages."""

import logging
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from veterans.foundation import error_pages, request_number
from veterans.foundation.collisions import collided
from veterans.foundation.errors import NotFound, PermissionRefused, Refused

Answer = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-Id"
_log = structlog.get_logger("portal.request")


class RequestNumberMiddleware:
    """First in the list: numbers the request, answers with the number, logs one line.

    A number sent by the client is not taken over: what comes from outside does not name our log
    lines. The line holds the path without query and the user's key, never a name or an address.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_number.numbered(request_number.new()) as number:
            request.number = number  # type: ignore[attr-defined]
            started = time.perf_counter()
            response = self.get_response(request)
            response.headers[HEADER] = number
            self._write(request, response, time.perf_counter() - started)
            return response

    @staticmethod
    def _write(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        watched = request.path == "/healthz" or request.path.startswith(settings.STATIC_URL)
        quiet = watched and response.status_code < 400
        _log.log(
            logging.DEBUG if quiet else logging.INFO,
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round(seconds * 1000),
            # Only where the view has loaded the user anyway: the log line asks no database.
            user=getattr(getattr(request, "_cached_user", None), "pk", None),
        )


class RefusalMiddleware:
    """Turns ``Refused`` raised by a service into the page that shows its message.

    The service's transaction has rolled back by then. A view that wants to show a refusal in place
    (on the form) catches it itself.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            # The general words: the message could tell that the thing exists after all.
            return error_pages.answer(request, 404)
        if isinstance(exception, PermissionRefused):
            return error_pages.answer(request, 403, message=str(exception))
        if isinstance(exception, Refused):
            return error_pages.answer(request, 400, message=str(exception))
        if refusal := collided(exception):
            return error_pages.answer(request, 409, message=str(refusal))
        return None
