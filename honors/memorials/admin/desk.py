"""What the memorials put on the bureau's desk: remains first, then what waits for somebody."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from honors.memorials import selectors, showing
from honors.memorials.deeds import DEEDS
from honors.memorials.pages import key_of
from honors.memorials.selectors.calendar import to_move
from honors.memorials.services.closing import CLOSE
from honors.memorials.states import ENTER, MOVES, REPORT, WHAT_LABELS, What
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.models import User

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
    return {"waiting": waiting or None, "attention": _attention(user, today) or None}


def _attention(user: User, today: date) -> list[dict[str, Any]]:
    """What has to be done and is no step of anything: facilities to inspect before the next day of
    remembrance, grave findings without a repair, repairs past their day, ceremonies on a day that
    was closed meanwhile."""
    found: list[dict[str, Any]] = []

    def put(title: str, what: What, key: int, detail: str, tone: str, due_on: Any = None) -> None:
        url = address("memorial_sheet", what, key)
        found.append({"title": title, "url": url, "detail": detail, "tone": tone, "due_on": due_on})

    if user.may(CLOSE):
        for one in to_move(user, today=today)[:FIRST]:
            told = f"{showing.when(one.starts)}，{one.facility}那天不开放，请打电话"
            put(f"要改期：{one}", What.CEREMONY, one.pk, told, "warn", one.starts.date())
    if user.may(REPORT):
        late = selectors.late_facilities(user, today=today)
        words = selectors.next_day_words(today) if late else ""
        for facility in late[:FIRST]:
            put(f"要检查：{facility}", What.FACILITY, facility.pk, words, "warn")
    if user.may(ENTER):
        for finding in selectors.grave_findings(user)[:FIRST]:
            where = finding.inspection.facility
            told = f"{where}，{finding.get_grade_display()}，还没有提出修缮"
            put(f"问题：{finding}", What.FACILITY, where.pk, told, "warn")
        for repair in selectors.late_repairs(user, today=today)[:FIRST]:
            told = f"{repair.facility}，{repair.until} 前完工"
            put(f"修缮：{repair}", What.REPAIR, repair.pk, told, "bad", repair.until)
    return found
