"""The sign-in log of everybody, for those who watch over it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from veterans.accounts import selectors
from veterans.accounts.admin.users import actor_of
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site
from veterans.accounts.my_sign_ins import (
    end_sessions,
    log_page,
    session_rows,
)
from veterans.foundation.form_fields import DayField

RESULTS = [("", "全部"), ("success", "登录成功"), ("failure", "登录失败"), ("out", "退出和结束")]


class SignInFilter(forms.Form):
    who = forms.CharField(label="账号", required=False, max_length=60)
    result = forms.ChoiceField(label="结果", choices=RESULTS, required=False)
    day = DayField(label="日期", required=False)


@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """Everybody's log; with an account chosen, where that person is signed in now as well."""
    form = SignInFilter(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    name = data.get("who", "").strip()
    person = selectors.user_named(name) if name else None
    may_end = actor_of(request).may("accounts.secure")
    if request.method == "POST":
        if person is None or not may_end:
            raise Http404
        return end_sessions(request, person)
    narrowed: dict[str, Any] = {"result": data.get("result", ""), "day": data.get("day")}
    if name:
        # Nobody has the key 0: a name that is not there has no log.
        narrowed["user_id"] = person.pk if person else 0
    return TemplateResponse(
        request,
        "bureau/sign_ins.html",
        {
            **bureau_site().each_context(request),
            "title": "登录记录",
            "filter_form": form,
            "filtered": bool(name or data.get("result") or data.get("day")),
            "unknown": name if name and person is None else "",
            "person": person,
            "sessions": session_rows(request, person) if person else [],
            "may_end": may_end,
            "page_obj": log_page(request, **narrowed),
        },
    )


def desk(request: HttpRequest) -> dict[str, Any]:
    """The way in for whoever has no room left in the navigation."""
    if not actor_of(request).may("sign_ins.read"):
        return {}
    note = "谁在什么时候、从哪里登录，成功和失败"
    return {"shortcuts": [{"title": "登录记录", "url": reverse("admin:sign_ins"), "note": note}]}


bureau_site().add_to_desk(desk)
bureau_site().add_pages(
    [
        BureauPage("sign-ins/", log, "sign_ins", "sign_ins.read"),
    ]
)
bureau_site().add_places([Place("登录记录", "sign_ins", "accounts.secure", 88)])
