"""What a worker found at the door of somebody whom a list of another office names."""

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

from support_services.subsidies import area_checks
from support_services.subsidies.services.crosscheck_hits import note_visit
from support_services.subsidies.states import CheckKind, Finding
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused

REQUIRED = {"required": "请填写这一项。"}


class VisitForm(forms.Form):
    """What was found, when, and whatever else the bureau should know."""

    finding = forms.ChoiceField(
        label="核实情况",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择看到的情况。"},
    )
    visited_on = forms.DateField(
        label="哪天去的",
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-11-05"},
            format="%Y-%m-%d",
        ),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"],
        error_messages={**REQUIRED, "invalid": "请写成年-月-日，例如 2026-11-05。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="见到了谁、看了什么证件。不要写身份证号和电话。",
        error_messages={"max_length": "最多 200 个字。"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: CheckKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["finding"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = area_checks.finding_choices(kind)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("station.visit")
def check(request: HttpRequest, hit_id: int) -> HttpResponse:
    """One person to look for, and what was found. It decides nothing."""
    user: Any = request.user
    found = area_checks.hit_told(user, hit_id)
    today = timezone.localdate()
    form = VisitForm(request.POST or None, kind=found.kind, initial={"visited_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            note_visit(
                hit_id=hit_id,
                finding=Finding(form.cleaned_data["finding"]),
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
            messages.success(request, f"已登记 {found.name} 的核实情况，由区局下结论。")
            return HttpResponseRedirect(f"{reverse('station:follow_up')}?kind=check")
    context = {
        "found": asdict(found),
        "form": form,
        "person_url": reverse("station:payee", args=[found.person_id]),
        "back_url": f"{reverse('station:follow_up')}?kind=check",
    }
    return render(request, "station/check.html", context)
