"""From the plan to 销号: reports, the claim, the second pair of eyes, the word of who asked."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.double_list.models import CONTENT_LENGTH, Item
from support_services.double_list.services.writing import (
    Held,
    Voice,
    day_of,
    hold,
    said,
    tell,
)
from support_services.double_list.states import (
    LEAST_CONTENT,
    SATISFACTION_LABELS,
    How,
    Satisfaction,
)
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.models import SealedFile

COMPLETE = 100


@transaction.atomic
def plan(
    *,
    item_id: int,
    voice: Voice,
    measures: str,
    start_on: date | None = None,
    funds_planned: Decimal | None = None,
    files: Sequence[SealedFile] = (),
    at: datetime,
    today: date,
) -> Item:
    """承办方案: how it is done, from when, with what money. Whoever gives one has accepted; a later
    one takes the place of the first, which stays in the story."""
    held = hold(item_id, "plan", voice, today=today)
    item = held.item
    item.measures = said(measures, "推进措施", longest=CONTENT_LENGTH)
    if start_on is not None:
        if item.deadline is not None and start_on > item.deadline:
            raise Refused("开始日期不能晚于完成时限。")
        item.start_on = start_on
    if funds_planned is not None:
        item.funds_planned = funds_planned
    item.accepted_on = item.accepted_on or today
    item.said_on = today
    return tell(held, at=at, on=today, text=item.measures, files=files)


@transaction.atomic
def report(
    *,
    item_id: int,
    voice: Voice,
    progress: int,
    text: str,
    funds_spent: Decimal | None = None,
    difficulty: str = "",
    files: Sequence[SealedFile] = (),
    on: date | None = None,
    at: datetime,
    today: date,
) -> Item:
    """进展: how far in percent, what was done, what is in the way. It breaks the silence."""
    held = hold(item_id, "report", voice, today=today)
    item = held.item
    day = day_of(on, item, today, since=item.assigned_on)
    if not 0 <= progress <= COMPLETE:
        raise Refused("进度是 0 至 100。")
    item.progress = progress
    if funds_spent is not None:
        item.funds_spent = funds_spent
    item.difficulty = said(difficulty, "存在困难", longest=200, needed=False)
    # A report that was written down late does not count from an earlier day than the last.
    item.said_on = max(day, item.said_on or day)
    told = said(text, "进展", longest=400)
    if item.difficulty:
        told = f"{told}（困难：{item.difficulty}）"[:500]
    return tell(held, at=at, on=day, text=told, progress=progress, files=files)


@transaction.atomic
def help_report(
    *,
    item_id: int,
    voice: Voice,
    text: str,
    helper_id: int | None = None,
    files: Sequence[SealedFile] = (),
    at: datetime,
    today: date,
) -> Item:
    """What a helping unit did. It says nothing for the lead, whose silence goes on."""
    held = hold(item_id, "help_report", voice, today=today, helper_id=helper_id)
    return tell(held, at=at, on=today, text=said(text, "进展"), files=files)


@transaction.atomic
def claim(
    *,
    item_id: int,
    voice: Voice,
    result: str,
    evidence: str = "",
    funds_spent: Decimal | None = None,
    files: Sequence[SealedFile] = (),
    on: date | None = None,
    at: datetime,
    today: date,
) -> Item:
    """申请办结, with evidence: files, or where it is to be seen."""
    held = hold(item_id, "claim", voice, today=today)
    item = held.item
    shown = said(evidence, "佐证在哪里", longest=200, needed=False)
    if not files and not shown:
        raise Refused("申请办结要有佐证：放上照片或扫描件，或者写明在哪里可以看到。")
    if held.extension is not None:
        raise Refused("有一份延期申请还没有答复，请先答复。")
    item.result = said(result, "办理结果", longest=300)
    if funds_spent is not None:
        item.funds_spent = funds_spent
    item.claimed_by, item.claimed_at = voice.by, at
    item.claimed_on = day_of(on, item, today, since=item.assigned_on)
    item.claimed_how = How.LINK.value if voice.is_link else voice.how
    item.said_on = max(item.claimed_on, item.said_on or item.claimed_on)
    item.progress = COMPLETE
    told = f"{item.result}（佐证：{shown}）"[:500] if shown else item.result
    return tell(held, at=at, on=item.claimed_on, text=told, progress=COMPLETE, files=files)


def _unclaim(held: Held) -> None:
    """It is at work again; what was claimed stays in the story."""
    item = held.item
    item.claimed_by = item.claimed_at = item.claimed_on = None
    item.verified_by = item.verified_at = None
    item.claimed_how = ""


@transaction.atomic
def verify(*, item_id: int, text: str, by: User, at: datetime, today: date) -> Item:
    """核验通过: somebody else than who wrote the claim down has looked, and says at what."""
    held = hold(item_id, "verify", Voice(by), today=today)
    held.item.verified_by, held.item.verified_at = by, at
    return tell(held, at=at, on=today, text=said(text, "怎样核验的"))


@transaction.atomic
def send_back(*, item_id: int, why: str, by: User, at: datetime, today: date) -> Item:
    """核验不通过: what is missing; back to work, and silence counts from today."""
    held = hold(item_id, "send_back", Voice(by), today=today)
    _unclaim(held)
    held.item.came_back += 1
    held.item.said_on = today
    return tell(held, at=at, on=today, text=said(why, "哪里没有做到"))


@transaction.atomic
def confirm(
    *,
    item_id: int,
    voice: Voice,
    satisfaction: int,
    text: str = "",
    at: datetime,
    today: date,
) -> Item:
    """提出单位评价, content. Refuses who is not: that is another step, back to work."""
    held = hold(item_id, "confirm", voice, today=today)
    if not LEAST_CONTENT <= satisfaction <= 5:
        raise Refused("不满意的，请选“不满意，重办”并写明哪里没有做到。")
    item = held.item
    item.satisfaction = satisfaction
    item.confirmed_by, item.confirmed_at = voice.by, at
    item.confirmed_how = How.LINK.value if voice.is_link else voice.how
    label = SATISFACTION_LABELS[Satisfaction(str(satisfaction))]
    more = said(text, "评价", longest=400, needed=False)
    return tell(held, at=at, on=today, text=f"{label}。{more}" if more else label)


@transaction.atomic
def unsatisfied(*, item_id: int, voice: Voice, text: str, at: datetime, today: date) -> Item:
    """提出单位不满意: back to work with the reason, and that is counted."""
    held = hold(item_id, "unsatisfied", voice, today=today)
    _unclaim(held)
    held.item.came_back += 1
    held.item.said_on = today
    return tell(held, at=at, on=today, text=said(text, "哪里不满意"))


@transaction.atomic
def close(*, item_id: int, text: str = "", by: User, at: datetime, today: date) -> Item:
    """销号."""
    held = hold(item_id, "close", Voice(by), today=today)
    item = held.item
    item.closed_by, item.closed_at, item.closed_on = by, at, today
    return tell(held, at=at, on=today, text=said(text, "说明", needed=False))


@transaction.atomic
def note(*, item_id: int, text: str, by: User, at: datetime, today: date) -> Item:
    """督办情况: what the office did to move it on (打电话、上门、约谈); no clock stops for it."""
    held = hold(item_id, "note", Voice(by), today=today)
    return tell(held, at=at, on=today, text=said(text, "督办情况"))
