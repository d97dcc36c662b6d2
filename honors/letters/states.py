"""Where a notice of merit stands, who moves it, and how late it is. Plain data."""

from enum import StrEnum

from support_services.subsidies.merit_rules import MERIT_KINDS


class LetterState(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    PLANNED = "planned"
    DELIVERED = "delivered"
    DROPPED = "dropped"


LETTER_LABELS: dict[LetterState, tuple[str, str]] = {
    LetterState.RECEIVED: ("等另一人核对", "warn"),
    LetterState.CHECKED: ("已核对，等安排送喜报", "info"),
    LetterState.PLANNED: ("已安排，等送达", "info"),
    LetterState.DELIVERED: ("已送达", "ok"),
    LetterState.DROPPED: ("不符，已作废", "idle"),
}
_S = LetterState
OPEN = (_S.RECEIVED, _S.CHECKED, _S.PLANNED)
# What a station has to bring.
TO_BRING = (_S.CHECKED, _S.PLANNED)
# verb: from, to, duty, what the button says
MOVES: dict[str, tuple[tuple[LetterState, ...], LetterState, str, str]] = {
    "check": ((_S.RECEIVED,), _S.CHECKED, "letters.check", "核对相符"),
    "drop": ((_S.RECEIVED,), _S.DROPPED, "letters.check", "核对不符"),
    "recall": ((_S.CHECKED, _S.PLANNED), _S.DROPPED, "letters.check", "发现有误，作废"),
    "plan": ((_S.CHECKED, _S.PLANNED), _S.PLANNED, "letters.enter", "安排送喜报"),
    "deliver": ((_S.CHECKED, _S.PLANNED), _S.DELIVERED, "letters.deliver", "登记送达"),
}
# 立功受奖 of the army; local honours have no notice. As what each counts in a grant is said there.
MERITS = tuple(MERIT_KINDS)
