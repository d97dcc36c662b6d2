"""What was written, for the bureau: through the area, fail closed."""

from typing import Any

from django.db.models import Count, QuerySet

from support_services.notices.models import Notice
from support_services.notices.states import Channel, NoticeState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped

# What a list is filtered by, and the states that belong to it.
STANDS: dict[str, tuple[str, tuple[NoticeState, ...]]] = {
    "": ("全部", tuple(NoticeState)),
    "waiting": (
        "待发",
        (NoticeState.WAITING, NoticeState.SENDING, NoticeState.UNKNOWN, NoticeState.FAILED),
    ),
    "trouble": ("没发成，将再试", (NoticeState.UNKNOWN, NoticeState.FAILED)),
    "done": ("已发出", (NoticeState.SENT, NoticeState.READ, NoticeState.HANDED)),
    "cancelled": ("已取消", (NoticeState.CANCELLED,)),
}


def notices_visible_to(user: User | Any) -> QuerySet[Notice]:
    """The outbox of the user's area, for whoever reads notices."""
    rows = Notice.objects.select_related("rule", "person", "region__parent", "user", "handled_by")
    if not isinstance(user, User) or not user.may("notices.read"):
        return rows.none()
    return scoped(rows, user)


def notice_visible_to(user: User | Any, notice_id: int) -> Notice:
    found = notices_visible_to(user).filter(pk=notice_id).first()
    if found is None:
        raise NotFound("没有这条通知。")
    return found


def outbox(
    user: User, *, stand: str = "", about: str = "", town: str = "", channel: str = ""
) -> QuerySet[Notice]:
    """The outbox as it is asked for, the newest first."""
    rows = notices_visible_to(user).order_by("-pk")
    if stand in STANDS and stand:
        rows = rows.filter(state__in=STANDS[stand][1])
    if about:
        rows = rows.filter(about=about)
    if channel in list(Channel):
        rows = rows.filter(channel=channel)
    if town:
        rows = rows.filter(region__path__startswith=town)
    return rows


def dead_letters(user: User) -> QuerySet[Notice]:
    """What could not be delivered and waits for a person, the oldest first."""
    return notices_visible_to(user).filter(state=NoticeState.DEAD).order_by("pk")


def letters(user: User, *, stand: str = "waiting", town: str = "") -> QuerySet[Notice]:
    """Letters that wait (or were printed), by place and name: as they are carried round."""
    state = NoticeState.PRINTED if stand == "printed" else NoticeState.WAITING
    rows = notices_visible_to(user).filter(
        channel=Channel.LETTER,
        state=state,
        person__died_on__isnull=True,
        person__merged_into__isnull=True,
    )
    if town:
        rows = rows.filter(region__path__startswith=town)
    return rows.order_by("region__path", "person__name", "pk")


def state_counts(user: User) -> dict[str, int]:
    """How many there are in each state; one query."""
    rows = notices_visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)
