"""Dates that move, each with who, when, from, to and why: 延期, 暂缓, 长期坚持, 结转."""

from datetime import date, datetime, timedelta

from django.db import transaction

from support_services.double_list.models import (
    Book,
    DateChange,
    Extension,
    Item,
    OwnerChange,
    Pause,
)
from support_services.double_list.services.assigning import move_date
from support_services.double_list.services.writing import (
    Voice,
    hold,
    record,
    said,
    save,
    tell,
    write_step,
)
from support_services.double_list.states import DateCause, ExtensionState, ItemState
from veterans.accounts.models import User
from veterans.foundation.errors import Refused

_PAUSE_ENDS_BEFORE = timedelta(days=1)
# A list is carried over once a year.
_LATEST = timedelta(days=2 * 366)


@transaction.atomic
def ask_extension(
    *, item_id: int, voice: Voice, to_on: date, why: str, at: datetime, today: date
) -> Extension:
    """申请延期 to a later day, with the reason; the clock goes on until somebody has decided."""
    held = hold(item_id, "ask_extension", voice, today=today)
    item = held.item
    told = said(why, "原因", longest=400)
    if item.deadline is None or to_on <= item.deadline or to_on <= today:
        raise Refused("延到的日期要晚于现在的时限，也要晚于今天。")
    if to_on > item.deadline + _LATEST:
        raise Refused("延期最多两年；更久的，请转为长期坚持或结转。")
    made = Extension.objects.create(
        item=item, to_on=to_on, why=told, asked_on=today, asked_by=voice.by, asked_at=at
    )
    tell(held, at=at, on=today, text=f"延到 {to_on:%Y-%m-%d}：{told}")
    return made


@transaction.atomic
def grant_extension(*, item_id: int, why: str = "", by: User, at: datetime, today: date) -> Item:
    """批准延期: another hand than wrote the request down; the day moves, and both days are kept."""
    held = hold(item_id, "grant_extension", Voice(by), today=today)
    item, asked = held.item, held.extension
    assert asked is not None
    if asked.to_on <= today:
        raise Refused("申请延到的日期已经过去，请不同意，让承办单位重新申请。")
    told = said(why, "意见", longest=400, needed=False)
    _decide(asked, ExtensionState.GRANTED, told, by, at)
    move_date(
        item,
        asked.to_on,
        DateCause.EXTENSION,
        asked.why,
        by=by,
        at=at,
        today=today,
        former=item.deadline,
    )
    text = f"延到 {asked.to_on:%Y-%m-%d}{f'：{told}' if told else ''}"
    return tell(held, at=at, on=today, text=text, detail={"to": asked.to_on})


@transaction.atomic
def refuse_extension(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """不同意延期, with the reason; the day stays."""
    held = hold(item_id, "refuse_extension", Voice(by), today=today)
    assert held.extension is not None
    told = said(why, "原因")
    _decide(held.extension, ExtensionState.REFUSED, told, by, at)
    return tell(held, at=at, on=today, text=told)


def _decide(asked: Extension, state: ExtensionState, why: str, by: User, at: datetime) -> None:
    asked.state, asked.decided_why = state.value, why
    asked.decided_by, asked.decided_at = by, at
    asked.save()


@transaction.atomic
def pause(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """暂缓 from today on: no clock runs until it is resumed."""
    held = hold(item_id, "pause", Voice(by), today=today)
    item = held.item
    if held.extension is not None:
        raise Refused("有一份延期申请还没有答复，请先答复。")
    told = said(why, "原因")
    item.before_pause = item.state
    Pause.objects.create(item=item, first_on=today, why=told)
    return tell(held, at=at, on=today, text=told)


@transaction.atomic
def resume(*, item_id: int, text: str = "", by: User, at: datetime, today: date) -> Item:
    """恢复办理: as it was, with the deadline so many days later as it stood still; today counts
    again."""
    held = hold(item_id, "resume", Voice(by), today=today)
    item = held.item
    stood = item.pauses.select_for_update().get(last_on__isnull=True)
    days = (today - stood.first_on).days
    stood.last_on = max(today - _PAUSE_ENDS_BEFORE, stood.first_on - _PAUSE_ENDS_BEFORE)
    stood.save(update_fields=["last_on"])
    back, item.before_pause = ItemState(item.before_pause), ""
    if days and item.deadline is not None:
        move_date(
            item,
            item.deadline + timedelta(days=days),
            DateCause.RESUMED,
            f"暂缓 {days} 天",
            by=by,
            at=at,
            today=today,
            former=item.deadline,
        )
    item.said_on = today
    return tell(held, at=at, on=today, text=said(text, "说明", needed=False), target=back)


@transaction.atomic
def long_term(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """长期坚持: it has no end that could be late; it is still reported on, and may be claimed."""
    held = hold(item_id, "long_term", Voice(by), today=today)
    if held.extension is not None:
        raise Refused("有一份延期申请还没有答复，请先答复。")
    return tell(held, at=at, on=today, text=said(why, "原因"))


@transaction.atomic
def carry(*, item_id: int, deadline: date, why: str, by: User, at: datetime, today: date) -> Item:
    """结转下年: ends here and goes on under a number of the next year, with everything that was
    agreed and decided. Gives the new one, which waits for a plan of its new year."""
    held = hold(item_id, "carry", Voice(by), today=today)
    old = held.item
    told = said(why, "原因")
    if deadline <= today:
        raise Refused("新的时限要晚于今天。")
    if held.extension is not None:
        raise Refused("有一份延期申请还没有答复，请先答复。")
    book, _ = Book.objects.get_or_create(year=old.year + 1, direction=old.direction)
    book = Book.objects.select_for_update().get(pk=book.pk)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    helpers = list(old.helpers.all())
    old.before_pause = ""
    for stood in old.pauses.filter(last_on__isnull=True):
        stood.last_on = max(today - _PAUSE_ENDS_BEFORE, stood.first_on - _PAUSE_ENDS_BEFORE)
        stood.save(update_fields=["last_on"])
    tell(held, at=at, on=today, text=told)
    new = Item.objects.get(pk=old.pk)
    new.pk = None
    new._state.adding = True
    new.year, new.number = book.year, book.last_number
    new.carried_from = old
    new.state, new.moved_on = ItemState.ASSIGNED.value, today
    new.entered_by, new.entered_at = by, at
    new.assigned_by, new.assigned_at, new.assigned_on = by, at, today
    new.said_on = new.accepted_on = today
    new.deadline, new.start_on = deadline, None
    new.publicity, new.public_title = "none", ""
    new.publicity_asked_by = new.publicity_asked_at = None
    new.secrecy_checked_by = new.secrecy_checked_at = None
    save(new)
    new.helpers.set(helpers, through_defaults={"since": today})
    assert new.lead is not None
    OwnerChange.objects.create(item=new, to_unit=new.lead, on=today, why="结转", by=by, at=at)
    DateChange.objects.create(
        item=new, from_on=old.deadline, to_on=deadline, cause=DateCause.SET.value, why=told,
        on=today, by=by, at=at,
    )  # fmt: skip
    write_step(new, "carried_in", voice=Voice(by), at=at, on=today, text=old.code)
    record(new, "carried_in", voice=Voice(by), at=at, carried_from=old.pk)
    return new
