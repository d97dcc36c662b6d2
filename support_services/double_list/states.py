"""States of an item of the double list, whose the moves are, and what lights mean. Plain data.

Services read it, pages make their buttons of it, the database refuses a step of another side and a
move that is not here, and a test walks every state and verb.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    """Who asks whom."""

    ARMY = "army"
    LOCALITY = "locality"


DIRECTION_LABELS: dict[Direction, str] = {
    Direction.ARMY: "部队提出、地方办",
    Direction.LOCALITY: "地方提出、部队办",
}
# What stands before the number of an item.
DIRECTION_SIGNS: dict[Direction, str] = {Direction.ARMY: "军", Direction.LOCALITY: "地"}


class Source(StrEnum):
    COLLECTED = "collected"
    TALK = "talk"
    TASK = "task"


SOURCE_LABELS: dict[Source, str] = {
    Source.COLLECTED: "集中征集",
    Source.TALK: "座谈走访",
    Source.TASK: "重大任务专项",
}


class Side(StrEnum):
    """Whose move it is. ``HELPER``: a unit that helps may report and nothing else."""

    ASKER = "asker"
    ANSWERER = "answerer"
    HELPER = "helper"
    OFFICE = "office"
    GROUP = "group"


SIDE_LABELS: dict[Side, str] = {
    Side.ASKER: "提出单位",
    Side.ANSWERER: "承办单位",
    Side.HELPER: "协办单位",
    Side.OFFICE: "双拥办",
    Side.GROUP: "领导小组",
}


class How(StrEnum):
    """How a side gave its word; ``LINK``: itself, by its link."""

    LINK = "link"
    PAPER = "paper"
    PHONE = "phone"
    FACE = "face"
    MEETING = "meeting"


HOW_LABELS: dict[How, str] = {
    How.LINK: "本单位在线答复",
    How.PAPER: "来函",
    How.PHONE: "电话",
    How.FACE: "当面",
    How.MEETING: "会上",
}
# What the office may choose where it writes down a side's word.
TOLD_HOW: tuple[How, ...] = (How.PAPER, How.PHONE, How.FACE, How.MEETING)


class ItemState(StrEnum):
    COLLECTED = "collected"
    SORTED = "sorted"
    AGREED = "agreed"
    DECIDED = "decided"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    IN_HAND = "in_hand"
    LONG_TERM = "long_term"
    PAUSED = "paused"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CARRIED = "carried"
    MERGED = "merged"
    DROPPED = "dropped"


ITEM_LABELS: dict[ItemState, str] = {
    ItemState.COLLECTED: "已征集，待梳理",
    ItemState.SORTED: "已梳理，待双方确认",
    ItemState.AGREED: "双方已确认，待审定",
    ItemState.DECIDED: "已审定，待交办",
    ItemState.ASSIGNED: "已交办，待方案",
    ItemState.RETURNED: "承办单位退回",
    ItemState.IN_HAND: "办理中",
    ItemState.LONG_TERM: "长期坚持",
    ItemState.PAUSED: "暂缓",
    ItemState.CLAIMED: "申请办结，待核验",
    ItemState.VERIFIED: "已核验，待评价",
    ItemState.CONFIRMED: "已评价，待销号",
    ItemState.CLOSED: "已销号",
    ItemState.CARRIED: "结转下年",
    ItemState.MERGED: "并入另一项",
    ItemState.DROPPED: "不列入",
}
ITEM_TONES: dict[ItemState, str] = {
    ItemState.COLLECTED: "warn",
    ItemState.SORTED: "warn",
    ItemState.AGREED: "info",
    ItemState.DECIDED: "info",
    ItemState.ASSIGNED: "info",
    ItemState.RETURNED: "bad",
    ItemState.IN_HAND: "info",
    ItemState.LONG_TERM: "idle",
    ItemState.PAUSED: "idle",
    ItemState.CLAIMED: "warn",
    ItemState.VERIFIED: "warn",
    ItemState.CONFIRMED: "ok",
    ItemState.CLOSED: "ok",
    ItemState.CARRIED: "idle",
    ItemState.MERGED: "idle",
    ItemState.DROPPED: "idle",
}
# What residents read of an item that is shown to them; the others are not shown.
PUBLIC_WORDS: dict[ItemState, str] = {
    ItemState.DECIDED: "已经列入清单",
    ItemState.ASSIGNED: "已经交给承办单位",
    ItemState.RETURNED: "已经列入清单",
    ItemState.IN_HAND: "正在办理",
    ItemState.LONG_TERM: "长期坚持办理",
    ItemState.PAUSED: "暂缓办理",
    ItemState.CLAIMED: "已经办好，正在核实",
    ItemState.VERIFIED: "已经办好，等提出单位评价",
    ItemState.CONFIRMED: "已经办好",
    ItemState.CLOSED: "已经办好",
    ItemState.CARRIED: "转到下一年继续办",
}

_S = ItemState
OVER: frozenset[ItemState] = frozenset({_S.CLOSED, _S.CARRIED, _S.MERGED, _S.DROPPED})
# The unit that answers for it has it: both clocks run.
AT_WORK: frozenset[ItemState] = frozenset({_S.ASSIGNED, _S.IN_HAND})
# It says that it is done; late or not is settled.
DONE: frozenset[ItemState] = frozenset({_S.CLAIMED, _S.VERIFIED, _S.CONFIRMED})
# No clock runs.
STILL: frozenset[ItemState] = frozenset({_S.PAUSED, _S.LONG_TERM})
# Both sides have said yes to what stands in these.
BOTH_AGREED: frozenset[ItemState] = frozenset(_S) - {
    _S.COLLECTED,
    _S.SORTED,
    _S.MERGED,
    _S.DROPPED,
}
GROUP_DECIDED: frozenset[ItemState] = BOTH_AGREED - {_S.AGREED}
# 四个明确: unit, content, deadline and quality are settled in these.
ASSIGNED: frozenset[ItemState] = GROUP_DECIDED - {_S.DECIDED}
# What may still be reworded by one hand.
OPEN_WORDS: frozenset[ItemState] = frozenset({_S.COLLECTED, _S.SORTED})
# Somebody has the next move and so many working days for it (``rules.TURN_DAYS``).
HELPED: frozenset[ItemState] = AT_WORK | {_S.LONG_TERM}
# The road an item normally takes, for the picture at the head of its page.
ROAD: tuple[ItemState, ...] = (
    *(_S.COLLECTED, _S.SORTED, _S.AGREED, _S.DECIDED, _S.ASSIGNED),
    *(_S.IN_HAND, _S.CLAIMED, _S.VERIFIED, _S.CONFIRMED, _S.CLOSED),
)
ROAD_LABELS: dict[ItemState, str] = {
    _S.COLLECTED: "征集",
    _S.SORTED: "梳理",
    _S.AGREED: "双方确认",
    _S.DECIDED: "审定",
    _S.ASSIGNED: "交办",
    _S.IN_HAND: "办理",
    _S.CLAIMED: "申请办结",
    _S.VERIFIED: "核验",
    _S.CONFIRMED: "评价",
    _S.CLOSED: "销号",
}


@dataclass(frozen=True)
class Move:
    """From where, to where (None: the verb decides or it stays), whose it is, and which duty the
    bureau's hand needs that makes it or writes it down."""

    starts: frozenset[ItemState]
    target: ItemState | None
    side: Side
    duty: str
    label: str


ENTER, DECIDE, GROUP = "dlist.enter", "dlist.decide", "dlist.group"
READ = "dlist.read"
_BEFORE_GROUP = frozenset({_S.COLLECTED, _S.SORTED, _S.AGREED})


def _from(*states: ItemState) -> frozenset[ItemState]:
    return frozenset(states)


MOVES: dict[str, Move] = {
    "sort": Move(_from(_S.COLLECTED), _S.SORTED, Side.OFFICE, ENTER, "梳理完成"),
    "merge": Move(_from(_S.COLLECTED, _S.SORTED), _S.MERGED, Side.OFFICE, ENTER, "并入另一项"),
    "drop": Move(_from(_S.COLLECTED, _S.SORTED), _S.DROPPED, Side.OFFICE, ENTER, "不列入"),
    # The second of the two leads on.
    "agree_asker": Move(_from(_S.SORTED), None, Side.ASKER, ENTER, "提出单位确认"),
    "agree_answerer": Move(_from(_S.SORTED), None, Side.ANSWERER, ENTER, "承办单位确认"),
    "differ_asker": Move(
        _from(_S.SORTED, _S.AGREED), _S.COLLECTED, Side.ASKER, ENTER, "提出单位有异议"
    ),
    "differ_answerer": Move(
        _from(_S.SORTED, _S.AGREED), _S.COLLECTED, Side.ANSWERER, ENTER, "承办单位有异议"
    ),
    "decide": Move(_from(_S.AGREED), _S.DECIDED, Side.GROUP, GROUP, "领导小组审定"),
    "refuse": Move(_from(_S.AGREED), _S.DROPPED, Side.GROUP, GROUP, "领导小组不同意列入"),
    "assign": Move(_from(_S.DECIDED), _S.ASSIGNED, Side.OFFICE, DECIDE, "交办"),
    "accept": Move(_from(_S.ASSIGNED), _S.ASSIGNED, Side.ANSWERER, ENTER, "接办"),
    "object": Move(_from(_S.ASSIGNED), _S.RETURNED, Side.ANSWERER, ENTER, "退回（不归本单位办）"),
    "keep": Move(_from(_S.RETURNED), _S.ASSIGNED, Side.OFFICE, DECIDE, "维持交办"),
    "hand_on": Move(
        _from(_S.RETURNED, _S.ASSIGNED, _S.IN_HAND), _S.ASSIGNED, Side.OFFICE, DECIDE, "转办"
    ),
    "plan": Move(_from(_S.ASSIGNED, _S.IN_HAND), _S.IN_HAND, Side.ANSWERER, ENTER, "报办理方案"),
    "report": Move(_from(_S.IN_HAND, _S.LONG_TERM), None, Side.ANSWERER, ENTER, "报进展"),
    "help_report": Move(
        _from(_S.ASSIGNED, _S.IN_HAND, _S.LONG_TERM), None, Side.HELPER, ENTER, "协办单位报进展"
    ),
    "claim": Move(_from(_S.IN_HAND, _S.LONG_TERM), _S.CLAIMED, Side.ANSWERER, ENTER, "申请办结"),
    "verify": Move(_from(_S.CLAIMED), _S.VERIFIED, Side.OFFICE, DECIDE, "核验通过"),
    "send_back": Move(_from(_S.CLAIMED), _S.IN_HAND, Side.OFFICE, DECIDE, "核验不通过，退回办理"),
    "confirm": Move(_from(_S.VERIFIED), _S.CONFIRMED, Side.ASKER, ENTER, "提出单位评价"),
    "unsatisfied": Move(_from(_S.VERIFIED), _S.IN_HAND, Side.ASKER, ENTER, "提出单位不满意，重办"),
    "close": Move(_from(_S.CONFIRMED), _S.CLOSED, Side.OFFICE, DECIDE, "销号"),
    "ask_extension": Move(_from(_S.ASSIGNED, _S.IN_HAND), None, Side.ANSWERER, ENTER, "申请延期"),
    "grant_extension": Move(_from(_S.ASSIGNED, _S.IN_HAND), None, Side.OFFICE, DECIDE, "批准延期"),
    "refuse_extension": Move(
        _from(_S.ASSIGNED, _S.IN_HAND), None, Side.OFFICE, DECIDE, "不同意延期"
    ),
    "pause": Move(
        _from(_S.ASSIGNED, _S.IN_HAND, _S.LONG_TERM), _S.PAUSED, Side.OFFICE, DECIDE, "暂缓"
    ),
    # Back to where it was.
    "resume": Move(_from(_S.PAUSED), None, Side.OFFICE, DECIDE, "恢复办理"),
    "long_term": Move(_from(_S.IN_HAND), _S.LONG_TERM, Side.OFFICE, DECIDE, "转为长期坚持"),
    "carry": Move(
        _from(_S.ASSIGNED, _S.RETURNED, _S.IN_HAND, _S.LONG_TERM, _S.PAUSED),
        _S.CARRIED,
        Side.OFFICE,
        DECIDE,
        "结转下年",
    ),
    "note": Move(
        AT_WORK | {_S.RETURNED, _S.LONG_TERM, _S.PAUSED}, None, Side.OFFICE, ENTER, "记督办情况"
    ),
}
# Steps that no button makes: how an item began, and what the night or another deed wrote of it.
OWN_STEPS: dict[str, tuple[Side, str]] = {
    "enter": (Side.OFFICE, "录入"),
    "carried_in": (Side.OFFICE, "上年结转来"),
    "took_in": (Side.OFFICE, "并入了另一项"),
    "change": (Side.OFFICE, "修改内容"),
    "supervise": (Side.OFFICE, "发出督办单"),
    "ask_public": (Side.OFFICE, "申请公开"),
    "open_public": (Side.OFFICE, "保密审查通过，公开"),
    "refuse_public": (Side.OFFICE, "保密审查不通过"),
    "close_public": (Side.OFFICE, "停止公开"),
    "imported": (Side.OFFICE, "导入时表上写的进展"),
    # An answer by a link turned out not to be the unit's own.
    "disown_asker": (Side.ASKER, "否认一份答复"),
    "disown_answerer": (Side.ANSWERER, "否认一份答复"),
    "disown_helper": (Side.HELPER, "否认一份答复"),
}
DISOWNS: dict[Side, str] = {
    Side.ASKER: "disown_asker",
    Side.ANSWERER: "disown_answerer",
    Side.HELPER: "disown_helper",
}
VERB_LABELS: dict[str, str] = {
    **{verb: one.label for verb, one in MOVES.items()},
    **{verb: label for verb, (_, label) in OWN_STEPS.items()},
}
VERB_SIDES: dict[str, Side] = {
    **{verb: one.side for verb, one in MOVES.items()},
    **{verb: side for verb, (side, _) in OWN_STEPS.items()},
}
# Where verbs without one target lead.
_LED: dict[str, frozenset[ItemState]] = {
    "agree_asker": frozenset({_S.SORTED, _S.AGREED}),
    "agree_answerer": frozenset({_S.SORTED, _S.AGREED}),
    "resume": frozenset({_S.ASSIGNED, _S.IN_HAND, _S.LONG_TERM}),
}


# Where an item goes back to that stands where a disowned answer has brought it.
_TAKEN_BACK: frozenset[tuple[ItemState, ItemState]] = frozenset(
    {
        (_S.AGREED, _S.SORTED),
        (_S.RETURNED, _S.ASSIGNED),
        (_S.IN_HAND, _S.ASSIGNED),
        (_S.CLAIMED, _S.IN_HAND),
        (_S.VERIFIED, _S.IN_HAND),
        (_S.CONFIRMED, _S.VERIFIED),
    }
)


def steps_between() -> frozenset[tuple[ItemState, ItemState]]:
    """Every pair of different states that some move leads from and to."""
    return _TAKEN_BACK | frozenset(
        (start, end)
        for verb, move in MOVES.items()
        for start in move.starts
        for end in (_LED.get(verb) or {move.target or start})
        if start != end
    )


class Publicity(StrEnum):
    """公开: nothing is shown to residents before a second person has checked it for secrets."""

    NONE = "none"
    ASKED = "asked"
    OPEN = "open"
    REFUSED = "refused"


PUBLICITY_LABELS: dict[Publicity, tuple[str, str]] = {
    Publicity.NONE: ("不公开", "idle"),
    Publicity.ASKED: ("待保密审查", "warn"),
    Publicity.OPEN: ("已公开", "ok"),
    Publicity.REFUSED: ("保密审查不通过", "bad"),
}


class Light(StrEnum):
    """``NONE``: not at work yet, or over."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"
    NONE = "none"


LIGHT_LABELS: dict[Light, str] = {
    Light.GREEN: "正常",
    Light.YELLOW: "临近",
    Light.RED: "超期",
    Light.GREY: "不计时",
    Light.NONE: "不在办",
}
# The other light: of whoever is waited for, which is never the lead's fault.
WAIT_LABELS: dict[Light, str] = {
    Light.GREEN: "等候中",
    Light.YELLOW: "等久了",
    Light.RED: "等太久",
    Light.GREY: "不计时",
    Light.NONE: "不等谁",
}
LIGHT_TONES: dict[Light, str] = {
    Light.GREEN: "ok",
    Light.YELLOW: "warn",
    Light.RED: "bad",
    Light.GREY: "idle",
    Light.NONE: "idle",
}


class Rhythm(StrEnum):
    """How often the unit reports."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


RHYTHM_LABELS: dict[Rhythm, str] = {Rhythm.WEEKLY: "每周", Rhythm.MONTHLY: "每月"}


class Satisfaction(StrEnum):
    """满意度, by the number that is stored."""

    FIVE = "5"
    FOUR = "4"
    THREE = "3"
    TWO = "2"
    ONE = "1"


SATISFACTION_LABELS: dict[Satisfaction, str] = {
    Satisfaction.FIVE: "非常满意",
    Satisfaction.FOUR: "满意",
    Satisfaction.THREE: "基本满意",
    Satisfaction.TWO: "不满意",
    Satisfaction.ONE: "很不满意",
}
# Whoever says less is not content, and the item goes back to work.
LEAST_CONTENT = 3


class RuleState(StrEnum):
    """A rule of 督办: entered by one, enforced by another; never changed after that."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


RULE_LABELS: dict[RuleState, tuple[str, str]] = {
    RuleState.DRAFT: ("待启用", "warn"),
    RuleState.IN_FORCE: ("已启用", "ok"),
    RuleState.WITHDRAWN: ("已撤回", "idle"),
}


class NoteWhy(StrEnum):
    """What a 督办单 is for."""

    OVERDUE = "overdue"
    SILENT = "silent"
    BY_HAND = "by_hand"


NOTE_LABELS: dict[NoteWhy, str] = {
    NoteWhy.OVERDUE: "超过办结期限",
    NoteWhy.SILENT: "超过约定时间没有报进展",
    NoteWhy.BY_HAND: "双拥办督办",
}


class ExtensionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


EXTENSION_LABELS: dict[ExtensionState, tuple[str, str]] = {
    ExtensionState.ASKED: ("待批准", "warn"),
    ExtensionState.GRANTED: ("已批准", "ok"),
    ExtensionState.REFUSED: ("未批准", "idle"),
}


class DateCause(StrEnum):
    """Why a deadline is what it is."""

    SET = "set"
    EXTENSION = "extension"
    RESUMED = "resumed"
    HANDED_ON = "handed_on"


DATE_CAUSE_LABELS: dict[DateCause, str] = {
    DateCause.SET: "交办时确定",
    DateCause.EXTENSION: "批准延期",
    DateCause.RESUMED: "暂缓后顺延",
    DateCause.HANDED_ON: "转办时重定",
}


class CircularState(StrEnum):
    """通报: proposed by the rules, issued by a person, never changed after that."""

    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"


CIRCULAR_LABELS: dict[CircularState, tuple[str, str]] = {
    CircularState.DRAFT: ("待签发", "warn"),
    CircularState.ISSUED: ("已签发", "ok"),
    CircularState.DROPPED: ("不发", "idle"),
}


def choices_of(labels: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """A table of labels as a column takes it; the first word where a label has a tone."""
    return [
        (str(one.value), label if isinstance(label, str) else label[0])
        for one, label in labels.items()
    ]
