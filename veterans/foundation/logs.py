"""Structured logs: one line per event, with the request's number and no personal data.

Everything, Django's and Celery's own lines included, goes through the same processors. A path is
logged without its query and without a secret in it, a person by key only, an address of the network
not at all; what has the form of an identity, telephone or account number is covered whoever wrote
it.
"""

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from veterans.foundation import request_number
from veterans.foundation.personal_data import COVERED, scrub

# PostgreSQL repeats whole rows in these lines of an error: names, addresses, everything.
_DATABASE_DETAIL = re.compile(
    r"^(DETAIL|CONTEXT|PARAMETERS?):.*?"
    r"(?=\n(?:DETAIL:|CONTEXT:|HINT:|Traceback |\nThe above|\nDuring|\s*File \")|\Z)",
    re.MULTILINE | re.DOTALL,
)
# A part of an address so long that nobody guesses it is a secret: whoever has it may open the page.
_SECRET_IN_PATH = re.compile(r"(?<=/)[0-9A-Za-z_-]{40,}(?=[/?\s]|\Z)")
# Loggers that write names or network addresses, or repeat our own request line with its query.
_SILENCED = {"axes": "ERROR", "django.server": "ERROR", "django.template": "INFO"}

Event = MutableMapping[str, Any]


def _add_request_number(_logger: Any, _method: str, event: Event) -> Event:
    number = request_number.current()
    if number:
        event.setdefault("request", number)
    return event


def _scrub_values(_logger: Any, _method: str, event: Event) -> Event:
    """Last before rendering, so that nothing is added behind it."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "request"):
            told = _SECRET_IN_PATH.sub(COVERED, _DATABASE_DETAIL.sub(r"\1: […]", value))
            event[key] = scrub(told)
        elif value is not None and not isinstance(value, bool | int | float):
            event[key] = scrub(str(value))
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(*, json: bool, level: str = "INFO") -> None:
    """Set up logging of the whole process: JSON lines for machines, plain ones for people."""
    renderer: Any
    if json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        # No ExtraAdder: Django hangs the request, with all it holds, on its records.
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            # Before scrubbing: the text of an exception holds whatever the code put into it.
            structlog.processors.format_exc_info,
            _add_request_number,
            _scrub_values,
            renderer,
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"portal": formatter},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "portal"},
            },
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # Django's own handlers (console, mail to admins) would each write a second copy.
                "django": {"handlers": [], "level": "INFO", "propagate": True},
                **{
                    name: {"handlers": [], "level": minimum, "propagate": True}
                    for name, minimum in _SILENCED.items()
                },
            },
        }
    )
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def from_settings(logging_settings: dict[str, Any]) -> None:
    """For ``settings.LOGGING_CONFIG``: Django calls it with ``settings.LOGGING``
    (``{"json": True, "level": "INFO"}``) before any app is loaded."""
    configure(json=bool(logging_settings.get("json")), level=logging_settings.get("level", "INFO"))
