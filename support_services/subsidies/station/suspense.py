"""Somebody whose money stands on suspense: looked for, and what was found."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from support_services.subsidies import area_suspense
from support_services.subsidies.services.suspense import note_sought
from support_services.subsidies.station.checks import VisitForm
from support_services.subsidies.suspense_states import SoughtResult
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused


class SoughtForm(forms.Form):
    """What came of looking for him."""

    result = forms.ChoiceField(
        label="查找结果",
        widget=forms.RadioSelect,
        choices=area_suspense.result_choices,
        error_messages={"required": "请选择查找结果。"},
    )
    visited_on = VisitForm.base_fields["visited_on"]
    note = VisitForm.base_fields["note"]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("station.visit")
def suspended(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment to find the payee of. It moves no money."""
    user: Any = request.user
    found, visits = area_suspense.suspended_told(user, payment_id)
    today = timezone.localdate()
    form = SoughtForm(request.POST or None, initial={"visited_on": today})
    back = f"{reverse('station:follow_up')}?kind=suspense"
    if request.method == "POST" and form.is_valid():
        try:
            note_sought(
                payment_id=payment_id,
                result=SoughtResult(form.cleaned_data["result"]),
                visited_on=form.cleaned_data["visited_on"],
                note=form.cleaned_data["note"],
                by=user,
                at=timezone.now(),
                today=today,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记 {found.name} 的查找情况。")
            return HttpResponseRedirect(back)
    here = reverse("station:payee", args=[found.person_id]) if found.is_here else ""
    context = {
        "found": asdict(found),
        "visits": [
            {
                "label": one.get_result_display(),
                "visited_on": one.visited_on,
                "note": one.note,
                "noted_by": str(one.noted_by),
            }
            for one in visits
        ],
        "form": form,
        "person_url": here,
        "account_url": reverse("station:account_new", args=[found.person_id]) if here else "",
        "back_url": back,
    }
    return render(request, "station/suspended.html", context)
