"""States of a call, an application, a milestone and a result, and whose the moves are. Plain
data."""

from dataclasses import dataclass
from enum import StrEnum


class CallState(StrEnum):
    """A call: entered by one, opened by another, closed, judged, decided within its budget."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REVIEWING = "reviewing"
    RANKED = "ranked"
    PROPOSED = "proposed"
    DECIDED = "decided"
    ENDED = "ended"
    DROPPED = "dropped"


CALL_LABELS: dict[CallState, tuple[str, str]] = {
    CallState.DRAFT: ("草稿", "warn"),
    CallState.OPEN: ("征集中", "ok"),
    CallState.CLOSED: ("征集截止", "info"),
    CallState.REVIEWING: ("评审中", "info"),
    CallState.RANKED: ("评审结束，待拟定", "info"),
    CallState.PROPOSED: ("已拟定，待审定", "warn"),
    CallState.DECIDED: ("已立项，实施中", "ok"),
    CallState.ENDED: ("已结束", "idle"),
    CallState.DROPPED: ("已放弃", "idle"),
}
# From the road's second step on nothing of what was called for changes.
CALL_ROAD = (
    CallState.DRAFT,
    CallState.OPEN,
    CallState.CLOSED,
    CallState.REVIEWING,
    CallState.RANKED,
    CallState.PROPOSED,
    CallState.DECIDED,
    CallState.ENDED,
)
# Those whose ballots may be read by everybody who reads projects.
JUDGED = frozenset(CALL_ROAD[CALL_ROAD.index(CallState.RANKED) :])


class ApplicationState(StrEnum):
    """An application: the project book of a unit, from its draft to what came of it."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    CHECKED = "checked"
    WITHDRAWN = "withdrawn"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"
    FINISHED = "finished"
    STOPPED = "stopped"


APPLICATION_LABELS: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.DRAFT: ("草稿", "warn"),
    ApplicationState.HANDED_IN: ("已提交，待核对", "info"),
    ApplicationState.RETURNED: ("退回补正", "warn"),
    ApplicationState.CHECKED: ("材料齐全，参加评审", "info"),
    ApplicationState.WITHDRAWN: ("已撤回", "idle"),
    ApplicationState.CHOSEN: ("已立项，实施中", "ok"),
    ApplicationState.NOT_CHOSEN: ("未立项", "idle"),
    ApplicationState.FINISHED: ("已完成", "ok"),
    ApplicationState.STOPPED: ("已终止", "bad"),
}
# The book may be written in these, and what was handed in stands in all others.
WRITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
# Granted once, whatever came of it.
GRANTED = frozenset({ApplicationState.CHOSEN, ApplicationState.FINISHED, ApplicationState.STOPPED})


class ResultState(StrEnum):
    """What came of a project: written by one, published by another."""

    DRAFT = "draft"
    PUBLISHED = "published"


RESULT_LABELS: dict[ResultState, tuple[str, str]] = {
    ResultState.DRAFT: ("待复核公布", "warn"),
    ResultState.PUBLISHED: ("已公布", "ok"),
}


class Grade(StrEnum):
    """The bureau's last word on a project."""

    GOOD = "good"
    ACCEPTABLE = "acceptable"
    POOR = "poor"


GRADE_LABELS: dict[Grade, tuple[str, str]] = {
    Grade.GOOD: ("好", "ok"),
    Grade.ACCEPTABLE: ("合格", "info"),
    Grade.POOR: ("差", "bad"),
}


class Light(StrEnum):
    """How a project that is carried out stands today."""

    DONE = "done"
    ON_TIME = "on_time"
    NEAR = "near"
    LATE = "late"
    SILENT = "silent"


LIGHT_LABELS: dict[Light, tuple[str, str]] = {
    Light.DONE: ("节点都完成", "ok"),
    Light.ON_TIME: ("正常", "ok"),
    Light.NEAR: ("快到期", "warn"),
    Light.LATE: ("逾期", "bad"),
    Light.SILENT: ("久无进展", "warn"),
}


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty; ``why``: a reason is asked for."""

    starts: frozenset[str]
    target: str
    duty: str
    label: str
    why: bool = False


ENTER, CHECK, DECIDE = "projects.enter", "projects.check", "projects.decide"

_C = CallState
CALL_MOVES: dict[str, Move] = {
    "open": Move(frozenset({_C.DRAFT}), _C.OPEN, CHECK, "开始征集"),
    "close": Move(frozenset({_C.OPEN}), _C.CLOSED, ENTER, "截止征集"),
    "begin_review": Move(frozenset({_C.CLOSED}), _C.REVIEWING, ENTER, "开始评审"),
    "end_review": Move(frozenset({_C.REVIEWING}), _C.RANKED, CHECK, "结束评审"),
    "send_back": Move(frozenset({_C.PROPOSED}), _C.RANKED, DECIDE, "退回重拟", why=True),
    "decide": Move(frozenset({_C.PROPOSED}), _C.DECIDED, DECIDE, "审定立项"),
    "end": Move(frozenset({_C.DECIDED}), _C.ENDED, ENTER, "结束本轮"),
    "drop": Move(frozenset({_C.DRAFT}), _C.DROPPED, ENTER, "放弃"),
}
# Comes with its lines, so it has a page of its own.
PROPOSE = Move(frozenset({_C.RANKED}), _C.PROPOSED, ENTER, "拟定立项")

_A = ApplicationState
APPLICATION_MOVES: dict[str, Move] = {
    "hand_in": Move(frozenset({_A.DRAFT, _A.RETURNED}), _A.HANDED_IN, ENTER, "提交"),
    "check": Move(frozenset({_A.HANDED_IN}), _A.CHECKED, CHECK, "材料齐全"),
    "return": Move(frozenset({_A.HANDED_IN}), _A.RETURNED, CHECK, "退回补正", why=True),
    "withdraw": Move(
        frozenset({_A.DRAFT, _A.HANDED_IN, _A.RETURNED, _A.CHECKED}),
        _A.WITHDRAWN,
        ENTER,
        "撤回",
        why=True,
    ),
    "stop": Move(frozenset({_A.CHOSEN}), _A.STOPPED, CHECK, "终止项目", why=True),
}
