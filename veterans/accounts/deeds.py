"""What every page has in common that asks before something is done.

GET asks; POST does it, by one service, whole or not at all. A view says who is meant, what it
takes, what is asked and what follows; the answer to what was sent is given here, the same
everywhere.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from veterans.accounts.bureau_pages import actor
from veterans.accounts.models import User
from veterans.accounts.once import FIELD, once
from veterans.foundation.errors import NotFound, Refused

AGAIN = "文件要重新选择一次。"
Data = dict[str, Any]
# (request, subject, what was filled in) -> the sentence of success
Run = Callable[[HttpRequest, Any, Data], str]


def doer(request: HttpRequest, duty: str, label: str) -> User:
    """Who is at the desk, if this step is that person's to take."""
    user = actor(request)
    if not user.may(duty):
        raise PermissionDenied(f"“{label}”不由您的岗位办理。")
    return user


def does(
    service: Callable[..., Any],
    key: str,
    said: str | Callable[[Any, Data], str],
    *,
    dated: bool = False,
) -> Run:
    """A step that hands what was filled in to ``service`` as it is.

    ``key``: the service's word for the number of the subject; ``dated``: it wants to know which
    day it is. ``said``: the sentence of success, perhaps made of what came of it and of what was
    filled in.
    """

    def run(request: HttpRequest, subject: Any, data: Data) -> str:
        today = {"today": timezone.localdate()} if dated else {}
        made = service(**{key: subject.pk}, **data, **today, by=actor(request), at=timezone.now())
        return said if isinstance(said, str) else said(made, data)

    return run


def done(
    request: HttpRequest,
    deed: Callable[[Data], str | None],
    *,
    back: str,
    form: forms.Form | None = None,
    onward: str = "",
) -> HttpResponse | None:
    """What was sent, done; the person goes ``back`` (or ``onward``) with the sentence of success,
    unless ``deed`` has said it, and ``back`` with that of the refusal. None where there is still
    something to ask: before it is sent, and while the form is not filled in."""
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return None
    try:
        said = deed(dict(form.cleaned_data) if form is not None else {})
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(back)
    if said is not None:
        messages.success(request, said)
    return HttpResponseRedirect(onward or back)


def filled_in(
    request: HttpRequest, form: forms.Form, deed: Callable[[Data], tuple[str, str]]
) -> HttpResponse | None:
    """The same for a form that stays open: what the service refuses is said on it, and that files
    must be chosen anew, which no browser keeps. ``deed`` gives the sentence of success and where to
    go on. A form that carries a token is done once (``once``)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        said, onward = once(
            by=actor(request),
            token=request.POST.get(FIELD, ""),
            deed=lambda: deed(dict(form.cleaned_data)),
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, f"{refusal}{AGAIN if request.FILES else ''}")
        return None
    messages.success(request, said)
    return HttpResponseRedirect(onward)


def turned_back(request: HttpRequest, why: str, back: str) -> HttpResponse:
    """It is too late for this step, or too early: nothing was asked, nothing done."""
    messages.warning(request, why)
    return HttpResponseRedirect(back)
