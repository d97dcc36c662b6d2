"""Plain data of hardship aid: where an application and a wish stand, and what they are called."""

from enum import StrEnum


class AidState(StrEnum):
    """An application. What becomes of the money after it was handed on is the grant's to say."""

    APPLIED = "applied"
    HANDED_ON = "handed_on"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


AID_LABELS: dict[AidState, str] = {
    AidState.APPLIED: "待区局审核",
    AidState.HANDED_ON: "已转核发",
    AidState.REFUSED: "不予帮扶",
    AidState.WITHDRAWN: "已撤回",
}
AID_TONES: dict[AidState, str] = {
    AidState.APPLIED: "warn",
    AidState.HANDED_ON: "info",
    AidState.REFUSED: "bad",
    AidState.WITHDRAWN: "idle",
}


class Cause(StrEnum):
    """Why a home is in hardship; the words are those of the form, not of any law."""

    ILLNESS = "illness"
    DISASTER = "disaster"
    DISABILITY = "disability"
    SCHOOL = "school"
    LIVING = "living"
    OTHER = "other"


CAUSE_LABELS: dict[Cause, str] = {
    Cause.ILLNESS: "重大疾病",
    Cause.DISASTER: "遭灾、意外",
    Cause.DISABILITY: "残疾、失能",
    Cause.SCHOOL: "子女上学",
    Cause.LIVING: "收入低、生活困难",
    Cause.OTHER: "其他",
}


class WishState(StrEnum):
    """A small wish: said at a visit, agreed to be told, taken up by somebody, fulfilled."""

    OPEN = "open"
    TAKEN = "taken"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


WISH_LABELS: dict[WishState, str] = {
    WishState.OPEN: "等待认领",
    WishState.TAKEN: "已有人认领",
    WishState.FULFILLED: "已实现",
    WishState.WITHDRAWN: "已撤回",
}
WISH_TONES: dict[WishState, str] = {
    WishState.OPEN: "warn",
    WishState.TAKEN: "info",
    WishState.FULFILLED: "ok",
    WishState.WITHDRAWN: "idle",
}
# verb: from which states, to which, and whose duty it is.
WISH_MOVES: dict[str, tuple[frozenset[WishState], WishState, str]] = {
    "take": (frozenset({WishState.OPEN}), WishState.TAKEN, "wishes.keep"),
    "release": (frozenset({WishState.TAKEN}), WishState.OPEN, "wishes.keep"),
    "fulfil": (frozenset({WishState.TAKEN}), WishState.FULFILLED, "wishes.keep"),
    "withdraw": (
        frozenset({WishState.OPEN, WishState.TAKEN}),
        WishState.WITHDRAWN,
        "wishes.keep",
    ),
}
