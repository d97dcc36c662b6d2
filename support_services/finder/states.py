"""Kinds and outcomes of gaps, states of runs. Plain data."""

from datetime import timedelta
from enum import StrEnum


class GapKind(StrEnum):
    """ENTITLED: meant and does not have it. PAPER: one paper is all that is missing. EXCESS: has it
    and is no longer meant; the bureau's business, not a station's."""

    ENTITLED = "entitled"
    PAPER = "paper"
    EXCESS = "excess"


GAP_LABELS: dict[GapKind, tuple[str, str]] = {
    GapKind.ENTITLED: ("符合，还没有享受", "warn"),
    GapKind.PAPER: ("只差一个证件", "info"),
    GapKind.EXCESS: ("在享受，已不符合", "bad"),
}
# For so long whoever declined, or of whom it was not so, is left in peace.
PEACE = timedelta(days=365)
# What stations are sent out for.
FOR_STATIONS = (GapKind.ENTITLED, GapKind.PAPER)


class Outcome(StrEnum):
    """What came of it at the door."""

    APPLIED = "applied"
    DECLINED = "declined"
    NOT_SO = "not_so"


OUTCOME_LABELS: dict[Outcome, tuple[str, str]] = {
    Outcome.APPLIED: ("已申请，在办", "info"),
    Outcome.DECLINED: ("本人不要", "idle"),
    Outcome.NOT_SO: ("情况不符", "idle"),
}


class Closed(StrEnum):
    """Why a gap is none any more."""

    HAS_IT = "has_it"
    NOT_MEANT = "not_meant"
    GONE = "gone"
    ITEM_ENDED = "item_ended"


CLOSED_LABELS: dict[Closed, str] = {
    Closed.HAS_IT: "已经享受",
    Closed.NOT_MEANT: "不再符合",
    Closed.GONE: "已去世或档案已合并",
    Closed.ITEM_ENDED: "项目停用或改了",
}


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
