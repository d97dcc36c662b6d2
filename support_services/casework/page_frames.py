"""What a page of cases needs of the door it is shown at: addresses, frame, words in passing."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from support_services.stations.rules import spoken_name
from support_services.stations.selectors import station_name_of
from veterans.accounts import bureau_pages
from veterans.accounts.models import User

# By the name of the page: at the bureau's door, at the stations'.
TEMPLATES: dict[str, tuple[str, str]] = {
    "cases": ("bureau/cases.html", "station/cases.html"),
    "case_find": ("bureau/case_find.html", "station/case_find.html"),
    "case_new": ("bureau/case_new.html", "station/case_new.html"),
    "case": ("bureau/case.html", "station/case.html"),
    "case_slip": ("bureau/case_slip.html", "station/case_slip.html"),
    "incoming_list": ("bureau/incoming_list.html", "station/incoming_list.html"),
    "incoming": ("bureau/incoming.html", "station/incoming.html"),
    "incoming_accept": ("bureau/incoming_accept.html", "station/incoming_accept.html"),
    "errands": ("bureau/errands.html", "station/errands.html"),
    "errand": ("bureau/errand.html", "station/errand.html"),
    "form": ("bureau/fact_form.html", "station/form.html"),
    "uncover": ("bureau/unmask.html", "station/form.html"),
    "case_rules": ("bureau/case_rules.html", ""),
    "errand_kinds": ("bureau/errand_kinds.html", ""),
}
# (title, name of the page, its arguments)
Crumb = tuple[Any, ...]


class DoorFrame(ABC):
    """One of the two doors. Pages are called alike at both: ``namespace`` tells them apart."""

    is_station: bool
    namespace: str

    @staticmethod
    def user(request: HttpRequest) -> User:
        """Who is at the door; its guard lets nobody else in."""
        return cast(User, request.user)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.namespace}:{name}", args=args)

    def query(self, name: str, **query: str) -> str:
        given = {key: value for key, value in query.items() if value}
        return reverse(f"{self.namespace}:{name}", query=given or None)

    @staticmethod
    def say(request: HttpRequest, text: str, *, is_warning: bool = False) -> None:
        (messages.warning if is_warning else messages.success)(request, text)

    @staticmethod
    def paged(
        request: HttpRequest, found: Any, make: Callable[[Any], dict[str, Any]], per_page: int
    ) -> Page[Any]:
        """One page of a list, each row in the shape its template takes."""
        return bureau_pages.paged(request, found, make, per_page=per_page)

    @abstractmethod
    def person_url(self, person_id: int) -> str:
        """The file of somebody at this door."""

    @abstractmethod
    def station_name(self, request: HttpRequest) -> str:
        """What stands at the head of a slip."""

    @abstractmethod
    def page(
        self,
        request: HttpRequest,
        which: str,
        /,
        *,
        title: str,
        crumbs: tuple[Crumb, ...] = (),
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        """The template of that name in the frame of this door."""

    @abstractmethod
    def ask(
        self,
        request: HttpRequest,
        *,
        title: str,
        crumbs: tuple[Crumb, ...],
        intro: str,
        about: list[tuple[str, str]],
        form: Any,
        submit_label: str,
        back_url: str,
        danger: bool = False,
    ) -> HttpResponse:
        """A form about something, in the frame of this door."""

    @abstractmethod
    def uncover(
        self,
        request: HttpRequest,
        *,
        crumbs: tuple[Crumb, ...],
        name: str,
        form: Any,
        value: str,
        back_url: str,
    ) -> HttpResponse:
        """A covered telephone, and the question before it."""


class BureauFrame(DoorFrame):
    """``/bureau/``."""

    is_station = False
    namespace = "admin"

    def person_url(self, person_id: int) -> str:
        return self.url("person", person_id)

    def station_name(self, request: HttpRequest) -> str:
        return ""

    def page(
        self,
        request: HttpRequest,
        which: str,
        /,
        *,
        title: str,
        crumbs: tuple[Crumb, ...] = (),
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        return bureau_pages.page(
            request,
            TEMPLATES[which][0],
            title=title,
            crumbs=tuple(bureau_pages.crumb(*one) for one in crumbs),
            status=status,
            **context,
        )

    def ask(
        self,
        request: HttpRequest,
        *,
        title: str,
        crumbs: tuple[Crumb, ...],
        intro: str,
        about: list[tuple[str, str]],
        form: Any,
        submit_label: str,
        back_url: str,
        danger: bool = False,
    ) -> HttpResponse:
        return self.page(
            request,
            "form",
            title=title,
            crumbs=crumbs,
            intro=intro,
            about=about,
            form=form,
            submit_label=submit_label,
            cancel_url=back_url,
            danger=danger,
        )

    def uncover(
        self,
        request: HttpRequest,
        *,
        crumbs: tuple[Crumb, ...],
        name: str,
        form: Any,
        value: str,
        back_url: str,
    ) -> HttpResponse:
        return self.page(
            request,
            "uncover",
            title="查看联系电话",
            crumbs=crumbs,
            name=name,
            label="联系电话",
            form=form,
            value=value,
            back_url=back_url,
        )


class StationFrame(DoorFrame):
    """``/station/``; the way back stands on the page, there are no crumbs."""

    is_station = True
    namespace = "cases"

    def person_url(self, person_id: int) -> str:
        return reverse("station:payee", args=[person_id])

    def station_name(self, request: HttpRequest) -> str:
        return station_name_of(self.user(request))

    def page(
        self,
        request: HttpRequest,
        which: str,
        /,
        *,
        title: str,
        crumbs: tuple[Crumb, ...] = (),
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        region = self.user(request).region
        return render(
            request,
            TEMPLATES[which][1],
            {
                "title": title,
                "area_name": spoken_name(region.name) if region is not None else "",
                **context,
            },
            status=status,
        )

    def ask(
        self,
        request: HttpRequest,
        *,
        title: str,
        crumbs: tuple[Crumb, ...],
        intro: str,
        about: list[tuple[str, str]],
        form: Any,
        submit_label: str,
        back_url: str,
        danger: bool = False,
    ) -> HttpResponse:
        return self.page(
            request,
            "form",
            title=title,
            note=intro.removesuffix("。"),
            about=[f"{label}：{value}" for label, value in about],
            form=form,
            submit=submit_label,
            back_url=back_url,
        )

    def uncover(
        self,
        request: HttpRequest,
        *,
        crumbs: tuple[Crumb, ...],
        name: str,
        form: Any,
        value: str,
        back_url: str,
    ) -> HttpResponse:
        return self.page(
            request,
            "uncover",
            title=f"{name}的联系电话",
            note="谁看的、为什么看，都会记下来",
            form=form,
            submit="查看",
            value=value,
            is_phone=True,
            back_url=back_url,
        )


BUREAU, STATION = BureauFrame(), StationFrame()
