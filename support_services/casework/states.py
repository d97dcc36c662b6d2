"""States of cases and errands; which moves exist and whose hand makes them. Plain data.

Services read it, pages make their buttons of it, and a test walks every state and verb.
"""

from dataclasses import dataclass
from enum import StrEnum


class CaseKind(StrEnum):
    CONSULTATION = "consultation"
    REQUEST = "request"
    HARDSHIP = "hardship"
    DISPUTE = "dispute"
    PETITION = "petition"
    COMPLAINT = "complaint"
    HOTLINE = "hotline"


KIND_LABELS: dict[CaseKind, str] = {
    CaseKind.CONSULTATION: "咨询",
    CaseKind.REQUEST: "诉求",
    CaseKind.HARDSHIP: "困难",
    CaseKind.DISPUTE: "矛盾",
    CaseKind.PETITION: "信访",
    CaseKind.COMPLAINT: "投诉",
    CaseKind.HOTLINE: "12345转办",
}
KIND_HINTS: dict[CaseKind, str] = {
    CaseKind.CONSULTATION: "问政策、问手续，能当场答的当场答",
    CaseKind.REQUEST: "要求解决一件事",
    CaseKind.HARDSHIP: "生活、看病、住房有困难",
    CaseKind.DISPUTE: "和别人、别的单位有矛盾",
    CaseKind.PETITION: "来信来访，或信访部门转来",
    CaseKind.COMPLAINT: "反映优待没有落实、工作人员的问题",
    CaseKind.HOTLINE: "12345 热线转来的工单",
}


class Channel(StrEnum):
    WINDOW = "window"
    VISIT = "visit"
    PHONE = "phone"
    HOTLINE = "hotline"
    PETITION_OFFICE = "petition_office"
    ONLINE = "online"


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.WINDOW: "窗口",
    Channel.VISIT: "上门",
    Channel.PHONE: "电话",
    Channel.HOTLINE: "12345",
    Channel.PETITION_OFFICE: "信访转办",
    Channel.ONLINE: "网上",
}
# Sent to us by another office, which can be told that it is not our business.
SENT_IN: frozenset[Channel] = frozenset({Channel.HOTLINE, Channel.PETITION_OFFICE})


class CaseState(StrEnum):
    REGISTERED = "registered"
    INFORMED = "informed"
    IN_HAND = "in_hand"
    PAUSED = "paused"
    ANSWERED = "answered"
    CAME_BACK = "came_back"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CASE_LABELS: dict[CaseState, str] = {
    CaseState.REGISTERED: "待告知受理",
    CaseState.INFORMED: "已受理",
    CaseState.IN_HAND: "办理中",
    CaseState.PAUSED: "暂停计时",
    CaseState.ANSWERED: "已答复，待反馈",
    CaseState.CAME_BACK: "不满意，重办",
    CaseState.CLOSED: "已办结",
    CaseState.DECLINED: "不予受理",
    CaseState.WITHDRAWN: "本人撤回",
}
CASE_TONES: dict[CaseState, str] = {
    CaseState.REGISTERED: "warn",
    CaseState.INFORMED: "info",
    CaseState.IN_HAND: "info",
    CaseState.PAUSED: "idle",
    CaseState.ANSWERED: "info",
    CaseState.CAME_BACK: "bad",
    CaseState.CLOSED: "ok",
    CaseState.DECLINED: "idle",
    CaseState.WITHDRAWN: "idle",
}
OVER: frozenset[CaseState] = frozenset({CaseState.CLOSED, CaseState.DECLINED, CaseState.WITHDRAWN})
OPEN: frozenset[CaseState] = frozenset(CaseState) - OVER
# The bureau has work with it: no clock stands for the person's word or for a stated reason.
AT_WORK: frozenset[CaseState] = OPEN - {CaseState.PAUSED, CaseState.ANSWERED}


class Outcome(StrEnum):
    """What the person said of the answer, once a case is closed."""

    SATISFIED = "satisfied"
    UNSAID = "unsaid"
    UNSATISFIED = "unsatisfied"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.SATISFIED: "满意",
    Outcome.UNSAID: "未表态",
    Outcome.UNSATISFIED: "不满意，已告知复查途径",
}


class PauseReason(StrEnum):
    """Why a clock stands; there is no other reason."""

    PAPERS = "papers"
    APPRAISAL = "appraisal"
    ABOVE = "above"
    COURT = "court"
    AWAY = "away"
    WORD = "word"


PAUSE_LABELS: dict[PauseReason, str] = {
    PauseReason.PAPERS: "等本人补材料",
    PauseReason.APPRAISAL: "等鉴定、检测结果",
    PauseReason.ABOVE: "等上级答复请示",
    PauseReason.COURT: "等法院、仲裁结果",
    PauseReason.AWAY: "本人外出，联系不上",
    PauseReason.WORD: "等本人表态",
}
# What somebody may choose; the last one comes with every answer by itself.
STATED: tuple[PauseReason, ...] = tuple(PauseReason)[:-1]


class How(StrEnum):
    """How somebody was told, or asked."""

    FACE = "face"
    VISIT = "visit"
    PHONE = "phone"
    PAPER = "paper"
    ONLINE = "online"


HOW_LABELS: dict[How, str] = {
    How.FACE: "当面",
    How.VISIT: "上门",
    How.PHONE: "电话",
    How.PAPER: "书面",
    How.ONLINE: "网上、短信",
}


class Who(StrEnum):
    """Whose hand makes a move, beside the duty: whoever has the case, whoever is offered it, a
    level above, anybody who sees it, or the portal itself."""

    OWNER = "owner"
    RECEIVER = "receiver"
    ABOVE = "above"
    ANYBODY = "anybody"
    MACHINE = "machine"


@dataclass(frozen=True)
class Move:
    """From where, to where (None: it stays), by whom, with which duty."""

    starts: frozenset[CaseState]
    target: CaseState | None
    who: Who
    duty: str
    label: str


_HANDLE, _READ = "cases.handle", "cases.read"
_S = CaseState

MOVES: dict[str, Move] = {
    "inform": Move(frozenset({_S.REGISTERED}), _S.INFORMED, Who.OWNER, _HANDLE, "告知受理"),
    "decline": Move(
        frozenset({_S.REGISTERED}), _S.DECLINED, Who.OWNER, "cases.decline", "不予受理"
    ),
    "begin": Move(
        frozenset({_S.INFORMED, _S.CAME_BACK}), _S.IN_HAND, Who.OWNER, _HANDLE, "开始办理"
    ),
    "answer": Move(AT_WORK, _S.ANSWERED, Who.OWNER, _HANDLE, "答复本人"),
    "satisfied": Move(frozenset({_S.ANSWERED}), _S.CLOSED, Who.ANYBODY, _HANDLE, "本人满意"),
    "unsatisfied": Move(frozenset({_S.ANSWERED}), _S.CAME_BACK, Who.ANYBODY, _HANDLE, "本人不满意"),
    # Answered again and again: somebody at the bureau ends it, and says where to go from here.
    "conclude": Move(
        frozenset({_S.CAME_BACK}), _S.CLOSED, Who.ANYBODY, "cases.conclude", "告知复查，办结"
    ),
    "lapse": Move(frozenset({_S.ANSWERED}), _S.CLOSED, Who.MACHINE, "", "未表态办结"),
    "pause": Move(AT_WORK - {_S.REGISTERED}, _S.PAUSED, Who.OWNER, _HANDLE, "暂停计时"),
    "resume": Move(frozenset({_S.PAUSED}), _S.IN_HAND, Who.OWNER, _HANDLE, "恢复计时"),
    "hand_over": Move(AT_WORK, None, Who.OWNER, _HANDLE, "转办"),
    "accept": Move(AT_WORK, None, Who.RECEIVER, _HANDLE, "接收"),
    "object": Move(AT_WORK, None, Who.RECEIVER, _HANDLE, "退回转办"),
    "taken_as_accepted": Move(AT_WORK, None, Who.MACHINE, "", "逾期视为接收"),
    "take": Move(AT_WORK, None, Who.ABOVE, _HANDLE, "收回办理"),
    "ask_extension": Move(AT_WORK | {_S.PAUSED}, None, Who.OWNER, _HANDLE, "申请延期"),
    "grant_extension": Move(OPEN, None, Who.ANYBODY, "cases.extend", "批准延期"),
    "refuse_extension": Move(OPEN, None, Who.ANYBODY, "cases.extend", "不同意延期"),
    "tell_extension": Move(OPEN, None, Who.OWNER, _HANDLE, "告知延期"),
    "withdraw": Move(OPEN, _S.WITHDRAWN, Who.OWNER, _HANDLE, "本人撤回"),
    "urge": Move(OPEN, None, Who.ANYBODY, "cases.urge", "督办"),
    "note": Move(frozenset(CaseState), None, Who.ANYBODY, "cases.note", "记内部情况"),
    "restrict": Move(frozenset(CaseState), None, Who.ANYBODY, "people.sensitive", "限制查看"),
    "unrestrict": Move(frozenset(CaseState), None, Who.ANYBODY, "people.sensitive", "取消限制"),
}
VERB_LABELS: dict[str, str] = {"open": "登记", **{verb: one.label for verb, one in MOVES.items()}}

# The road a case normally takes, for the picture at the head of its page.
ROAD: tuple[CaseState, ...] = (
    CaseState.REGISTERED,
    CaseState.INFORMED,
    CaseState.IN_HAND,
    CaseState.ANSWERED,
    CaseState.CLOSED,
)


class ErrandState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


ERRAND_LABELS: dict[ErrandState, str] = {
    ErrandState.OPEN: "代办中",
    ErrandState.DONE: "已办成",
    ErrandState.REFUSED: "未获批准",
    ErrandState.STOPPED: "本人不办了",
}
ERRAND_TONES: dict[ErrandState, str] = {
    ErrandState.OPEN: "info",
    ErrandState.DONE: "ok",
    ErrandState.REFUSED: "bad",
    ErrandState.STOPPED: "idle",
}
# verb -> (states it may start from, state it leads to, duty it takes)
ERRAND_MOVES: dict[str, tuple[frozenset[ErrandState], ErrandState, str]] = {
    "step": (frozenset({ErrandState.OPEN}), ErrandState.OPEN, "errands.handle"),
    "undo": (frozenset({ErrandState.OPEN}), ErrandState.OPEN, "errands.handle"),
    "done": (frozenset({ErrandState.OPEN}), ErrandState.DONE, "errands.handle"),
    "refused": (frozenset({ErrandState.OPEN}), ErrandState.REFUSED, "errands.handle"),
    "stopped": (frozenset({ErrandState.OPEN}), ErrandState.STOPPED, "errands.handle"),
}


class IncomingState(StrEnum):
    """网上来件: what a resident sent, until a worker has taken it or the bureau refused it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


INCOMING_LABELS: dict[IncomingState, str] = {
    IncomingState.WAITING: "等人接收",
    IncomingState.ACCEPTED: "已接收",
    IncomingState.REFUSED: "没有接收",
}
INCOMING_TONES: dict[IncomingState, str] = {
    IncomingState.WAITING: "warn",
    IncomingState.ACCEPTED: "ok",
    IncomingState.REFUSED: "idle",
}
# What a resident may choose, in words for residents; the rest is the bureau's own sorting.
SENT_KINDS: dict[CaseKind, str] = {
    CaseKind.CONSULTATION: "想问政策、问手续怎么办",
    CaseKind.REQUEST: "有一件事，想请你们解决",
    CaseKind.HARDSHIP: "生活、看病、住房有困难",
    CaseKind.COMPLAINT: "优待没有落实，或者工作人员做得不对",
}
# 公示异议: sent like the rest, and becomes an objection of the 公示 instead of a case.
OBJECTION = "objection"
INCOMING_KINDS: dict[str, str] = {
    **{one.value: KIND_LABELS[one] for one in SENT_KINDS},
    OBJECTION: "公示异议",
}
# May be about somebody who works at a station, or lives next door to it: no station reads it.
BUREAU_ONLY: frozenset[str] = frozenset({CaseKind.COMPLAINT.value, OBJECTION})
ANONYMOUS = "不愿具名"


class RefusalReason(StrEnum):
    """Why what was sent does not become a case; there is no other reason."""

    DUPLICATE = "duplicate"
    EMPTY = "empty"
    SPAM = "spam"
    GONE = "gone"


REFUSAL_LABELS: dict[RefusalReason, str] = {
    RefusalReason.DUPLICATE: "重复，和另一件是同一件事",
    RefusalReason.EMPTY: "内容空泛，也联系不上",
    RefusalReason.SPAM: "广告、骚扰",
    RefusalReason.GONE: "公示已撤回、已移出，或者待遇已撤销",
}
# Said of an objection alone: there is nothing left to object to.
OF_OBJECTIONS: frozenset[RefusalReason] = frozenset({RefusalReason.GONE})
