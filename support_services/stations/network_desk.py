"""The network at both staff doors: the same pages, each in the frame of its door.

What a person may see and do there, selectors and services say; a door only differs in its frame and
its addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from veterans.accounts import bureau_pages
from veterans.accounts.deeds import Data, done, filled_in

BUREAU_BASE, STATION_BASE = "bureau/network_base.html", "station/network_base.html"
Crumb = tuple[str, str]


@dataclass(frozen=True)
class Desk:
    """One of the two doors. ``prefix`` leads to the names of its addresses."""

    prefix: str
    is_bureau: bool

    def url(self, name: str, *args: Any, **query: str) -> str:
        """The address of a page of the network at this door."""
        given = {key: value for key, value in query.items() if value}
        return reverse(f"{self.prefix}{name}", args=args, query=given or None)

    def page(
        self,
        request: HttpRequest,
        template: str,
        *,
        title: str,
        crumbs: tuple[Crumb, ...] = (),
        **context: Any,
    ) -> HttpResponse:
        """A page in the frame of this door; ``crumbs``: what stands between it and the desk."""
        context |= {"at_station": not self.is_bureau}
        told = tuple({"title": name, "url": url} for name, url in crumbs)
        if self.is_bureau:
            return bureau_pages.page(
                request, template, title=title, crumbs=told, base=BUREAU_BASE, **context
            )
        return render(
            request,
            template,
            {"title": title, "crumbs": told, "base": STATION_BASE, **context},
        )

    def form(
        self,
        request: HttpRequest,
        form: forms.Form,
        deed: Callable[[Data], tuple[str, str]],
        *,
        title: str,
        submit: str,
        back: str,
        crumbs: tuple[Crumb, ...] = (),
        intro: str = "",
        about: list[tuple[str, str]] | None = None,
        more: Crumb | None = None,
        template: str = "network/form.html",
        **context: Any,
    ) -> HttpResponse:
        """Something to fill in; ``deed`` does it and says so. ``more``: another way to go."""
        return filled_in(request, form, deed) or self.page(
            request,
            template,
            title=title,
            crumbs=crumbs,
            form=form,
            intro=intro,
            about=about or [],
            submit_label=submit,
            back_url=back,
            more=more,
            **context,
        )

    def ask(
        self,
        request: HttpRequest,
        deed: Callable[[Data], str],
        *,
        title: str,
        question: str,
        follows: list[str],
        back: str,
        crumbs: tuple[Crumb, ...] = (),
        form: forms.Form | None = None,
        danger: bool = False,
        irreversible: bool = False,
    ) -> HttpResponse:
        """A question before a step is taken."""
        return done(request, deed, back=back, form=form) or self.page(
            request,
            "network/step.html",
            title=title,
            crumbs=crumbs,
            question=question,
            consequences=follows,
            confirm_label=f"确认{title}",
            cancel_url=back,
            form=form,
            danger=danger,
            irreversible=irreversible,
        )


BUREAU_DESK = Desk("admin:network_", is_bureau=True)
STATION_DESK = Desk("network:", is_bureau=False)
