"""The number to which a juror agrees to get messages: by himself, or by the office for him."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.juries.admin.lists import TITLE
from honors.juries.forms import ContactForm
from honors.juries.selectors import people
from honors.juries.selectors.told import contact_of
from honors.juries.services import contacting
from honors.juries.showing import contact_row
from veterans.accounts.bureau_pages import Crumb, actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User


def enter_for(request: HttpRequest, user_id: int) -> HttpResponse:
    """The office enters what a juror has agreed to."""
    return _enter(request, people.juror(user_id), address("juror", user_id))


def enter_own(request: HttpRequest) -> HttpResponse:
    """My own number."""
    return _enter(request, actor(request), address("jury_mine"))


def end_for(request: HttpRequest, user_id: int) -> HttpResponse:
    """No more messages to a juror."""
    return _end(request, people.juror(user_id), address("juror", user_id))


def end_own(request: HttpRequest) -> HttpResponse:
    """No more messages to me."""
    return _end(request, actor(request), address("jury_mine"))


def _enter(request: HttpRequest, of: User, back: str) -> HttpResponse:
    user, today = actor(request), timezone.localdate()
    form = ContactForm(request.POST or None, initial={"agreed_on": today})

    def deed(data: Data) -> tuple[str, str]:
        contacting.agree_to_messages(user_id=of.pk, **data, by=user, at=timezone.now(), today=today)
        return "已登记，分派任务和快截止时发短信。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="登记手机，收评审短信",
        crumbs=_crumbs(of, user),
        form=form,
        intro="本人同意才登记。换号码的再登记一次，原来的就停用；随时可以停发。",
        about=[("评委", str(of))],
        submit_label="登记",
        cancel_url=back,
    )


def _end(request: HttpRequest, of: User, back: str) -> HttpResponse:
    user = actor(request)
    known = contact_row(contact_of(of))
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        contacting.end_messages(user_id=of.pk, by=user, at=timezone.now())
        return "已停发短信。", back

    if answer := filled_in(request, form, deed):
        return answer
    if known is None:
        return turned_back(request, "没有登记手机。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title="停发评审短信",
        crumbs=_crumbs(of, user),
        form=form,
        intro="以后的任务和截止时间只在“我的评审”里看；已经排队的短信也不再发。要再收，重新登记。",
        about=[("评委", str(of)), ("手机", known["phone"])],
        submit_label="确认停发",
        cancel_url=back,
    )


def _crumbs(of: User, user: User) -> tuple[Crumb, ...]:
    if of.pk == user.pk:
        return (crumb("我的评审", "jury_mine"),)
    return (crumb(TITLE, "jury_panels"), crumb("评委", "jurors"), crumb(str(of), "juror", of.pk))
