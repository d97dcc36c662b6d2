"""What jurors were told by message, for the page of their panel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from honors.juries.hearing import KIND
from honors.juries.models import JurorContact, Panel, Seat
from support_services.notices.models import Notice
from support_services.notices.states import NOTICE_LABELS, NoticeState
from veterans.accounts.models import User

ASSIGNED, ENDING = "jury_assigned", "jury_ends_juror"


@dataclass(frozen=True)
class Said:
    """A message: its day, and how it stands in words and tone."""

    on: date
    label: str
    tone: str


@dataclass(frozen=True)
class Told:
    """One juror of a panel. ``has_phone``: he has agreed to messages and has a number."""

    seat: Seat
    has_phone: bool
    assigned: tuple[Said, ...]
    ending: tuple[Said, ...]


def told_in(panel: Panel) -> list[Told]:
    """Everybody who was not excused, by number; three queries. What was said before the end is of
    the days on which this panel ends."""
    seats = list(panel.seats.filter(left_at__isnull=True).select_related("user").order_by("number"))
    users = [one.user_id for one in seats]
    reached = set(
        JurorContact.objects.filter(user__in=users, ended_at__isnull=True).values_list(
            "user", flat=True
        )
    )
    rows = list(
        Notice.objects.filter(hearer_kind=KIND, hearer_id__in=users)
        .select_related("rule")
        .defer("phone", "text")
        .order_by("pk")
    )
    ends = timezone.localdate(panel.closes_at)
    assigned = [
        one
        for one in rows
        if one.about.startswith(ASSIGNED)
        and (one.subject_kind, one.subject_id) == ("jury_panel", panel.pk)
    ]
    ending = [
        one
        for one in rows
        if one.rule is not None and one.rule.occasion == ENDING and one.due_on == ends
    ]
    return [
        Told(one, one.user_id in reached, _said(assigned, one.user_id), _said(ending, one.user_id))
        for one in seats
    ]


def contact_of(user: User) -> JurorContact | None:
    """The number in use, None for none."""
    rows = JurorContact.objects.filter(user=user, ended_at__isnull=True)
    return rows.select_related("entered_by").first()


def _said(rows: Iterable[Notice], user_id: int) -> tuple[Said, ...]:
    return tuple(
        Said(one.say_on, *NOTICE_LABELS[NoticeState(one.state)])
        for one in rows
        if one.hearer_id == user_id
    )
