"""States of a campaign, a nomination, a candidate, an objection and a recommendation, and whose the
moves are. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class CampaignState(StrEnum):
    """A campaign: drafted by one, opened by another; nominated, screened and checked, judged,
    proposed by one, made public by another, decided by a third."""

    DRAFT = "draft"
    OPEN = "open"
    CHECKING = "checking"
    REVIEWING = "reviewing"
    RANKED = "ranked"
    PROPOSED = "proposed"
    PUBLICITY = "publicity"
    DECIDED = "decided"
    ENDED = "ended"
    DROPPED = "dropped"


CAMPAIGN_LABELS: dict[CampaignState, tuple[str, str]] = {
    CampaignState.DRAFT: ("草稿", "warn"),
    CampaignState.OPEN: ("推荐中", "ok"),
    CampaignState.CHECKING: ("初审、联审中", "info"),
    CampaignState.REVIEWING: ("评审中", "info"),
    CampaignState.RANKED: ("评审结束，待拟定", "info"),
    CampaignState.PROPOSED: ("已拟定，待公示", "warn"),
    CampaignState.PUBLICITY: ("公示中", "info"),
    CampaignState.DECIDED: ("已表彰", "ok"),
    CampaignState.ENDED: ("已结束", "idle"),
    CampaignState.DROPPED: ("已停办", "idle"),
}
CAMPAIGN_ROAD = tuple(one for one in CampaignState if one is not CampaignState.DROPPED)
# Nominations are taken in and screened in these.
TAKING = frozenset({CampaignState.OPEN, CampaignState.CHECKING})
# Scores and places stand from here on.
JUDGED = frozenset(CAMPAIGN_ROAD[CAMPAIGN_ROAD.index(CampaignState.RANKED) :])
HONOURED = frozenset({CampaignState.DECIDED, CampaignState.ENDED})


class Source(StrEnum):
    """Who nominates."""

    UNIT = "unit"
    TROOPS = "troops"
    STATION = "station"
    PEOPLE = "people"
    SELF = "self"


SOURCE_LABELS: dict[Source, str] = {
    Source.UNIT: "单位推荐",
    Source.TROOPS: "部队推荐",
    Source.STATION: "镇街、村居站推荐",
    Source.PEOPLE: "群众推荐",
    Source.SELF: "本人自荐",
}


class FieldKind(StrEnum):
    """What is written into a field of the nomination form."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


FIELD_LABELS: dict[FieldKind, str] = {
    FieldKind.LINE: "一行",
    FieldKind.TEXT: "段落",
    FieldKind.NUMBER: "数字",
    FieldKind.DAY: "日期",
}


class NominationState(StrEnum):
    """A nomination, from its draft to what came of it."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


NOMINATION_LABELS: dict[NominationState, tuple[str, str]] = {
    NominationState.DRAFT: ("草稿", "warn"),
    NominationState.HANDED_IN: ("已提交", "info"),
    NominationState.RETURNED: ("退回补正", "warn"),
    NominationState.WITHDRAWN: ("已撤回", "idle"),
}
WRITABLE = frozenset({NominationState.DRAFT, NominationState.RETURNED})


class CandidateState(StrEnum):
    """Whoever was nominated, once, whoever and however many nominated him."""

    WAITING = "waiting"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    CLEARED = "cleared"
    VETOED = "vetoed"
    OVERTURNED = "overturned"
    WINNER = "winner"
    NOT_CHOSEN = "not_chosen"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"


CANDIDATE_LABELS: dict[CandidateState, tuple[str, str]] = {
    CandidateState.WAITING: ("待资格初审", "warn"),
    CandidateState.ELIGIBLE: ("初审通过，联审中", "info"),
    CandidateState.INELIGIBLE: ("初审不通过", "bad"),
    CandidateState.CLEARED: ("联审通过", "ok"),
    CandidateState.VETOED: ("联审不通过", "bad"),
    CandidateState.OVERTURNED: ("公示异议成立", "bad"),
    CandidateState.WINNER: ("已表彰", "ok"),
    CandidateState.NOT_CHOSEN: ("未入选", "idle"),
    CandidateState.WITHDRAWN: ("已退出", "idle"),
    CandidateState.JOINED: ("已并入另一人选", "idle"),
}
# What the nominator is told, without a word of why another office said no.
CANDIDATE_TOLD: dict[CandidateState, str] = {
    CandidateState.WAITING: "收到了，正在看是不是符合条件。",
    CandidateState.ELIGIBLE: "符合条件，正在请有关部门联合审查。",
    CandidateState.INELIGIBLE: "不符合这次评选的条件。",
    CandidateState.CLEARED: "通过了审查，参加评审。",
    CandidateState.VETOED: "没有通过审查，不再参加评审。",
    CandidateState.OVERTURNED: "公示以后没有列入表彰。",
    CandidateState.WINNER: "获得表彰。",
    CandidateState.NOT_CHOSEN: "这次没有入选，感谢推荐。",
    CandidateState.WITHDRAWN: "已经退出评选。",
    CandidateState.JOINED: "有几份推荐说的是同一个人，已经合在一起。",
}


class News(StrEnum):
    """What whoever nominated is told, each once."""

    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    INELIGIBLE = "ineligible"
    ENDED = "ended"
    SHORTLISTED = "shortlisted"
    AWARDED = "awarded"
    NOT_CHOSEN = "not_chosen"
    CANCELLED = "cancelled"


# Title, and what happened in words. Whoever was stopped by an office, overturned or simply not
# chosen is told of in the same words: no message says that an office said no.
NEWS_TOLD: dict[News, tuple[str, str]] = {
    News.RECEIVED: ("已收到", "推荐已经收到，正在看是不是符合条件。"),
    News.RETURNED: ("退回补正", "推荐要补正。"),
    News.ACCEPTED: ("初审通过", "符合条件，已经通过资格初审。"),
    News.INELIGIBLE: ("初审不通过", "不符合这次评选的条件。"),
    News.ENDED: ("不再参评", "已经退出这次评选。"),
    News.SHORTLISTED: ("入围公示", "已经入围，名单正在公示；公示期满、没有问题才决定表彰。"),
    News.AWARDED: ("获得表彰", "获得表彰。感谢推荐。"),
    News.NOT_CHOSEN: ("没有入选", "这次没有入选，感谢推荐。"),
    News.CANCELLED: ("评选停办", "这次评选停办了，推荐不再办理。"),
}
# While it is judged nobody outside is told anything of anybody.
UNTOLD = frozenset({CampaignState.REVIEWING, CampaignState.RANKED, CampaignState.PROPOSED})
# No longer in the campaign.
OUT = frozenset(
    {
        CandidateState.INELIGIBLE,
        CandidateState.VETOED,
        CandidateState.OVERTURNED,
        CandidateState.WITHDRAWN,
        CandidateState.JOINED,
    }
)


class ObjectionState(StrEnum):
    """An objection: answered before anything is decided."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


OBJECTION_LABELS: dict[ObjectionState, tuple[str, str]] = {
    ObjectionState.OPEN: ("待核查", "warn"),
    ObjectionState.UPHELD: ("异议成立", "bad"),
    ObjectionState.REJECTED: ("异议不成立", "idle"),
}


class Outcome(StrEnum):
    """What came of a recommendation to the level above."""

    WAITING = "waiting"
    CONFERRED = "conferred"
    NOT_CONFERRED = "not_conferred"


OUTCOME_LABELS: dict[Outcome, tuple[str, str]] = {
    Outcome.WAITING: ("等结果", "info"),
    Outcome.CONFERRED: ("上级已表彰", "ok"),
    Outcome.NOT_CONFERRED: ("上级未表彰", "idle"),
}

READ, ENTER, SCREEN = "campaigns.read", "campaigns.enter", "campaigns.screen"
CHECK, DECIDE, NOMINATE = "campaigns.check", "campaigns.decide", "campaigns.nominate"
ANSWER = "campaigns.answer"


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty; ``why``: a reason is asked for."""

    starts: frozenset[str]
    target: str
    duty: str
    label: str
    why: bool = False


_C = CampaignState
CAMPAIGN_MOVES: dict[str, Move] = {
    "open": Move(frozenset({_C.DRAFT}), _C.OPEN, CHECK, "开始推荐"),
    "close": Move(frozenset({_C.OPEN}), _C.CHECKING, ENTER, "截止推荐"),
    "begin_review": Move(frozenset({_C.CHECKING}), _C.REVIEWING, ENTER, "交评委评审"),
    "rank": Move(frozenset({_C.REVIEWING}), _C.RANKED, CHECK, "定名次"),
    "send_back": Move(frozenset({_C.PROPOSED}), _C.RANKED, CHECK, "退回重拟", why=True),
    "show": Move(frozenset({_C.PROPOSED}), _C.PUBLICITY, CHECK, "开始公示"),
    "take_down": Move(frozenset({_C.PUBLICITY}), _C.RANKED, CHECK, "撤下公示，重新拟定", why=True),
    "decide": Move(frozenset({_C.PUBLICITY}), _C.DECIDED, DECIDE, "决定表彰"),
    "end": Move(frozenset({_C.DECIDED}), _C.ENDED, ENTER, "结束评选"),
    "drop": Move(frozenset({_C.DRAFT}), _C.DROPPED, ENTER, "放弃草稿"),
    "cancel": Move(
        frozenset({_C.OPEN, _C.CHECKING, _C.RANKED}), _C.DROPPED, DECIDE, "停办", why=True
    ),
}
# Comes with its names, so it has a page of its own.
PROPOSE = Move(frozenset({_C.RANKED}), _C.PROPOSED, ENTER, "拟定名单")

_K = CandidateState
CANDIDATE_MOVES: dict[str, Move] = {
    "pass": Move(frozenset({_K.WAITING}), _K.ELIGIBLE, SCREEN, "初审通过"),
    "refuse": Move(frozenset({_K.WAITING}), _K.INELIGIBLE, SCREEN, "初审不通过", why=True),
    "reopen": Move(
        frozenset({_K.INELIGIBLE, _K.ELIGIBLE, _K.CLEARED}),
        _K.WAITING,
        SCREEN,
        "重新初审",
        why=True,
    ),
    "withdraw": Move(
        frozenset({_K.WAITING, _K.ELIGIBLE, _K.CLEARED}), _K.WITHDRAWN, ENTER, "退出评选", why=True
    ),
}

_N = NominationState
NOMINATION_MOVES: dict[str, Move] = {
    "hand_in": Move(frozenset({_N.DRAFT, _N.RETURNED}), _N.HANDED_IN, "", "提交"),
    "return": Move(frozenset({_N.HANDED_IN}), _N.RETURNED, SCREEN, "退回补正", why=True),
    "withdraw": Move(
        frozenset({_N.DRAFT, _N.HANDED_IN, _N.RETURNED}), _N.WITHDRAWN, "", "撤回", why=True
    ),
}
