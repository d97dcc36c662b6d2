"""States of the network's work: posts, 五有, templates and assessments; the moves and whose hand
makes them. Plain data."""

from enum import StrEnum


class Post(StrEnum):
    """What somebody is at a station."""

    HEAD = "head"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    PUBLIC_POST = "public_post"
    VOLUNTEER = "volunteer"


POST_LABELS: dict[Post, str] = {
    Post.HEAD: "站长",
    Post.FULL_TIME: "专职",
    Post.PART_TIME: "兼职",
    Post.PUBLIC_POST: "公益岗",
    Post.VOLUNTEER: "志愿者",
}


class FiveHave(StrEnum):
    """五有: what every station must have."""

    ORGAN = "organ"
    ESTABLISHMENT = "establishment"
    STAFF = "staff"
    FUNDS = "funds"
    MEANS = "means"


FIVE_LABELS: dict[FiveHave, str] = {
    FiveHave.ORGAN: "有机构",
    FiveHave.ESTABLISHMENT: "有编制",
    FiveHave.STAFF: "有人员",
    FiveHave.FUNDS: "有经费",
    FiveHave.MEANS: "有保障",
}

# word, tone: of what is not told, told, and told and seen by the level above.
FIVE_UNTOLD, FIVE_MISSING = ("未填", "idle"), ("没有", "bad")
FIVE_TOLD, FIVE_SEEN = ("有，待上级核对", "warn"), ("有，上级已核", "ok")


class TemplateState(StrEnum):
    """Where the list of points of a period stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


TEMPLATE_LABELS: dict[TemplateState, str] = {
    TemplateState.DRAFT: "待启用",
    TemplateState.IN_FORCE: "已启用",
    TemplateState.WITHDRAWN: "已撤回",
}
TEMPLATE_TONES: dict[TemplateState, str] = {
    TemplateState.DRAFT: "warn",
    TemplateState.IN_FORCE: "ok",
    TemplateState.WITHDRAWN: "idle",
}
# verb -> (states it may start from, state it leads to, duty it takes). Enforced by another than
# whoever entered it.
TEMPLATE_MOVES: dict[str, tuple[frozenset[TemplateState], TemplateState, str]] = {
    "enforce": (
        frozenset({TemplateState.DRAFT}),
        TemplateState.IN_FORCE,
        "assessment.enforce",
    ),
    "withdraw": (
        frozenset({TemplateState.DRAFT}),
        TemplateState.WITHDRAWN,
        "assessment.template",
    ),
}
TEMPLATE_VERBS: dict[str, str] = {"enforce": "启用", "withdraw": "撤回"}


class AssessmentState(StrEnum):
    """Where the assessment of one station stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLOSED = "closed"


ASSESSMENT_LABELS: dict[AssessmentState, str] = {
    AssessmentState.OPEN: "自评中",
    AssessmentState.SUBMITTED: "待上级核定",
    AssessmentState.RETURNED: "退回补正",
    AssessmentState.CLOSED: "已核定",
}
ASSESSMENT_TONES: dict[AssessmentState, str] = {
    AssessmentState.OPEN: "info",
    AssessmentState.SUBMITTED: "warn",
    AssessmentState.RETURNED: "bad",
    AssessmentState.CLOSED: "ok",
}
# As above; scored by the station itself, checked by the level above: the town checks its villages,
# the bureau the towns.
ASSESSMENT_MOVES: dict[str, tuple[frozenset[AssessmentState], AssessmentState, str]] = {
    "submit": (
        frozenset({AssessmentState.OPEN, AssessmentState.RETURNED}),
        AssessmentState.SUBMITTED,
        "assessment.fill",
    ),
    "send_back": (
        frozenset({AssessmentState.SUBMITTED}),
        AssessmentState.RETURNED,
        "assessment.check",
    ),
    "close": (
        frozenset({AssessmentState.SUBMITTED}),
        AssessmentState.CLOSED,
        "assessment.check",
    ),
}


class Part(StrEnum):
    """Which part of a year an assessment is of; in the order in which they end."""

    FIRST_HALF = "1"
    SECOND_HALF = "2"
    YEAR = "3"


PART_LABELS: dict[Part, str] = {
    Part.FIRST_HALF: "上半年",
    Part.SECOND_HALF: "下半年",
    Part.YEAR: "全年",
}
