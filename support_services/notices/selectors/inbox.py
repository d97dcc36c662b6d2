"""What somebody may read of the notices: his own, those of his station, those of his role.

A station reads its own place's only: not the village's above it, nor the town's below. Another
one's is not there.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from support_services.notices.models import Notice
from support_services.notices.states import Audience, Channel, NoticeState
from support_services.stations.today import Due, Urgency
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

# A page of the portal shows what is of this year; what is older stays in the bureau's outbox.
SHOWN_DAYS = 366
FIRST_NAMED = 3


def inbox(user: User | Any) -> QuerySet[Notice]:
    """Everything written to this person, the newest first."""
    rows = Notice.objects.select_related("rule", "region", "handled_by").filter(
        channel=Channel.INBOX, state__in=[NoticeState.SENT, NoticeState.READ]
    )
    if not isinstance(user, User) or not user.may("notices.inbox"):
        return rows.none()
    meant = Q(audience=Audience.USER, user=user)
    if user.is_station and user.region_id is not None:
        meant |= Q(audience__in=[Audience.VILLAGE, Audience.TOWN], region_id=user.region_id)
    if user.is_bureau:
        meant |= Q(audience=Audience.BUREAU, role__in=user.roles_held)
    return rows.filter(meant).order_by("-pk")


def inbox_notice(user: User | Any, notice_id: int) -> Notice:
    """One of them; what is another's is answered like what does not exist."""
    found = inbox(user).filter(pk=notice_id).first()
    if found is None:
        raise NotFound("没有这条通知。")
    return found


def unread(user: User | Any) -> QuerySet[Notice]:
    return inbox(user).filter(state=NoticeState.SENT)


def unread_count(user: User | Any) -> int:
    return unread(user).count()


def due_at(user: User, today: date) -> Iterable[Due]:
    """The unread ones for the station's day: the first by name, the rest in one line."""
    rows = list(unread(user).filter(say_on__gte=today - timedelta(days=SHOWN_DAYS))[:50])
    for one in rows[:FIRST_NAMED]:
        yield Due(
            Urgency.LATE if one.due_on < today else Urgency.SOON,
            one.title,
            reverse("station_notices:notice", args=[one.pk]),
            note=f"{one.due_on.month}月{one.due_on.day}日",
            due_on=one.due_on,
        )
    if len(rows) > FIRST_NAMED:
        more = len(rows) - FIRST_NAMED
        yield Due(Urgency.SOON, "其他未读通知", reverse("station_notices:inbox"), count=more)
