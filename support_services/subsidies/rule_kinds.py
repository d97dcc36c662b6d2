"""The kinds of dated rules, what each may say, and the road of a change. Plain data.

Eight kinds, one life: somebody proposes what is to hold from a day (or month) on, sees whom it
touches, another person brings it into force. What the rules do stands in ``rules`` and
``offsets``; nothing here reckons.
"""

from dataclasses import dataclass
from enum import StrEnum

from support_services.subsidies.rules import (
    MonthRounding,
    PartYear,
    StartMonth,
    SuspensionStart,
    TransferEnd,
)
from support_services.subsidies.stacking import EFFECT_LABELS


class RuleKind(StrEnum):
    """What a rule is about."""

    START = "start"
    TAIL = "tail"
    TRANSFER = "transfer"
    SUSPENSION = "suspension"
    PART_YEAR = "part_year"
    ROUNDING = "rounding"
    STACKING = "stacking"
    CAP = "cap"


class ChangeState(StrEnum):
    """Where a change stands. It counts once a second person has brought it into force."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CHANGE_LABELS: dict[ChangeState, str] = {
    ChangeState.PROPOSED: "待启用",
    ChangeState.IN_FORCE: "已启用",
    ChangeState.REFUSED: "已退回",
    ChangeState.WITHDRAWN: "已撤回",
}

# verb -> (states it may start from, state it leads to, duty it takes, word on the button). Whoever
# proposed it withdraws it; another person brings it into force or refuses it.
CHANGE_MOVES: dict[str, tuple[frozenset[ChangeState], ChangeState, str, str]] = {
    "enforce": (
        frozenset({ChangeState.PROPOSED}),
        ChangeState.IN_FORCE,
        "rates.enforce",
        "启用",
    ),
    "refuse": (
        frozenset({ChangeState.PROPOSED}),
        ChangeState.REFUSED,
        "rates.enforce",
        "退回",
    ),
    "withdraw": (
        frozenset({ChangeState.PROPOSED}),
        ChangeState.WITHDRAWN,
        "rates.enter",
        "撤回",
    ),
}

# What a change says where from then on there is to be no rule of that kind.
NONE = "none"

START_LABELS: dict[str, str] = {
    StartMonth.APPROVAL_MONTH.value: "批准当月起",
    StartMonth.NEXT_MONTH.value: "批准次月起",
}
TRANSFER_LABELS: dict[str, str] = {
    TransferEnd.YEAR_END.value: "发到迁出当年12月，次年1月起由迁入地发",
    TransferEnd.MOVING_MONTH.value: "发到迁出当月，次月起由迁入地发",
}
SUSPENSION_LABELS: dict[str, str] = {
    SuspensionStart.NEXT_MONTH.value: "事实确定的次月起中止",
    SuspensionStart.FACT_MONTH.value: "事实确定的当月起中止",
}
PART_YEAR_LABELS: dict[str, str] = {
    PartYear.UP_TO_SIX_IS_HALF.value: "满六个月及以下计半年，超过六个月计一年",
    PartYear.SIX_IS_WHOLE.value: "不足六个月计半年，满六个月计一年",
}
ROUNDING_LABELS: dict[str, str] = {
    MonthRounding.CUMULATIVE.value: "逐月累计到分，十二个月合计等于年标准",
    MonthRounding.EACH_MONTH.value: "每月四舍五入到分",
    MonthRounding.WHOLE_YUAN.value: "每月见分进元",
}


@dataclass(frozen=True)
class Kind:
    """One kind.

    ``dated_by``: the day (or, ``by_month``, the month) that decides which rule applies; ``none``:
    what it means that there is no rule, "" where there always has to be one. ``number``: what a
    figure beside the value counts, by value.
    """

    label: str
    dated_by: str
    by_month: bool
    values: dict[str, str]
    none: str
    reaches_back: str
    number: dict[str, str]


KINDS: dict[RuleKind, Kind] = {
    RuleKind.START: Kind(
        label="起发月",
        dated_by="批准日期",
        by_month=False,
        values=START_LABELS,
        none="没有规则，不能新批",
        reaches_back="这段时间批准、起发月按原规则确定的待遇和核定，跟着改；起发月另行确定的不动。",
        number={},
    ),
    RuleKind.TAIL: Kind(
        label="去世续发",
        dated_by="去世日期",
        by_month=False,
        values={"months": "续发若干个月"},
        none="不续发，发到去世当月",
        reaches_back="这段时间去世的，续发金额按新规则重新核算。",
        number={"months": "续发月数"},
    ),
    RuleKind.TRANSFER: Kind(
        label="关系迁出",
        dated_by="迁出日期",
        by_month=False,
        values=TRANSFER_LABELS,
        none="",
        reaches_back="这段时间迁出、最后发放月按原规则确定的待遇，跟着改；另行确定的不动。",
        number={},
    ),
    RuleKind.SUSPENSION: Kind(
        label="中止",
        dated_by="事实确定日期",
        by_month=False,
        values=SUSPENSION_LABELS,
        none="",
        reaches_back="以后登记的中止按它；已经登记的中止不变，需要改的逐人办理。",
        number={},
    ),
    RuleKind.PART_YEAR: Kind(
        label="不足一年的折算",
        dated_by="核定日期",
        by_month=False,
        values=PART_YEAR_LABELS,
        none="",
        reaches_back="这段时间作出的核定，折算年限按新规则重算。已经录入的一次性核发不变。",
        number={},
    ),
    RuleKind.ROUNDING: Kind(
        label="年标准分月取整",
        dated_by="标准年度的第一个月",
        by_month=True,
        values=ROUNDING_LABELS,
        none="按系统原有办法：逐月累计到分",
        reaches_back="一个标准年度（从标准执行月起每十二个月）用同一种取整；"
        "年度第一个月落在这段时间的，全年按新规则。",
        number={},
    ),
    RuleKind.STACKING: Kind(
        label="叠加",
        dated_by="发放月份",
        by_month=True,
        values={effect.value: label for effect, label in EFFECT_LABELS.items()},
        none="没有规则，按一般规则办理",
        reaches_back="同时有这两项待遇的人，这段时间的月份重新核对哪一项发、哪一项不发。",
        number={},
    ),
    RuleKind.CAP: Kind(
        label="抵扣一般上限",
        dated_by="批次发放月份",
        by_month=True,
        values={"percent": "当批应发月份款的百分之几", "yuan": "每批固定金额"},
        none="没有上限，全额抵扣",
        reaches_back="以后审批的批次，没有抵扣约定的追缴案按它抵扣；已经审批的批次不变。",
        number={"percent": "百分比", "yuan": "金额（元）"},
    ),
}
