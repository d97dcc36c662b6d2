"""What good news puts on the bureau's desk: notices that wait for the second person, and those
whose reward was not entered."""

from typing import Any

from django.http import HttpRequest

from honors.letters import selectors
from veterans.accounts.bureau_pages import actor, address

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever checks, and for whoever enters rewards; one query for each."""
    user = actor(request)
    waiting = []
    if user.may("letters.check"):
        waiting += [
            _line(one, "等另一人核对", f"{one.due_on:%-m月%-d日}以前送达", one.entered_at)
            for one in selectors.to_check(user)[:FIRST]
        ]
    if user.may("grants.enter"):
        waiting += [
            _line(one, "奖励金未录入", f"{one.awarded_on:%Y-%m-%d} 授予，已核对", one.checked_at)
            for one in selectors.to_reward(user)[:FIRST]
        ]
    return {"waiting": waiting or None}


def _line(one: Any, label: str, note: str, since: Any) -> dict[str, Any]:
    return {
        "title": f"喜报：{one.person.name}，{one.get_merit_display()}",
        "url": address("letter", one.pk),
        "note": note,
        "since": since,
        "state_label": label,
        "state_tone": "warn",
    }
