"""What casework puts on the bureau's desk. Fixed number of queries, whatever waits there."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.casework import selectors
from support_services.casework.page_frames import BUREAU
from support_services.casework.selectors import Chosen, cases_matching
from veterans.accounts.models import User

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """Extensions to decide and cases to accept or begin; those that are late anywhere."""
    user = BUREAU.user(request)
    if not user.may("cases.read"):
        return {}
    return {"waiting": _waiting(user) or None, "attention": _attention(user) or None}


def _waiting(user: User) -> list[dict[str, Any]]:
    today = timezone.localdate()
    found = [
        {
            "title": f"诉求 {one.case.number}：批准延期",
            "url": BUREAU.url("case", one.case_id),
            "note": f"{one.case.subject}，申请延长 {one.days} 日",
            "since": one.proposed_at,
            "state_label": "待批准",
            "state_tone": "info",
        }
        for one in selectors.extensions_waiting(user)[:FIRST]
    ]
    if user.may("cases.handle"):
        found += [
            {
                "title": f"诉求 {one.number}：{one.subject}",
                "url": BUREAU.url("case", one.pk),
                "note": selectors.standing_of(one, today=today).told,
                "since": _noon(one),
                "state_label": one.get_state_display(),
                "state_tone": "warn" if one.offered_from_id else "info",
            }
            for one in cases_matching(user, Chosen("mine"), today=today)[:FIRST]
        ]
    return found


def _noon(case: Any) -> datetime:
    day = case.offered_on or case.received_on
    return timezone.make_aware(datetime.combine(day, time(12)))


def _attention(user: User) -> list[dict[str, Any]]:
    counts = selectors.counts_of(user, today=timezone.localdate())
    told = (
        ("late", "件诉求已超期", "bad", "看在谁手里，督办或收回办理"),
        ("near", "件诉求快到期", "warn", "提醒承办的单位"),
        ("back", "件诉求本人不满意，在重办", "warn", "问清楚哪里不满意"),
    )
    return [
        {
            "title": f"{counts[key]:,} {what}",
            "url": BUREAU.query("cases", show=key),
            "detail": detail,
            "tone": tone,
            "due_on": None,
        }
        for key, what, tone, detail in told
        if counts[key]
    ]
