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


class ListState(StrEnum):
    """Where a list of people stands between its upload and its last line in the register."""

    RECEIVED = "received"
    READING = "reading"
    READ = "read"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


LIST_LABELS: dict[ListState, str] = {
    ListState.RECEIVED: "等待核对",
    ListState.READING: "正在核对",
    ListState.READ: "核对完，待确认",
    ListState.CONFIRMED: "正在写入",
    ListState.APPLIED: "已写入",
    ListState.FAILED: "无法读取",
    ListState.WITHDRAWN: "已撤下",
}

# As above; without a duty: the machine's own moves. A reading may begin again where it broke off.
LIST_MOVES: dict[str, tuple[frozenset[ListState], ListState, str]] = {
    "begin": (frozenset({ListState.RECEIVED, ListState.READING}), ListState.READING, ""),
    "finish": (frozenset({ListState.READING}), ListState.READ, ""),
    "fail": (frozenset({ListState.READING}), ListState.FAILED, ""),
    "again": (
        frozenset({ListState.READ, ListState.FAILED}),
        ListState.RECEIVED,
        "people.edit",
    ),
    "confirm": (frozenset({ListState.READ}), ListState.CONFIRMED, "people.edit"),
    "apply": (frozenset({ListState.CONFIRMED}), ListState.APPLIED, ""),
    "return": (frozenset({ListState.CONFIRMED}), ListState.READ, ""),
    "withdraw": (
        frozenset({ListState.RECEIVED, ListState.READ, ListState.FAILED}),
        ListState.WITHDRAWN,
        "people.edit",
    ),
}


class ExportState(StrEnum):
    """Where an export of people stands between the question and the end of its file."""

    ASKED = "asked"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"
    DESTROYED = "destroyed"


EXPORT_LABELS: dict[ExportState, str] = {
    ExportState.ASKED: "等待生成",
    ExportState.MAKING: "正在生成",
    ExportState.READY: "可以下载",
    ExportState.FAILED: "没有生成",
    ExportState.EXPIRED: "已到期，文件已销毁",
    ExportState.DESTROYED: "已销毁",
}

EXPORT_TONES: dict[ExportState, str] = {
    ExportState.ASKED: "info",
    ExportState.MAKING: "info",
    ExportState.READY: "ok",
    ExportState.FAILED: "bad",
    ExportState.EXPIRED: "idle",
    ExportState.DESTROYED: "idle",
}

# As above. Destroyed by whoever asked, while it is being made as well.
EXPORT_MOVES: dict[str, tuple[frozenset[ExportState], ExportState, str]] = {
    "begin": (frozenset({ExportState.ASKED, ExportState.MAKING}), ExportState.MAKING, ""),
    "finish": (frozenset({ExportState.MAKING}), ExportState.READY, ""),
    "fail": (frozenset({ExportState.MAKING}), ExportState.FAILED, ""),
    "expire": (frozenset({ExportState.READY}), ExportState.EXPIRED, ""),
    "destroy": (
        frozenset({ExportState.ASKED, ExportState.MAKING, ExportState.READY}),
        ExportState.DESTROYED,
        "people.export",
    ),
}


class Verdict(StrEnum):
    """What a line of a list would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.NEW: "新登记",
    Verdict.CHANGED: "有更新",
    Verdict.UNCHANGED: "没有变化",
    Verdict.DOUBTFUL: "疑似重复",
    Verdict.REFUSED: "不合格",
}
