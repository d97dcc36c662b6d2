"""What every verb has in common: the item locked, the move allowed to this side, the story told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support_services.double_list.models import (
    TEXT_LENGTH,
    Extension,
    Item,
    ItemPaper,
    ItemStep,
)
from support_services.double_list.selectors.items import (
    items_visible_to,
    open_extension,
    why_not,
)
from support_services.double_list.states import (
    ITEM_LABELS,
    MOVES,
    TOLD_HOW,
    VERB_SIDES,
    How,
    ItemState,
    Side,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.models import SealedFile
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text

OF_UNITS = frozenset({Side.ASKER, Side.ANSWERER, Side.HELPER})
MOST_PAPERS = 6


@dataclass(frozen=True)
class Voice:
    """Who speaks. At the bureau ``by``, for the office, or for a side that told him ``how``; by a
    link the unit itself, and nobody's hand."""

    by: User | None = None
    how: str = ""
    unit_id: int | None = None
    link_id: int | None = None

    @property
    def is_link(self) -> bool:
        return self.link_id is not None


@dataclass
class Held:
    """An item that is locked for a verb. ``unit_id``: the unit for which the step counts."""

    item: Item
    verb: str
    voice: Voice
    unit_id: int | None
    extension: Extension | None


def hold(
    item_id: int, verb: str, voice: Voice, *, today: date, helper_id: int | None = None
) -> Held:
    """The item as it is now, nobody else's until the transaction ends. Refuses whoever may not do
    that, a unit on the other side, and what the item as it stands does not allow."""
    move = MOVES[verb]
    if voice.by is not None:
        require(voice.by, move.duty)
        if not items_visible_to(voice.by).filter(pk=item_id).exists():
            raise NotFound("没有找到这个事项。")
    item = Item.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise NotFound("没有找到这个事项。")
    unit_id = _speaker(item, move.side, voice, helper_id)
    if item.state not in move.starts:
        now = ITEM_LABELS[ItemState(item.state)]
        raise Refused(f"这个事项现在是“{now}”，不能{move.label}。")
    extension = open_extension(item)
    hand = voice.by.pk if voice.by is not None else None
    if refusal := why_not(verb, item, extension, today, hand=hand):
        raise Refused(refusal)
    if move.side in OF_UNITS and not voice.is_link and voice.how not in TOLD_HOW:
        raise Refused("请选择对方是怎样答复的。")
    return Held(item, verb, voice, unit_id, extension)


def _speaker(item: Item, side: Side, voice: Voice, helper_id: int | None) -> int | None:
    """Which unit the step is of. A unit that is not on that side is told that there is nothing."""
    if side not in OF_UNITS:
        if voice.by is None:
            raise NotFound("没有找到这个事项。")
        return None
    helpers = set(item.helpers.values_list("pk", flat=True)) if side is Side.HELPER else set()
    unit_id = voice.unit_id if voice.is_link else helper_id
    if side is Side.HELPER:
        if unit_id not in helpers:
            raise NotFound("这个单位不是协办单位。")
        return unit_id
    of_side = item.requester_id if side is Side.ASKER else item.lead_id
    if voice.is_link and voice.unit_id != of_side:
        raise NotFound("没有找到这个事项。")
    return of_side


def tell(
    held: Held,
    *,
    at: datetime,
    on: date,
    text: str = "",
    target: ItemState | None = None,
    progress: int | None = None,
    files: Sequence[SealedFile] = (),
    detail: Mapping[str, Any] | None = None,
) -> Item:
    """Move the state, save, tell the story, record: always the last thing a verb does."""
    item, move, voice = held.item, MOVES[held.verb], held.voice
    leads = target or move.target
    if leads is not None and leads.value != item.state:
        item.state, item.moved_on = leads.value, on
    elif held.verb == "hand_on":
        item.moved_on = on
    save(item)
    step = write_step(
        item,
        held.verb,
        voice=voice,
        unit_id=held.unit_id,
        at=at,
        on=on,
        text=text,
        progress=progress,
    )
    attach(step, files)
    record(item, held.verb, voice=voice, at=at, **(detail or {}))
    return item


def save(item: Item) -> None:
    """As it is now; what a constraint refuses is told in its words."""
    try:
        item.full_clean(
            exclude=[one.name for one in item._meta.fields if one.is_relation],
            validate_unique=False,
            validate_constraints=False,
        )
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise Refused(_told_by(error)) from error


_WORDS = {
    one.name: str(one.violation_error_message)
    for one in Item._meta.constraints
    if one.violation_error_message != one.default_violation_error_message
}


def _told_by(error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    return _WORDS.get(name, "这个事项现在的情况不允许这样办，请刷新页面核对。")


def write_step(
    item: Item,
    verb: str,
    *,
    voice: Voice,
    unit_id: int | None = None,
    at: datetime,
    on: date,
    text: str = "",
    progress: int | None = None,
    disowns: ItemStep | None = None,
) -> ItemStep:
    """One line of the story. ``disowns``: the step that was not the unit's own."""
    side = VERB_SIDES[verb]
    how = ""
    if side in OF_UNITS:
        how = How.LINK.value if voice.is_link else voice.how
    return ItemStep.objects.create(
        item=item,
        verb=verb,
        side=side.value,
        unit_id=unit_id,
        how=how,
        by=voice.by,
        link_id=voice.link_id,
        at=at,
        on=on,
        state=item.state,
        text=text,
        progress=progress,
        disowns=disowns,
    )


def attach(step: ItemStep, files: Sequence[SealedFile]) -> None:
    """Files that are stored already, beside a step."""
    if len(files) > MOST_PAPERS:
        raise Refused(f"一次最多放 {MOST_PAPERS} 个文件，请选最清楚的。")
    ItemPaper.objects.bulk_create(ItemPaper(step=step, stored=one) for one in files)


def record(item: Item, verb: str, *, voice: Voice, at: datetime, **detail: Any) -> None:
    """The entry of the audit log; the last write of the transaction."""
    link = {"link": voice.link_id} if voice.is_link else {}
    audit.record(
        actor=voice.by,
        action=f"dlist.{verb}",
        subject="dlist_item",
        subject_id=item.pk,
        detail={**link, **detail},
        at=at,
    )


def said(text: str, what: str, *, longest: int = TEXT_LENGTH, needed: bool = True) -> str:
    """What somebody wrote, tidied. Refuses designations of troops, personal numbers, and nothing
    where something has to be said."""
    clean = clean_open_text(text, what=what, longest=longest)
    if kind_in(clean):
        raise Refused(f"{what}里不要写身份证号、账号和个人手机号。")
    if needed and not clean:
        raise Refused(f"请填写{what}。")
    return clean


def day_of(on: date | None, item: Item, today: date, *, since: date | None = None) -> date:
    """When it was; today where nothing is said. Refuses a day to come and one before ``since``."""
    day = on or today
    if day > today:
        raise Refused("日期不能晚于今天。")
    if since is not None and day < since:
        raise Refused(f"日期早于 {since:%Y-%m-%d}，请核对。")
    return day
