"""Sources of funds, kinds of changes of a budget line, and the states of what two people enter.

Plain data.
"""

from enum import StrEnum


class FundSource(StrEnum):
    """Who pays: the level of government whose money it is."""

    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


SOURCE_LABELS: dict[FundSource, str] = {
    FundSource.CENTRAL: "中央",
    FundSource.PROVINCE: "省级",
    FundSource.CITY: "市级",
    FundSource.COUNTY: "区级",
}


class ChangeOf(StrEnum):
    """What a document does to a budget line."""

    ISSUE = "issue"
    ADD = "add"
    CUT = "cut"
    RETURN = "return"
    CONTROL = "control"


CHANGE_LABELS: dict[ChangeOf, str] = {
    ChangeOf.ISSUE: "下达",
    ChangeOf.ADD: "追加",
    ChangeOf.CUT: "调减",
    ChangeOf.RETURN: "退回国库",
    ChangeOf.CONTROL: "改控制方式",
}

# By how much a yuan of the change moves the amount of the line; what went back to the treasury
# moves what was used instead.
CHANGE_SIGNS: dict[ChangeOf, int] = {
    ChangeOf.ISSUE: 1,
    ChangeOf.ADD: 1,
    ChangeOf.CUT: -1,
    ChangeOf.RETURN: 0,
    ChangeOf.CONTROL: 0,
}


class Control(StrEnum):
    """What happens when a batch would overdraw a line."""

    WARN = "warn"
    REFUSE = "refuse"


CONTROL_LABELS: dict[Control, str] = {
    Control.WARN: "只提醒",
    Control.REFUSE: "不得超支，有批准文号的除外",
}


class PartKind(StrEnum):
    """Why a part of a batch stands with a source."""

    APPROVED = "approved"
    VOIDED = "voided"


class ProposalState(StrEnum):
    """Entered by one person, in force by another: approval rules, shares, changes of lines."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


PROPOSAL_LABELS: dict[ProposalState, str] = {
    ProposalState.DRAFT: "待启用",
    ProposalState.IN_FORCE: "已启用",
    ProposalState.REPLACED: "已被更正",
    ProposalState.WITHDRAWN: "已撤回",
}

# verb -> (states it may start from, state it leads to, duty it takes).
PROPOSAL_MOVES: dict[str, tuple[frozenset[ProposalState], ProposalState, str]] = {
    "enforce": (frozenset({ProposalState.DRAFT}), ProposalState.IN_FORCE, "funds.enforce"),
    "withdraw": (frozenset({ProposalState.DRAFT}), ProposalState.WITHDRAWN, "funds.enter"),
}
PROPOSAL_VERB_LABELS: dict[str, str] = {"enforce": "启用", "withdraw": "撤回"}
