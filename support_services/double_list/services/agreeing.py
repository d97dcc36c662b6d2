"""Two sides say yes, each for itself; then the leading group decides."""

from datetime import date, datetime

from django.db import transaction

from support_services.double_list.models import Item
from support_services.double_list.services.entering import unsay
from support_services.double_list.services.writing import Voice, day_of, hold, said, tell
from support_services.double_list.states import How, ItemState, Side
from veterans.accounts.models import User


@transaction.atomic
def agree(
    *,
    item_id: int,
    side: Side,
    voice: Voice,
    text: str = "",
    on: date | None = None,
    at: datetime,
    today: date,
) -> Item:
    """确认 of one side, by its link or as the office was told. When both have agreed the item goes
    on; the item is locked, so of two that agree at once the second sees the first."""
    held = hold(item_id, f"agree_{side.value}", voice, today=today)
    item = held.item
    day = day_of(on, item, today)
    setattr(item, f"{side.value}_agreed_by", voice.by)
    setattr(item, f"{side.value}_agreed_at", at)
    setattr(item, f"{side.value}_agreed_how", How.LINK.value if voice.is_link else voice.how)
    both = item.asker_agreed_at is not None and item.answerer_agreed_at is not None
    return tell(
        held,
        at=at,
        on=day,
        text=said(text, "说明", needed=False),
        target=ItemState.AGREED if both else None,
    )


@transaction.atomic
def differ(*, item_id: int, side: Side, voice: Voice, text: str, at: datetime, today: date) -> Item:
    """有异议: back to be put in order; nobody has agreed to anything any more."""
    held = hold(item_id, f"differ_{side.value}", voice, today=today)
    unsay(held.item)
    return tell(held, at=at, on=today, text=said(text, "哪里不同意"))


@transaction.atomic
def decide(
    *,
    item_id: int,
    meeting: str,
    decided_on: date,
    document_no: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Item:
    """领导小组审定, as the minutes say: at which meeting, on which day, in which document."""
    held = hold(item_id, "decide", Voice(by), today=today)
    item = held.item
    item.meeting = said(meeting, "会议", longest=60)
    item.document_no = said(document_no, "文号", longest=60, needed=False)
    item.decided_on = day_of(decided_on, item, today)
    item.decided_by, item.decided_at = by, at
    told = f"{item.meeting}{f'，{item.document_no}' if item.document_no else ''}"
    return tell(held, at=at, on=item.decided_on, text=told)


@transaction.atomic
def refuse(*, item_id: int, meeting: str, why: str, by: User, at: datetime, today: date) -> Item:
    """领导小组不同意列入, with the reason."""
    held = hold(item_id, "refuse", Voice(by), today=today)
    told = f"{said(meeting, '会议', longest=60)}：{said(why, '原因', longest=400)}"
    return tell(held, at=at, on=today, text=told)
