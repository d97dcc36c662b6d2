"""What a joint meeting wants to know: what runs, what changed since the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from support_services.double_list.models import Extension, ItemStep
from support_services.double_list.selectors.board import Clockwork, last_words, lit
from support_services.double_list.selectors.items import items_visible_to
from support_services.double_list.states import OVER, ItemState
from veterans.accounts.models import User

__all__ = ["MeetingSheet", "last_words", "meeting_sheet"]

MOST_STEPS = 300
# What a meeting need not hear of.
_QUIET = ("change", "accept", "note", "ask_public", "refuse_public", "close_public", "enter")


@dataclass(frozen=True)
class MeetingSheet:
    """``running``: items with their lights; ``steps``: what was done since, the newest first;
    ``cut_off``: how many more there were; ``counts``: label and number."""

    running: list[Any]
    extensions: Mapping[int, Extension]
    steps: list[ItemStep]
    cut_off: int
    counts: list[tuple[str, int]]


def meeting_sheet(user: User, *, since: date, clock: Clockwork) -> MeetingSheet:
    """A fixed number of queries."""
    visible = items_visible_to(user)
    over = sorted(one.value for one in OVER)
    running = list(lit(visible.exclude(state__in=over), clock).order_by("deadline", "pk"))
    waiting = Extension.objects.filter(state="asked", item__in=[one.pk for one in running])
    rows = (
        ItemStep.objects.select_related("item", "unit")
        .filter(item__in=visible.values("pk"), on__gte=since)
        .exclude(verb__in=_QUIET)
    )
    total = rows.count()
    ended = visible.filter(state=ItemState.CLOSED.value, closed_on__gte=since)
    entered = visible.filter(
        Q(steps__verb="enter") | Q(steps__verb="carried_in"), steps__on__gte=since
    )
    return MeetingSheet(
        running=running,
        extensions={one.item_id: one for one in waiting},
        steps=list(rows.order_by("-on", "-pk")[:MOST_STEPS]),
        cut_off=max(total - MOST_STEPS, 0),
        counts=[
            ("在办和待办", len(running)),
            ("其中超期", sum(one.light == "red" for one in running)),
            ("上次会议以来新列入", entered.count()),
            ("上次会议以来销号", ended.count()),
        ],
    )
