"""The view from which every address of the programs' door is made.

No session is asked and no cookie set or read, so there is no right that another site could make a
browser borrow: no token against forgery is needed. Other origins get no CORS header; programs do
not need one, and pages of other sites are not meant.
"""

import json
import re
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from veterans.foundation import pace
from veterans.foundation.programs.answers import NoToken, TooLarge
from veterans.foundation.programs.asked import Asked
from veterans.foundation.residents import kept_for_everyone

# Bytes. The largest question there is takes some hundred.
LONGEST_BODY = 8 * 1024
# RFC 6750; ours are shorter.
_BEARER = re.compile(r"\A[Bb]earer +(?P<token>[0-9A-Za-z._~+/-]{1,200}=*)\Z")


class JsonParser(BaseParser):
    """JSON in UTF-8, as it should be between programs (RFC 8259), and not much of it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        text = stream.read(LONGEST_BODY + 1)
        if len(text) > LONGEST_BODY:
            raise TooLarge
        try:
            return json.loads(text.decode("utf-8"), parse_constant=_no_constant)
        # RecursionError: brackets by the thousand.
        except (ValueError, RecursionError):
            raise ParseError from None


def _no_constant(_name: str) -> NoReturn:
    """``NaN`` and ``Infinity`` are Python's, not JSON."""
    raise ValueError


@method_decorator(conditional_page, name="dispatch")
class ProgramsView(APIView):
    """One address. ``asked``: its parameters. Open to everybody unless a view asks for a token."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = (JsonParser,)
    metadata_class = None
    asked: type[Asked] = Asked

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # A client may name any codec in its Content-Type, and some of Python's are not of text.
        request.encoding = "utf-8"
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # First of all, so that wrong questions and wrong tokens count as well.
        pace.keep(
            deed="api",
            who=pace.stranger(request.META.get("REMOTE_ADDR", "")),
            limits=[pace.Limit(60, settings.PORTAL_API_PER_MINUTE, TOO_OFTEN)],
            at=timezone.now(),
        )
        super().initial(request, *args, **kwargs)
        self.wanted = self.asked.read(request.query_params)

    def options(  # type: ignore[override]
        self, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        """Which methods there are (header ``Allow``), and nothing for other origins."""
        return Response(status=204)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        done = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("GET", "HEAD") and done.status_code < 400:
            kept_for_everyone(request, done)
        else:
            done.headers["Cache-Control"] = "no-store"
        return done


def bearer(request: Request) -> str:
    """The token of the request; refuses (401) one that has none."""
    found = _BEARER.match(request.headers.get("Authorization", ""))
    if found is None:
        raise NoToken
    return found["token"]


TOO_OFTEN = "这个地址这一分钟里请求太多，请等够响应头里写的秒数再发；要大批取数，请一页多取几条。"
