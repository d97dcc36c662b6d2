"""Short messages: what is asked of a gateway, and the three that there are.

Which provider a bureau has is not known here, and no two speak alike. The body below is this
project's own: ``{"to": "13800000000", "text": "..."}`` as JSON, the key in ``Idempotency-Key``.
Whoever connects a provider writes an adapter with ``send`` in its format, or puts a small relay in
front of it; what matters is that the same key twice is one message, and that "no answer" is told
apart from "refused".
"""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import structlog
from django.conf import settings

from veterans.foundation.masking import mask_phone

_log = structlog.get_logger("portal.notices")
# Understood and declined for this message: the same again would be declined again.
_REFUSED = frozenset({400, 404, 409, 410, 413, 422})
# Not taken this time, and surely not passed on.
_LATER = frozenset({401, 403, 405, 429, 503})
_ANSWER_BYTES = 4096


class Outcome(StrEnum):
    """ACCEPTED: taken over. REJECTED: never. LATER: not this time. UNKNOWN: perhaps taken."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """What the gateway said; ``code`` is short and holds nothing personal."""

    outcome: Outcome
    code: str = ""


class Gateway(Protocol):
    """Takes one message. Never raises for what the network or the other side does."""

    def send(self, *, key: str, phone: str, text: str) -> Answer: ...


class Off:
    """No gateway is set: nothing is begun, so nothing is lost."""

    def send(self, *, key: str, phone: str, text: str) -> Answer:
        raise RuntimeError("the SMS gateway is off")


class Console:
    """For the demo: a line in the log, the number covered and the text not said."""

    def send(self, *, key: str, phone: str, text: str) -> Answer:
        _log.info("sms", key=key, to=mask_phone(phone), characters=len(text))
        return Answer(Outcome.ACCEPTED, "console")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message is handed over where the setting says, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Http:
    """A gateway that is spoken to by HTTP; TLS is checked as the system's certificates say."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        self.url, self._token, self._seconds = url, token, seconds
        # Straight there: a proxy named in the environment is not asked.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def send(self, *, key: str, phone: str, text: str) -> Answer:
        request = urllib.request.Request(
            self.url,
            data=json.dumps({"to": phone, "text": text}).encode(),
            method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {self._token}",
                "Idempotency-Key": key,
            },
        )
        try:
            with self._opener.open(request, timeout=self._seconds) as response:
                return _read(response.status, response.read(_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                return _of_status(error.code)
        except urllib.error.URLError as error:
            # Nobody there: nothing was taken. Anything else may have arrived.
            if isinstance(error.reason, ConnectionRefusedError):
                return Answer(Outcome.LATER, "refused_connection")
            return Answer(Outcome.UNKNOWN, "no_connection")
        except (OSError, ValueError, http.client.HTTPException):
            return Answer(Outcome.UNKNOWN, "no_answer")


def _of_status(status: int) -> Answer:
    outcome = Outcome.UNKNOWN
    if status in _REFUSED:
        outcome = Outcome.REJECTED
    elif status in _LATER:
        outcome = Outcome.LATER
    return Answer(outcome, f"http_{status}")


def _read(status: int, body: bytes) -> Answer:
    """``{"status": "accepted"}`` or ``{"status": "rejected"}``; anything else is no answer."""
    try:
        said = json.loads(body)["status"]
    except (ValueError, KeyError, TypeError):
        return Answer(Outcome.UNKNOWN, f"http_{status}_unread")
    known = {"accepted": Outcome.ACCEPTED, "rejected": Outcome.REJECTED}
    return Answer(known.get(said, Outcome.UNKNOWN), f"http_{status}")


def is_on() -> bool:
    return bool(settings.PORTAL_SMS != "off")


def gateway() -> Gateway:
    """The one the settings name."""
    if settings.PORTAL_SMS == "http":
        return Http(settings.PORTAL_SMS_URL, settings.PORTAL_SMS_TOKEN, settings.PORTAL_SMS_SECONDS)
    return Console() if settings.PORTAL_SMS == "console" else Off()
