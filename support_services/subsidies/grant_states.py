"""States of grants and of their figures; the moves, and who makes them. Plain data."""

from enum import StrEnum


class GrantKind(StrEnum):
    """What is granted for a year or once."""

    CONSCRIPT = "conscript"
    SELF_EMPLOYMENT = "self_employment"
    DEATH = "death"
    HONOUR = "honour"
    HARDSHIP = "hardship"
    FESTIVAL = "festival"
    AWARD = "award"
    GRAVE_VISIT = "grave_visit"
    MERIT = "merit"


class GrantState(StrEnum):
    """Where a grant stands. Money is owed by an approved one; a stopped one keeps what was due."""

    DRAFT = "draft"
    APPROVED = "approved"
    STOPPED = "stopped"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


GRANT_LABELS: dict[GrantState, str] = {
    GrantState.DRAFT: "待审批",
    GrantState.APPROVED: "已批准",
    GrantState.STOPPED: "已停发余款",
    GrantState.REFUSED: "不予核发",
    GrantState.WITHDRAWN: "已撤回",
    GrantState.CANCELLED: "已取消",
}

# verb -> (states it may start from, state it leads to, duty it takes). Who enters a grant decides
# nothing about it; what is paid of it goes through the three hands of a batch besides.
GRANT_MOVES: dict[str, tuple[frozenset[GrantState], GrantState, str]] = {
    "approve": (frozenset({GrantState.DRAFT}), GrantState.APPROVED, "grants.approve"),
    "refuse": (frozenset({GrantState.DRAFT}), GrantState.REFUSED, "grants.approve"),
    "withdraw": (frozenset({GrantState.DRAFT}), GrantState.WITHDRAWN, "grants.enter"),
    "stop": (frozenset({GrantState.APPROVED}), GrantState.STOPPED, "grants.approve"),
    "cancel": (
        frozenset({GrantState.APPROVED, GrantState.STOPPED}),
        GrantState.CANCELLED,
        "grants.approve",
    ),
}

GRANT_VERB_LABELS: dict[str, str] = {
    "approve": "批准",
    "refuse": "不予核发",
    "withdraw": "撤回",
    "stop": "停发余款",
    "cancel": "取消并追缴",
}

# What is or may become owed: it takes the place of its year, festival or period of service.
GRANT_LIVE: frozenset[GrantState] = frozenset(
    {GrantState.DRAFT, GrantState.APPROVED, GrantState.STOPPED}
)


class FigureState(StrEnum):
    """A figure that grants are reckoned by: entered by one person, in force by another."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


FIGURE_LABELS: dict[FigureState, str] = {
    FigureState.DRAFT: "待启用",
    FigureState.IN_FORCE: "已启用",
    FigureState.REPLACED: "已被更正",
    FigureState.WITHDRAWN: "已撤回",
}
