"""挂账: what stands on suspense, what people ask for it, and whose hand decides. Plain data.

Beside ``states``, whose file is long enough. Where the money is, the payment's own state says
(``suspense``, ``treasury``); these are the requests that move it there and back.
"""

from enum import StrEnum

from support_services.subsidies.states import BatchState, PaymentState, UnsentReason


class RequestKind(StrEnum):
    """What is asked for."""

    PUT = "put"
    TREASURY = "treasury"
    REOPEN = "reopen"


REQUEST_LABELS: dict[RequestKind, str] = {
    RequestKind.PUT: "挂账",
    RequestKind.TREASURY: "上缴财政",
    RequestKind.REOPEN: "恢复挂账",
}

# kind -> (payments it may start from, where it leads, duty of the one who decides). Asked by
# ``suspense.enter``, decided by another person.
REQUEST_MOVES: dict[RequestKind, tuple[frozenset[PaymentState], PaymentState, str]] = {
    RequestKind.PUT: (
        frozenset({PaymentState.OUTSTANDING, PaymentState.FAILED, PaymentState.RETURNED}),
        PaymentState.SUSPENSE,
        "suspense.decide",
    ),
    RequestKind.TREASURY: (
        frozenset({PaymentState.SUSPENSE}),
        PaymentState.TREASURY,
        "suspense.treasury",
    ),
    RequestKind.REOPEN: (
        frozenset({PaymentState.TREASURY}),
        PaymentState.SUSPENSE,
        "suspense.decide",
    ),
}

# A payment can be put on suspense once its batch has gone to the bank.
BATCH_AT_BANK = frozenset({BatchState.EXPORTED, BatchState.SETTLED, BatchState.CLOSED})


class RequestState(StrEnum):
    """Pending until another person has decided; lapsed when the payment went out meanwhile."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


REQUEST_STATE_LABELS: dict[RequestState, str] = {
    RequestState.PENDING: "待决定",
    RequestState.CONFIRMED: "已同意",
    RequestState.REJECTED: "未同意",
    RequestState.WITHDRAWN: "已撤回",
    RequestState.LAPSED: "已失效",
}


class SuspenseCause(StrEnum):
    """Why money cannot be delivered."""

    BAD_ACCOUNT = "bad_account"
    NO_ACCOUNT = "no_account"
    DEAD = "dead"
    UNREACHABLE = "unreachable"
    OTHER = "other"


CAUSE_LABELS: dict[SuspenseCause, str] = {
    SuspenseCause.BAD_ACCOUNT: "账户不对，未更正",
    SuspenseCause.NO_ACCOUNT: "没有账户",
    SuspenseCause.DEAD: "已去世，没有领取人",
    SuspenseCause.UNREACHABLE: "联系不上",
    SuspenseCause.OTHER: "其他",
}

# What a proposal that nobody wrote gives as its cause; None: what is held back on purpose, or only
# waits for the bureau's own second hand, is not proposed.
CAUSE_OF_OBSTACLE: dict[UnsentReason | None, SuspenseCause | None] = {
    UnsentReason.HOLD: None,
    UnsentReason.PAYEE_DIED: SuspenseCause.DEAD,
    UnsentReason.NO_ACCOUNT: SuspenseCause.NO_ACCOUNT,
    UnsentReason.ACCOUNT_UNVERIFIED: None,
    UnsentReason.ACCOUNT_REJECTED: SuspenseCause.BAD_ACCOUNT,
    UnsentReason.UNWRITABLE_NAME: SuspenseCause.BAD_ACCOUNT,
    # The account looks good and nobody has sent the money again.
    None: SuspenseCause.OTHER,
}


class EntryKind(StrEnum):
    """A line of the suspense book: into it positive, out of it negative."""

    PUT = "put"
    TREASURY = "treasury"
    REOPEN = "reopen"
    REISSUE = "reissue"


ENTRY_LABELS: dict[EntryKind, str] = {
    EntryKind.PUT: "挂账",
    EntryKind.TREASURY: "上缴财政",
    EntryKind.REOPEN: "恢复挂账",
    EntryKind.REISSUE: "重新发放",
}


class SoughtResult(StrEnum):
    """What a station worker found when he looked for somebody on suspense."""

    REACHED = "reached"
    AWAY = "away"
    NOT_FOUND = "not_found"
    DEAD = "dead"
    UNWILLING = "unwilling"


SOUGHT_LABELS: dict[SoughtResult, str] = {
    SoughtResult.REACHED: "联系上了，去办账户",
    SoughtResult.AWAY: "人在外地，留了话",
    SoughtResult.NOT_FOUND: "找不到人",
    SoughtResult.DEAD: "家属说已去世",
    SoughtResult.UNWILLING: "本人不配合",
}
