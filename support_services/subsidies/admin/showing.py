"""How this door shows things: the words and tones of states.

A tone is one of ``ok warn bad idle info``; the words themselves stand in ``states``.
"""

from typing import Any

from support_services.subsidies.grant_states import GRANT_LABELS, FigureState, GrantState
from support_services.subsidies.rule_kinds import ChangeState
from support_services.subsidies.services.previews import MonthMoved
from support_services.subsidies.stacking import OVERRIDE_LABELS, OverrideState
from support_services.subsidies.states import (
    BATCH_LABELS,
    EXCEPTION_LABELS,
    HIT_LABELS,
    LINE_LABELS,
    PAYMENT_LABELS,
    BatchState,
    ExceptionReason,
    HitState,
    LineState,
    PaymentState,
)
from veterans.accounts.bureau_pages import address
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import ZERO
from veterans.foundation.months import month_text

SHOWN_MONTHS = 36
BATCH_TONES: dict[BatchState, str] = {
    BatchState.DRAFT: "idle",
    BatchState.CALCULATING: "info",
    BatchState.CALCULATED: "info",
    BatchState.REVIEWED: "info",
    BatchState.APPROVED: "info",
    BatchState.EXPORTED: "warn",
    BatchState.SETTLED: "info",
    BatchState.CLOSED: "ok",
    BatchState.VOIDED: "idle",
}
PAYMENT_TONES: dict[PaymentState, str] = {
    PaymentState.OUTSTANDING: "info",
    PaymentState.PAID: "ok",
    PaymentState.FAILED: "bad",
    PaymentState.RETURNED: "bad",
    PaymentState.SUSPENSE: "warn",
    PaymentState.TREASURY: "idle",
    PaymentState.CANCELLED: "idle",
}
LINE_TONES: dict[LineState, str] = {
    LineState.SENT: "info",
    LineState.UNKNOWN: "warn",
    LineState.PAID: "ok",
    LineState.FAILED: "bad",
    LineState.RETURNED: "bad",
}
EXCEPTION_TONES: dict[ExceptionReason, str] = {
    ExceptionReason.HOLD: "idle",
    ExceptionReason.NO_ACCOUNT: "warn",
    ExceptionReason.ACCOUNT_UNVERIFIED: "warn",
    ExceptionReason.ACCOUNT_REJECTED: "bad",
    ExceptionReason.DEAD_NOT_ENDED: "bad",
    ExceptionReason.DEAD_NO_PAYEE: "warn",
    ExceptionReason.NO_RATE: "bad",
    ExceptionReason.NOT_PUBLISHED: "info",
    ExceptionReason.OVERPAID: "info",
}
CHANGE_TONES = {"new": "info", "stopped": "idle", "more": "ok", "less": "warn"}
HIT_TONES: dict[HitState, str] = {
    HitState.OPEN: "warn",
    HitState.CONFIRMED: "idle",
    HitState.REFUTED: "ok",
}
OVERRIDE_TONES: dict[OverrideState, str] = {
    OverrideState.PROPOSED: "warn",
    OverrideState.CONFIRMED: "ok",
    OverrideState.WITHDRAWN: "idle",
}
GRANT_TONES: dict[GrantState, str] = {
    GrantState.DRAFT: "warn",
    GrantState.APPROVED: "ok",
    GrantState.STOPPED: "idle",
    GrantState.REFUSED: "idle",
    GrantState.WITHDRAWN: "idle",
    GrantState.CANCELLED: "bad",
}
FIGURE_TONES: dict[FigureState, str] = {
    FigureState.DRAFT: "warn",
    FigureState.IN_FORCE: "ok",
    FigureState.REPLACED: "idle",
    FigureState.WITHDRAWN: "idle",
}
RULE_TONES: dict[ChangeState, str] = {
    ChangeState.PROPOSED: "warn",
    ChangeState.IN_FORCE: "ok",
    ChangeState.REFUSED: "idle",
    ChangeState.WITHDRAWN: "idle",
}
ACCOUNT_TONES = {
    "verified": "ok",
    "unverified": "warn",
    "rejected": "bad",
    "refused": "bad",
    "withdrawn": "idle",
}


def batch_state(state: str) -> dict[str, str]:
    """Word and tone of a batch's state, as the templates take them."""
    known = BatchState(state)
    return {"state_label": BATCH_LABELS[known], "state_tone": BATCH_TONES[known]}


def payment_state(state: str) -> dict[str, str]:
    known = PaymentState(state)
    return {"state_label": PAYMENT_LABELS[known], "state_tone": PAYMENT_TONES[known]}


def line_state(state: str) -> dict[str, str]:
    known = LineState(state)
    return {"state_label": LINE_LABELS[known], "state_tone": LINE_TONES[known]}


def hit_state(state: str) -> dict[str, str]:
    known = HitState(state)
    return {"state_label": HIT_LABELS[known], "state_tone": HIT_TONES[known]}


def override_state(override: Any) -> dict[str, str]:
    """Word and tone of a 特批; one that was ended says so."""
    known = OverrideState(override.state)
    if override.ended_at is not None:
        return {"state_label": "已终止", "state_tone": "idle"}
    return {"state_label": OVERRIDE_LABELS[known], "state_tone": OVERRIDE_TONES[known]}


def grant_state(state: str) -> dict[str, str]:
    known = GrantState(state)
    return {"state_label": GRANT_LABELS[known], "state_tone": GRANT_TONES[known]}


def exception_reason(reason: str) -> dict[str, str]:
    known = ExceptionReason(reason)
    return {"reason": EXCEPTION_LABELS[known], "tone": EXCEPTION_TONES[known]}


def home(region: Any) -> str:
    """``南定镇 夏庄社区``: where somebody lives; needs ``region__parent`` at hand."""
    if region.level == "village" and region.parent is not None:
        return f"{region.parent.name}{region.name}"
    return str(region.name)


def person_cells(entitlement: Any) -> dict[str, str]:
    """Name, covered number, home and scheme of whoever holds an entitlement, for a row."""
    person = entitlement.person
    return {
        "name": person.name,
        "masked_id": mask_id_number(str(person.id_number)),
        "village": home(person.region),
        "scheme": entitlement.scheme.short_name,
        "url": address("person", person.pk),
    }


def line_address(line: Any) -> str:
    """Where a line of the ledger is explained."""
    return address(
        "line", line.entitlement_id, month_text(line.month), line.component, line.sequence
    )


def moved_rows(moved: list[MonthMoved]) -> dict[str, Any]:
    """Months whose amount a change would move, as ``bureau/_moved.html`` takes them."""
    rows = [
        {
            "month": one.month,
            "scheme": one.scheme,
            "component": one.part,
            "posted": one.posted,
            "owed": one.owed,
            "difference": one.difference,
        }
        for one in moved
    ]
    return {
        "moved": rows[-SHOWN_MONTHS:],
        "cut_off": max(0, len(rows) - SHOWN_MONTHS),
        "net": sum((one.difference for one in moved), ZERO),
    }
