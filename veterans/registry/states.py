"""States of what people enter in the register; the moves and whose hand makes them. Plain data."""

from enum import StrEnum


class ProposalState(StrEnum):
    """Where an account that a station sent in stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PROPOSAL_LABELS: dict[ProposalState, str] = {
    ProposalState.PENDING: "待核验",
    ProposalState.ACCEPTED: "已采用",
    ProposalState.REFUSED: "已退回",
    ProposalState.WITHDRAWN: "已撤回",
}

# verb -> (states it may start from, state it leads to, duty it takes). Accepted and refused by
# another person than the one who proposed; withdrawn by that one only.
PROPOSAL_MOVES: dict[str, tuple[frozenset[ProposalState], ProposalState, str]] = {
    "accept": (frozenset({ProposalState.PENDING}), ProposalState.ACCEPTED, "people.verify"),
    "refuse": (frozenset({ProposalState.PENDING}), ProposalState.REFUSED, "people.verify"),
    "withdraw": (frozenset({ProposalState.PENDING}), ProposalState.WITHDRAWN, "accounts.propose"),
}


class EventState(StrEnum):
    """Where a change in somebody's life stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


EVENT_STATE_LABELS: dict[EventState, str] = {
    EventState.PROPOSED: "待办理",
    EventState.ACCEPTED: "已办理",
    EventState.REFUSED: "已退回",
    EventState.WITHDRAWN: "已撤回",
}

EVENT_TONES: dict[EventState, str] = {
    EventState.PROPOSED: "warn",
    EventState.ACCEPTED: "ok",
    EventState.REFUSED: "bad",
    EventState.WITHDRAWN: "idle",
}

# As above; decided by another than whoever proposed or completed it, withdrawn by whoever
# proposed it.
EVENT_MOVES: dict[str, tuple[frozenset[EventState], EventState, str]] = {
    "complete": (frozenset({EventState.PROPOSED}), EventState.PROPOSED, "people.edit"),
    "accept": (frozenset({EventState.PROPOSED}), EventState.ACCEPTED, "events.decide"),
    "refuse": (frozenset({EventState.PROPOSED}), EventState.REFUSED, "events.decide"),
    "withdraw": (frozenset({EventState.PROPOSED}), EventState.WITHDRAWN, "events.propose"),
}
