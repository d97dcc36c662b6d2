"""States of batches, payments and file lines; which moves exist and whose hand makes them.

Plain data: the services read it, the diagrams in the manual are generated from it, and a test
walks every state x verb. Labels are what people read.
"""

from enum import StrEnum


class BatchState(StrEnum):
    DRAFT = "draft"
    CALCULATING = "calculating"
    CALCULATED = "calculated"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    EXPORTED = "exported"
    SETTLED = "settled"
    CLOSED = "closed"
    VOIDED = "voided"


BATCH_LABELS: dict[BatchState, str] = {
    BatchState.DRAFT: "待核算",
    BatchState.CALCULATING: "核算中",
    BatchState.CALCULATED: "待复核",
    BatchState.REVIEWED: "待审批",
    BatchState.APPROVED: "待导出",
    BatchState.EXPORTED: "待回盘",
    BatchState.SETTLED: "待办结",
    BatchState.CLOSED: "已办结",
    BatchState.VOIDED: "已作废",
}

# verb -> (states it may start from, state it leads to, duty it takes)
BATCH_MOVES: dict[str, tuple[frozenset[BatchState], BatchState, str]] = {
    "calculate": (
        frozenset({BatchState.DRAFT, BatchState.CALCULATED}),
        BatchState.CALCULATING,
        "batch.prepare",
    ),
    "finish": (frozenset({BatchState.CALCULATING}), BatchState.CALCULATED, ""),
    "review": (frozenset({BatchState.CALCULATED}), BatchState.REVIEWED, "batch.review"),
    "approve": (frozenset({BatchState.REVIEWED}), BatchState.APPROVED, "batch.approve"),
    # The first of two signatures, taken back by whoever gave it.
    "unsign": (frozenset({BatchState.REVIEWED}), BatchState.REVIEWED, "batch.approve"),
    "send_back": (
        frozenset({BatchState.CALCULATED, BatchState.REVIEWED}),
        BatchState.DRAFT,
        "batch.send_back",
    ),
    "export": (frozenset({BatchState.APPROVED}), BatchState.EXPORTED, "bank.exchange"),
    # By town or by bank: today some parts, tomorrow the others.
    "export_part": (
        frozenset(
            {BatchState.APPROVED, BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED}
        ),
        BatchState.EXPORTED,
        "bank.exchange",
    ),
    "receive": (
        frozenset({BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED}),
        BatchState.EXPORTED,
        "bank.exchange",
    ),
    "settle": (frozenset({BatchState.EXPORTED}), BatchState.SETTLED, ""),
    "reissue": (
        frozenset({BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED}),
        BatchState.EXPORTED,
        "bank.exchange",
    ),
    "close": (frozenset({BatchState.SETTLED}), BatchState.CLOSED, "batch.prepare"),
    "void": (
        frozenset(
            {BatchState.DRAFT, BatchState.CALCULATED, BatchState.REVIEWED, BatchState.APPROVED}
        ),
        BatchState.VOIDED,
        "batch.void",
    ),
}

VERB_LABELS: dict[str, str] = {
    "calculate": "核算",
    "finish": "核算完成",
    "review": "复核通过",
    "approve": "审批通过",
    "unsign": "撤回签批",
    "send_back": "退回经办",
    "export": "导出银行文件",
    "export_part": "分开导出",
    "receive": "导入回盘",
    "settle": "回盘齐全",
    "reissue": "重新发放",
    "close": "办结",
    "void": "作废",
}

# The road a batch normally takes, for the picture at the head of its page.
BATCH_ROAD: tuple[BatchState, ...] = (
    BatchState.DRAFT,
    BatchState.CALCULATING,
    BatchState.CALCULATED,
    BatchState.REVIEWED,
    BatchState.APPROVED,
    BatchState.EXPORTED,
    BatchState.SETTLED,
    BatchState.CLOSED,
)

# While a batch is in one of these, its schemes are taken: no second batch may open on them,
# because its postings are not yet matched by payments.
BATCH_HOLDS_SCHEME: frozenset[BatchState] = frozenset(
    {BatchState.DRAFT, BatchState.CALCULATING, BatchState.CALCULATED, BatchState.REVIEWED}
)


class JobState(StrEnum):
    """What the machine is doing for a batch; the batch state says where the work stands."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"


JOB_LABELS: dict[JobState, str] = {
    JobState.IDLE: "空闲",
    JobState.QUEUED: "排队中",
    JobState.RUNNING: "运行中",
    JobState.FAILED: "出错待重试",
}


class PaymentState(StrEnum):
    OUTSTANDING = "outstanding"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    # 挂账: cannot be delivered, on a list of its own; 上缴: given back to the treasury from there.
    SUSPENSE = "suspense"
    TREASURY = "treasury"
    CANCELLED = "cancelled"


PAYMENT_LABELS: dict[PaymentState, str] = {
    PaymentState.OUTSTANDING: "在途",
    PaymentState.PAID: "成功",
    PaymentState.FAILED: "失败",
    PaymentState.RETURNED: "退汇",
    PaymentState.SUSPENSE: "挂账",
    PaymentState.TREASURY: "已上缴",
    PaymentState.CANCELLED: "已取消",
}


class LineState(StrEnum):
    SENT = "sent"
    UNKNOWN = "unknown"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


LINE_LABELS: dict[LineState, str] = {
    LineState.SENT: "已送盘",
    LineState.UNKNOWN: "结果不明",
    LineState.PAID: "成功",
    LineState.FAILED: "失败",
    LineState.RETURNED: "退汇",
}

# What a return file may say of a line in that state. A line that stays as it is, is no move.
LINE_MOVES: dict[LineState, frozenset[LineState]] = {
    LineState.SENT: frozenset({LineState.PAID, LineState.FAILED, LineState.UNKNOWN}),
    LineState.UNKNOWN: frozenset({LineState.PAID, LineState.FAILED}),
    LineState.PAID: frozenset({LineState.RETURNED}),
    LineState.FAILED: frozenset(),
    LineState.RETURNED: frozenset(),
}

# A payment with a line in one of these may not be sent again: the money may be on its way.
LINE_LIVE: frozenset[LineState] = frozenset({LineState.SENT, LineState.UNKNOWN, LineState.PAID})

PAYMENT_OF_LINE: dict[LineState, PaymentState] = {
    LineState.SENT: PaymentState.OUTSTANDING,
    LineState.UNKNOWN: PaymentState.OUTSTANDING,
    LineState.PAID: PaymentState.PAID,
    LineState.FAILED: PaymentState.FAILED,
    LineState.RETURNED: PaymentState.RETURNED,
}


class Split(StrEnum):
    """How a batch goes to the bank in parts."""

    TOWN = "town"
    BANK = "bank"


SPLIT_LABELS: dict[Split, str] = {Split.TOWN: "按镇街", Split.BANK: "按开户行"}
SPLIT_NOUNS: dict[Split, str] = {Split.TOWN: "镇街", Split.BANK: "开户行"}


class UnsentReason(StrEnum):
    """Why a payment without an attempt under way is left out of the next bank file."""

    HOLD = "hold"
    PAYEE_DIED = "payee_died"
    NO_ACCOUNT = "no_account"
    ACCOUNT_UNVERIFIED = "account_unverified"
    ACCOUNT_REJECTED = "account_rejected"
    UNWRITABLE_NAME = "unwritable_name"


UNSENT_LABELS: dict[UnsentReason, str] = {
    UnsentReason.HOLD: "暂缓发放",
    UnsentReason.PAYEE_DIED: "领取人已登记去世",
    UnsentReason.NO_ACCOUNT: "没有银行账户",
    UnsentReason.ACCOUNT_UNVERIFIED: "账户待核验",
    UnsentReason.ACCOUNT_REJECTED: "账户被银行退回",
    UnsentReason.UNWRITABLE_NAME: "户名含造字区字符",
}

UNSENT_CURES: dict[UnsentReason, str] = {
    UnsentReason.HOLD: "核实情况后解除暂缓，再重新发放。",
    UnsentReason.PAYEE_DIED: "登记遗属领取人及其账户，核验后重新发放。",
    UnsentReason.NO_ACCOUNT: "收集本人银行账户，登记核验后重新发放。",
    UnsentReason.ACCOUNT_UNVERIFIED: "核对户名与本人一致后，将账户标为已核验，再重新发放。",
    UnsentReason.ACCOUNT_REJECTED: "联系本人更正账户，核验后重新发放。",
    UnsentReason.UNWRITABLE_NAME: "用规范汉字重新登记账户（户名与银行一致），核验后重新发放。",
}


class ExceptionReason(StrEnum):
    """Why somebody who is owed money is not on the list, or is on it with less than nothing."""

    HOLD = "hold"
    NO_ACCOUNT = "no_account"
    ACCOUNT_UNVERIFIED = "account_unverified"
    ACCOUNT_REJECTED = "account_rejected"
    DEAD_NOT_ENDED = "dead_not_ended"
    DEAD_NO_PAYEE = "dead_no_payee"
    NO_RATE = "no_rate"
    NOT_PUBLISHED = "not_published"
    OVERPAID = "overpaid"


EXCEPTION_LABELS: dict[ExceptionReason, str] = {
    ExceptionReason.HOLD: "暂缓发放",
    ExceptionReason.NO_ACCOUNT: "没有银行账户",
    ExceptionReason.ACCOUNT_UNVERIFIED: "账户待核验",
    ExceptionReason.ACCOUNT_REJECTED: "账户被银行退回",
    ExceptionReason.DEAD_NOT_ENDED: "登记去世但未停发",
    ExceptionReason.DEAD_NO_PAYEE: "已去世，未指定遗属领取人",
    ExceptionReason.NO_RATE: "没有适用标准",
    ExceptionReason.NOT_PUBLISHED: "公示未满",
    ExceptionReason.OVERPAID: "多发待抵扣",
}

EXCEPTION_CURES: dict[ExceptionReason, str] = {
    ExceptionReason.HOLD: "核实情况后解除暂缓，未发月份会在下一批自动补发。",
    ExceptionReason.NO_ACCOUNT: "请服务站收集本人银行账户，登记核验后下一批自动补发。",
    ExceptionReason.ACCOUNT_UNVERIFIED: "核对户名与本人一致后，将账户标为已核验。",
    ExceptionReason.ACCOUNT_REJECTED: "联系本人更正账户，核验后下一批自动补发。",
    ExceptionReason.DEAD_NOT_ENDED: "办理停发登记，系统将自动核算应补或多发金额。",
    ExceptionReason.DEAD_NO_PAYEE: "登记遗属领取人及其账户，核验后下一批发放。",
    ExceptionReason.NO_RATE: "录入该类别、等级对应的标准并由第二人启用。",
    ExceptionReason.NOT_PUBLISHED: "在“公示”里拟稿、发布；期满没有异议的，下一批自动补发。",
    ExceptionReason.OVERPAID: "系统会从以后应发金额中自动抵扣；无后续发放的，需办理追缴。",
}

# The same, for whoever stands at the station: what he can do, and when there is nothing to do.
EXCEPTION_STATION_CURES: dict[ExceptionReason, str] = {
    ExceptionReason.HOLD: "区局正在核实，暂不发放。本人来问请说明：核实后未发的月份会补发。",
    ExceptionReason.NO_ACCOUNT: "请本人带身份证、银行卡到站，报区局登记账户；以后自动补发。",
    ExceptionReason.ACCOUNT_UNVERIFIED: "账户正在区局核验。请问清户名是不是本人，不是的要更换。",
    ExceptionReason.ACCOUNT_REJECTED: "银行退回了这个账户。请联系本人更正或更换，报区局登记。",
    ExceptionReason.DEAD_NOT_ENDED: "登记已去世。请上门核实，帮家属带死亡证明到区局办理停发。",
    ExceptionReason.DEAD_NO_PAYEE: "请联系家属商定一位领取人，带身份证、银行卡报区局登记。",
    ExceptionReason.NO_RATE: "等区局录入标准，站里不用办理；录入后自动补发。",
    ExceptionReason.NOT_PUBLISHED: "新批的先要公示。有公示单的请打印张贴并登记；期满后自动补发。",
    ExceptionReason.OVERPAID: "以前多发的钱从以后的发放中扣回。请向本人或家属说明。",
}
# Held for want of the yearly confirmation: there the station can do something.
CONFIRMATION_STATION_CURE = "请见到本人后在“年度确认”里登记；确认以后解除，没发的月份下一批补发。"
UNDELIVERED_STATION_CURES: dict[PaymentState, str] = {
    PaymentState.FAILED: "请联系本人核对户名、账号和卡的状态，更正后报区局重新发放。",
    PaymentState.RETURNED: "钱已退回区局，没有丢。请联系本人更换账户，报区局重新发放。",
}


class CheckKind(StrEnum):
    """What another office's list says of somebody."""

    DEATH = "death"
    SENTENCE = "sentence"
    MOVE = "move"


CHECK_LABELS: dict[CheckKind, str] = {
    CheckKind.DEATH: "死亡",
    CheckKind.SENTENCE: "服刑",
    CheckKind.MOVE: "迁出",
}


class HitState(StrEnum):
    """Where a hit of a cross-check stands: open until somebody has decided."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


HIT_LABELS: dict[HitState, str] = {
    HitState.OPEN: "待核实",
    HitState.CONFIRMED: "属实",
    HitState.REFUTED: "不属实",
}

# verb -> (states it may start from, state it leads to, duty it takes). By another person than the
# one who brought the list in.
HIT_MOVES: dict[str, tuple[frozenset[HitState], HitState, str]] = {
    "confirm": (frozenset({HitState.OPEN}), HitState.CONFIRMED, "checks.decide"),
    "refute": (frozenset({HitState.OPEN}), HitState.REFUTED, "checks.decide"),
}


class Finding(StrEnum):
    """What a station worker found at the door."""

    SEEN = "seen"
    FAMILY_CONFIRMS = "family_confirms"
    NOT_FOUND = "not_found"


def finding_labels(kind: CheckKind) -> dict[Finding, str]:
    """The findings in the words that fit what was to be looked into."""
    told = {
        CheckKind.DEATH: "家属证实已去世",
        CheckKind.SENTENCE: "家属证实在服刑",
        CheckKind.MOVE: "家属证实已迁出",
    }
    return {
        Finding.SEEN: "见到本人",
        Finding.FAMILY_CONFIRMS: told[kind],
        Finding.NOT_FOUND: "找不到人",
    }
