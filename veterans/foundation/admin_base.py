"""Bases of the bureau's admin pages: rights come from duties, state changes from services.

``DutyAdmin`` asks the role instead of Django's permissions. ``ReadOnlyAdmin`` shows and changes
nothing. ``LedgerAdmin`` is read-only too and adds buttons, each of which asks for confirmation,
says what follows, and calls one service. Nothing is ever deleted through the admin.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from veterans.foundation.errors import Refused


class DutyAdmin(admin.ModelAdmin):
    """Rights by duty. An empty duty means that nobody holds the right.

    Django's own history of changes (``django_admin_log``) is not written: it would copy names out
    of the sealed fields, and the audit log already tells more.
    """

    view_duty: ClassVar[str] = ""
    add_duty: ClassVar[str] = ""
    change_duty: ClassVar[str] = ""
    # What an empty list says where nothing has been looked for.
    nothing_listed: ClassVar[str] = ""

    # Without Django's history link, and with a place for buttons.
    change_form_template = "admin/buttons_change_form.html"
    change_list_template = "admin/duty_change_list.html"
    actions = None
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    @staticmethod
    def _may(request: HttpRequest, duty: str) -> bool:
        may = getattr(request.user, "may", None)
        return bool(duty and may is not None and may(duty))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.view_duty) or self._may(request, self.change_duty)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.add_duty)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.change_duty)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) or self.has_add_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Headed by what is listed, not by "choose ... to change"."""
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A refusal by a service is told on the page the person came from."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """See the class."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """See the class."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """See the class."""


class ReadOnlyAdmin(DutyAdmin):
    """Shows; neither adds nor changes. POST to its forms is refused by Django."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to the object shown; whoever sees the object sees them."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@dataclass(frozen=True)
class Button:
    """One verb on the page of an object.

    ``run(request, obj, data)`` calls one service and returns the sentence of success; what the
    service refuses is shown as it is. ``data`` is the cleaned form, empty without one.
    """

    name: str
    label: str
    duty: str
    question: Callable[[Any], str]
    run: Callable[[HttpRequest, Any, dict[str, Any]], str]
    follows: Callable[[Any], Sequence[str]] = field(default=lambda obj: ())
    shown: Callable[[HttpRequest, Any], bool] = field(default=lambda request, obj: True)
    form: type[forms.Form] | None = None
    danger: bool = False
    irreversible: bool = False


class ButtonsMixin(DutyAdmin):
    """Buttons on the object's page, each with a page that asks first.

    GET asks, POST does: a state is never changed by following a link. Who lacks the duty gets 403,
    an object outside the admin's own queryset is 404. Reading one's own right is repeated by the
    service; here it only keeps a button from being offered in vain.
    """

    buttons: ClassVar[Sequence[Button]] = ()
    confirm_template = "admin/confirm_button.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_button"
        return [
            path(
                "<path:object_id>/do/<slug:button_name>/",
                self.admin_site.admin_view(self.button_view),
                name=name,
            ),
            *super().get_urls(),
        ]

    def buttons_for(self, request: HttpRequest, obj: Any) -> list[Button]:
        """The buttons this person is offered on this object as it stands."""
        return [
            button
            for button in self.buttons
            if self._may(request, button.duty) and button.shown(request, obj)
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        obj = self.get_object(request, unquote(object_id))
        offered = self.buttons_for(request, obj) if obj is not None else []
        links = [{"button": one, "url": self._button_url(obj, one)} for one in offered]
        return super().change_view(
            request, object_id, form_url, {"object_buttons": links, **(extra_context or {})}
        )

    def button_view(self, request: HttpRequest, object_id: str, button_name: str) -> HttpResponse:
        """Ask (GET) or do (POST)."""
        button = next((one for one in self.buttons if one.name == button_name), None)
        obj = self.get_object(request, unquote(object_id))
        if button is None or obj is None:
            raise Http404
        if not self._may(request, button.duty) or not self.has_view_permission(request, obj):
            raise PermissionDenied("您的岗位没有这项权限。")
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        if not button.shown(request, obj):
            # Somebody else was faster, or this is the second click.
            messages.warning(request, f"现在不能“{button.label}”：状态已经变化，请看当前状态。")
            return HttpResponseRedirect(back)
        form = button.form(request.POST or None, request.FILES or None) if button.form else None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                done = button.run(request, obj, form.cleaned_data if form is not None else {})
            except Refused as refusal:
                if form is None:
                    messages.error(request, str(refusal))
                    return HttpResponseRedirect(back)
                form.add_error(None, str(refusal))
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": button.label,
            "button": button,
            "question": button.question(obj),
            "consequences": list(button.follows(obj)),
            "irreversible": button.irreversible,
            "danger": button.danger,
            "form": form,
            "confirm_label": f"确认{button.label}",
            "cancel_url": back,
        }
        return TemplateResponse(request, self.confirm_template, context)

    def _button_url(self, obj: Any, button: Button) -> str:
        return reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_button",
            args=[obj.pk, button.name],
        )


class LedgerAdmin(ButtonsMixin, ReadOnlyAdmin):
    """State and money: read-only fields, and buttons that call services."""
