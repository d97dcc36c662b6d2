"""States of the yearly confirmation: rounds, the people in them, and what a station found.

Plain data, as ``states``, beside which it stands because that file is long enough.
"""

from enum import StrEnum


class RoundState(StrEnum):
    """A round: entered by one person, opened by another, ended or cancelled in the end."""

    DRAFT = "draft"
    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


ROUND_LABELS: dict[RoundState, str] = {
    RoundState.DRAFT: "待启用",
    RoundState.OPEN: "进行中",
    RoundState.ENDED: "已结束",
    RoundState.WITHDRAWN: "已撤回",
    RoundState.CANCELLED: "已取消",
}

# While a round is in one of these, who is not confirmed past the grace is held.
ROUND_LIVE: frozenset[RoundState] = frozenset({RoundState.OPEN, RoundState.ENDED})

# verb -> (states it may start from, state it leads to, duty it takes). Opened by another person
# than the one who entered it.
ROUND_MOVES: dict[str, tuple[frozenset[RoundState], RoundState, str]] = {
    "withdraw": (frozenset({RoundState.DRAFT}), RoundState.WITHDRAWN, "confirmation.enter"),
    "open": (frozenset({RoundState.DRAFT}), RoundState.OPEN, "confirmation.open"),
    "end": (frozenset({RoundState.OPEN}), RoundState.ENDED, "confirmation.open"),
    "cancel": (ROUND_LIVE, RoundState.CANCELLED, "confirmation.open"),
}


class DueState(StrEnum):
    """Where somebody stands in a round. Derived ones (due, held, left) are set by settling."""

    DUE = "due"
    HELD = "held"
    CONFIRMED = "confirmed"
    LEFT = "left"


DUE_LABELS: dict[DueState, str] = {
    DueState.DUE: "待确认",
    DueState.HELD: "未确认，已暂缓",
    DueState.CONFIRMED: "已确认",
    DueState.LEFT: "不用确认",
}

DUE_WAITING: frozenset[DueState] = frozenset({DueState.DUE, DueState.HELD})


class Way(StrEnum):
    """How somebody was confirmed."""

    IN_PERSON = "in_person"
    HOME = "home"
    VIDEO = "video"
    DATA = "data"
    OTHER = "other"


WAY_LABELS: dict[Way, str] = {
    Way.IN_PERSON: "本人到站",
    Way.HOME: "上门见到本人",
    Way.VIDEO: "视频",
    Way.DATA: "数据比对免认证",
    Way.OTHER: "其他",
}

# What a person chooses by hand; data matches come as lists, or at the bureau.
STATION_WAYS: tuple[Way, ...] = (Way.IN_PERSON, Way.HOME, Way.VIDEO, Way.OTHER)


class Found(StrEnum):
    """What a station worker found instead of the person. It confirms nothing and stops nothing."""

    DIED = "died"
    MOVED = "moved"
    PRISON = "prison"
    NOT_FOUND = "not_found"


FOUND_LABELS: dict[Found, str] = {
    Found.DIED: "家属说已去世",
    Found.MOVED: "已迁出",
    Found.PRISON: "在服刑或被羁押",
    Found.NOT_FOUND: "找不到人",
}

# What the bureau does about it, by the verbs that exist.
FOUND_CURES: dict[Found, str] = {
    Found.DIED: "核对死亡证明后，在此人的页面“登记去世”。待遇随之停发，不用再确认。",
    Found.MOVED: "关系已迁出的，在待遇页办理“迁出”；只是搬家的，更正住址后由新住地的站点确认。",
    Found.PRISON: "按省厅决定，在待遇页办理“中止”。没有决定的，请站点联系监所确认本人情况。",
    Found.NOT_FOUND: "请站点再找一次，或通过公安、亲属查找。宽限期满仍没有确认的，自动暂缓。",
}


class ForfeitState(StrEnum):
    """Not owed for the person's own fault: proposed by one, decided by another."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REVOKED = "revoked"


FORFEIT_LABELS: dict[ForfeitState, str] = {
    ForfeitState.PROPOSED: "待决定",
    ForfeitState.CONFIRMED: "不补发",
    ForfeitState.REFUSED: "未同意",
    ForfeitState.REVOKED: "已撤销",
}

FORFEIT_MOVES: dict[str, tuple[frozenset[ForfeitState], ForfeitState, str]] = {
    "confirm": (
        frozenset({ForfeitState.PROPOSED}),
        ForfeitState.CONFIRMED,
        "confirmation.open",
    ),
    "refuse": (frozenset({ForfeitState.PROPOSED}), ForfeitState.REFUSED, "confirmation.refuse"),
    "revoke": (frozenset({ForfeitState.CONFIRMED}), ForfeitState.REVOKED, "confirmation.open"),
}
