"""What casework puts on the bureau's desk. Fixed number of queries, whatever waits there."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.casework import selectors
from support_services.casework.page_frames import BUREAU
from support_services.casework.selectors import Chosen, cases_matching
from support_services.casework.selectors.incoming import incoming_matching, waiting_for
from support_services.casework.telling import place_told
from veterans.accounts.models import User

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """Extensions to decide, cases to accept or begin, what residents sent; those that are late."""
    user = BUREAU.user(request)
    if not user.may("cases.read"):
        return {}
    waiting, attention = _waiting(user), _attention(user)
    if user.may("incoming.take"):
        waiting += _sent(user)
        attention += _uncollected(user)
    return {"waiting": waiting or None, "attention": attention or None}


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


def _sent(user: User) -> list[dict[str, Any]]:
    """What residents sent and nobody has taken, the one that has waited longest first."""
    today = timezone.localdate()
    return [
        {
            "title": f"网上来件 {one.number}：{one.get_kind_display()}",
            "url": BUREAU.url("incoming", one.pk),
            "note": f"{place_told(one.region)}，{one.take_by:%m月%d日}以前接收",
            "since": one.sent_at,
            "state_label": "已超期" if one.take_by < today else "等人接收",
            "state_tone": "bad" if one.take_by < today else "warn",
        }
        for one in incoming_matching(user, "open")[:FIRST]
    ]


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


def _uncollected(user: User) -> list[dict[str, Any]]:
    waiting = waiting_for(user, today=timezone.localdate())
    if not waiting.late:
        return []
    return [
        {
            "title": f"{waiting.late:,} 件网上来件超过一个工作日没有人接",
            "url": BUREAU.url("incoming_list"),
            "detail": "催镇街站接收，或者局里接",
            "tone": "bad",
            "due_on": None,
        }
    ]
