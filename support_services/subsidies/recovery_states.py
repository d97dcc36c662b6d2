"""States of a recovery and of what people enter in it; the moves and whose hand makes them.

Plain data, as ``states``, beside which it stands because that file is long enough.
"""

from enum import StrEnum


class ClaimState(StrEnum):
    """Where a recovery stands. The ledger's own trigger moves it with every entry."""

    OPEN = "open"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    CANCELLED = "cancelled"


CLAIM_LABELS: dict[ClaimState, str] = {
    ClaimState.OPEN: "追缴中",
    ClaimState.SETTLED: "已结清",
    ClaimState.WRITTEN_OFF: "已核销",
    ClaimState.CANCELLED: "已撤销",
}

# what happens -> (states it may start from, state it leads to, duty it takes). A voided batch takes
# its entries back: what it offset is owed again, what it claimed never was.
CLAIM_MOVES: dict[str, tuple[frozenset[ClaimState], ClaimState, str]] = {
    "settle": (frozenset({ClaimState.OPEN}), ClaimState.SETTLED, ""),
    "write_off": (frozenset({ClaimState.OPEN}), ClaimState.WRITTEN_OFF, "recovery.decide"),
    "reopen": (
        frozenset({ClaimState.SETTLED, ClaimState.WRITTEN_OFF}),
        ClaimState.OPEN,
        "",
    ),
    "cancel": (frozenset({ClaimState.OPEN, ClaimState.SETTLED}), ClaimState.CANCELLED, ""),
}


class EntryKind(StrEnum):
    """What an entry of a recovery is. Claims are positive; the rest brings the balance down, but
    for the reversal of an offset and a repayment that is taken back."""

    CLAIM = "claim"
    OFFSET = "offset"
    REPAYMENT = "repayment"
    WRITE_OFF = "write_off"
    REVERSAL = "reversal"
    TAKE_BACK = "take_back"


ENTRY_LABELS: dict[EntryKind, str] = {
    EntryKind.CLAIM: "多发",
    EntryKind.OFFSET: "抵扣",
    EntryKind.REPAYMENT: "退款",
    EntryKind.WRITE_OFF: "核销",
    EntryKind.REVERSAL: "作废冲回",
    EntryKind.TAKE_BACK: "退款撤销",
}


class AskedState(StrEnum):
    """A plan, a repayment or a write-off: entered by one person, decided by another."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


PLAN_LABELS: dict[AskedState, str] = {
    AskedState.PENDING: "待确认",
    AskedState.CONFIRMED: "已确认",
    AskedState.REJECTED: "未通过",
}
REPAYMENT_LABELS: dict[AskedState, str] = {
    AskedState.PENDING: "待确认",
    AskedState.CONFIRMED: "已入账",
    AskedState.REJECTED: "已退回",
}
TAKE_BACK_LABELS: dict[AskedState, str] = {
    AskedState.PENDING: "待确认",
    AskedState.CONFIRMED: "已撤销",
    AskedState.REJECTED: "不予撤销",
}
WRITE_OFF_LABELS: dict[AskedState, str] = {
    AskedState.PENDING: "待决定",
    AskedState.CONFIRMED: "已核销",
    AskedState.REJECTED: "不予核销",
}

# verb -> (states it may start from, state it leads to, duty it takes). By another person than the
# one who entered it.
ASKED_MOVES: dict[str, tuple[frozenset[AskedState], AskedState, str]] = {
    "confirm_plan": (frozenset({AskedState.PENDING}), AskedState.CONFIRMED, "recovery.confirm"),
    "reject_plan": (frozenset({AskedState.PENDING}), AskedState.REJECTED, "recovery.confirm"),
    "confirm_repayment": (
        frozenset({AskedState.PENDING}),
        AskedState.CONFIRMED,
        "recovery.confirm",
    ),
    "reject_repayment": (frozenset({AskedState.PENDING}), AskedState.REJECTED, "recovery.confirm"),
    "confirm_take_back": (
        frozenset({AskedState.PENDING}),
        AskedState.CONFIRMED,
        "recovery.confirm",
    ),
    "reject_take_back": (frozenset({AskedState.PENDING}), AskedState.REJECTED, "recovery.confirm"),
    "decide_write_off": (frozenset({AskedState.PENDING}), AskedState.CONFIRMED, "recovery.decide"),
    "refuse_write_off": (frozenset({AskedState.PENDING}), AskedState.REJECTED, "recovery.decide"),
}


class RepaidBy(StrEnum):
    """How somebody gave money back by hand."""

    TRANSFER = "transfer"
    CASH = "cash"
    POS = "pos"
    OTHER = "other"


REPAID_BY_LABELS: dict[RepaidBy, str] = {
    RepaidBy.TRANSFER: "银行转账",
    RepaidBy.CASH: "现金缴存",
    RepaidBy.POS: "刷卡",
    RepaidBy.OTHER: "其他",
}
