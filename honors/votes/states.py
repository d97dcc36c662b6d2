"""States of a poll, of an asked-for code and of a rule that leaves votes out. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class PollState(StrEnum):
    """SET_UP by one, OPEN by another; CLOSED after its last day; SIGNED: its report is of two."""

    SET_UP = "set_up"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"
    DROPPED = "dropped"


POLL_LABELS: dict[PollState, tuple[str, str]] = {
    PollState.SET_UP: ("待另一人开放", "warn"),
    PollState.OPEN: ("已开放", "ok"),
    PollState.CLOSED: ("投票结束，待签认", "info"),
    PollState.SIGNED: ("结果已签认", "ok"),
    PollState.DROPPED: ("已取消", "idle"),
}
POLL_ROAD = (PollState.SET_UP, PollState.OPEN, PollState.CLOSED, PollState.SIGNED)


class AttemptState(StrEnum):
    """ASKED: a code went out, or was to. CAST: it came back and the vote counts. AGAIN: it came
    back from a telephone that had no vote left that day."""

    ASKED = "asked"
    CAST = "cast"
    AGAIN = "again"


ATTEMPT_LABELS: dict[AttemptState, str] = {
    AttemptState.ASKED: "已发验证码",
    AttemptState.CAST: "已投票",
    AttemptState.AGAIN: "当天已经投过",
}


class OddKind(StrEnum):
    """What may be odd about votes, and by what they may be left out."""

    MINUTE = "minute"
    NETWORK = "network"
    SERIES = "series"


ODD_LABELS: dict[OddKind, str] = {
    OddKind.MINUTE: "一分钟内突然增多",
    OddKind.NETWORK: "来自同一网络",
    OddKind.SERIES: "同一号段",
}


class RuleState(StrEnum):
    """A rule that leaves votes out: asked for by one, settled by another."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


RULE_LABELS: dict[RuleState, tuple[str, str]] = {
    RuleState.ASKED: ("待另一人确认", "warn"),
    RuleState.CONFIRMED: ("已剔除", "bad"),
    RuleState.REFUSED: ("不剔除", "idle"),
}


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty; ``why``: a reason is asked for."""

    starts: frozenset[str]
    target: str
    duty: str
    label: str
    why: bool = False


ENTER, SIGN = "votes.enter", "votes.sign"
_P = PollState
POLL_MOVES: dict[str, Move] = {
    "release": Move(frozenset({_P.SET_UP}), _P.OPEN, SIGN, "开放投票"),
    "close": Move(frozenset({_P.OPEN}), _P.CLOSED, ENTER, "结束投票"),
    "drop": Move(frozenset({_P.SET_UP, _P.OPEN}), _P.DROPPED, ENTER, "取消投票", why=True),
}
RULE_MOVES: dict[str, Move] = {
    "confirm": Move(frozenset({RuleState.ASKED}), RuleState.CONFIRMED, SIGN, "确认剔除"),
    "refuse": Move(frozenset({RuleState.ASKED}), RuleState.REFUSED, SIGN, "不剔除"),
}
# So often may be tried to give a code back.
TRIES = 5
