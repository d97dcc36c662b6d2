"""督办单 and 通报 for whoever reads the double list."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from support_services.double_list.models import Circular, Item, SupervisionNote
from support_services.double_list.selectors.board import Clockwork, lit
from support_services.double_list.selectors.lights import late_helpers, waits_for
from support_services.double_list.states import GROUP_DECIDED, ItemState, Light, Side
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

_LISTED = sorted(one.value for one in GROUP_DECIDED - {ItemState.CARRIED})


def circulars_visible_to(user: User) -> QuerySet[Circular]:
    rows = Circular.objects.select_related("unit", "drafted_by", "issued_by", "dropped_by")
    rows = rows.annotate(line_count=Count("lines")).order_by("-pk")
    return rows if not user.is_station and user.may("dlist.read") else rows.none()


def circular_visible_to(user: User, circular_id: int) -> Circular:
    found = circulars_visible_to(user).filter(pk=circular_id).first()
    if found is None:
        raise NotFound("没有找到这份通报。")
    return found


def notes_visible_to(user: User) -> QuerySet[SupervisionNote]:
    rows = SupervisionNote.objects.select_related(
        *("item__requester", "item__lead", "item__of_class", "unit", "by")
    )
    return rows if not user.is_station and user.may("dlist.read") else rows.none()


def note_visible_to(user: User, note_id: int) -> SupervisionNote:
    found = notes_visible_to(user).filter(pk=note_id).first()
    if found is None:
        raise NotFound("没有找到这份督办单。")
    return found


def lines_of_today(circular: Circular, clock: Clockwork) -> list[Any]:
    """What it would list if it were signed now: of a month everything that is on the lists of its
    year and was settled by then, and what waits too long for a side to agree; of a unit what is
    red, of its own or because it is waited for."""
    rows = Item.objects.select_related("requester", "lead", "of_class")
    if circular.unit_id is not None:
        own = lit(rows, clock).filter(
            Q(lead=circular.unit_id, light=Light.RED.value) | too_long(circular.unit_id, clock)
        )
        return list(own.order_by("deadline", "pk"))
    rows = lit(rows.filter(year=circular.month.year), clock).filter(
        Q(state__in=_LISTED) | Q(state=ItemState.SORTED.value, wait=Light.RED.value)
    )
    return list(rows.order_by("direction", "number"))


def too_long(unit_id: int, clock: Clockwork) -> Q:
    """Items that have waited too long for that unit, as who asks or as who helps."""
    given = (clock.figures, clock.calendar, clock.today)
    grace = clock.figures.grace_days
    helping = late_helpers(clock.figures, clock.today, grace=grace).filter(unit=unit_id)
    asked = waits_for(Side.ASKER, *given, grace=grace) & Q(requester=unit_id)
    return asked | Q(pk__in=helping.values("item"))
