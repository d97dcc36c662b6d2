"""The bureau about one person's visits: looked at, recorded, voided; who is to be met often."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.visits import selectors, services
from support_services.visits.asking import hand_over_form
from support_services.visits.forms import KeyForm, VisitForm, VoidForm
from support_services.visits.showing import TAKEN_BACK, visit_body, visit_row
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in
from veterans.registry.admin.asking import asked_about
from veterans.registry.selectors import person_visible_to

TITLE = "走访"


def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit: what was found, its photos, what it led to."""
    user = actor(request)
    found = selectors.visit_visible_to(user, visit_id)
    return page(
        request,
        "bureau/visit.html",
        title=f"{found.person.name}：{found.visited_on:%Y年%-m月%-d日}{visit_row(found)['act']}",
        crumbs=(crumb(TITLE, "visits"),),
        **visit_body(
            user,
            found,
            paper=lambda pk: address("paper", pk),
            case=lambda pk: address("case", pk),
        ),
        person_url=address("person", found.person_id),
        void_url=address("visit_void", found.pk)
        if found.voided_at is None and user.may("visits.record")
        else "",
    )


def void(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Ask why, then void it."""
    user = actor(request)
    found = selectors.visit_visible_to(user, visit_id)
    form = VoidForm(request.POST or None)
    act = visit_row(found)["act"]
    back = address("visit", found.pk)

    def deed(data: Data) -> tuple[str, str]:
        made = services.void_visit(visit_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return f"已作废，这次{act}不再算数。{made.told}", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"作废{act}",
        crumbs=(crumb(TITLE, "visits"), crumb(found.person.name, "visit", found.pk)),
        form=form,
        intro=f"作废以后留有记录，不再算数。{TAKEN_BACK}"
        if act == "送达"
        else "作废以后留有记录，不再算数；由它登记的诉求照常办理。",
        about=[(act, f"{found.person.name}，{found.visited_on:%Y-%m-%d}")],
        danger=True,
        submit_label="确认作废",
        cancel_url=back,
    )


def new_visit(request: HttpRequest, person_id: int) -> HttpResponse:
    """A visit by somebody of the bureau."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    today = timezone.localdate()
    form = VisitForm(request.POST or None, request.FILES or None, today=today)

    def deed(data: Data) -> tuple[str, str]:
        made = services.record_visit(
            person=person, **form.asked(), by=user, at=timezone.now(), today=today
        )
        return "走访已登记。", address("visit", made.pk)

    return filled_in(request, form, deed) or asked_about(
        request,
        person,
        form,
        title="登记走访",
        intro="登记以后不能修改，写错的作废以后再登记。",
        submit_label="登记",
        cancel_url=address("person", person.pk),
    )


def new_hand_over(request: HttpRequest, person_id: int) -> HttpResponse:
    """Something handed over by somebody of the bureau, or fetched there."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    today = timezone.localdate()
    form, about = hand_over_form(request, user, person, today)

    def deed(data: Data) -> tuple[str, str]:
        made = services.record_hand_over(
            person=person, **form.asked(), by=user, at=timezone.now(), today=today
        )
        return "送达已登记。", address("visit", made.pk)

    return filled_in(request, form, deed) or asked_about(
        request,
        person,
        form,
        title="登记送达",
        intro=f"登记以后不能修改，写错的作废以后再登记。{about}",
        submit_label="登记",
        cancel_url=address("person", person.pk),
    )


def key_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody becomes a key person."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    form = KeyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.add_key_person(
            person=person, **data, valid_from=timezone.localdate(), by=user, at=timezone.now()
        )
        return "已列为重点联系对象。", address("key_persons")

    return filled_in(request, form, deed) or asked_about(
        request,
        person,
        form,
        title="列为重点联系对象",
        intro="所在服务站会按这个频次提醒走访。",
        submit_label="列为重点联系对象",
        cancel_url=address("person", person.pk),
    )


def key_end(request: HttpRequest, key_id: int) -> HttpResponse:
    """No longer one."""
    user = actor(request)
    row = selectors.key_person_visible_to(user, key_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> tuple[str, str]:
        services.end_key_person(
            key_id=row.pk, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "已结束重点联系。", address("key_persons")

    return filled_in(request, form, deed) or asked_about(
        request,
        row.person,
        form,
        title="结束重点联系",
        intro=f"{row.get_reason_display()}，{row.get_every_display()}联系一次。结束以后服务站不再按这个频次提醒。",
        submit_label="确认结束",
        danger=True,
        cancel_url=address("key_persons"),
    )
