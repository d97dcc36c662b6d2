"""一事一链: a unit without an account opens its link, gives a code back, sees one thing, answers.

No session is asked. Everything goes through ``services.opening`` and ``services.replying``; a link
that opens nothing has one page, whatever the reason and whichever address below it was asked. The
cookie comes with the right code, for the addresses of this link and half an hour.
"""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial, wraps
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from support_services.notices.channels import demo_phone
from support_services.stations import published as stations
from support_services.units import tasks
from support_services.units.public.forms import CodeForm, FilesForm, told
from support_services.units.services import checking, opening, replying
from support_services.units.services.opening import Gone
from support_services.units.services.replying import NotProven
from support_services.units.states import HOLDING, MOST_FILES
from veterans.foundation import elder, pace
from veterans.foundation.errors import Refused
from veterans.foundation.residents import View, for_sending, not_found_by_engines

FORM, ASK, COOKIE = "biaodan", "yao", "portal_answer"  # names, not secrets
AGAIN = "文件要重新选择一次。"
MINUTES = int(HOLDING.total_seconds() // 60)


def _page(view: View) -> View:
    """Kept by nobody, sent from here, in no index; and one page for whatever opens nothing."""

    @for_sending
    @wraps(view)
    def shown(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, token, *args, **kwargs)
        except Gone:
            response = _shown(request, "public/link_gone.html", status=404)
        except NotProven:
            response = _late(request, token)
        except pace.TooOften as refusal:
            response = _shown(request, "public/link_wait.html", status=429, said=str(refusal))
            response.headers["Retry-After"] = str(refusal.wait)
        return not_found_by_engines(response)

    return shown


def _shown(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    phone = settings.PORTAL_BUREAU_PHONE
    if not phone and (center := stations.center()) is not None:
        phone = center.phone
    told_phone = {"bureau_phone": phone, "bureau_tel": stations.tel_of(phone)}
    return render(request, template, {**told_phone, **context}, status=status)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _pass(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _when() -> dict[str, Any]:
    return {"at": timezone.now(), "today": timezone.localdate()}


@_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Before the code: who asks, and nothing else. After it: what is asked."""
    if request.method == "POST":
        return _prove(request, token)
    if _pass(request):
        try:
            seen = replying.see(token=token, given=_pass(request), **_when())
        except NotProven:
            pass
        else:
            return _shown(
                request,
                "public/link.html",
                token=token,
                unit=str(seen.link.unit.name),
                number=seen.link.pk,
                purpose=seen.link.purpose,
                last_day=_last_day(seen),
                shown=seen.shown,
                replies=seen.replies,
                minutes=MINUTES,
            )
    by_message = opening.open_link(token=token, address=_address(request), at=timezone.now())
    return _coding(request, token, CodeForm(), by_message=by_message, is_over=bool(_pass(request)))


def _last_day(seen: replying.Seen) -> date:
    """The last day on which the link opens."""
    return timezone.localtime(seen.link.expires_at - timedelta(seconds=1)).date()


def _prove(request: HttpRequest, token: str) -> HttpResponse:
    """A code is asked for, or comes back."""
    by_message = opening.may_ask_by_message(opening.live(token, at=timezone.now()))
    shown = partial(_coding, request, token, by_message=by_message)
    if elder.is_switching(request):
        return shown(CodeForm())
    if ASK in request.POST:
        try:
            number = opening.ask_code(token=token, address=_address(request), at=timezone.now())
        except (Gone, pace.TooOften):
            raise
        except Refused as refusal:
            return shown(CodeForm(), said=str(refusal))
        transaction.on_commit(partial(tasks.carry.delay, number), robust=True)
        return shown(CodeForm(), is_sent=True)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return shown(form)
    try:
        given = opening.prove(
            token=token,
            code=form.cleaned_data["code"],
            address=_address(request),
            at=timezone.now(),
        )
    except opening.WrongCode as refusal:
        return shown(CodeForm(), said=str(refusal))
    here = reverse("links:link", args=[token])
    response = HttpResponseRedirect(here)
    response.set_cookie(
        COOKIE,
        given,
        max_age=int(HOLDING.total_seconds()),
        path=here,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _coding(
    request: HttpRequest,
    token: str,
    form: CodeForm,
    *,
    by_message: bool,
    said: str = "",
    is_sent: bool = False,
    is_over: bool = False,
    written: list[str] | None = None,
) -> HttpResponse:
    return _shown(
        request,
        "public/link_code.html",
        token=token,
        form=form,
        ask=ASK,
        by_message=by_message,
        said=said,
        is_sent=is_sent,
        is_over=is_over,
        written=written or [],
        minutes=settings.PORTAL_LINK_CODE_MINUTES,
        is_demo=demo_phone.is_there() and by_message,
    )


def _late(request: HttpRequest, token: str) -> HttpResponse:
    """The half hour is over: the code again, and what was written is not thrown away with it."""
    by_message = opening.may_ask_by_message(opening.live(token, at=timezone.now()))
    typed = [
        value[:2000]
        for name, values in request.POST.lists()
        if name not in (FORM, elder.SWITCH)
        for value in values
        if value.strip()
    ]
    return _coding(
        request,
        token,
        CodeForm(),
        by_message=by_message,
        is_over=True,
        written=typed,
    )


@_page
def fill_in(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """The form of one answer; what is in order is kept and looked at again."""
    try:
        seen, answer = replying.offered(token=token, given=_pass(request), verb=verb, **_when())
    except (Gone, NotProven):
        raise
    except Refused as refusal:
        return _refused(request, token, str(refusal))
    form_token = request.POST.get(FORM, "") or request.GET.get(FORM, "")
    if not replying.is_token(form_token):
        form_token = uuid.uuid4().hex
    show = partial(
        _shown,
        request,
        "public/link_fill_in.html",
        token=token,
        title=seen.shown.title,
        answer=answer,
        form_token=form_token,
        form_name=FORM,
        most_files=MOST_FILES,
    )
    if request.method != "POST":
        first = _known(request, token, form_token, answer.form, answer.initial)
        return show(form=first, files=FilesForm() if answer.takes_files else None)
    if elder.is_switching(request):
        again = answer.form(initial=request.POST.dict())
        return show(form=again, files=FilesForm() if answer.takes_files else None)
    form = answer.form(request.POST)
    files = FilesForm(request.POST, request.FILES)
    if not form.is_valid() or not files.is_valid():
        return show(form=form, files=files if answer.takes_files else None)
    try:
        reply = replying.write(
            token=token,
            given=_pass(request),
            verb=verb,
            form=form_token,
            typed={name: request.POST.getlist(form.add_prefix(name)) for name in form.fields},
            files=files.contents() if answer.takes_files else (),
            **_when(),
        )
    except (Gone, NotProven):
        raise
    except Refused as refusal:
        form.add_error(None, f"{refusal}{AGAIN if request.FILES else ''}")
        return show(form=form, files=FilesForm() if answer.takes_files else None)
    return HttpResponseRedirect(reverse("links:look", args=[token, reply.form]))


def _known(
    request: HttpRequest,
    token: str,
    form_token: str,
    make: Callable[..., forms.Form],
    initial: Any,
) -> forms.Form:
    """The form as it was filled in before, where somebody comes back to change it."""
    if FORM in request.GET:
        try:
            before = replying.written(token=token, given=_pass(request), form=form_token, **_when())
        except Gone:
            return make(initial=initial)
        if before.form is not None:
            return before.form
    return make(initial=initial)


@_page
def look(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """What was filled in, once more; POST hands it in; afterwards the receipt."""
    said = ""
    if request.method == "POST" and not elder.is_switching(request):
        try:
            replying.send(
                token=token,
                given=_pass(request),
                form=form,
                address=_address(request),
                denial_url=partial(_denial_url, request),
                **_when(),
            )
        except (Gone, NotProven, pace.TooOften):
            raise
        except Refused as refusal:
            said = str(refusal)
        else:
            return HttpResponseRedirect(reverse("links:look", args=[token, form]))
    found = replying.written(token=token, given=_pass(request), form=form, **_when())
    if found.reply.sent_at is not None:
        return _shown(request, "public/link_done.html", token=token, reply=found.reply)
    if found.answer is None or found.form is None:
        return _refused(request, token, said or replying.TOO_LATE)
    in_order = found.form.is_valid()
    return _shown(
        request,
        "public/link_check.html",
        token=token,
        answer=found.answer,
        rows=told(found.form) if in_order else [],
        files=found.files,
        form_token=form,
        change_url=f"{reverse('links:fill_in', args=[token, found.reply.verb])}?{FORM}={form}",
        said=said or ("" if in_order else "有一格现在不能这样填了，请改一改。"),
        in_order=in_order,
    )


def _denial_url(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("links:deny", args=[secret]))


@_page
def not_ours(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """Whoever has given a code back finds an answer there that is none of the unit's: GET asks,
    POST tells the office, and the link opens nothing any more."""
    found = replying.written(token=token, given=_pass(request), form=form, **_when())
    if found.reply.sent_at is None:
        raise Gone("还没有交上。")
    if request.method == "POST" and not elder.is_switching(request):
        checking.deny_by_link(reply=found.reply, **_when())
        response = _shown(request, "public/link_denied.html", receipt=found.reply.receipt)
        response.delete_cookie(COOKIE, path=reverse("links:link", args=[token]), samesite="Strict")
        return response
    return _asked_not_ours(request, found.reply, reverse("links:look", args=[token, form]))


@_page
def deny(request: HttpRequest, token: str) -> HttpResponse:
    """By the receipt that went to the contact, without any code: it tells when an answer came and
    nothing of what. GET asks, POST tells the office; twice tells it once."""
    if request.method == "POST" and not elder.is_switching(request):
        check = checking.deny_by_receipt(token=token, address=_address(request), **_when())
        return _shown(request, "public/link_denied.html", receipt=check.reply.receipt)
    checking.keep_denials(_address(request), timezone.now())
    return _asked_not_ours(request, checking.deniable(token, at=timezone.now()), "")


def _asked_not_ours(request: HttpRequest, reply: Any, back_url: str) -> HttpResponse:
    return _shown(
        request,
        "public/link_deny.html",
        here=request.path,
        receipt=reply.receipt,
        sent_at=reply.sent_at,
        back_url=back_url,
    )


def _refused(request: HttpRequest, token: str, said: str) -> HttpResponse:
    """Too late for this answer: the way back to what is asked."""
    return _shown(request, "public/link_refused.html", token=token, said=said)


@_page
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """看完退出: from now on the pass is worth nothing."""
    here = reverse("links:link", args=[token])
    response = HttpResponseRedirect(here)
    if request.method == "POST" and not elder.is_switching(request):
        opening.leave(token=token, given=_pass(request), at=timezone.now())
        response.delete_cookie(COOKIE, path=here, samesite="Strict")
    return response
