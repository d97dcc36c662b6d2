"""What supporters put on the bureau's desk. A fixed number of queries."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.supporters.selectors import activities, register
from support_services.supporters.states import MOVES, SUBJECT_LABELS
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever reads supporters."""
    user = actor(request)
    if not user.may("supporters.read"):
        return {}
    return {"waiting": _waiting(user) or None, "attention": _attention(user) or None}


def _waiting(user: User) -> list[dict[str, Any]]:
    found = [
        {
            "title": f"{SUBJECT_LABELS[row.subject]}：{row}",
            "url": address("supporter", getattr(row, "supporter_id", row.pk)),
            "note": f"等人{MOVES[row.subject]['accept'].label}",
            "since": row.entered_at,
            "state_label": row.stage_label,
            "state_tone": "info",
        }
        for row in register.waiting(user)[:FIRST]
    ]
    if user.may("supporters.enter"):
        found += [
            {
                "title": f"讲师预约：{one.title}",
                "url": address("support_activity", one.pk),
                "note": f"{one.on:%Y-%m-%d}，等区局确认",
                "since": one.entered_at,
                "state_label": one.get_state_display(),
                "state_tone": "warn",
            }
            for one in activities.requests(user)[:FIRST]
        ]
    return found


def _attention(user: User) -> list[dict[str, Any]]:
    if not user.may("supporters.enter"):
        return []
    today = timezone.localdate()
    found: list[dict[str, Any]] = []
    late = register.late_duties(today=today)
    for row in late[:FIRST]:
        pact = row.duty.pact
        found.append(
            {
                "title": f"{pact.supporter}：{row.duty.words}",
                "url": address("supporter", pact.supporter_id),
                "detail": f"协议“{pact.title}”欠 {row.standing.missed} 期",
                "tone": "warn",
                "due_on": row.standing.due_on,
            }
        )
    found += [
        {
            "title": f"{SUBJECT_LABELS[row.subject]}快到期：{row}",
            "url": address("supporter", row.supporter_id),
            "detail": f"{row.supporter}，到 {row.valid_to:%Y-%m-%d}，续签、续授或者让它到期",
            "tone": "warn",
            "due_on": row.valid_to,
        }
        for row in register.ending_soon(today=today)[:FIRST]
    ]
    overdue = activities.overdue(user, today=today).count()
    if overdue:
        found.append(
            {
                "title": f"{overdue:,} 场活动过了日期没有上报",
                "url": address("support_activities"),
                "detail": "登记已举办并上报，或者取消",
                "tone": "warn",
                "due_on": None,
            }
        )
    return found
