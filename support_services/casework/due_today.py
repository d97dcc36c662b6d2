"""What of cases and errands is before a station today: late, come back, to be accepted, near."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from support_services.casework.rules import CLOCK_LABELS, Lateness
from support_services.casework.selectors import Chosen, cases_matching, standing_of
from support_services.casework.selectors.errands import stale_errands
from support_services.casework.selectors.incoming import waiting_for
from support_services.casework.states import CaseState
from support_services.stations.today import Due, Urgency
from veterans.accounts.models import User

TOLD_AT_MOST = 20


def cases_due(user: User, today: date) -> Iterator[Due]:
    """Of the own station's cases those that press; the same queries whatever there is."""
    for case in cases_matching(user, Chosen("mine"), today=today)[:TOLD_AT_MOST]:
        standing = standing_of(case, today=today)
        urgency = _urgency(case.state, standing.lateness, standing.days)
        if case.offered_from_id is not None and urgency is not Urgency.LATE:
            urgency = Urgency.TODAY
        if urgency is None:
            continue
        what = CLOCK_LABELS[standing.clock] if standing.clock is not None else ""
        yield Due(
            urgency,
            f"{case.get_kind_display()}：{case.subject}",
            reverse("cases:case", args=[case.pk]),
            note=standing.told or what,
            due_on=standing.due_on,
        )
    stale = stale_errands(user, today=today).count()
    if stale:
        yield Due(
            Urgency.SOON,
            "代办一个月没有进展",
            reverse("cases:errands"),
            note="问一问办到哪一步，告诉本人",
            count=stale,
        )


def incoming_due(user: User, today: date) -> Iterator[Due]:
    """What residents sent and nobody has taken; one query, none for whoever takes nothing."""
    if not user.may("incoming.take"):
        return
    waiting = waiting_for(user, today=today)
    for count, urgency, title in (
        (waiting.late, Urgency.LATE, "网上来件一个工作日没有人接"),
        (waiting.count - waiting.late, Urgency.TODAY, "网上来件等人接收"),
    ):
        if count:
            yield Due(
                urgency,
                title,
                reverse("cases:incoming_list"),
                note="看一看是谁的事，接收以后告诉本人",
                count=count,
                due_on=waiting.take_by if urgency is Urgency.LATE else None,
            )


def _urgency(state: str, lateness: Lateness, days: int) -> Urgency | None:
    if lateness is Lateness.LATE:
        return Urgency.LATE
    if state == CaseState.CAME_BACK:
        return Urgency.BACK
    if lateness is Lateness.NEAR:
        return Urgency.TODAY if days == 0 else Urgency.SOON
    return None
