"""What the bureau's pages of supporters have in common: tabs, frame, workbook."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from support_services.supporters.activity_pages import Frame
from veterans.accounts.bureau_pages import address, crumb, page
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

TITLE = "拥军力量"
_TABS = (
    ("名录", "supporters"),
    ("活动", "support_activities"),
    ("支持", "support_gifts"),
    ("志愿服务队", "support_teams"),
    ("岗位", "support_jobs"),
    ("统计", "support_statistics"),
)


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages of supporters; ``here``: the name of the one that is shown."""
    return [
        {"title": title, "url": address(name), "current": name == here} for title, name in _TABS
    ]


def asked(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    intro: str,
    about: Sequence[tuple[str, str]],
    submit: str,
    back: str,
    danger: bool = False,
    method: str = "post",
    crumbs: Iterable[dict[str, str]] = (),
) -> HttpResponse:
    """A page with a form."""
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=(crumb(TITLE, "supporters"), *crumbs),
        form=form,
        intro=intro,
        about=list(about),
        submit_label=submit,
        cancel_url=back,
        danger=danger,
        method=method,
    )


def _show(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    where = {
        "activity": ("bureau/support_activity.html", "support_activities", "活动"),
        "teams": ("bureau/support_teams.html", "supporters", ""),
        "team": ("bureau/support_team.html", "support_teams", "志愿服务队"),
    }
    template, above, label = where[name]
    user: User | Any = request.user
    more: dict[str, Any] = {}
    if name == "teams":
        more = {"tabs": tabs("support_teams")}
    crumbs: tuple[dict[str, str], ...] = (crumb(TITLE, "supporters"),)
    if label:
        crumbs = (*crumbs, crumb(label, above))
    return page(
        request,
        template,
        title=title,
        crumbs=crumbs,
        new_url=address("support_activity_new") if user.may("supporters.report") else "",
        **context,
        **more,
    )


BUREAU = Frame(lambda name, *args: address(f"support_{name}", *args), asked, _show)


def workbook(
    title: str, name: str, notes: Sequence[str], heads: Sequence[str], rows: list[Sequence[Cell]]
) -> HttpResponse:
    """A list to take away; nobody's personal data are in it."""
    response = HttpResponse(xlsx_bytes(title, notes, heads, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
