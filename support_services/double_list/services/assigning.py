"""交办, and whose it is: accepted, said to be none of theirs, kept, handed on."""

from datetime import date, datetime

from django.db import transaction

from support_services.double_list.models import DateChange, Item, OwnerChange
from support_services.double_list.rules import working_days_after
from support_services.double_list.selectors.figures import figures_on
from support_services.double_list.services.writing import Held, Voice, hold, said, tell
from support_services.double_list.states import DateCause, Direction
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.workdays.selectors import calendar


@transaction.atomic
def assign(
    *,
    item_id: int,
    deadline: date,
    quality: str,
    demand: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Item:
    """交办 with the four that have to be clear: unit, content, deadline, quality. The lead is the
    one that agreed. It may say "not ours" for so many working days from tomorrow."""
    held = hold(item_id, "assign", Voice(by), today=today)
    item = held.item
    item.quality = said(quality, "质量要求", longest=200)
    if deadline <= today:
        raise Refused("完成时限要晚于今天。")
    if item.lead is None:
        raise Refused("还没有承办单位，不能交办。")
    item.assigned_by, item.assigned_at, item.assigned_on = by, at, today
    _begin(item, today)
    _new_owner(held, item.lead, "交办", by=by, at=at, today=today, former=None)
    move_date(item, deadline, DateCause.SET, "", by=by, at=at, today=today, former=None)
    return tell(held, at=at, on=today, text=said(demand, "交办要求", needed=False))


def _begin(item: Item, today: date) -> None:
    """With a new owner both clocks begin, and he may say that it is not his."""
    days = figures_on(today).object_days
    item.object_by = working_days_after(today, days, calendar(since=today))
    item.accepted_on = None
    item.said_on = today


def _new_owner(
    held: Held,
    unit: Unit,
    why: str,
    *,
    by: User,
    at: datetime,
    today: date,
    former: Unit | None,
) -> None:
    """A row that says whose it became; before the item itself, which the database wants so."""
    OwnerChange.objects.create(
        item=held.item, from_unit=former, to_unit=unit, on=today, why=why, by=by, at=at
    )
    held.item.lead = unit


def move_date(
    item: Item,
    to_on: date,
    cause: DateCause,
    why: str,
    *,
    by: User,
    at: datetime,
    today: date,
    former: date | None,
) -> None:
    """The deadline with the row that says who moved it, from where and why."""
    DateChange.objects.create(
        item=item,
        from_on=former,
        to_on=to_on,
        cause=cause.value,
        why=why,
        on=today,
        by=by,
        at=at,
    )
    item.deadline = to_on


@transaction.atomic
def accept(*, item_id: int, voice: Voice, text: str = "", at: datetime, today: date) -> Item:
    """接办: it is ours; from then on it is not said any more that it is not."""
    held = hold(item_id, "accept", voice, today=today)
    held.item.accepted_on = today
    return tell(held, at=at, on=today, text=said(text, "说明", needed=False))


@transaction.atomic
def object_to(*, item_id: int, voice: Voice, text: str, at: datetime, today: date) -> Item:
    """退回: not our duty, and whose it might be. Refuses one after the days for it, and one that
    was accepted."""
    held = hold(item_id, "object", voice, today=today)
    return tell(held, at=at, on=today, text=said(text, "为什么不归本单位办"))


@transaction.atomic
def keep(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """维持交办: it is theirs, and they do not send it back again."""
    held = hold(item_id, "keep", Voice(by), today=today)
    item = held.item
    item.accepted_on = item.said_on = today
    return tell(held, at=at, on=today, text=said(why, "理由"))


@transaction.atomic
def hand_on(
    *,
    item_id: int,
    to: int,
    why: str,
    deadline: date | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Item:
    """转办 to another unit, which begins anew: it accepts or not, and gives its own plan. The
    deadline stays unless another is set with it."""
    held = hold(item_id, "hand_on", Voice(by), today=today)
    item = held.item
    told = said(why, "原因")
    unit = Unit.objects.open().filter(pk=to).first()
    if unit is None or unit == item.lead:
        raise Refused("请选择另一个单位。")
    if unit == item.requester:
        raise Refused("提出单位不能自己承办。")
    if (unit.kind == UnitKind.TROOPS) is (item.direction == Direction.ARMY):
        raise Refused("转办要转给同一方的单位。")
    former = item.lead
    _begin(item, today)
    _new_owner(held, unit, told, by=by, at=at, today=today, former=former)
    item.helpers.remove(unit)
    item.leader_name = item.person_name = item.person_phone = None
    item.measures = ""
    if deadline is not None and deadline != item.deadline:
        if deadline <= today:
            raise Refused("完成时限要晚于今天。")
        move_date(
            item,
            deadline,
            DateCause.HANDED_ON,
            told,
            by=by,
            at=at,
            today=today,
            former=item.deadline,
        )
    if held.extension is not None:
        raise Refused("有一份延期申请还没有答复，请先答复再转办。")
    return tell(held, at=at, on=today, text=f"转给{unit}：{told}"[:500], detail={"to": unit.pk})
