"""公示: states of rules, notices and objections; the moves, and who makes them. Plain data."""

from enum import StrEnum


class RuleState(StrEnum):
    """Whether a scheme's new rights are made public: entered by one, in force by another."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


RULE_LABELS: dict[RuleState, str] = {
    RuleState.DRAFT: "待启用",
    RuleState.IN_FORCE: "已启用",
    RuleState.WITHDRAWN: "已撤回",
}


class NoticeState(StrEnum):
    """Human state of a notice; whether it is running or over the day says (``Phase``)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


NOTICE_LABELS: dict[NoticeState, str] = {
    NoticeState.DRAFT: "待发布",
    NoticeState.PUBLISHED: "已发布",
    NoticeState.WITHDRAWN: "已撤回",
}

# verb -> (states it may start from, state it leads to, duty it takes)
NOTICE_MOVES: dict[str, tuple[frozenset[NoticeState], NoticeState, str]] = {
    "publish": (frozenset({NoticeState.DRAFT}), NoticeState.PUBLISHED, "publicity.publish"),
    "withdraw": (
        frozenset({NoticeState.DRAFT, NoticeState.PUBLISHED}),
        NoticeState.WITHDRAWN,
        "publicity.withdraw",
    ),
}
NOTICE_VERB_LABELS: dict[str, str] = {"publish": "发布", "withdraw": "撤回"}


class Phase(StrEnum):
    """Where a notice stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


PHASE_LABELS: dict[Phase, str] = {
    Phase.DRAFT: "待发布",
    Phase.COMING: "将要公示",
    Phase.RUNNING: "公示中",
    Phase.ENDED: "公示期满",
    Phase.WITHDRAWN: "已撤回",
}


class ObjectionState(StrEnum):
    """An objection is open until a second person has decided."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OBJECTION_LABELS: dict[ObjectionState, str] = {
    ObjectionState.OPEN: "待核查",
    ObjectionState.UPHELD: "异议成立",
    ObjectionState.DISMISSED: "异议不成立",
}

OBJECTION_MOVES: dict[str, tuple[frozenset[ObjectionState], ObjectionState, str]] = {
    "uphold": (frozenset({ObjectionState.OPEN}), ObjectionState.UPHELD, "publicity.decide"),
    "dismiss": (frozenset({ObjectionState.OPEN}), ObjectionState.DISMISSED, "publicity.decide"),
}
OBJECTION_VERB_LABELS: dict[str, str] = {"uphold": "异议成立", "dismiss": "异议不成立"}


class Standing(StrEnum):
    """How far the 公示 of one right or grant is: what a station tells whoever asks."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    WAIVED = "waived"
    DRAFTED = "drafted"
    COMING = "coming"
    RUNNING = "running"
    OBJECTED = "objected"
    UPHELD = "upheld"
    OVER = "over"


STANDING_LABELS: dict[Standing, str] = {
    Standing.WAITING: "等待公示",
    Standing.PROPOSED: "待确认免于公示",
    Standing.WAIVED: "免于公示",
    Standing.DRAFTED: "待发布",
    Standing.COMING: "将要公示",
    Standing.RUNNING: "公示中",
    Standing.OBJECTED: "异议待核查",
    Standing.UPHELD: "异议成立",
    Standing.OVER: "公示期满",
}
# Where 公示 keeps nothing back any more, or never will have anything to let go of.
STANDING_DONE: frozenset[Standing] = frozenset({Standing.WAIVED, Standing.UPHELD, Standing.OVER})


class Level(StrEnum):
    """Whether a roster is made for each village or for each town."""

    VILLAGE = "village"
    TOWN = "town"


LEVEL_LABELS: dict[Level, str] = {Level.VILLAGE: "每个村居一份", Level.TOWN: "每个镇街一份"}
