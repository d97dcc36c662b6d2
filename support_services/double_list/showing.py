"""Items as pages take them: words only."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from support_services.double_list.models import (
    DateChange,
    Extension,
    Item,
    ItemStep,
    OwnerChange,
)
from support_services.double_list.rules import (
    days_silent,
    light_of,
)
from support_services.double_list.selectors.board import Clockwork
from support_services.double_list.selectors.items import facts_of
from support_services.double_list.states import (
    AT_WORK,
    DATE_CAUSE_LABELS,
    DISOWNS,
    EXTENSION_LABELS,
    HOW_LABELS,
    ITEM_LABELS,
    ITEM_TONES,
    LIGHT_LABELS,
    LIGHT_TONES,
    PUBLICITY_LABELS,
    ROAD,
    ROAD_LABELS,
    SATISFACTION_LABELS,
    SIDE_LABELS,
    DateCause,
    ExtensionState,
    How,
    ItemState,
    Light,
    Publicity,
    Satisfaction,
    Side,
)
from support_services.double_list.waiting import wait_badge, waiting_told
from support_services.notices.models import Notice
from support_services.notices.states import NOTICE_LABELS, NoticeState
from veterans.foundation.money import yuan_text

# Where a side path stands beside the road.
_ON_ROAD = {
    ItemState.RETURNED: ItemState.ASSIGNED,
    ItemState.PAUSED: ItemState.IN_HAND,
    ItemState.LONG_TERM: ItemState.IN_HAND,
}


def light_badge(light: str) -> dict[str, str]:
    """A light as a word and a tone."""
    known = Light(light)
    return {
        "light": known.value,
        "light_label": LIGHT_LABELS[known],
        "light_tone": LIGHT_TONES[known],
    }


def item_row(item: Item, clock: Clockwork) -> dict[str, Any]:
    """An item in a list."""
    state = ItemState(item.state)
    light = getattr(item, "light", None) or light_of(
        facts_of(item), clock.figures, clock.calendar, clock.today
    )
    left = (item.deadline - clock.today).days if item.deadline else None
    return {
        "code": item.code,
        "title": item.title,
        "class": item.of_class.name,
        "direction": item.get_direction_display(),
        "requester": item.requester.name,
        "lead": item.lead.name if item.lead else "",
        "deadline": item.deadline,
        "left": left if state in AT_WORK | {ItemState.RETURNED} else None,
        "late": -left if left is not None and left < 0 else 0,
        "progress": item.progress,
        "said_on": item.said_on if state in AT_WORK else None,
        "state_label": ITEM_LABELS[state],
        "state_tone": ITEM_TONES[state],
        **wait_badge(getattr(item, "wait", Light.NONE.value), waiting_told(item, clock)),
        **light_badge(light),
    }


def item_facts(item: Item) -> list[tuple[str, str]]:
    """What was written down of it; what nobody wrote is left out."""
    helpers = "、".join(one.name for one in item.helpers.all())
    rows = (
        ("方向", item.get_direction_display()),
        ("类别", item.of_class.name),
        ("来源", item.get_source_display()),
        ("提出单位", item.requester.name),
        ("承办单位", item.lead.name if item.lead else ""),
        ("协办单位", helpers),
        ("责任领导", str(item.leader_name or "")),
        ("责任人", str(item.person_name or "")),
        ("责任人办公电话", str(item.person_phone or "")),
        ("内容", item.content),
        ("质量要求", item.quality),
        ("推进措施", item.measures),
        ("存在困难", item.difficulty),
        ("计划资金", f"{yuan_text(item.funds_planned)} 元" if item.funds_planned else ""),
        ("已用资金", f"{yuan_text(item.funds_spent)} 元" if item.funds_spent else ""),
        ("开始", _day(item.start_on)),
        ("完成时限", _day(item.deadline)),
        ("报进展", item.get_rhythm_display()),
        ("办理结果", item.result),
        ("满意度", _content(item)),
        ("退回重办", f"{item.came_back} 次" if item.came_back else ""),
    )
    return [(label, value) for label, value in rows if value]


def _content(item: Item) -> str:
    if item.satisfaction is None:
        return ""
    return SATISFACTION_LABELS[Satisfaction(str(item.satisfaction))]


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def words_of(item: Item) -> list[dict[str, Any]]:
    """Who has given a word on it, and how: both sides, the group, the second person."""

    def spoken(stem: str, label: str, note: str = "") -> dict[str, Any]:
        at, by, how = (getattr(item, f"{stem}_{one}", None) for one in ("at", "by", "how"))
        told = How(how) if how else None
        road = (
            ""
            if told is None
            else (HOW_LABELS[told] if by is None else f"{HOW_LABELS[told]}，{by}记录")
        )
        return {"label": label, "at": at, "who": road or (str(by) if by else ""), "note": note}

    decided = f"{item.meeting}{f'，{item.document_no}' if item.document_no else ''}"
    rows = [
        spoken("entered", "录入"),
        spoken("asker_agreed", f"{item.requester.name}确认"),
        spoken("answerer_agreed", f"{item.lead.name if item.lead else '承办单位'}确认"),
        spoken("decided", "领导小组审定", f"{_day(item.decided_on)} {decided}".strip()),
        spoken("assigned", "交办"),
        spoken("claimed", "申请办结"),
        spoken("verified", "核验"),
        spoken("confirmed", f"{item.requester.name}评价", _content(item)),
        spoken("closed", "销号"),
    ]
    return [one for one in rows if one["at"] is not None]


def road_of(item: Item) -> list[dict[str, Any]]:
    """The road with where it stands; none for what left it."""
    state = ItemState(item.state)
    if state in (ItemState.MERGED, ItemState.DROPPED, ItemState.CARRIED):
        return []
    here = ROAD.index(_ON_ROAD.get(state, state))
    is_over = state is ItemState.CLOSED
    return [
        {
            "label": ROAD_LABELS[one],
            "status": "done"
            if place < here or is_over
            else ("current" if place == here else "todo"),
        }
        for place, one in enumerate(ROAD)
    ]


def silence_told(item: Item, clock: Clockwork) -> str:
    """How long nothing was heard, where it matters."""
    if item.state not in AT_WORK or item.said_on is None:
        return ""
    days = days_silent(item.said_on, clock.figures, clock.calendar, clock.today)
    unit = "个工作日" if clock.figures.in_workdays else "天"
    return f"最近一次报告在 {item.said_on:%Y-%m-%d}，已 {days} {unit}没有进展报告" if days else ""


def story_entry(step: ItemStep) -> dict[str, Any]:
    """One line of the time line."""
    who = step.unit.name if step.unit is not None else SIDE_LABELS[Side(step.side)]
    if step.how and step.how != How.LINK:
        who = f"{who}（{HOW_LABELS[How(step.how)]}，{step.by}记录）"
    elif step.how == How.LINK:
        who = f"{who}（{HOW_LABELS[How.LINK]}）"
    elif step.by is not None:
        who = f"{who} {step.by}"
    parts = [step.text]
    if step.progress is not None:
        parts.append(f"进度 {step.progress}%")
    if step.on != timezone.localdate(step.at):
        parts.append(f"实际日期 {step.on:%Y-%m-%d}")
    if getattr(step, "disowned", None) is not None:
        parts.append("单位说这不是它答的")
    return {
        "at": step.at,
        "what": step.get_verb_display(),
        "who": who,
        "note": "；".join(one for one in parts if one),
        "tone": _TONES.get(step.verb, ITEM_TONES[ItemState(step.state)]),
    }


_TONES = {
    **dict.fromkeys(DISOWNS.values(), "bad"),
    "unsatisfied": "bad",
    "send_back": "bad",
    "object": "bad",
    "supervise": "bad",
    "differ_asker": "bad",
    "differ_answerer": "bad",
}


def owner_rows(changes: list[OwnerChange]) -> list[dict[str, Any]]:
    return [
        {
            "on": one.on,
            "unit": one.to_unit.name,
            "from": one.from_unit.name if one.from_unit else "",
            "why": one.why,
            "by": str(one.by),
        }
        for one in changes
    ]


def date_rows(changes: list[DateChange]) -> list[dict[str, Any]]:
    return [
        {
            "on": one.on,
            "from": one.from_on,
            "to": one.to_on,
            "cause": DATE_CAUSE_LABELS[DateCause(one.cause)],
            "why": one.why,
            "by": str(one.by),
        }
        for one in changes
    ]


def extension_row(one: Extension) -> dict[str, Any]:
    label, tone = EXTENSION_LABELS[ExtensionState(one.state)]
    return {
        "to": one.to_on,
        "why": one.why,
        "asked_on": one.asked_on,
        "asked_by": str(one.asked_by) if one.asked_by else "承办单位在线申请",
        "state_label": label,
        "state_tone": tone,
        "decided": f"{one.decided_by}：{one.decided_why}".rstrip("：") if one.decided_by else "",
    }


def publicity_told(item: Item) -> dict[str, Any]:
    label, tone = PUBLICITY_LABELS[Publicity(item.publicity)]
    return {
        "label": label,
        "tone": tone,
        "title": item.public_title,
        "asked": _hand(item.publicity_asked_by, item.publicity_asked_at),
        "checked": _hand(item.secrecy_checked_by, item.secrecy_checked_at),
    }


def _hand(by: Any, at: datetime | None) -> str:
    return f"{by} {timezone.localtime(at):%Y-%m-%d}" if by and at else ""


def told_row(one: Notice) -> dict[str, Any]:
    """A message to the contact of a unit, never its number."""
    label, tone = NOTICE_LABELS[NoticeState(one.state)]
    return {
        "unit": one.hearer_name,
        "title": one.title,
        "on": one.say_on,
        "sent_at": one.sent_at if one.state == NoticeState.SENT else None,
        "state_label": label,
        "state_tone": tone,
        "why": NOT_SENT.get(one.answer, "") if one.state == NoticeState.CANCELLED else "",
    }


NOT_SENT = {
    "no_phone": "没有登记联系人手机，请打电话或者送达",
    "sms_off": "短信没有开通，请打电话或者送达",
    "hearer_gone": "单位已停用",
}
