"""What the roll puts on the bureau's desk: whatever waits for the second person. A fixed number of
queries."""

from typing import Any

from django.http import HttpRequest

from honors.roll import selectors
from honors.roll.states import EDITION_LABELS, REVOCATION_LABELS, EditionState, RevocationState
from veterans.accounts.bureau_pages import actor, address

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever reviews."""
    user = actor(request)
    if not user.may("honours.review"):
        return {}
    waiting = [
        {
            "title": f"撤销荣誉：{called}",
            "url": address("honour", one.honour_id),
            "note": "等另一人确认",
            "since": one.asked_at,
            "state_label": REVOCATION_LABELS[RevocationState.ASKED][0],
            "state_tone": "warn",
        }
        for one, called in selectors.to_revoke(user)[:FIRST]
    ] + [
        {
            "title": f"荣誉：{one}",
            "url": address("honour", one.honour_id),
            "note": "等人审核" if one.state == EditionState.DRAFT else "已审核，等公布",
            "since": one.reviewed_at or one.entered_at,
            "state_label": EDITION_LABELS[EditionState(one.state)][0],
            "state_tone": "info",
        }
        for one in selectors.to_review(user)[:FIRST]
    ]
    return {"waiting": waiting or None}
