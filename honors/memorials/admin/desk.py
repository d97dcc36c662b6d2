"""What the memorials put on the bureau's desk: remains first, then what waits for somebody."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from honors.memorials import selectors, showing
from honors.memorials.deeds import DEEDS
from honors.memorials.pages import key_of
from honors.memorials.states import MOVES, WHAT_LABELS, What
from veterans.accounts.bureau_pages import actor, address

FIRST = 3
# By which step something leaves where it waits.
_WAITING = (
    (What.REMAINS, "take"),
    (What.TRIP, "check"),
    (What.TRIP, "approve"),
    (What.REPAIR, "approve"),
    (What.REPAIR, "accept"),
    (What.FACILITY, "approve"),
    (What.CEREMONY, "confirm"),
    (What.MARTYR, "review"),
    (What.MARTYR, "publish"),
)


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever may take the step; one query for each."""
    user, today = actor(request), timezone.localdate()
    waiting = []
    for what, verb in _WAITING:
        if not user.may(DEEDS[what][verb].duty):
            continue
        states = [str(one) for one in MOVES[what][verb].starts]
        rows = selectors.visible(user, what).filter(state__in=states).order_by("pk")[:FIRST]
        for row in rows:
            label, tone = showing.state_of(what, row)
            waiting.append(
                {
                    "title": f"{WHAT_LABELS[what]}：{showing.line(what, row, today=today)[0]}",
                    "url": address("memorial_sheet", what, key_of(what, row)),
                    "note": f"等{DEEDS[what][verb].label}",
                    "since": row.entered_at,
                    "state_label": label,
                    "state_tone": tone,
                }
            )
    return {"waiting": waiting or None}
