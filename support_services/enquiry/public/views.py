"""Pages for residents: prove by a code that it is you, and see your own.

The first two steps ask nothing of anybody's file (``services.asking``, ``services.proving``), and
what is wrong has one answer. The cookie comes with the right code, for these addresses and a
quarter of an hour; every page is kept by nobody and found by no engine.
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

from support_services.casework.published import whom_else
from support_services.enquiry import demo_person, published, services, tasks
from support_services.enquiry.further import further
from support_services.enquiry.public.forms import AskForm, CodeForm, WrongForm
from support_services.enquiry.services import Viewer
from support_services.enquiry.states import VIEWING
from support_services.notices.channels import demo_phone
from veterans.foundation import elder, pace
from veterans.foundation.errors import Refused
from veterans.foundation.residents import View, for_sending, not_found_by_engines

TOKEN, TICKET, COOKIE, OVER = "form", "ticket", "portal_own", "guoshi"  # names, not secrets


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
    whom = whom_else()
    told = {"bureau_phone": whom.phone, "bureau_tel": whom.tel, **context}
    return render(request, template, told, status=status)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@_page
def ask(request: HttpRequest) -> HttpResponse:
    """Name and number. Whoever they belong to, the answer is the form for the code."""
    if not services.is_open():
        return _shown(request, "public/own_closed.html")
    token = request.POST.get(TOKEN, "")
    if not services.is_token(token):
        token = uuid.uuid4().hex
    if request.method != "POST":
        return _asking(request, AskForm(), token, is_over=OVER in request.GET)
    if elder.is_switching(request):
        return _asking(request, AskForm(initial=request.POST.dict()), token)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _asking(request, form, token)
    try:
        asked = services.ask(
            name=form.cleaned_data["name"],
            number=form.cleaned_data["number"],
            form=token,
            address=_address(request),
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except pace.TooOften as refusal:
        return _asking(request, AskForm(), token, said=str(refusal), status=429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, form, token)
    transaction.on_commit(partial(tasks.carry.delay, asked.key), robust=True)
    return _coding(request, CodeForm(), asked.ticket)


def _asking(
    request: HttpRequest,
    form: AskForm,
    token: str,
    *,
    said: str = "",
    is_over: bool = False,
    status: int = 200,
) -> HttpResponse:
    return _shown(
        request,
        "public/own_ask.html",
        status=status,
        form=form,
        token=token,
        said=said,
        is_over=is_over,
        minutes=int(VIEWING.total_seconds() // 60),
        is_demo=demo_phone.is_there(),
    )


def _coding(
    request: HttpRequest, form: CodeForm, ticket: str, *, said: str = "", status: int = 200
) -> HttpResponse:
    return _shown(
        request,
        "public/own_code.html",
        status=status,
        form=form,
        ticket=ticket,
        said=said,
        minutes=settings.PORTAL_ENQUIRY_MINUTES,
        is_demo=demo_phone.is_there(),
    )


@_page
def code(request: HttpRequest) -> HttpResponse:
    """The code comes back: the right one leads on, everything else is one and the same page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("own:ask"))
    form, ticket = CodeForm(request.POST), services.ticket_of(request.POST.get(TICKET, ""))
    if elder.is_switching(request):
        return _coding(request, CodeForm(initial=request.POST.dict()), ticket)
    if not form.is_valid():
        return _coding(request, form, ticket)
    try:
        given = services.prove(
            ticket=ticket,
            code=form.cleaned_data["code"],
            address=_address(request),
            at=timezone.now(),
        )
    except pace.TooOften as refusal:
        return _coding(request, CodeForm(), ticket, said=str(refusal), status=429)
    except Refused as refusal:
        return _coding(request, CodeForm(), ticket, said=str(refusal))
    response = HttpResponseRedirect(reverse("own:own"))
    response.set_cookie(
        COOKIE,
        given,
        max_age=int(VIEWING.total_seconds()),
        path=reverse("own:ask"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _viewer(request: HttpRequest) -> Viewer | None:
    token = request.COOKIES.get(COOKIE, "")
    return services.whose(token, at=timezone.now()) if token else None


def _back(request: HttpRequest) -> HttpResponse:
    """To the beginning; with a word where the time is over."""
    over = f"?{OVER}=1" if COOKIE in request.COOKIES else ""
    return _forgotten(HttpResponseRedirect(f"{reverse('own:ask')}{over}"))


def _forgotten(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=reverse("own:ask"), samesite="Strict")
    return response


@_page
def own(request: HttpRequest) -> HttpResponse:
    """One's own: rights, payments with their why, matters; ``?dayin=1`` for paper."""
    viewer = _viewer(request)
    if viewer is None:
        return _back(request)
    return _shown(
        request,
        "public/own.html",
        own=published.own(viewer.person_id, today=timezone.localdate()),
        further=further(timezone.localdate()),
        on_paper="dayin" in request.GET,
        printed_at=timezone.now(),
        minutes=int(VIEWING.total_seconds() // 60),
    )


@_page
def wrong(request: HttpRequest) -> HttpResponse:
    """这里不对: a form about one thing of the page, which comes in as a letter."""
    viewer = _viewer(request)
    written = request.POST.get("content", "")[:2000]
    if viewer is None:
        # What was written takes time; it is not thrown away with the pass.
        if not written:
            return _back(request)
        return _forgotten(_shown(request, "public/own_wrong_late.html", written=written))
    key = (request.POST if request.method == "POST" else request.GET).get("shi", "")
    about = published.subject(viewer.person_id, key, today=timezone.localdate())
    if about is None:
        return HttpResponseRedirect(reverse("own:own"))
    token = request.POST.get(TOKEN, "")
    if not services.is_token(token):
        token = uuid.uuid4().hex
    switching = elder.is_switching(request)
    typed = request.POST if request.method == "POST" and not switching else None
    form = WrongForm(typed, initial=request.POST.dict())
    status = 200
    if form.is_valid():
        try:
            receipt = services.report(
                viewer=viewer,
                about=key,
                kind=form.cleaned_data["kind"],
                content=form.cleaned_data["content"],
                form=token,
                address=_address(request),
                at=timezone.now(),
                today=timezone.localdate(),
            )
            return HttpResponseRedirect(reverse("intake:receipt", args=[receipt]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 429 if isinstance(refusal, pace.TooOften) else 200
    return _shown(
        request, "public/own_wrong.html", status=status, form=form, about=about, token=token
    )


@_page
def leave(request: HttpRequest) -> HttpResponse:
    """结束查看: from now on the pass is worth nothing."""
    token = request.COOKIES.get(COOKIE, "")
    if request.method == "POST" and token:
        services.leave(token, at=timezone.now())
        return _forgotten(HttpResponseRedirect("/"))
    return HttpResponseRedirect(reverse("own:ask"))


@_page
def demo(request: HttpRequest) -> HttpResponse:
    """演示用的手机: the last messages, in the demo alone."""
    if not demo_phone.is_there():
        raise Http404
    return _shown(
        request,
        "public/own_demo.html",
        messages_shown=demo_phone.shown(),
        somebody=demo_person.somebody(),
    )
