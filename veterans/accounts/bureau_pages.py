"""A page of the bureau's door in its frame, and the addresses and buttons on it."""

from collections.abc import Callable
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from veterans.accounts.bureau_site import bureau_site
from veterans.accounts.models import User

Crumb = dict[str, str]


def actor(request: HttpRequest) -> User:
    """Who is at the desk; the site lets nobody else in."""
    return cast(User, request.user)


def page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    crumbs: tuple[Crumb, ...] = (),
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the bureau in its frame."""
    return TemplateResponse(
        request,
        template,
        {
            **bureau_site().each_context(request),
            "title": title,
            "crumbs": list(crumbs),
            **context,
        },
        status=status,
    )


def paged(
    request: HttpRequest,
    found: Any,
    make: Callable[[Any], dict[str, Any]],
    *,
    per_page: int = 50,
    count: int | None = None,
) -> Page[Any]:
    """One page of a list, each row in the shape its template takes; an odd ``page`` is the last.
    ``count``: how many there are, where the page has counted them already."""
    paginator = Paginator(found, per_page)
    if count is not None:
        paginator.count = count
    shown: Page[Any] = paginator.get_page(request.GET.get("page"))
    shown.object_list = [make(row) for row in shown.object_list]
    return shown


def address(name: str, *args: Any, **query: str) -> str:
    """The address of a page of this door, with a query."""
    query_text = {key: value for key, value in query.items() if value}
    return reverse(f"admin:{name}", args=args, query=query_text or None)


def crumb(title: str, name: str, *args: Any) -> Crumb:
    return {"title": title, "url": address(name, *args)}


def button(label: str, kind: str, name: str, *args: Any, **query: str) -> dict[str, str]:
    """A button that leads to a page of this door: ``primary``, ``plain`` or ``danger``."""
    return {"label": label, "url": address(name, *args, **query), "kind": kind}
