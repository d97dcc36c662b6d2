"""What waits for somebody at the bureau."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from support_services.double_list.models import Circular, Extension
from support_services.double_list.selectors.board import LATE_LIGHTS, Clockwork, lit
from support_services.double_list.selectors.items import items_visible_to
from support_services.double_list.states import DECIDE, ENTER, GROUP, ItemState, Light
from veterans.accounts.models import User

_S = ItemState
# state -> who has to do something with it, what it is called, what to do.
_BY_STATE: tuple[tuple[ItemState, str, str, str], ...] = (
    (_S.COLLECTED, ENTER, "双清单待梳理", "合并重复的，写明拟由谁承办"),
    (_S.SORTED, ENTER, "双清单待双方确认", "请两边各自确认，发链接或记下答复"),
    (_S.AGREED, GROUP, "双清单待领导小组审定", "照会议纪要记"),
    (_S.DECIDED, DECIDE, "双清单待交办", "明确时限和质量要求"),
    (_S.ASSIGNED, ENTER, "双清单待报方案", "催承办单位报方案"),
    (_S.RETURNED, DECIDE, "双清单被退回", "决定维持还是转办"),
    (_S.VERIFIED, ENTER, "双清单待提出单位评价", "请提出单位评价"),
    (_S.CONFIRMED, DECIDE, "双清单待销号", "销号"),
)
Line = tuple[str, int, str, str, datetime | None]


def waiting_for(user: User) -> list[Line]:
    """Label, count, the state to look for ("" for elsewhere), what to do, since when. Claims and
    extensions that somebody wrote down himself do not wait for him. Three queries."""
    found: list[Line] = []
    counted: dict[str, Any] = {
        row["state"]: row
        for row in items_visible_to(user)
        .order_by()
        .values("state")
        .annotate(
            n=Count("pk"),
            others=Count("pk", filter=Q(claimed_by__isnull=True) | ~Q(claimed_by=user.pk)),
            since=Min("entered_at"),
        )
    }
    for state, duty, label, note in _BY_STATE:
        row = counted.get(state.value)
        if row and user.may(duty):
            found.append((label, row["n"], state.value, note, row["since"]))
    claims = counted.get(_S.CLAIMED.value)
    if claims and claims["others"] and user.may(DECIDE):
        found.append(
            ("双清单待核验", claims["others"], "claimed", "看佐证、看现场", claims["since"])
        )
    if extensions := extensions_for(user):
        found.append(("双清单延期待批准", extensions, "extension", "批准或不同意", None))
    if user.may(DECIDE):
        drafts = Circular.objects.filter(state="draft").exclude(drafted_by=user)
        count = drafts.count()
        if count:
            found.append(("双清单通报待签发", count, "", "看过再签发，或者不发", None))
    return found


def extensions_for(user: User) -> int:
    """How many requests for more time wait for this person."""
    if not user.may(DECIDE):
        return 0
    rows = Extension.objects.filter(state="asked", item__in=items_visible_to(user).values("pk"))
    return rows.filter(Q(asked_by__isnull=True) | ~Q(asked_by=user.pk)).count()


def late_counts(user: User, clock: Clockwork) -> tuple[int, int]:
    """How many are red today, and how many wait for somebody for longer than agreed, as the board
    counts them. One query."""
    counted = lit(items_visible_to(user), clock).aggregate(
        red=Count("pk", filter=Q(light=Light.RED.value)),
        waiting=Count("pk", filter=Q(wait__in=LATE_LIGHTS)),
    )
    return counted["red"], counted["waiting"]
