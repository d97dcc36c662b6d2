"""Levels, kinds, states and moves of whatever the memorials keep. Plain data."""

from dataclasses import dataclass
from enum import StrEnum

READ, ENTER, REVIEW, REPORT = (
    *("memorials.read", "memorials.enter"),
    *("memorials.review", "memorials.report"),
)


class What(StrEnum):
    """What has a list and a page; the word stands in the address."""

    MARTYR = "martyr"
    FACILITY = "facility"
    REPAIR = "repair"
    REMAINS = "remains"
    CEREMONY = "ceremony"
    TRIP = "trip"
    GUEST = "guest"


WHAT_LABELS: dict[What, str] = {
    What.MARTYR: "英名录",
    What.FACILITY: "纪念设施",
    What.REPAIR: "修缮",
    What.REMAINS: "遗骸线索",
    What.CEREMONY: "祭扫活动",
    What.TRIP: "异地祭扫",
    What.GUEST: "外来祭扫接待",
}


class Level(StrEnum):
    """烈士褒扬条例 (2024): facilities are protected at four levels."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


LEVEL_LABELS: dict[Level, str] = {
    Level.STATE: "国家级",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
}
KIND_LABELS: dict[str, str] = {
    "cemetery": "烈士陵园",
    "tomb": "烈士墓",
    "ossuary": "烈士骨灰堂",
    "wall": "烈士英名墙",
    "hall": "纪念堂馆",
    "stele": "纪念碑",
    "pavilion": "纪念亭",
    "tower": "纪念塔祠",
    "statue": "纪念塑像",
    "square": "纪念广场",
}
# Nobody else is buried inside: there is no word for another tomb.
GRAVE_LABELS: dict[str, str] = {
    "named": "烈士墓",
    "unnamed": "无名烈士墓",
    "shared": "烈士合葬墓",
}
BURIAL_LABELS: dict[str, str] = {"here": "本地设施内", "elsewhere": "外地", "unknown": "不详"}
SEX_LABELS: dict[str, str] = {"male": "男", "female": "女", "unknown": "不详"}
SOURCE_LABELS: dict[str, str] = {
    "certificate": "烈士证明书、批准文件",
    "roster": "原有英名录",
    "archive": "档案、史志",
    "stele": "碑文",
    "told": "亲属、乡亲讲述",
}
TRUST_LABELS: dict[str, str] = {"sure": "可靠", "likely": "待印证", "doubtful": "有疑问"}
GRADE_LABELS: dict[str, str] = {"minor": "一般", "serious": "严重", "danger": "危险，先封闭"}
# How a day of remembrance finds its day.
QINGMING = "qingming"
MOVING_LABELS: dict[str, str] = {"": "每年同一天", QINGMING: "清明（每年照节气推算）"}
ORGANISER_LABELS: dict[str, str] = {
    "unit": "机关、单位、部队",
    "school": "学校",
    "resident": "居民、家庭",
}


class EntryState(StrEnum):
    """What is told of a martyr: written by one, reviewed by another, published, replaced."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class State(StrEnum):
    """Where everything else stands. Each subject knows some of them (``STATE_LABELS``)."""

    ASKED = "asked"
    CHECKED = "checked"
    DECIDED = "decided"
    DONE = "done"
    ENDED = "ended"


STATE_LABELS: dict[What, dict[StrEnum, tuple[str, str]]] = {
    What.MARTYR: {
        EntryState.DRAFT: ("草稿", "warn"),
        EntryState.REVIEWED: ("已审核，待公布", "info"),
        EntryState.PUBLISHED: ("已公布", "ok"),
        EntryState.REPLACED: ("已被更正后的接替", "idle"),
        EntryState.WITHDRAWN: ("已撤下", "idle"),
        EntryState.DROPPED: ("已放弃", "idle"),
    },
    What.FACILITY: {
        State.ASKED: ("待核准", "warn"),
        State.CHECKED: ("在册", "ok"),
        State.ENDED: ("不在册", "idle"),
    },
    What.REPAIR: {
        State.ASKED: ("待立项", "warn"),
        State.CHECKED: ("施工中", "info"),
        State.DONE: ("完工，待验收", "warn"),
        State.DECIDED: ("已验收", "ok"),
        State.ENDED: ("不立项", "idle"),
    },
    What.REMAINS: {
        State.ASKED: ("已报告，等区局接报", "bad"),
        State.CHECKED: ("区局已接报，处置中", "warn"),
        State.DONE: ("已处置", "ok"),
    },
    What.CEREMONY: {
        State.ASKED: ("待确认", "warn"),
        State.CHECKED: ("已确认", "info"),
        State.DONE: ("已举行", "ok"),
        State.ENDED: ("没有举行", "idle"),
    },
    What.TRIP: {
        State.ASKED: ("待初审", "warn"),
        State.CHECKED: ("已初审，待批准", "info"),
        State.DECIDED: ("已批准", "ok"),
        State.DONE: ("已回来", "ok"),
        State.ENDED: ("不予批准、撤回", "idle"),
    },
    What.GUEST: {
        State.ASKED: ("待接待", "warn"),
        State.DONE: ("已接待", "ok"),
        State.ENDED: ("没有来", "idle"),
    },
}


@dataclass(frozen=True)
class Move:
    """``hand``: the signature it leaves; ``other_than``: the one whose person may not make it;
    ``why``: it says why."""

    starts: frozenset[StrEnum]
    target: StrEnum
    duty: str
    label: str
    hand: str
    other_than: str = ""
    why: bool = False


def _from(*states: StrEnum) -> frozenset[StrEnum]:
    return frozenset(states)


_E, _S = EntryState, State
MOVES: dict[What, dict[str, Move]] = {
    What.MARTYR: {
        "review": Move(_from(_E.DRAFT), _E.REVIEWED, REVIEW, "审核通过", "reviewed", "entered"),
        "send_back": Move(_from(_E.REVIEWED), _E.DRAFT, REVIEW, "退回修改", "", why=True),
        "publish": Move(_from(_E.REVIEWED), _E.PUBLISHED, REVIEW, "公布", "published", "entered"),
        "withdraw": Move(_from(_E.PUBLISHED), _E.WITHDRAWN, REVIEW, "撤下", "ended", why=True),
        "drop": Move(_from(_E.DRAFT, _E.REVIEWED), _E.DROPPED, ENTER, "放弃", "ended", why=True),
    },
    What.FACILITY: {
        "approve": Move(_from(_S.ASKED), _S.CHECKED, REVIEW, "核准在册", "checked", "entered"),
        "end": Move(
            _from(_S.ASKED, _S.CHECKED), _S.ENDED, REVIEW, "移出名册", "ended", "entered", True
        ),
    },
    What.REPAIR: {
        "approve": Move(_from(_S.ASKED), _S.CHECKED, REVIEW, "立项", "checked", "entered"),
        "refuse": Move(_from(_S.ASKED), _S.ENDED, REVIEW, "不立项", "ended", why=True),
        "finish": Move(_from(_S.CHECKED), _S.DONE, ENTER, "报完工", "done"),
        "accept": Move(_from(_S.DONE), _S.DECIDED, REVIEW, "验收合格", "decided", "done"),
        "redo": Move(_from(_S.DONE), _S.CHECKED, REVIEW, "验收不合格", "", "done", True),
    },
    What.REMAINS: {
        "take": Move(_from(_S.ASKED), _S.CHECKED, "memorials.take", "接报", "checked"),
        "close": Move(
            _from(_S.CHECKED), _S.DONE, "memorials.take", "登记处置结果", "done", why=True
        ),
    },
    What.CEREMONY: {
        "confirm": Move(_from(_S.ASKED), _S.CHECKED, "memorials.take", "确认", "checked"),
        "hold": Move(_from(_S.CHECKED), _S.DONE, REPORT, "登记已举行", "done"),
        "cancel": Move(
            _from(_S.ASKED, _S.CHECKED), _S.ENDED, "memorials.take", "不能举行", "ended", why=True
        ),
    },
    What.TRIP: {
        "check": Move(_from(_S.ASKED), _S.CHECKED, ENTER, "初审", "checked", "entered"),
        "approve": Move(_from(_S.CHECKED), _S.DECIDED, REVIEW, "批准", "decided", "checked"),
        "refuse": Move(
            _from(_S.ASKED, _S.CHECKED), _S.ENDED, REVIEW, "不予批准", "ended", why=True
        ),
        "withdraw": Move(_from(_S.ASKED), _S.ENDED, REPORT, "撤回", "ended", why=True),
        "report": Move(_from(_S.DECIDED), _S.DONE, REPORT, "登记结果", "done"),
    },
    What.GUEST: {
        "receive": Move(_from(_S.ASKED), _S.DONE, REPORT, "登记已接待", "done"),
        "cancel": Move(_from(_S.ASKED), _S.ENDED, REPORT, "没有来", "ended", why=True),
    },
}
