"""What votes put on the bureau's desk: polls on which somebody has the next word."""

from typing import Any

from django.http import HttpRequest

from honors.votes import selectors
from honors.votes.states import POLL_LABELS, PollState
from veterans.accounts.bureau_pages import actor, address

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever sets polls up or signs. A fixed number of queries."""
    user = actor(request)
    waiting = [
        {
            "title": f"投票：{one.title}",
            "url": address("vote_poll" if one.state == PollState.SET_UP else "vote_report", one.pk),
            "note": "等另一人开放" if one.state == PollState.SET_UP else "等看异常报告、签认",
            "since": one.closed_at or one.made_at,
            "state_label": POLL_LABELS[PollState(one.state)][0],
            "state_tone": "info",
        }
        for one in selectors.waiting_for(user)[:FIRST]
    ]
    return {"waiting": waiting or None}
