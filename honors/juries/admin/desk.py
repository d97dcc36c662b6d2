"""What juries put on the bureau's desk: a juror's own tasks; for the office panels that wait, and
jurors who are late. A fixed number of queries."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from honors.juries.selectors import desk as reading
from honors.juries.showing import moment_of
from honors.juries.states import PANEL_LABELS, PanelState, TaskState
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User

FIRST = 5
SOON = timedelta(days=3)


def desk(request: HttpRequest) -> dict[str, Any]:
    """For jurors, and for whoever sets panels up or closes them."""
    user = actor(request)
    if user.may("juries.score"):
        return {"waiting": _mine(user) or None}
    if not user.may("juries.read"):
        return {}
    return {"waiting": _panels(user) or None, "attention": _late(user) or None}


def _mine(user: User) -> list[dict[str, Any]]:
    left = [one for one in reading.my_tasks(user) if one.state is TaskState.WAITING]
    if not left:
        return []
    panel = left[0].entry.panel
    return [
        {
            "title": f"{len(left)} 份材料等您评分",
            "url": address("jury_mine"),
            "note": f"{panel.title}，{moment_of(panel.closes_at)} 截止",
            "since": panel.begun_at,
            "state_label": "待评",
            "state_tone": "warn",
        }
    ]


def _panels(user: User) -> list[dict[str, Any]]:
    now = timezone.now()
    rows = [
        one
        for one in reading.waiting_for(user)
        if one.state == PanelState.FORMING or one.closes_at <= now
    ]
    return [
        {
            "title": f"评委会：{one.title}",
            "url": address("jury_panel", one.pk),
            "note": "等聘请评委、分派" if one.state == PanelState.FORMING else "已截止，等结束评审",
            "since": one.made_at,
            "state_label": PANEL_LABELS[PanelState(one.state)][0],
            "state_tone": "info",
        }
        for one in rows[:FIRST]
    ]


def _late(user: User) -> list[dict[str, Any]]:
    """Reviews that end soon or have ended while entries wait, for whoever can do something."""
    if not user.may("juries.enter"):
        return []
    soon = timezone.now() + SOON
    found = []
    for panel, waiting in reading.unfinished(user, before=soon)[:FIRST]:
        found.append(
            {
                "title": f"{panel.title}：还有 {waiting} 份没有评",
                "url": address("jury_panel", panel.pk),
                "detail": f"{moment_of(panel.closes_at)} 截止，请提醒评委，或者延长、换人",
                "tone": "warn",
                "due_on": timezone.localdate(panel.closes_at),
            }
        )
    return found
