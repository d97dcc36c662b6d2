"""Carries the request's number to the task that the request sent off, and on to its tasks."""

from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from veterans.foundation import request_number

_HEADER = "portal_request"
_ATTRIBUTE = "_portal_numbered"


def _send(headers: dict[str, Any] | None = None, **_: Any) -> None:
    number = request_number.current()
    if headers is not None and number:
        headers.setdefault(_HEADER, number)


def _begin(task: Any = None, **_: Any) -> None:
    """A task that nobody's request sent (beat) gets a number of its own."""
    sent = str(task.request.get(_HEADER) or "")
    number = sent if request_number.is_number(sent) else request_number.new()
    numbered = request_number.numbered(number)
    numbered.__enter__()
    setattr(task.request, _ATTRIBUTE, numbered)


def _end(task: Any = None, **_: Any) -> None:
    numbered = getattr(task.request, _ATTRIBUTE, None)
    if numbered is not None:
        numbered.__exit__(None, None, None)


def connect() -> None:
    """Called once by the app's ``ready``."""
    before_task_publish.connect(_send, dispatch_uid="portal.request_number")
    task_prerun.connect(_begin, dispatch_uid="portal.request_number")
    task_postrun.connect(_end, dispatch_uid="portal.request_number")
