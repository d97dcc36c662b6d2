"""公示 at the station: print and hang up, say where it hangs, take in what people object to."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.stations.published import center
from support_services.stations.rules import spoken_name
from support_services.subsidies import area_publicity, published
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.selectors import publicity_area
from support_services.subsidies.services.publicity import note_hanging
from support_services.subsidies.services.publicity_objections import raise_objection
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused

REQUIRED = {"required": "请填写这一项。"}
_DAY = {
    "widget": forms.DateInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-11-05"},
        format="%Y-%m-%d",
    ),
    "input_formats": ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"],
    "error_messages": {**REQUIRED, "invalid": "请写成年-月-日，例如 2026-11-05。"},
}


class HangingForm(forms.Form):
    """Where the paper hangs, since when, and who hung it."""

    place = forms.CharField(
        label="贴在哪里",
        max_length=60,
        help_text="例如：村务公开栏、便民服务大厅东墙。",
        error_messages={**REQUIRED, "max_length": "最多 60 个字。"},
    )
    hung_on = forms.DateField(label="哪天贴的", **_DAY)  # type: ignore[arg-type]
    hung_by = forms.CharField(
        label="谁贴的",
        max_length=20,
        help_text="写工作人员的姓名。",
        error_messages={**REQUIRED, "max_length": "最多 20 个字。"},
    )


class ObjectionForm(forms.Form):
    """Against whom, what was said, and how to reach whoever said it."""

    entry = forms.ChoiceField(
        label="对哪一位有意见",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择名单上的一位。"),
    )
    raised_on = forms.DateField(label="哪天提出的", **_DAY)  # type: ignore[arg-type]
    text = forms.CharField(
        label="说了什么",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="照原话写清楚情况和根据。加密保存，只有区局办理的人能看到。",
        error_messages={**REQUIRED, "max_length": "最多 1000 个字。"},
    )
    objector = forms.CharField(
        label="提出人",
        max_length=50,
        required=False,
        help_text="不愿意留姓名的空着，一样受理。",
        error_messages={"max_length": "最多 50 个字。"},
    )
    contact = forms.CharField(
        label="怎样联系",
        max_length=100,
        required=False,
        help_text="电话或住处，用来告知结果。",
        error_messages={"max_length": "最多 100 个字。"},
    )

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *entries]


@require_safe
@never_cache
@for_station("station.roster")
def notices(request: HttpRequest) -> HttpResponse:
    """What is made public in the own area, and what is to be hung up; what the town hangs up."""
    user: Any = request.user
    today = timezone.localdate()
    context = {
        "area_name": spoken_name(user.region.name) if user.region else "",
        "rows": [
            _row(row, "station:publicity_notice")
            for row in area_publicity.notices(user, today=today)
        ],
        "towns": [
            _row(row, "station:publicity_of_town")
            for row in area_publicity.towns_notices(user, today=today)
        ],
    }
    return render(request, "station/publicity_list.html", context)


def _row(one: area_publicity.AreaNotice, page: str) -> dict[str, Any]:
    return {**asdict(one), "must_hang": one.must_hang, "url": reverse(page, args=[one.id])}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("station.roster")
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: print it, say where it hangs (POST), register an objection."""
    user: Any = request.user
    found = selectors.notice_visible_to(user, notice_id)
    today = timezone.localdate()
    initial = {"hung_on": today, "hung_by": user.get_full_name()}
    form = HangingForm(request.POST or None, initial=initial)
    here = reverse("station:publicity_notice", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            note_hanging(
                notice_id=found.pk, by=user, at=timezone.now(), today=today, **form.cleaned_data
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记张贴。")
            return HttpResponseRedirect(here)
    paper = published.paper(found.pk, bureau=settings.PORTAL_BUREAU_NAME)
    context = {
        "notice": paper,
        **area_publicity.standing(found, today),
        "calendar_note": found.calendar_note,
        "hangings": list(found.hangings.select_related("noted_by")),
        "objections": area_publicity.objections(user, found),
        "form": form,
        "print_url": reverse("station:publicity_print", args=[found.pk]),
        "object_url": reverse("station:publicity_object", args=[found.pk]),
        "back_url": reverse("station:publicity"),
    }
    return render(request, "station/publicity_notice.html", context)


@require_safe
@never_cache
@for_station("station.roster")
def town(request: HttpRequest, notice_id: int) -> HttpResponse:
    """What the town hangs up, as far as it concerns the own village; nothing is done here."""
    user: Any = request.user
    found = publicity_area.towns_notice_visible_to(user, notice_id)
    lines = set(
        publicity_area.lines_of_area(user).filter(notice=found).values_list("pk", flat=True)
    )
    context = {
        "notice": published.paper(found.pk, bureau=settings.PORTAL_BUREAU_NAME, only=lines),
        **area_publicity.standing(found, timezone.localdate()),
        "town": spoken_name(found.region.name),
        "area_name": spoken_name(user.region.name),
        "calendar_note": found.calendar_note,
        "hangings": list(found.hangings.all()),
        "back_url": reverse("station:publicity"),
    }
    return render(request, "station/publicity_town.html", context)


@require_safe
@never_cache
@for_station("station.roster")
def print_page(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The paper to hang up; nothing on it that residents' pages would not show."""
    user: Any = request.user
    found = selectors.notice_visible_to(user, notice_id)
    service_center = center()
    number = settings.PORTAL_BUREAU_PHONE or (service_center.phone if service_center else "")
    context = {
        "notice": published.paper(found.pk, bureau=settings.PORTAL_BUREAU_NAME),
        "phone": number,
        "back_url": reverse("station:publicity_notice", args=[found.pk]),
    }
    return render(request, "station/publicity_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("publicity.object")
def objection(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take in an objection. It holds the money until the bureau has decided."""
    user: Any = request.user
    found = selectors.notice_visible_to(user, notice_id)
    entries = {
        str(one.pk): one for one in selectors.entries_of(found, on_paper=True) if one.is_live
    }
    today = timezone.localdate()
    form = ObjectionForm(
        request.POST or None,
        entries=[
            (key, f"{at}. {one.public_person}（{one.public_name}）")
            for at, (key, one) in enumerate(entries.items(), start=1)
        ],
        initial={"raised_on": today},
    )
    back = reverse("station:publicity_notice", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            raise_objection(
                entry_id=int(data.pop("entry")), by=user, at=timezone.now(), today=today, **data
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记异议并报区局。核查清楚以前暂缓发放。")
            return HttpResponseRedirect(back)
    context = {
        "title": found.title,
        "is_late": found.last_on is not None and today > found.last_on,
        "last_on": found.last_on,
        "form": form,
        "back_url": back,
    }
    return render(request, "station/publicity_objection.html", context)
