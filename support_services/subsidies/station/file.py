"""A person's file at the own station: read, contacts changed at once, one value uncovered."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from support_services.stations.rules import spoken_name
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.doors import for_station
from veterans.foundation.form_fields import text_field
from veterans.foundation.masking import mask_address, mask_id_number
from veterans.registry import services
from veterans.registry.covered import COVERED
from veterans.registry.file_links import sections_shown, unmask_link
from veterans.registry.forms import RowForm, UnmaskForm, WhyForm
from veterans.registry.handed_out import handed_out
from veterans.registry.sections import BY_KEY, Section
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.changes import file_stamp
from veterans.registry.selectors.file import (
    categories_of,
    events_of,
    household_of,
    papers_of,
    row_of,
)
from veterans.registry.states import EventState
from veterans.registry.timeline import LIFE, timeline_of


class PhoneForm(forms.Form):
    """Another telephone number of the person himself."""

    phone = text_field("联系电话", 30, required=False, hint="手机号或带区号的座机。")
    clear = forms.BooleanField(label="原号码停用，没有新号码", required=False)

    def clean(self) -> dict[str, Any]:
        """An empty box is no wish to have the number gone."""
        data = super().clean() or {}
        if not data.get("phone") and not data.get("clear"):
            self.add_error("phone", "请填写新号码；没有新号码的，勾选下面一项。")
        if data.get("phone") and data.get("clear"):
            self.add_error("clear", "填了新号码的，不要勾选这一项。")
        return data


def file_context(user: Any, person_id: int) -> dict[str, Any]:
    """What the person's page at the station tells of the file."""
    person = person_visible_to(user, person_id)
    home = person.household
    happened, _ = timeline_of(user, person, kind=LIFE)
    return {
        "categories": [
            row.get_category_display() for row in categories_of(person) if not row.valid_to
        ],
        "phone_unmask_url": unmask_link(user, "phone", person_id, _url) if person.phone else "",
        "phone_url": _url("phone", person_id),
        "events_url": "" if person.merged_into_id else _url("event_choose", person_id),
        "merged_into": person.merged_into_id
        and {"key": person.merged_into_id, "url": _url("payee", person.merged_into_id)},
        "waiting": [
            {
                "label": one.get_kind_display(),
                "on": one.happened_on,
                "url": reverse("station:event", args=[one.pk]),
            }
            for one in events_of(user, person)
            if one.state == EventState.PROPOSED.value
        ],
        "home": {
            "number": home.number,
            "address": mask_address(str(home.address or "")),
            "unmask_url": unmask_link(user, "home", person_id, _url) if home.address else "",
            "plaque": home.plaque_number,
            "members": [
                {
                    "name": one.name,
                    "relation": one.relation,
                    "url": reverse("station:payee", args=[one.pk]),
                }
                for one in household_of(user, person)
            ],
        }
        if home is not None
        else None,
        "file": sections_shown(user, person, _url),
        "papers": [
            {"label": str(one), "url": reverse("station:paper", args=[one.pk])}
            for one in papers_of(user, person)
        ],
        "happened": happened,
    }


def _url(name: str, *args: Any) -> str:
    return reverse(f"station:{name}", args=args)


def _asked(request: HttpRequest, person: Any, form: Any, **context: Any) -> HttpResponse:
    """A form of the station in its frame."""
    return render(
        request,
        "station/form.html",
        {
            "name": person.name,
            "village": spoken_name(person.region.name),
            "masked_id": mask_id_number(str(person.id_number)),
            "form": form,
            "back_url": _url("payee", person.pk),
            "submit": "保存",
            **context,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("people.contact")
def phone(request: HttpRequest, person_id: int) -> HttpResponse:
    """Another telephone number, at once; what stood there before stays in the history."""
    user: Any = request.user
    person = person_visible_to(user, person_id)
    form = PhoneForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.update_contact(person=person, phone=data["phone"], by=user, at=timezone.now())
        return "联系电话已保存。", _url("payee", person.pk)

    return filled_in(request, form, deed) or _asked(
        request, person, form, title="改联系电话", note="当面或打通以后再改，改了马上生效"
    )


def _section_for(request: HttpRequest, key: str) -> Section:
    section = BY_KEY.get(key)
    if section is None or not section.at_station:
        raise Http404
    user: Any = request.user
    if not user.may(section.write):
        raise PermissionDenied(f"“{section.title}”由区局登记，请报送变动。")
    return section


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("people.contact")
def put_row(
    request: HttpRequest, person_id: int, section_key: str, row_id: int | None = None
) -> HttpResponse:
    """A contact, work, daily life: written at once, for the own area."""
    user: Any = request.user
    section = _section_for(request, section_key)
    person = person_visible_to(user, person_id)
    row = row_of(user, person, section, row_id) if row_id else None
    stamp = file_stamp(person.pk)
    form = RowForm(request.POST or None, section=section, user=user, row=row, seen=stamp)
    if section.key == "notes":
        # A station's note is for the station, or it could not read its own.
        form.fields["for_station"].widget = forms.HiddenInput()
        form.fields["for_station"].initial = True

    def deed(data: Data) -> tuple[str, str]:
        services.put_row(
            person=person,
            section=section.key,
            row_id=row_id,
            values=form.values() | ({"for_station": True} if section.key == "notes" else {}),
            why=data.get("why") or "登记",
            seen=data["seen"] if data["seen"] is not None else stamp,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已保存。", f"{_url('payee', person.pk)}#file-{section.key}"

    answered = filled_in(request, form, deed)
    form.show_again(stamp)
    return answered or _asked(
        request,
        person,
        form,
        title=f"{'更正' if row_id else '登记'}{section.title}",
        note=section.hint,
        more_url=_url("file_row_remove", person.pk, section.key, row_id) if row_id else "",
        more_label="这一条登记错了，删除",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("people.contact")
def drop_row(request: HttpRequest, person_id: int, section_key: str, row_id: int) -> HttpResponse:
    """Take a row out, with a reason."""
    user: Any = request.user
    section = _section_for(request, section_key)
    person = person_visible_to(user, person_id)
    row = row_of(user, person, section, row_id)
    stamp = file_stamp(person.pk)
    form = WhyForm(request.POST or None, initial={"seen": stamp})

    def deed(data: Data) -> tuple[str, str]:
        services.drop_row(
            person=person,
            section=section.key,
            row_id=row_id,
            why=data["why"],
            seen=data["seen"] if data["seen"] is not None else stamp,
            by=user,
            at=timezone.now(),
        )
        return "已删除，内容留在改动记录里。", f"{_url('payee', person.pk)}#file-{section.key}"

    return filled_in(request, form, deed) or _asked(
        request,
        person,
        form,
        title=f"删除{section.title}",
        note="登记错了的才删除；情况变了的请登记新的一条",
        about=[section.told(row)[0]],
        submit="删除",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("people.unmask")
def unmask(
    request: HttpRequest, person_id: int, what: str, row_id: int | None = None
) -> HttpResponse:
    """Whom to telephone, where to go: one value, for a reason, on record."""
    user: Any = request.user
    covered = COVERED.get(what)
    if covered is None or not covered.at_station:
        raise Http404
    person = person_visible_to(user, person_id)
    form = UnmaskForm(request.POST or None)
    value = form.uncovered(person_id=person.pk, what=what, row_id=row_id, by=user)
    return _asked(
        request,
        person,
        form,
        title=f"查看{covered.label}",
        note="谁看的、为什么看，都会写进此人的档案",
        submit="查看",
        value=value,
        is_phone=covered.column == "phone",
    )


@require_safe
@for_station("station.roster")
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A photo or scan of somebody of the own area. Every look is on record."""
    user: Any = request.user
    return handed_out(services.open_paper(paper_id=paper_id, by=user, at=timezone.now()))
