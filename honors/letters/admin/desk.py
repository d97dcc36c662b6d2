"""What good news puts on the bureau's desk: notices that wait for the second person."""

from typing import Any

from django.http import HttpRequest

from honors.letters import selectors
from veterans.accounts.bureau_pages import actor, address

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever checks; one query."""
    user = actor(request)
    if not user.may("letters.check"):
        return {}
    waiting = [
        {
            "title": f"喜报：{one.person.name}，{one.get_merit_display()}",
            "url": address("letter", one.pk),
            "note": f"{one.due_on:%-m月%-d日}以前送达",
            "since": one.entered_at,
            "state_label": "等另一人核对",
            "state_tone": "warn",
        }
        for one in selectors.to_check(user)[:FIRST]
    ]
    return {"waiting": waiting or None}
