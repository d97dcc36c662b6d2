"""Kinds of units, and what happens to a link. Plain data."""

from datetime import timedelta
from enum import StrEnum


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    PLACE = "place"
    TROOPS = "troops"
    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"
    PERSON = "person"


KIND_LABELS: dict[UnitKind, str] = {
    UnitKind.DEPARTMENT: "机关部门",
    UnitKind.PLACE: "镇街、村居",
    UnitKind.TROOPS: "驻地部队（只用代称）",
    UnitKind.INSTITUTION: "学校、医院等事业单位",
    UnitKind.ENTERPRISE: "企业、个体工商户",
    UnitKind.ORGANISATION: "社会组织",
    UnitKind.PERSON: "个人",
}
# Who may have a 统一社会信用代码, and who is asked for none.
WITHOUT_CODE = frozenset({UnitKind.TROOPS, UnitKind.PERSON, UnitKind.PLACE})


class LinkDeed(StrEnum):
    """What happened to a link. By the bureau: MADE, TEXTED (the link itself goes by message), READ
    (a code is read out), REVOKED, REPLACED. By whoever has the link: the rest."""

    MADE = "made"
    TEXTED = "texted"
    READ = "read"
    REVOKED = "revoked"
    REPLACED = "replaced"
    OPENED = "opened"
    CODED = "coded"
    UNSENT = "unsent"
    WRONG = "wrong"
    PROVED = "proved"
    SEEN = "seen"
    WRITTEN = "written"
    ANSWERED = "answered"
    LEFT = "left"
    # After an answer: told to the contact, said not to be the unit's, looked into.
    TOLD = "told"
    DENIED = "denied"
    CHECKED = "checked"


DEED_LABELS: dict[LinkDeed, tuple[str, str]] = {
    LinkDeed.MADE: ("发出链接", "info"),
    LinkDeed.TEXTED: ("短信发链接", "info"),
    LinkDeed.READ: ("电话读出验证码", "warn"),
    LinkDeed.REVOKED: ("收回链接", "idle"),
    LinkDeed.REPLACED: ("由新的链接代替", "idle"),
    LinkDeed.OPENED: ("打开链接", "idle"),
    LinkDeed.CODED: ("要了短信验证码", "idle"),
    LinkDeed.UNSENT: ("短信没有送到", "bad"),
    LinkDeed.WRONG: ("验证码不对", "warn"),
    LinkDeed.PROVED: ("验证码对了", "ok"),
    LinkDeed.SEEN: ("看了事项", "idle"),
    LinkDeed.WRITTEN: ("填了还没有交", "idle"),
    LinkDeed.ANSWERED: ("交了答复", "ok"),
    LinkDeed.LEFT: ("看完退出", "idle"),
    LinkDeed.TOLD: ("给联系人发回执短信", "info"),
    LinkDeed.DENIED: ("单位说不是它答的", "bad"),
    LinkDeed.CHECKED: ("核实了答复", "ok"),
}
# A code was made.
CODES = (LinkDeed.CODED, LinkDeed.READ)


class MessageFor(StrEnum):
    """What a message that waits for the gateway brings."""

    CODE = "code"
    LINK = "link"


MESSAGE_LABELS: dict[MessageFor, str] = {
    MessageFor.CODE: "验证码",
    MessageFor.LINK: "答复链接",
}


class CheckState(StrEnum):
    """答复核实: whether an answer was the unit's own. OPEN: nobody of the unit was told of it, or
    one hand of ours had both the link and the code. DENIED: the unit says it was not."""

    OPEN = "open"
    DENIED = "denied"
    THEIRS = "theirs"
    NOT_THEIRS = "not_theirs"


CHECK_LABELS: dict[CheckState, tuple[str, str]] = {
    CheckState.OPEN: ("待核实", "warn"),
    CheckState.DENIED: ("单位否认，待核实", "bad"),
    CheckState.THEIRS: ("核实过，是本单位答的", "ok"),
    CheckState.NOT_THEIRS: ("不是本单位答的", "bad"),
}
CHECKS_WAITING: tuple[CheckState, ...] = (CheckState.OPEN, CheckState.DENIED)


class CheckWhy(StrEnum):
    """Why somebody has to look into an answer. The last one outweighs the others."""

    UNREACHED = "unreached"
    ONE_HAND = "one_hand"
    DENIED = "denied"


CHECK_WHY_LABELS: dict[CheckWhy, str] = {
    CheckWhy.UNREACHED: "联系人没有能收回执短信的手机",
    CheckWhy.ONE_HAND: "发链接的人也知道验证码",
    CheckWhy.DENIED: "单位说不是它答的",
}


class Road(StrEnum):
    """How the unit said that it was not its answer; LINK: itself, by the receipt or by its link."""

    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"
    FACE = "face"


ROAD_LABELS: dict[Road, str] = {
    Road.LINK: "本单位在网上",
    Road.PHONE: "电话",
    Road.PAPER: "来函",
    Road.FACE: "当面",
}
# Whoever has the receipt may say so for that long; later by telephone.
DENIABLE = timedelta(days=30)

# So often may be tried to give a code back.
TRIES = 5
MOST_TRIES = 9_999
# So long may be looked and written, from the moment the code was given back.
HOLDING = timedelta(minutes=30)
# So many files go with one answer.
MOST_FILES = 3
# What was filled in and never sent is of no use after that.
DRAFTS = timedelta(days=2)
