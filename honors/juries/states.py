"""States of a panel, whose its moves are, what ties a juror to an entry, and how somebody came to
stand aside. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class PanelState(StrEnum):
    """FORMING: jurors are asked. REVIEWING: every entry has its jurors. CLOSED: nothing changes."""

    FORMING = "forming"
    REVIEWING = "reviewing"
    CLOSED = "closed"
    DROPPED = "dropped"


PANEL_LABELS: dict[PanelState, tuple[str, str]] = {
    PanelState.FORMING: ("组建评委会", "warn"),
    PanelState.REVIEWING: ("评审中", "info"),
    PanelState.CLOSED: ("评审结束", "ok"),
    PanelState.DROPPED: ("已取消", "idle"),
}
PANEL_ROAD = (PanelState.FORMING, PanelState.REVIEWING, PanelState.CLOSED)
# Nothing of it is settled yet.
UNSETTLED = frozenset({PanelState.FORMING, PanelState.REVIEWING})


class MarkKind(StrEnum):
    """What a juror and an entry may have in common."""

    PERSON = "person"
    HOUSEHOLD = "household"
    UNIT = "unit"
    VILLAGE = "village"


MARK_LABELS: dict[MarkKind, str] = {
    MarkKind.PERSON: "本人或近亲属",
    MarkKind.HOUSEHOLD: "同一户",
    MarkKind.UNIT: "同一单位",
    MarkKind.VILLAGE: "同一村居",
}


class RecusalSource(StrEnum):
    """Who found that somebody must stand aside."""

    FOUND = "found"
    JUROR = "juror"
    OFFICE = "office"


SOURCE_LABELS: dict[RecusalSource, str] = {
    RecusalSource.FOUND: "系统查出",
    RecusalSource.JUROR: "本人提出",
    RecusalSource.OFFICE: "区局登记",
}


class TaskState(StrEnum):
    """How far a juror is with an entry; nothing of what he gave."""

    WAITING = "waiting"
    DONE = "done"
    RECUSED = "recused"
    LEFT = "left"


TASK_LABELS: dict[TaskState, tuple[str, str]] = {
    TaskState.WAITING: ("待评", "warn"),
    TaskState.DONE: ("已评", "ok"),
    TaskState.RECUSED: ("回避", "idle"),
    TaskState.LEFT: ("已退出", "idle"),
}


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty; ``why``: a reason is asked for."""

    starts: frozenset[str]
    target: str
    duty: str
    label: str
    why: bool = False


ENTER, CLOSE = "juries.enter", "juries.close"
_P = PanelState
PANEL_MOVES: dict[str, Move] = {
    "begin": Move(frozenset({_P.FORMING}), _P.REVIEWING, ENTER, "分派并开始评审"),
    "close": Move(frozenset({_P.REVIEWING}), _P.CLOSED, CLOSE, "结束评审"),
    "drop": Move(frozenset({_P.FORMING, _P.REVIEWING}), _P.DROPPED, ENTER, "取消评审", why=True),
}
