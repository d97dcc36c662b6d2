"""The list of panels, and that of jurors with their ties."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from honors.juries.selectors import desk as reading
from honors.juries.selectors import people
from honors.juries.showing import panel_row
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.models import User

TITLE = "评委会"


def tabs(user: User, here: str) -> list[dict[str, Any]]:
    """The pages of this place, for ``page-tabs``."""
    shown = [("评委会", "jury_panels"), ("评委", "jurors")]
    return [
        {"label": label, "url": address(name), "current": name == here} for label, name in shown
    ]


def panels(request: HttpRequest) -> HttpResponse:
    """Every panel, the newest first."""
    user = actor(request)
    rows = paged(
        request,
        reading.panels_visible_to(user),
        lambda one: {**panel_row(one), "url": address("jury_panel", one.pk)},
    )
    return page(
        request,
        "bureau/jury_panels.html",
        title=TITLE,
        tabs=tabs(user, "jury_panels"),
        page_obj=rows,
    )


def jurors(request: HttpRequest) -> HttpResponse:
    """Everybody who may be asked to judge, and how many ties of his are known."""
    user = actor(request)
    found = people.jurors()
    counts = people.tie_counts(found)
    return page(
        request,
        "bureau/jurors.html",
        title="评委",
        crumbs=(crumb(TITLE, "jury_panels"),),
        tabs=tabs(user, "jurors"),
        rows=[
            {
                "name": str(one),
                "username": one.username,
                "ties": counts.get(one.pk, 0),
                "url": address("juror", one.pk),
            }
            for one in found
        ],
    )
