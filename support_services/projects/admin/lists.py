"""The list of calls, and the projects that are carried out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import carrying
from support_services.projects.showing import call_row, running_row
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.models import User

TITLE = "拥军服务项目"


def tabs(user: User, here: str) -> list[dict[str, Any]]:
    """The pages of this place, for ``page-tabs``."""
    shown = [("征集", "project_calls"), ("实施情况", "projects_running")]
    if user.may("projects.score"):
        shown.append(("我的评审", "project_reviews"))
    return [
        {"label": label, "url": address(name), "current": name == here} for label, name in shown
    ]


def calls(request: HttpRequest) -> HttpResponse:
    """Every call, the newest first."""
    user = actor(request)
    rows = [
        {**call_row(one), "url": address("project_call", one.pk)} for one in reading.call_rows(user)
    ]
    return page(
        request,
        "bureau/project_calls.html",
        title=TITLE,
        tabs=tabs(user, "project_calls"),
        rows=rows,
        new_url=address("project_call_new") if user.may("projects.enter") else "",
    )


def running(request: HttpRequest) -> HttpResponse:
    """Projects that were chosen, the worst first; ``call``: of one call."""
    user = actor(request)
    asked = request.GET.get("call", "")
    call_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    found = carrying.running(user, today=timezone.localdate(), call_id=call_id)
    return page(
        request,
        "bureau/projects_running.html",
        title="项目实施情况",
        crumbs=(crumb(TITLE, "project_calls"),),
        tabs=tabs(user, "projects_running"),
        rows=[{**running_row(one), "url": address("project", one.application.pk)} for one in found],
        narrowed=call_id is not None,
        all_url=address("projects_running"),
    )
