"""From what went wrong inside a view to the problem that says so. For ``EXCEPTION_HANDLER``."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from veterans.foundation import pace
from veterans.foundation.collisions import collided
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.programs.asked import BadParameters
from veterans.foundation.programs.problems import problem

# By the code of the error. Django's and DRF's own words repeat what was sent.
WORDS = {
    "required": "必须填写。",
    "null": "不能是空值。",
    "blank": "不能空着。",
    "empty": "不能空着。",
    "max_length": "太长了。",
    "min_length": "太短了。",
    "max_value": "太大了。",
    "min_value": "太小了。",
    "max_string_length": "太长了。",
    "not_a_dict": "应当是一个对象。",
    "unknown": "有不认识的项，请对照接口说明。",
}
FALLBACK = "不符合要求，请对照接口说明。"


class TooLarge(exceptions.APIException):
    """413: more was sent than any question takes."""

    status_code = 413


class NoToken(exceptions.APIException):
    """401: no token was sent, or none that lets in; with our own words, or the general ones."""

    status_code = 401
    default_detail = ""


_CODES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ParseError, "malformed-body"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotFound, "not-found"),
    (exceptions.PermissionDenied, "forbidden"),
    (TooLarge, "too-large"),
    (Http404, "not-found"),
    (PermissionDenied, "forbidden"),
    # The general words: its own could tell that the thing exists after all.
    (NotFound, "not-found"),
)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The problem that tells of the error; None for a fault of ours, which Django makes a 500."""
    if isinstance(error, pace.TooOften):
        return problem("too-often", detail=str(error), headers={"Retry-After": str(error.wait)})
    if isinstance(error, BadParameters):
        return problem("bad-parameter", errors=error.errors)
    if isinstance(error, exceptions.ValidationError):
        return problem("bad-body", errors=_told(error.get_codes()))
    if isinstance(error, NoToken):
        asks = {"WWW-Authenticate": "Bearer"}
        return problem("unauthorized", detail=str(error.detail), headers=asks)
    for kind, code in _CODES:
        if isinstance(error, kind):
            return problem(code)
    if isinstance(error, PermissionRefused):
        return problem("forbidden", detail=str(error))
    if isinstance(error, Refused):
        return problem("refused", detail=str(error))
    if refusal := collided(error):
        return problem("conflict", detail=str(refusal))
    return None


def _told(codes: Any) -> Iterator[tuple[str, str]]:
    """Field by field, by the codes of what is wrong; fields of a body here are not nested."""
    for name, found in codes.items() if isinstance(codes, dict) else [("", codes)]:
        for code in found if isinstance(found, list) else [found]:
            yield (
                "" if name == "non_field_errors" else name,
                WORDS.get(code, FALLBACK) if isinstance(code, str) else FALLBACK,
            )
