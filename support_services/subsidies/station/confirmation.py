"""年度确认 at the station: who of the own area still waits. Two taps confirm an ordinary one."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.stations.rules import spoken_name
from support_services.subsidies import area_confirmation
from support_services.subsidies.confirmation_states import (
    FOUND_LABELS,
    STATION_WAYS,
    WAY_LABELS,
    Found,
    Way,
)
from support_services.subsidies.services import confirming
from support_services.subsidies.services.confirmation_export import note_list_printed
from support_services.subsidies.station.checks import REQUIRED
from support_services.subsidies.station.place import area_name, village_asked, villages_to_choose
from support_services.subsidies.station.place import with_query as _with
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused

View = Callable[..., HttpResponseBase]
PAGE = 30
PRINTED = 3000
NOTHING_TO_TAKE_BACK = "此人没有可以撤销的确认，或者不是您确认的；请原确认人或区局撤销。"


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-05-05"},
            format="%Y-%m-%d",
        ),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"],
        error_messages={**REQUIRED, "invalid": "请写成年-月-日，例如 2026-05-05。"},
    )


def _note(label: str, hint: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": "最多 200 个字。"},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WayForm(forms.Form):
    """Another way, another day, or something to say."""

    way = forms.ChoiceField(
        label="方式",
        choices=[(way.value, WAY_LABELS[way]) for way in STATION_WAYS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择方式。"},
    )
    confirmed_on = _day("哪天见到的")
    note = _note("说明", "选“其他”的必须写明。不要写身份证号和电话。")


class FindingForm(forms.Form):
    """What was found instead of the person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with another form that has a note.
        kwargs["auto_id"] = "found_%s"
        super().__init__(*args, **kwargs)

    found = forms.ChoiceField(
        label="情况",
        choices=[(found.value, label) for found, label in FOUND_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择看到的情况。"},
    )
    found_on = _day("哪天了解到的")
    note = _note("说明", "问了谁、怎么说的。不要写身份证号和电话。")


class ReasonForm(forms.Form):
    reason = _note("撤销原因", "例如：点错了人。", required=True)


def own_area(view: View) -> View:
    """For station workers with the duty; nothing of it is kept by browsers or on the way."""
    return never_cache(for_station("station.visit")(view))


@require_safe
@own_area
def due_list(request: HttpRequest) -> HttpResponse:
    """Who still waits, by village and by how long; who is held; who is done."""
    user: Any = request.user
    today = timezone.localdate()
    kind = request.GET.get("kind", "") or "waiting"
    if kind not in area_confirmation.KINDS:
        raise NotFound("没有这个页面。")
    village = village_asked(request)
    code = village.code if village else ""
    pages = {
        one: Paginator(area_confirmation.dues(user, kind=one, today=today, village=village), PAGE)
        for one in area_confirmation.KINDS
    }
    page: Any = pages[kind].get_page(request.GET.get("page"))
    page.object_list = [
        {
            **asdict(area_confirmation.told(user, due, today=today)),
            "url": _with(reverse("station:confirmation_person", args=[due.pk]), village=code),
        }
        for due in page.object_list
    ]
    url = reverse("station:confirmation")
    context = {
        "area_name": area_name(user),
        "kind": kind,
        "tabs": [
            {
                "title": title,
                "url": _with(url, kind=one, village=code),
                "count": pages[one].count,
                "current": one == kind,
            }
            for one, title in area_confirmation.KINDS.items()
        ],
        "villages": villages_to_choose(user, village),
        "reminders": area_confirmation.reminders(user, today=today),
        "page_obj": page,
        "print_url": _with(reverse("station:confirmation_print"), village=code),
    }
    return render(request, "station/confirmation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def person(request: HttpRequest, due_id: int) -> HttpResponse:
    """One person: confirm by one button, say what was found instead, or take a mistake back."""
    user: Any = request.user
    today = timezone.localdate()
    due = area_confirmation.due_of(user, due_id)
    asked = request.POST.get("do", "")
    found = area_confirmation.told(user, due, today=today)
    ways = WayForm(
        request.POST if asked == "confirm" and "confirmed_on" in request.POST else None,
        initial={"confirmed_on": today, "way": Way.VIDEO.value},
    )
    finding = FindingForm(request.POST if asked == "found" else None, initial={"found_on": today})
    reason = ReasonForm(request.POST if asked == "take_back" else None)
    village = village_asked(request)
    back = _with(reverse("station:confirmation"), village=village.code if village else "")
    if request.method == "POST":
        form = {"found": finding, "take_back": reason}.get(asked, ways)
        # Somebody else may have been quicker: then no form is left that could say what is wrong.
        is_shown = found.is_mine if asked == "take_back" else found.is_waiting
        try:
            if asked == "take_back" and not is_shown:
                raise Refused(NOTHING_TO_TAKE_BACK)
            said = _done(request, asked, due_id, form, found.name)
        except NotFound:
            raise
        except Refused as refusal:
            if form.is_bound and is_shown:
                form.add_error(None, str(refusal))
            else:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(request.get_full_path())
        else:
            if said:
                messages.success(request, said)
                return HttpResponseRedirect(back)
    context = {
        "found": asdict(found),
        "findings": area_confirmation.findings_told(due),
        "ways": ways,
        "finding_form": finding,
        "reason_form": reason,
        "open_part": asked if request.method == "POST" else "",
        "home_first": found.home_visit,
        "person_url": reverse("station:payee", args=[found.person_id]),
        "back_url": back,
    }
    return render(request, "station/confirmation_person.html", context)


def _done(request: HttpRequest, asked: str, due_id: int, form: forms.Form, name: str) -> str:
    """Call the one service that was asked for; the sentence of success, "" for a form to mend."""
    user: Any = request.user
    given: dict[str, Any] = {
        "due_id": due_id,
        "by": user,
        "at": timezone.now(),
        "today": timezone.localdate(),
    }
    if asked not in ("confirm", "found", "take_back"):
        raise Refused("没有这个操作，请从页面上的按钮办理。")
    if asked == "confirm" and not form.is_bound:
        # One tap: seen today, at the station or at home.
        way = request.POST.get("way", "")
        if way not in (Way.IN_PERSON, Way.HOME):
            raise Refused("请选择确认的方式。")
        done = confirming.confirm(way=Way(way), confirmed_on=given["today"], **given)
        return _confirmed(name, done)
    if not form.is_valid():
        return ""
    data = form.cleaned_data
    if asked == "confirm":
        done = confirming.confirm(
            way=Way(data["way"]), confirmed_on=data["confirmed_on"], note=data["note"], **given
        )
        return _confirmed(name, done)
    if asked == "found":
        confirming.note_finding(
            found=Found(data["found"]), found_on=data["found_on"], note=data["note"], **given
        )
        return f"已把 {name} 的情况报区局，没有确认；等区局处理。"
    confirming.take_back(reason=data["reason"], **given)
    return f"{name} 的确认已撤销，仍须确认。"


def _confirmed(name: str, done: confirming.Confirmed) -> str:
    way = done.confirmation.get_way_display()
    more = "暂缓已解除，没有发的月份下一批补发。" if done.released else ""
    return f"已确认 {name}（{way}）。{more}"


@require_safe
@own_area
def printed(request: HttpRequest) -> HttpResponse:
    """Who still waits, village by village in large type, to take along on paper."""
    user: Any = request.user
    today = timezone.localdate()
    village = village_asked(request)
    rows = list(
        area_confirmation.dues(user, kind="waiting", today=today, village=village)[: PRINTED + 1]
    )
    if len(rows) > PRINTED:
        raise Refused("人数太多，一次打印不下。请先选择一个村居。")
    lists: dict[str, list[Any]] = {}
    for due in rows:
        told = area_confirmation.told(user, due, today=today)
        lists.setdefault(told.village, []).append(told)
    if rows:
        note_list_printed(rows=len(rows), by=user, at=timezone.now())
    context = {
        "area_name": spoken_name(village.name) if village else area_name(user),
        "lists": [{"village": name, "rows": told} for name, told in lists.items()],
        "count": len(rows),
        "printed_at": timezone.localtime(),
        "back_url": _with(reverse("station:confirmation"), village=village.code if village else ""),
    }
    return render(request, "station/confirmation_print.html", context)
