"""How a home stands with its plaque, tasks and what came of them, applications, withdrawals, the
stock, occasions of batches. Plain data."""

from enum import StrEnum


class Stand(StrEnum):
    """How a home stands, reckoned from the files every night (``rules.standing``)."""

    DUE = "due"
    RESTORED = "restored"
    DECLINED = "declined"
    MOVED = "moved"
    NOT_SO = "not_so"
    HUNG = "hung"
    REPLACE = "replace"
    KEPT = "kept"
    LEFT = "left"
    EXCESS = "excess"
    TAKE_IN = "take_in"
    WITHDRAWN = "withdrawn"


STAND_LABELS: dict[Stand, tuple[str, str]] = {
    Stand.DUE: ("待挂", "warn"),
    Stand.RESTORED: ("已恢复，待挂", "warn"),
    Stand.DECLINED: ("本人拒挂", "idle"),
    Stand.MOVED: ("搬走、找不到", "idle"),
    Stand.NOT_SO: ("情况不符，待核实", "info"),
    Stand.HUNG: ("已挂", "ok"),
    Stand.REPLACE: ("已挂，待更换", "warn"),
    Stand.KEPT: ("保留，不再更换", "idle"),
    Stand.LEFT: ("户籍迁出本区", "idle"),
    Stand.EXCESS: ("挂着，按档案不该挂", "bad"),
    Stand.TAKE_IN: ("已决定收回，还没有收", "bad"),
    Stand.WITHDRAWN: ("已收回", "bad"),
}
# 应挂: the homes that ought to have one; 已挂 of them: a plaque hangs there today.
OUGHT = (
    *(Stand.HUNG, Stand.REPLACE),
    *(Stand.DUE, Stand.RESTORED, Stand.DECLINED, Stand.MOVED, Stand.NOT_SO),
)
HANGING = (Stand.HUNG, Stand.REPLACE)
MISSING = tuple(one for one in OUGHT if one not in HANGING)


class Ground(StrEnum):
    """Why a home ought to have one; of several the first counts, and one plaque hangs."""

    SURVIVOR = "survivor"
    SERVING = "serving"
    VETERAN = "veteran"
    APPLIED = "applied"


GROUND_LABELS: dict[Ground, str] = {
    Ground.SURVIVOR: "三属家庭",
    Ground.SERVING: "现役军人家庭",
    Ground.VETERAN: "退役军人家庭",
    Ground.APPLIED: "经申请同意",
}


class Why(StrEnum):
    """What more there is to say of how a home stands."""

    WORN = "worn"
    MOVED_HOUSE = "moved_house"
    HUKOU_CHANGED = "hukou_changed"
    HUKOU_LEFT = "hukou_left"
    NOBODY = "nobody"
    NOT_MEANT = "not_meant"
    WITHDRAWN = "withdrawn"
    STAYS = "stays"
    TOLD = "told"


WHY_LABELS: dict[Why, str] = {
    Why.WORN: "损坏、遗失，已同意更换",
    Why.MOVED_HOUSE: "挂牌以后全户搬了家",
    Why.HUKOU_CHANGED: "挂牌以后户主的户籍换了村居",
    Why.HUKOU_LEFT: "户主的户籍迁出本区，由迁入地负责；牌子留着",
    Why.NOBODY: "这一户登记的人都不在了，也没有保留的依据",
    Why.NOT_MEANT: "家里没有人符合悬挂条件",
    Why.WITHDRAWN: "收回决定已经生效",
    Why.STAYS: "本人退役、去世，牌子保留",
    Why.TOLD: "上门核实，说明了保留的原因",
}


class TaskKind(StrEnum):
    """What a station is sent to a door for."""

    HANG = "hang"
    REPLACE = "replace"
    TAKE = "take"


TASK_LABELS: dict[TaskKind, tuple[str, str]] = {
    TaskKind.HANG: ("上门悬挂", "warn"),
    TaskKind.REPLACE: ("上门更换", "info"),
    TaskKind.TAKE: ("核实、收回", "bad"),
}
# How a home stands, and for what somebody then has to go there.
TASK_OF: dict[Stand, TaskKind] = {
    Stand.DUE: TaskKind.HANG,
    Stand.RESTORED: TaskKind.HANG,
    Stand.REPLACE: TaskKind.REPLACE,
    Stand.EXCESS: TaskKind.TAKE,
    Stand.TAKE_IN: TaskKind.TAKE,
}


class Outcome(StrEnum):
    """What came of it at the door."""

    HUNG = "hung"
    DECLINED = "declined"
    MOVED = "moved"
    NOT_SO = "not_so"
    TAKEN = "taken"


OUTCOME_LABELS: dict[Outcome, tuple[str, str]] = {
    Outcome.HUNG: ("已挂好", "ok"),
    Outcome.DECLINED: ("本人不愿意挂", "idle"),
    Outcome.MOVED: ("搬走了、找不到人", "idle"),
    Outcome.NOT_SO: ("情况不符", "info"),
    Outcome.TAKEN: ("牌子已收回", "ok"),
}
# What may be answered to which task without a plaque in the hand.
ANSWERS: dict[TaskKind, tuple[Outcome, ...]] = {
    TaskKind.HANG: (Outcome.DECLINED, Outcome.MOVED, Outcome.NOT_SO),
    TaskKind.REPLACE: (Outcome.DECLINED, Outcome.NOT_SO),
    TaskKind.TAKE: (Outcome.TAKEN, Outcome.NOT_SO),
}


class Closed(StrEnum):
    """Why a task is none any more."""

    ANSWERED = "answered"
    HUNG = "hung"
    NOT_MEANT = "not_meant"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


CLOSED_LABELS: dict[Closed, str] = {
    Closed.ANSWERED: "上门办过",
    Closed.HUNG: "已经挂上",
    Closed.NOT_MEANT: "不再需要",
    Closed.WITHDRAWN: "决定收回",
    Closed.LEFT: "户籍迁出本区",
}


class Spot(StrEnum):
    """Where the family wants it; they are asked."""

    DOOR = "door"
    INDOOR = "indoor"


SPOT_LABELS: dict[Spot, str] = {Spot.DOOR: "大门外", Spot.INDOOR: "屋里"}


class Plea(StrEnum):
    """What a family may ask for beside what the file says."""

    NO_CERTIFICATE = "no_certificate"
    LOST_PAPERS = "lost_papers"
    PARENTS_APART = "parents_apart"
    WORN = "worn"
    AGAIN = "again"


PLEA_LABELS: dict[Plea, str] = {
    Plea.NO_CERTIFICATE: "没有持证的遗属，申请悬挂",
    Plea.LOST_PAPERS: "退役、烈属等材料遗失，申请悬挂",
    Plea.PARENTS_APART: "现役军人父母另住，申请再挂一块",
    Plea.WORN: "牌子损坏、遗失，申请更换",
    Plea.AGAIN: "原来不愿意挂，现在申请悬挂",
}
# What of these makes a ground of its own.
GROUNDS_OF_PLEAS = (Plea.NO_CERTIFICATE, Plea.LOST_PAPERS, Plea.PARENTS_APART)


class PleaState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


PLEA_STATES: dict[PleaState, tuple[str, str]] = {
    PleaState.ASKED: ("等另一人审批", "warn"),
    PleaState.GRANTED: ("同意", "ok"),
    PleaState.REFUSED: ("不同意", "idle"),
}


class WithdrawalState(StrEnum):
    """收回: asked for by one, decided by another; restored the same way."""

    ASKED = "asked"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RESTORE_ASKED = "restore_asked"
    RESTORED = "restored"


WITHDRAWAL_LABELS: dict[WithdrawalState, tuple[str, str]] = {
    WithdrawalState.ASKED: ("等另一人决定", "warn"),
    WithdrawalState.REJECTED: ("不予收回", "idle"),
    WithdrawalState.WITHDRAWN: ("已决定收回", "bad"),
    WithdrawalState.RESTORE_ASKED: ("已收回，等另一人批准恢复", "warn"),
    WithdrawalState.RESTORED: ("已恢复", "ok"),
}
_W = WithdrawalState
IN_FORCE = (_W.WITHDRAWN, _W.RESTORE_ASKED)
OPEN = (_W.ASKED, *IN_FORCE)
# verb: from, to, duty, what the button says
WITHDRAWAL_MOVES: dict[str, tuple[WithdrawalState, WithdrawalState, str, str]] = {
    "decide": (_W.ASKED, _W.WITHDRAWN, "plaques.decide", "决定收回"),
    "reject": (_W.ASKED, _W.REJECTED, "plaques.decide", "不予收回"),
    "ask_back": (_W.WITHDRAWN, _W.RESTORE_ASKED, "plaques.keep", "申请恢复"),
    "restore": (_W.RESTORE_ASKED, _W.RESTORED, "plaques.decide", "批准恢复"),
    "keep_withdrawn": (_W.RESTORE_ASKED, _W.WITHDRAWN, "plaques.decide", "不批准恢复"),
}


class PieceState(StrEnum):
    """A plaque by its number. That it hangs is said by the home it hangs at, and nowhere else."""

    GOOD = "good"
    DAMAGED = "damaged"
    TAKEN_IN = "taken_in"


PIECE_LABELS: dict[PieceState, tuple[str, str]] = {
    PieceState.GOOD: ("完好", "ok"),
    PieceState.DAMAGED: ("损坏", "bad"),
    PieceState.TAKEN_IN: ("收回的旧牌", "idle"),
}


class Entry(StrEnum):
    """A line of the stock book."""

    RECEIVED = "received"
    TO_TOWN = "to_town"
    BACK = "back"
    DAMAGED = "damaged"
    COUNTED = "counted"


ENTRY_LABELS: dict[Entry, str] = {
    Entry.RECEIVED: "入库",
    Entry.TO_TOWN: "发给镇街",
    Entry.BACK: "退回区局",
    Entry.DAMAGED: "报损",
    Entry.COUNTED: "盘点",
}


class Occasion(StrEnum):
    ARMY_DAY = "army_day"
    SPRING = "spring"
    OTHER = "other"


OCCASION_LABELS: dict[Occasion, str] = {
    Occasion.ARMY_DAY: "八一",
    Occasion.SPRING: "春节",
    Occasion.OTHER: "其他",
}


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"


class RuleKind(StrEnum):
    """What a line of the rules is about."""

    CATEGORY = "category"
    SERVICE = "service"
    CAUSE = "cause"
    CUTOFF = "cutoff"
    PEACE = "peace"
    REASON = "reason"


# In the order of the page: what a line is about, and what its value says.
RULE_KINDS: dict[RuleKind, str] = {
    RuleKind.CATEGORY: "人员类别",
    RuleKind.SERVICE: "服役经历",
    RuleKind.CAUSE: "更换和移交",
    RuleKind.CUTOFF: "去世日期",
    RuleKind.PEACE: "多久再去",
    RuleKind.REASON: "收回的原因",
}


class LineState(StrEnum):
    """A line of the bureau's own."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    DROPPED = "dropped"


LINE_LABELS: dict[LineState, tuple[str, str]] = {
    LineState.DRAFT: ("待启用", "warn"),
    LineState.IN_FORCE: ("已启用", "ok"),
    LineState.REPLACED: ("已被接替", "idle"),
    LineState.DROPPED: ("已撤回", "idle"),
}
# verb: duty, what the button says
LINE_MOVES: dict[str, tuple[str, str]] = {
    "enforce": ("plaques.decide", "启用"),
    "drop": ("plaques.keep", "撤回"),
}
