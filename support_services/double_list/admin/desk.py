"""What the double list puts on the bureau's desk. A fixed number of queries."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from support_services.double_list.selectors import desk as selectors
from support_services.double_list.selectors.board import clockwork
from veterans.accounts.bureau_pages import actor, address


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever reads the double list: what waits for him, and what is red."""
    user = actor(request)
    if user.is_station or not user.may("dlist.read"):
        return {}
    waiting = [
        {
            "title": f"{label}：{count:,} 项",
            "url": address("dlist", state=state) if state else address("dlist_circulars"),
            "note": note,
            "since": since,
            "state_label": "双清单",
            "state_tone": "info",
        }
        for label, count, state, note, since in selectors.waiting_for(user)
    ]
    red, late = selectors.late_counts(user, clockwork(timezone.localdate()))
    attention: list[dict[str, Any]] = []
    if red:
        attention.append(
            {
                "title": f"双清单 {red:,} 项亮红灯",
                "url": address("dlist", light="red"),
                "detail": "超期，或者超过约定时间没有报进展",
                "tone": "bad",
                "due_on": None,
            }
        )
    if late:
        attention.append(
            {
                "title": f"双清单 {late:,} 项等得超过约定时间",
                "url": address("dlist", by="wait"),
                "detail": "等提出单位确认、评价，等协办单位，或者等我们自己",
                "tone": "warn",
                "due_on": None,
            }
        )
    return {"waiting": waiting or None, "attention": attention or None}
