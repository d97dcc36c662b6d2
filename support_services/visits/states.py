"""Plain data of visits: ways, reasons, needs, periods, and what they are called."""

from enum import StrEnum


class Way(StrEnum):
    """How somebody was met."""

    HOME = "home"
    STATION = "station"
    PHONE = "phone"
    VIDEO = "video"


WAY_LABELS: dict[Way, str] = {
    Way.HOME: "上门",
    Way.STATION: "到站",
    Way.PHONE: "电话",
    Way.VIDEO: "视频",
}


class Met(StrEnum):
    """Whom the visitor met. Nobody: an attempt, which is no visit."""

    SELF = "self"
    FAMILY = "family"
    NOBODY = "nobody"


MET_LABELS: dict[Met, str] = {
    Met.SELF: "本人",
    Met.FAMILY: "家属",
    Met.NOBODY: "没有见到",
}


class Reason(StrEnum):
    """Why: 节日、重病、受灾 and the like; the order is that of the form."""

    ROUTINE = "routine"
    FESTIVAL = "festival"
    ILLNESS = "illness"
    HARDSHIP = "hardship"
    DISASTER = "disaster"
    CHANGE = "change"
    ASKED = "asked"
    OTHER = "other"
    # Something was handed over (``HandOver``); nobody chooses it.
    DELIVERY = "delivery"


REASON_LABELS: dict[Reason, str] = {
    Reason.ROUTINE: "日常走访",
    Reason.FESTIVAL: "节日慰问",
    Reason.ILLNESS: "生病住院",
    Reason.HARDSHIP: "生活困难",
    Reason.DISASTER: "遭灾、意外",
    Reason.CHANGE: "家庭重大变故",
    Reason.ASKED: "本人要求",
    Reason.OTHER: "其他",
    Reason.DELIVERY: "送达",
}
ASKED_REASONS: dict[Reason, str] = {
    code: label for code, label in REASON_LABELS.items() if code is not Reason.DELIVERY
}


class HandedKind(StrEnum):
    """What was handed over; the order is that of the form."""

    PLAQUE = "plaque"
    GOOD_NEWS = "good_news"
    SYMPATHY = "sympathy"
    CERTIFICATE = "certificate"
    PAPER = "paper"
    OTHER = "other"


HANDED_LABELS: dict[HandedKind, str] = {
    HandedKind.PLAQUE: "光荣牌",
    HandedKind.GOOD_NEWS: "喜报",
    HandedKind.SYMPATHY: "慰问信",
    HandedKind.CERTIFICATE: "优待证或其他证件",
    HandedKind.PAPER: "通知书",
    HandedKind.OTHER: "其他",
}
# Of these the word alone does not say what it was.
HANDED_NAMED = (HandedKind.CERTIFICATE, HandedKind.PAPER, HandedKind.OTHER)
HANDED_WAYS: dict[Way, str] = {way: WAY_LABELS[way] for way in (Way.HOME, Way.STATION)}


class TakenBy(StrEnum):
    """Who took it. Somebody who is no relative was given it for him: nobody was met."""

    SELF = "self"
    FAMILY = "family"
    PROXY = "proxy"


TAKEN_LABELS: dict[TakenBy, str] = {
    TakenBy.SELF: "本人",
    TakenBy.FAMILY: "家属",
    TakenBy.PROXY: "代收人",
}
MET_BY: dict[TakenBy, Met] = {
    TakenBy.SELF: Met.SELF,
    TakenBy.FAMILY: Met.FAMILY,
    TakenBy.PROXY: Met.NOBODY,
}


class Replaced(StrEnum):
    """更换: why the plaque that hung there gave way to another."""

    DAMAGED = "damaged"
    LOST = "lost"
    STYLE = "style"
    OTHER = "other"


REPLACED_LABELS: dict[Replaced, str] = {
    Replaced.DAMAGED: "损坏",
    Replaced.LOST: "遗失",
    Replaced.STYLE: "式样更新",
    Replaced.OTHER: "其他",
}


class Need(StrEnum):
    """What somebody needs; each becomes a thing to do."""

    LIVING = "living"
    MEDICAL = "medical"
    HOUSING = "housing"
    WORK = "work"
    CARE = "care"
    MIND = "mind"
    POLICY = "policy"
    OTHER = "other"


NEED_LABELS: dict[Need, str] = {
    Need.LIVING: "生活困难",
    Need.MEDICAL: "看病就医",
    Need.HOUSING: "住房",
    Need.WORK: "就业、培训",
    Need.CARE: "照料、养老",
    Need.MIND: "心里有事、有矛盾",
    Need.POLICY: "政策不清楚、待遇没落实",
    Need.OTHER: "其他",
}


# As what each is taken up (``casework.states.CaseKind``).
NEED_CASES: dict[Need, str] = {
    Need.LIVING: "hardship",
    Need.MEDICAL: "hardship",
    Need.HOUSING: "hardship",
    Need.WORK: "request",
    Need.CARE: "hardship",
    Need.MIND: "dispute",
    Need.POLICY: "consultation",
    Need.OTHER: "request",
}


class Period(StrEnum):
    """How often a task comes round; a calendar period, or once between two days."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


PERIOD_LABELS: dict[Period, str] = {
    Period.ONCE: "一次",
    Period.MONTH: "每月",
    Period.QUARTER: "每季度",
    Period.HALF: "每半年",
    Period.YEAR: "每年",
}
# Months of a calendar period.
MONTHS: dict[Period, int] = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}


class KeyReason(StrEnum):
    """Why somebody is a key person (重点联系对象)."""

    ILL = "ill"
    DISABLED = "disabled"
    ALONE = "alone"
    POOR = "poor"
    BEREAVED = "bereaved"
    HERO = "hero"
    OTHER = "other"


KEY_LABELS: dict[KeyReason, str] = {
    KeyReason.ILL: "重病、长期卧床",
    KeyReason.DISABLED: "残疾、需要照料",
    KeyReason.ALONE: "高龄、独居",
    KeyReason.POOR: "生活困难",
    KeyReason.BEREAVED: "烈属、失独家庭",
    KeyReason.HERO: "功臣模范",
    KeyReason.OTHER: "其他",
}
