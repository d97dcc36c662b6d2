"""Where a yearly report and a target stand, and what is done to a task. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class ReportState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"


REPORT_LABELS: dict[ReportState, tuple[str, str]] = {
    ReportState.DRAFT: ("草稿，等人签发", "warn"),
    ReportState.ISSUED: ("已签发", "ok"),
    ReportState.DROPPED: ("已放弃", "idle"),
}


@dataclass(frozen=True)
class Move:
    """From where to where, and the duty it takes."""

    starts: frozenset[ReportState]
    target: ReportState
    duty: str
    label: str


MOVES: dict[str, Move] = {
    "retake": Move(frozenset({ReportState.DRAFT}), ReportState.DRAFT, "steering.enter", "重新取数"),
    "issue": Move(frozenset({ReportState.DRAFT}), ReportState.ISSUED, "steering.issue", "签发"),
    "drop": Move(frozenset({ReportState.DRAFT}), ReportState.DROPPED, "steering.enter", "放弃"),
}


class Part(StrEnum):
    """How a unit answers for a task."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"


PART_LABELS: dict[Part, str] = {Part.LEAD: "牵头单位", Part.RESPONSIBLE: "责任单位"}


class Change(StrEnum):
    """What is done to a task after its list was brought in."""

    ADDED = "added"
    EDITED = "edited"
    ENDED = "ended"


CHANGE_LABELS: dict[Change, str] = {
    Change.ADDED: "新增",
    Change.EDITED: "修改",
    Change.ENDED: "停办",
}


class Standing(StrEnum):
    """A target on a day. WORDS: nothing that can be counted was promised. UNKNOWN: something was,
    and its number of that day was never written down."""

    REACHED = "reached"
    SHORT = "short"
    MISSED = "missed"
    WORDS = "words"
    UNKNOWN = "unknown"


STANDING_LABELS: dict[Standing, tuple[str, str]] = {
    Standing.REACHED: ("达到", "ok"),
    Standing.SHORT: ("还没有达到", "warn"),
    Standing.MISSED: ("没有达到", "bad"),
    Standing.WORDS: ("看进展记录", "info"),
    Standing.UNKNOWN: ("没有当日记录", "idle"),
}
