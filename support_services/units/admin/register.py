"""Entering, changing, closing and reopening a unit, and its contact."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from support_services.units import selectors
from support_services.units.admin.lists import TITLE
from support_services.units.forms import ContactForm, NewUnitForm, UnitForm, WhyForm
from support_services.units.models import Unit
from support_services.units.services import register as services
from support_services.units.services.register import FIELDS, Contact
from support_services.units.showing import masked_contact
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.foundation.errors import NotFound, Refused

CLOSED = "这个单位已经停用，请先恢复使用。"


def _crumbs(found: Unit) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "units"), crumb(found.name, "unit", found.pk))


def _contact(data: Data) -> Contact:
    return Contact(data["contact_name"], data["contact_phone"])


def new(request: HttpRequest) -> HttpResponse:
    """A unit nobody knew."""
    form = NewUnitForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_unit(
            fields=data, contact=_contact(data), by=actor(request), at=timezone.now()
        )
        return f"已登记“{made.name}”。", address("unit", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="登记单位",
        crumbs=(crumb(TITLE, "units"),),
        form=form,
        intro="清单、项目、支持和表彰里用的都是这里登记的单位，一个单位只登记一次。",
        about=[],
        submit_label="登记",
        cancel_url=address("units"),
    )


def edit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Other words for a unit."""
    user = actor(request)
    found = selectors.unit_visible_to(user, unit_id)
    back = address("unit", found.pk)
    if found.closed_at is not None:
        return turned_back(request, CLOSED, back)
    known = {name: getattr(found, name) for name in FIELDS}
    known["region"] = found.region.code if found.region is not None else ""
    form = UnitForm(request.POST or None, initial=known)

    def deed(data: Data) -> tuple[str, str]:
        services.change_unit(unit_id=found.pk, fields=data, by=user, at=timezone.now())
        return "已保存，改动记在这个单位下面。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="修改单位",
        crumbs=_crumbs(found),
        form=form,
        intro="改了名称，以前的清单、项目上显示的也是新名称；改前的写法留在改动记录里。",
        about=[],
        submit_label="保存",
        cancel_url=back,
    )


def contact(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Another contact, or none; the one before is not shown."""
    user = actor(request)
    found = selectors.unit_visible_to(user, unit_id)
    back = address("unit", found.pk)
    if found.closed_at is not None:
        return turned_back(request, CLOSED, back)
    form = ContactForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.change_contact(
            unit_id=found.pk, contact=_contact(data), by=user, at=timezone.now()
        )
        return "联系人已更换，验证码以后发到新的手机。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="更换联系人",
        crumbs=_crumbs(found),
        form=form,
        intro="原来的不显示。两格都不填，就是没有联系人；验证码由我们在电话里读出。"
        "以前发出、还没有用的验证码马上作废。",
        about=[("单位", found.name)],
        submit_label="更换",
        cancel_url=back,
    )


def check_contact(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Asks another than who wrote the contact down, then it counts as checked."""
    user = doer(request, "units.code", "核对联系人")
    found = selectors.unit_visible_to(user, unit_id)
    back = address("unit", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.check_contact(unit_id=found.pk, by=user, at=timezone.now())
        return "已记下，联系人核对过。", back

    if answer := filled_in(request, form, deed):
        return answer
    if why := services.why_not_check(found, user):
        return turned_back(request, why, back)
    return page(
        request,
        "bureau/fact_form.html",
        title="核对联系人",
        crumbs=_crumbs(found),
        form=form,
        intro="请打这个单位的办公电话，问联系人和手机是不是这样；不要只打登记的这个手机。"
        "核对过以后，验证码发到这个手机的答复，不用再逐份核实。",
        about=[
            ("单位", found.name),
            ("办公电话", found.phone or "没有登记"),
            ("联系人", masked_contact(found)),
            ("录入", f"{found.contact_by} {timezone.localtime(found.contact_at):%Y-%m-%d}"),
        ],
        submit_label="核对过，是对的",
        cancel_url=back,
    )


@never_cache
def see(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Asks why, then shows the contact in full on the answer itself; the look is on record."""
    user = actor(request)
    found = selectors.unit_visible_to(user, unit_id)
    form = WhyForm(request.POST or None)
    value = ""
    if request.method == "POST" and form.is_valid():
        try:
            told = services.open_contact(
                unit_id=found.pk, why=form.cleaned_data["why"], by=user, at=timezone.now()
            )
            value = " ".join(part for part in (told.name, told.phone) if part)
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request,
        "bureau/unit_contact.html",
        title="看联系人",
        crumbs=_crumbs(found),
        name=found.name,
        form=form,
        value=value,
        back_url=address("unit", found.pk),
    )


def close(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Asks why, then nothing new is given to it."""
    user = actor(request)
    found = selectors.unit_visible_to(user, unit_id)
    back = address("unit", found.pk)
    if found.closed_at is not None:
        return turned_back(request, "这个单位已经停用。", back)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.close_unit(unit_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return f"“{found.name}”已停用。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="停用单位",
        crumbs=_crumbs(found),
        form=form,
        intro="停用以后不能再交给它新的事，发给它的答复链接马上打不开；以前的记录都留着，"
        "可以恢复使用。还在办的事项，请先转给别的单位。",
        about=[("单位", found.name)],
        danger=True,
        submit_label="确认停用",
        cancel_url=back,
    )


def reopen(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Asks, then it is used again."""
    user = actor(request)
    found = selectors.unit_visible_to(user, unit_id)
    back = address("unit", found.pk)
    if found.closed_at is None:
        return turned_back(request, "这个单位没有停用。", back)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.reopen_unit(unit_id=found.pk, by=user, at=timezone.now())
        return f"“{found.name}”已恢复使用。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="恢复使用",
        crumbs=_crumbs(found),
        form=form,
        intro="恢复以后又可以交给它新的事；没有过期、没有收回的答复链接也重新打得开。",
        about=[("单位", found.name), ("停用原因", found.closed_why)],
        submit_label="恢复使用",
        cancel_url=back,
    )
