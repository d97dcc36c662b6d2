"""The buttons of a right and of a person: fill in, look at what it moves, confirm.

Three requests at most: the form (GET), the form checked and its effect on the ledger shown
(POST), and the same values confirmed (POST with ``confirmed``). The effect is reckoned by making
the change and rolling it back; see ``previews``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from support_services.subsidies import selectors
from support_services.subsidies.admin import fact_forms
from support_services.subsidies.admin.forms import MonthField
from support_services.subsidies.admin.showing import moved_rows
from support_services.subsidies.services import previews
from veterans.accounts.bureau_pages import actor, page
from veterans.accounts.deeds import Data, Run
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.months import month_cn


@dataclass(frozen=True)
class Fact:
    """One button.

    ``run`` calls one service and returns the sentence of success, as ``deeds.does`` makes it.
    ``moves`` names the rights whose months may change; None where no month can. ``duty`` is what
    it takes, ``hands`` whose it is in words. ``warns`` says what somebody ought to know first; it
    is asked once the change is made, before it is rolled back.
    """

    label: str
    intro: str
    form: Callable[[HttpRequest, Any], forms.Form]
    follows: Callable[[Any, Data], Sequence[str]]
    run: Run
    moves: Callable[[User, Any], Iterable[int]] | None = None
    kind: str = "plain"
    duty: str = "people.edit"
    hands: str = "经办"
    warns: Callable[[User, Any], Sequence[str]] | None = None


def of_form(form: type[forms.Form]) -> Callable[[HttpRequest, Any], forms.Form]:
    """A form that needs to know nothing of its subject. One without fields is answered all the
    same, so what was sent decides, not its size."""
    return lambda request, subject: form(request.POST if request.method == "POST" else None)


def rights_of_person(user: User, subject: Any) -> list[int]:
    """All rights of whom it is about: what becomes of one may free or keep back another."""
    return [right.pk for right in selectors.entitlements_of(user, subject.person_id)]


def take(
    request: HttpRequest, fact: Fact | None, subject: Any, *, crumbs: tuple[Any, ...], back: str
) -> HttpResponse:
    """The three requests of a fact; None: the address names one that there is not."""
    if fact is None:
        raise Http404
    user = actor(request)
    if not user.may(fact.duty):
        raise PermissionDenied(f"“{fact.label}”由{fact.hands}岗位办理。")
    form = fact.form(request, subject)
    checked: dict[str, Any] | None = None
    choosing = isinstance(form, fact_forms.SchemeForm)
    changing = "again" in request.POST
    if request.method == "POST" and not choosing and not changing and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            if request.POST.get("confirmed"):
                messages.success(request, fact.run(request, subject, data))
                return HttpResponseRedirect(back)
            checked = _checked(request, fact, subject, form, data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request,
        "bureau/fact_form.html",
        title=fact.label,
        crumbs=crumbs,
        form=form,
        about=getattr(form, "about", []),
        method="get" if choosing else "post",
        intro=fact.intro,
        danger=fact.kind == "danger",
        submit_label="下一步",
        cancel_url=back,
        checked=checked,
    )


def _checked(
    request: HttpRequest, fact: Fact, subject: Any, form: forms.Form, data: Data
) -> dict[str, Any]:
    """What was filled in, what follows, and what moves; refuses what the service would refuse."""
    user = actor(request)
    warned: list[str] = []
    looked_at: list[int] = []

    def rights() -> Iterable[int]:
        warned.extend(fact.warns(user, subject) if fact.warns else ())
        looked_at.extend(fact.moves(user, subject) if fact.moves else ())
        return looked_at

    moved = previews.months_moved(lambda: fact.run(request, subject, dict(data)), rights=rights)
    entered = [
        (bound.label, _shown_value(bound, data))
        for bound in form
        if not bound.is_hidden and data.get(bound.name) not in (None, "")
    ]
    return {
        "question": f"确认{fact.label}？",
        "entered": [*getattr(form, "about", []), *entered],
        "consequences": list(fact.follows(subject, data)),
        "warned": warned,
        "several": len(looked_at) > 1,
        "reckoned": fact.moves is not None,
        **moved_rows(moved),
    }


def _shown_value(bound: Any, data: Data) -> str:
    value = data[bound.name]
    choices = getattr(bound.field, "choices", None)
    if isinstance(value, list):
        return "、".join(str(dict(choices or ()).get(str(one), one)) for one in value)
    if isinstance(value, bool):
        return "是"
    if choices:
        return str(dict(choices).get(str(value), value))
    if isinstance(bound.field, MonthField):
        return month_cn(value)
    return str(value)
