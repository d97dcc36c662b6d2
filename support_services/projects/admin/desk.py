"""What projects put on the bureau's desk: what waits to be checked, judged, decided, published; and
projects that are late. A fixed number of queries."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import carrying, review
from support_services.projects.states import CALL_LABELS, CallState, Light
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever reads projects."""
    user = actor(request)
    if not user.may("projects.read"):
        return {}
    return {"waiting": _waiting(user) or None, "attention": _attention(user) or None}


def _waiting(user: User) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    left = [one for one in review.my_tasks(user) if not one.is_done]  # type: ignore[attr-defined]
    if left:
        found.append(
            _line(
                f"{len(left)} 个项目等您评分",
                address("project_reviews"),
                left[0].application.call.title,
                left[0].assigned_at,
                "待评",
            )
        )
    if user.may("projects.check"):
        rows = list(reading.waiting_for_check(user)[:FIRST])
        found += [
            _line(
                f"项目申报：{one.title}",
                address("project", one.pk),
                f"{one.unit.name}，等核对材料",
                one.handed_at,
                "待核对",
            )
            for one in rows
        ]
    states = {"projects.check": CallState.DRAFT, "projects.decide": CallState.PROPOSED}
    for duty, state in states.items():
        if not user.may(duty):
            continue
        waits = reading.calls_visible_to(user).filter(state=state.value)
        waits = waits.exclude(entered_by=user) if state == CallState.DRAFT else waits
        word = "等开始征集" if state == CallState.DRAFT else "等审定立项"
        found += [
            _line(
                f"项目征集：{one.title}",
                address("project_call", one.pk),
                word,
                one.prepared_at or one.entered_at,
                CALL_LABELS[state][0],
            )
            for one in waits[:FIRST]
        ]
    return found


def _line(title: str, url: str, note: str, since: Any, label: str) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "note": note,
        "since": since,
        "state_label": label,
        "state_tone": "info",
    }


def _attention(user: User) -> list[dict[str, Any]]:
    if not user.may("projects.enter") and not user.may("projects.check"):
        return []
    rows = carrying.running(user, today=timezone.localdate())
    late = sum(one.light == Light.LATE for one in rows)
    silent = sum(one.light == Light.SILENT for one in rows)
    told = {"逾期": (late, "bad"), "久无进展": (silent, "warn")}
    return [
        {
            "title": f"{count} 个服务项目{word}",
            "url": address("projects_running"),
            "detail": "问清进展，登记完成或延期",
            "tone": tone,
            "due_on": None,
        }
        for word, (count, tone) in told.items()
        if count
    ]
