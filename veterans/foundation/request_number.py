"""The number of the request in hand: short enough to be read out over the telephone."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# No 0 O Q, 1 I L, 8 B, 5 S, 2 Z, U V: they look or sound alike.
ALPHABET = "34679ACDEFGHJKMNPRTWXY"
LENGTH = 8
_FORM = re.compile(rf"\A[{ALPHABET}]{{{LENGTH}}}\Z")

_current: ContextVar[str] = ContextVar("request_number", default="")


def new() -> str:
    """Eight characters that are not mistaken for each other."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def current() -> str:
    """The number in force, or an empty text outside any request."""
    return _current.get()


def is_number(text: str) -> bool:
    """Whether it has the form of ours; anything else must not reach a log line."""
    return bool(_FORM.match(text))


@contextmanager
def numbered(number: str) -> Iterator[str]:
    """Everything inside carries that number: log lines, audit entries, tasks sent off."""
    token = _current.set(number)
    try:
        yield number
    finally:
        _current.reset(token)
