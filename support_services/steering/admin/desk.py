"""What the steering group's work puts on the desk: reports to issue. One query."""

from typing import Any

from django.http import HttpRequest

from support_services.steering.selectors.tasks import to_issue
from veterans.accounts.bureau_pages import actor, address

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever may issue one."""
    user = actor(request)
    if not user.may("steering.issue"):
        return {}
    rows = [
        {
            "title": f"{one.year}年度双拥任务报告",
            "url": address("steering_report", one.pk),
            "note": one.programme.title,
            "since": one.drafted_at,
            "state_label": "等人签发",
            "state_tone": "info",
        }
        for one in to_issue(user)[:FIRST]
    ]
    return {"waiting": rows or None}
