"""The bureau's own counter: an application taken down, taken back; wishes, from the word to the day
they come true."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.aid import selectors, services
from support_services.aid.forms import MOVE_FORMS, ApplyForm, WishForm
from support_services.aid.showing import wish_body
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in
from veterans.registry.admin.asking import asked_about
from veterans.registry.selectors import person_visible_to


def apply_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take an application down."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    form = ApplyForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.apply_for_aid(
            person=person, **form.asked(), by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "申请已登记，由另一人审核。", address("aid_application", made.pk)

    return filled_in(request, form, deed) or asked_about(
        request,
        person,
        form,
        title="申请困难帮扶",
        intro="由另一人审核，审核要看 60 天内的入户走访；批准的先公示，再随发放批次发到账户。",
        submit_label="登记申请",
        cancel_url=address("person", person.pk),
    )


def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask, then take it back."""
    user = actor(request)
    found = selectors.application_visible_to(user, application_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> tuple[str, str]:
        services.withdraw_aid(application_id=found.pk, by=user, at=timezone.now())
        return "已撤回。", address("aid_application", found.pk)

    return filled_in(request, form, deed) or asked_about(
        request,
        found.person,
        form,
        title="撤回帮扶申请",
        intro="撤回以后不再审核；改好可以再报。",
        submit_label="确认撤回",
        danger=True,
        cancel_url=address("aid_application", found.pk),
    )


def wish_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a wish down."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    form = WishForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.add_wish(person=person, **data, by=user, at=timezone.now())
        return "心愿已登记。", address("wish", made.pk)

    return filled_in(request, form, deed) or asked_about(
        request,
        person,
        form,
        title="登记微心愿",
        intro="心愿会给认领的单位和个人看。",
        submit_label="登记",
        cancel_url=address("person", person.pk),
    )


def wish(request: HttpRequest, wish_id: int) -> HttpResponse:
    """One wish and what may be done about it."""
    user = actor(request)
    found = selectors.wish_visible_to(user, wish_id)
    return page(
        request,
        "bureau/wish.html",
        title=found.text,
        crumbs=(crumb("困难帮扶", "aid"), crumb("微心愿", "wishes")),
        **wish_body(user, found, move=lambda verb: address("wish_move", found.pk, verb)),
        person_url=address("person", found.person_id),
    )


def wish_move(request: HttpRequest, wish_id: int, verb: str) -> HttpResponse:
    """Taken up, released, fulfilled, withdrawn."""
    user = actor(request)
    if verb not in MOVE_FORMS:
        raise Http404
    found = selectors.wish_visible_to(user, wish_id)
    title, label, kind = MOVE_FORMS[verb]
    form = kind(request.POST or None)
    back = address("wish", found.pk)

    def deed(data: Data) -> tuple[str, str]:
        services.move_wish(
            wish_id=found.pk,
            verb=verb,
            **data,
            on=timezone.localdate(),
            by=user,
            at=timezone.now(),
        )
        return f"已{label}。", back

    return filled_in(request, form, deed) or asked_about(
        request,
        found.person,
        form,
        title=title,
        intro=found.text,
        submit_label=f"确认{label}",
        danger=verb == "withdraw",
        cancel_url=back,
    )
