"""An answer by a link was not the unit's own: what followed from it is taken back, as far as it is
the last word and nobody has built on it. What cannot be taken back is left to the office, and said.

What was answered stays in the story, with the step that disowns it.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from support_services.double_list.models import Item, ItemStep
from support_services.double_list.services.writing import Voice, record, save, write_step
from support_services.double_list.states import (
    DISOWNS,
    ITEM_LABELS,
    MOVES,
    ItemState,
    Side,
)
from veterans.accounts.models import User

_S = ItemState
# What breaks the silence of the lead, or begins it anew.
_HEARD = (
    *("assign", "hand_on", "keep", "carried_in", "resume"),
    *("plan", "report", "claim", "send_back", "unsatisfied"),
)
NOT_OURS_NOW = "这个单位已经不在这个事项里，事项没有自动变，由双拥办处理。"


@transaction.atomic
def disown(
    *,
    item_id: int,
    unit_id: int,
    verb: str,
    link_id: int,
    answered_at: datetime,
    road: str,
    by: User | None,
    at: datetime,
    today: date,
) -> str:
    """Take back what the answer of that moment by that link did; what was done, in one sentence.

    ``road``: how the unit said so. A second time changes nothing. Never refuses: where the item has
    gone on, or the unit has no part in it any more, the office has to decide.
    """
    item = Item.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        return NOT_OURS_NOW
    step = (
        ItemStep.objects.filter(item=item, verb=verb, link_id=link_id, at=answered_at)
        .select_related("disowned")
        .first()
    )
    if step is None:
        return NOT_OURS_NOW
    if getattr(step, "disowned", None) is not None:
        return step.disowned.text
    side = MOVES[verb].side
    if unit_id not in _speakers(item, side):
        return NOT_OURS_NOW
    before = item.state
    done = _TAKEN[verb](item, step, today) if verb in _TAKEN else ""
    told = done or (
        f"这个事项现在是“{ITEM_LABELS[_S(before)]}”，不能自动退回，由双拥办决定怎样处理。"
    )
    if item.state != before:
        item.moved_on = today
    if done:
        save(item)
    voice = Voice(by, how=road) if by is not None else Voice(unit_id=unit_id, link_id=link_id)
    write_step(
        item, DISOWNS[side], voice=voice, unit_id=unit_id, at=at, on=today, text=told, disowns=step
    )
    record(item, DISOWNS[side], voice=voice, at=at, step=step.pk, taken_back=bool(done))
    return told


def _speakers(item: Item, side: Side) -> set[int | None]:
    if side is Side.HELPER:
        return set(item.helpers.values_list("pk", flat=True))
    return {item.requester_id if side is Side.ASKER else item.lead_id}


def _agreed(stem: str) -> Callable[[Item, ItemStep, date], str]:
    def take_back(item: Item, step: ItemStep, today: date) -> str:
        if item.state not in (_S.SORTED, _S.AGREED):
            return ""
        if getattr(item, f"{stem}_agreed_at") != step.at:
            return ""
        setattr(item, f"{stem}_agreed_by", None)
        setattr(item, f"{stem}_agreed_at", None)
        setattr(item, f"{stem}_agreed_how", "")
        item.state = _S.SORTED.value
        return "它的确认取消了，等它重新确认；另一方的确认不变。"

    return take_back


def _accepted(item: Item, step: ItemStep, today: date) -> str:
    if item.state != _S.ASSIGNED or item.accepted_on is None:
        return ""
    item.accepted_on = None
    return "接办取消了，等承办单位重新答复。"


def _objected(item: Item, step: ItemStep, today: date) -> str:
    if item.state != _S.RETURNED:
        return ""
    item.state = _S.ASSIGNED.value
    return "退回取消了，还由承办单位办。"


def _planned(item: Item, step: ItemStep, today: date) -> str:
    later = _own(item, ("plan", "report", "claim")).filter(pk__gt=step.pk)
    if item.state != _S.IN_HAND or later.exists():
        return ""
    earlier = _own(item, ("plan",)).filter(pk__lt=step.pk).last()
    _unheard(item, step)
    if earlier is not None:
        item.measures = earlier.text
        return "这份方案不算，还按以前的方案。"
    item.state, item.accepted_on, item.measures = _S.ASSIGNED.value, None, ""
    return "这份方案不算，等承办单位重新报方案。"


def _reported(item: Item, step: ItemStep, today: date) -> str:
    if item.state not in (_S.IN_HAND, _S.LONG_TERM):
        return ""
    _unheard(item, step)
    return "这次进展不算，最近报告和进度回到以前。"


def _helped(item: Item, step: ItemStep, today: date) -> str:
    return "这次协办进展不算。"


def _claimed(item: Item, step: ItemStep, today: date) -> str:
    if item.state not in (_S.CLAIMED, _S.VERIFIED) or item.claimed_at != step.at:
        return ""
    item.claimed_by = item.claimed_at = item.claimed_on = None
    item.verified_by = item.verified_at = None
    item.claimed_how = ""
    item.state = _S.IN_HAND.value
    _unheard(item, step)
    return "办结申请不算，退回办理。"


def _confirmed(item: Item, step: ItemStep, today: date) -> str:
    if item.state != _S.CONFIRMED or item.confirmed_at != step.at:
        return ""
    item.confirmed_by = item.confirmed_at = item.satisfaction = None
    item.confirmed_how = ""
    item.state = _S.VERIFIED.value
    return "评价不算，等提出单位重新评价。"


_TAKEN: dict[str, Callable[[Item, ItemStep, date], str]] = {
    "agree_asker": _agreed("asker"),
    "agree_answerer": _agreed("answerer"),
    "accept": _accepted,
    "object": _objected,
    "plan": _planned,
    "report": _reported,
    "help_report": _helped,
    "claim": _claimed,
    "confirm": _confirmed,
}


def _own(item: Item, verbs: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """Steps of these verbs that stand, in their order."""
    return item.steps.filter(verb__in=verbs, disowned__isnull=True).order_by("pk")


def _unheard(item: Item, step: ItemStep) -> None:
    """Last word and progress as they are without this step."""
    heard = _own(item, _HEARD).exclude(pk=step.pk)
    days = [one.on for one in heard if item.assigned_on is None or one.on >= item.assigned_on]
    item.said_on = max(days, default=item.assigned_on)
    told = _own(item, ("imported", "report")).exclude(pk=step.pk).last()
    item.progress = told.progress if told is not None and told.progress is not None else 0
