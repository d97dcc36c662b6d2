"""Pages for residents who vote: the list, one poll with a form, the code, and what came of it.

No session, no cookie, no script. Pages with a form are kept by nobody and found by no engine; the
telephone that was typed is shown again beside its own error, or where the edition is switched.
"""

import uuid
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from honors.votes import published, tasks
from honors.votes.public.forms import CodeForm, VoteForm
from honors.votes.published import PublicPoll
from honors.votes.services import voting
from support_services.notices.channels import demo_phone
from support_services.stations import published as stations
from support_services.stations.public.views import phone_of
from veterans.foundation import elder, pace
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.residents import View, for_sending, not_found_by_engines

TOKEN, TICKET = "form", "ticket"  # names, not secrets


def _page(view: View) -> View:
    """Kept by nobody, sent from here, and in no index."""

    @for_sending
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return not_found_by_engines(view(request, *args, **kwargs))

    return shown


def _shown(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    told = {**phone_of(stations.center()), "is_demo": demo_phone.is_there(), **context}
    return render(request, template, told, status=status)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _poll(poll_id: int) -> PublicPoll:
    found = published.poll(poll_id, timezone.localdate())
    if found is None:
        raise Http404
    return found


@_page
def polls(request: HttpRequest) -> HttpResponse:
    """What may be voted in now, what comes, what is over."""
    return _shown(request, "public/votes.html", polls=published.polls(timezone.localdate()))


@_page
def poll(request: HttpRequest, poll_id: int) -> HttpResponse:
    """What may be chosen, and the form. Whatever telephone is given, the answer is the form for the
    code."""
    found = _poll(poll_id)
    token = request.POST.get(TOKEN, "")
    if not voting.is_token(token):
        token = uuid.uuid4().hex
    options = [(str(one.id), f"{one.number} 号 {one.label}") for one in found.options]
    if request.method != "POST" or elder.is_switching(request) or not found.is_open:
        typed = request.POST.dict() if request.method == "POST" else None
        return _choosing(request, found, VoteForm(options=options, initial=typed), token)
    form = VoteForm(request.POST, options=options)
    if not form.is_valid():
        return _choosing(request, found, form, token)
    try:
        asked = voting.ask(
            poll_id=found.id,
            option_id=int(form.cleaned_data["option"]),
            phone=form.cleaned_data["phone"],
            form=token,
            address=_address(request),
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except pace.TooOften as refusal:
        form = VoteForm(options=options, initial={"option": form.cleaned_data["option"]})
        return _choosing(request, found, form, token, said=str(refusal), status=429)
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _choosing(request, found, form, token)
    transaction.on_commit(partial(tasks.carry.delay, asked.key), robust=True)
    return _coding(request, CodeForm(), asked.ticket)


def _choosing(
    request: HttpRequest,
    found: PublicPoll,
    form: VoteForm,
    token: str,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    chosen = str(form["option"].value() or "")
    return _shown(
        request,
        "public/vote.html",
        status=status,
        poll=found,
        form=form,
        token=token,
        said=said,
        chosen=chosen,
        most=max([one.votes or 0 for one in found.options], default=0),
        is_live=any(one.votes is not None for one in found.options),
    )


def _coding(
    request: HttpRequest, form: CodeForm, ticket: str, *, said: str = "", status: int = 200
) -> HttpResponse:
    return _shown(
        request,
        "public/vote_code.html",
        status=status,
        form=form,
        ticket=ticket,
        said=said,
        minutes=settings.PORTAL_VOTE_MINUTES,
    )


@_page
def code(request: HttpRequest) -> HttpResponse:
    """The code comes back: the right one leads on, everything else is one and the same page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("votes:list"))
    form, ticket = CodeForm(request.POST), voting.ticket_of(request.POST.get(TICKET, ""))
    if elder.is_switching(request):
        return _coding(request, CodeForm(initial=request.POST.dict()), ticket)
    if not form.is_valid():
        return _coding(request, form, ticket)
    try:
        given = voting.give_back(
            ticket=ticket,
            code=form.cleaned_data["code"],
            address=_address(request),
            at=timezone.now(),
        )
    except pace.TooOften as refusal:
        return _coding(request, CodeForm(), ticket, said=str(refusal), status=429)
    except Refused as refusal:
        return _coding(request, CodeForm(), ticket, said=str(refusal))
    return HttpResponseRedirect(
        reverse("votes:done" if given.counts else "votes:again", args=[given.poll])
    )


@_page
def done(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The vote counts. The same page for everybody: it knows nothing of who looks."""
    return _shown(request, "public/vote_done.html", poll=_poll(poll_id), counts=True)


@_page
def again(request: HttpRequest, poll_id: int) -> HttpResponse:
    """That telephone had no vote left today; told to whoever holds it."""
    return _shown(request, "public/vote_done.html", poll=_poll(poll_id), counts=False)
