"""How a recovery is shown: rows, words and tones."""

from typing import Any

from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin.showing import home
from support_services.subsidies.labels import ComponentNames, is_tail
from support_services.subsidies.recovery_states import (
    CLAIM_LABELS,
    ENTRY_LABELS,
    AskedState,
    ClaimState,
    EntryKind,
)
from support_services.subsidies.rules import Component
from support_services.subsidies.selectors.dated_rules import general_cap
from veterans.accounts.bureau_pages import address, button
from veterans.accounts.models import User
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import yuan_text
from veterans.foundation.months import first_of, month_cn

CLAIM_TONES: dict[ClaimState, str] = {
    ClaimState.OPEN: "warn",
    ClaimState.SETTLED: "ok",
    ClaimState.WRITTEN_OFF: "idle",
    ClaimState.CANCELLED: "idle",
}
ASKED_TONES: dict[AskedState, str] = {
    AskedState.PENDING: "warn",
    AskedState.CONFIRMED: "ok",
    AskedState.REJECTED: "bad",
}


def claim_state(state: str) -> dict[str, str]:
    """Word and tone of a claim's state, as the templates take them."""
    known = ClaimState(state)
    return {"state_label": CLAIM_LABELS[known], "state_tone": CLAIM_TONES[known]}


def list_row(claim: Any) -> dict[str, Any]:
    """A line of the list of claims."""
    right = claim.entitlement
    return {
        "name": right.person.name,
        "masked_id": mask_id_number(str(right.person.id_number)),
        "village": home(right.person.region),
        "scheme": right.scheme.short_name,
        "opened_at": claim.opened_at,
        "claimed": claim.claimed,
        "taken": claim.taken,
        "repaid": claim.repaid,
        "written_off": claim.written_off,
        "balance": claim.balance,
        "url": address("recovery", claim.pk),
        **claim_state(claim.state),
    }


def causes(claim: Any) -> list[dict[str, Any]]:
    """In words: which batch found what about which months."""
    right, names = claim.entitlement, ComponentNames.read()
    found = []
    for cause in selectors.causes_of(claim):
        months = {month for month, component, _ in cause.months if not is_tail(component)}
        after = {month for month in months if right.end_month and month > right.end_month}
        said = []
        if months:
            said.append(f"{selectors.span_of_months(months)}多发")
        if any(is_tail(component) for _, component, _ in cause.months):
            said.append("去世续发多发")
        why = ""
        if after and right.ended_on:
            last = month_cn(right.end_month)
            why = f"{right.ended_on:%Y-%m-%d} {right.get_end_reason_display()}，发到{last}为止"
        elif months:
            why = "登记的事实更正以后，这些月份应发的少于已发的"
        found.append(
            {
                "batch_number": cause.batch.number,
                "batch_url": address("batch", cause.batch.pk),
                "through": cause.batch.through,
                "at": cause.at,
                "what": "、".join(said) or "多发",
                "why": why,
                "amount": cause.in_all,
                "months": [
                    {
                        "month": month,
                        "component": (
                            names.of(right.scheme_id, component)
                            if component != Component.STANDARD
                            else ""
                        ),
                        "amount": amount,
                    }
                    for month, component, amount in cause.months
                ],
            }
        )
    return found


def account(claim: Any) -> list[dict[str, Any]]:
    """The claim's account, each line with the balance after it."""
    return [
        {
            "at": line.entry.at,
            "kind": ENTRY_LABELS[EntryKind(line.entry.kind)],
            "told": _told(line.entry),
            "url": address("batch", line.entry.batch_id) if line.entry.batch_id else "",
            "amount": line.entry.amount,
            "balance": line.balance,
        }
        for line in selectors.account_of(claim)
    ]


def _told(entry: Any) -> str:
    if entry.repayment is not None:
        payer = f"，{entry.repayment.payer}" if entry.repayment.payer else ""
        return f"{entry.repayment.get_method_display()}，票据 {entry.repayment.receipt_no}{payer}"
    if entry.take_back is not None:
        receipt = entry.take_back.repayment.receipt_no
        return f"撤销票据 {receipt} 的退款，依据 {entry.take_back.document_no}"
    if entry.write_off is not None:
        return str(entry.write_off.document_no)
    whence = "，从去世续发中" if entry.from_tail else ""
    limit = ""
    if entry.plan is not None and entry.plan.cap is not None and not entry.from_tail:
        limit = f"，约定每批最多 {yuan_text(entry.plan.cap)} 元"
    elif entry.general_cap is not None:
        limit = f"，没有约定，一般上限{cap_words(entry.general_cap)}"
    return f"批次 {entry.batch.number}{whence}{limit}"


def cap_words(cap: Any) -> str:
    """The general cap, as what one batch takes at most."""
    if cap.percent is not None:
        return f"当批应发月份款的 {cap.percent.normalize():f}%"
    return f" {yuan_text(cap.amount)} 元"


def plan_words(plan: Any) -> str:
    """The agreement in one sentence."""
    if plan is None:
        general = general_cap(first_of(timezone.localdate()))
        if general is not None:
            return f"没有另外约定，按一般上限办理：每批最多抵扣{cap_words(general)}，直到还清。"
        return "没有另外约定，以后每批应发的先全额抵扣，直到还清。"
    tail = "去世续发全额抵扣" if plan.tail_in_full else "去世续发也按这个上限"
    if plan.cap is None:
        much = "不设上限，应发多少先抵多少"
    elif plan.cap == 0:
        much = "发放中不抵扣，由本人退还"
    else:
        much = f"每批最多抵扣 {yuan_text(plan.cap)} 元"
    return f"自{month_cn(plan.from_month)}的批次起，{much}；{tail}。"


def asked_row(one: Any, kind: str, user: User) -> dict[str, Any]:
    """A plan, a repayment or a proposal, with the buttons of whoever decides."""
    pending = one.state == AskedState.PENDING
    verbs = VERBS[kind]
    may = pending and user.may(verbs[0][2]) and one.entered_by_id != user.pk
    # On a claim that has closed meanwhile there is nothing left to confirm.
    if one.claim.state != ClaimState.OPEN and kind != "take_back":
        verbs = tuple(row for row in verbs if row[0] == "reject")
    return {
        "about": about(one, kind),
        "label": one.state_label,
        "tone": ASKED_TONES[AskedState(one.state)],
        "entered_by": str(one.entered_by),
        "entered_at": one.entered_at,
        "decided_by": str(one.decided_by) if one.decided_by else "",
        "decided_at": one.decided_at,
        "note": one.decision_note,
        "must_be_another": pending and one.entered_by_id == user.pk,
        "actions": [
            button(label, look, "recovery_decide", kind, one.pk, verb)
            for verb, label, _, look in verbs
        ]
        if may
        else [],
    }


# kind -> verb, words, duty, look
VERBS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "plan": (
        ("reject", "退回", "recovery.confirm", "plain"),
        ("confirm", "确认约定", "recovery.confirm", "primary"),
    ),
    "repayment": (
        ("reject", "退回", "recovery.confirm", "plain"),
        ("confirm", "确认退款", "recovery.confirm", "primary"),
    ),
    "take_back": (
        ("reject", "不予撤销", "recovery.confirm", "plain"),
        ("confirm", "确认撤销", "recovery.confirm", "danger"),
    ),
    "write_off": (
        ("reject", "不予核销", "recovery.decide", "plain"),
        ("confirm", "决定核销", "recovery.decide", "danger"),
    ),
}


def about(one: Any, kind: str) -> list[tuple[str, str]]:
    """What was entered, label by label."""
    if kind == "plan":
        rows = [
            ("约定", plan_words(one)),
            ("协议编号", one.document_no),
            ("约定日期", f"{one.agreed_on:%Y-%m-%d}"),
        ]
        return [*rows, ("约定说明", one.note)] if one.note else rows
    if kind == "repayment":
        rows = [
            ("退款金额", f"{yuan_text(one.amount)} 元"),
            ("退款日期", f"{one.paid_on:%Y-%m-%d}"),
            ("方式", one.get_method_display()),
            ("票据号", one.receipt_no),
        ]
        return [*rows, ("退款人", one.payer)] if one.payer else rows
    if kind == "take_back":
        return [
            ("撤销的退款", repayment_told(one.repayment)),
            ("撤销原因", one.reason),
            ("依据", one.document_no),
        ]
    return [
        ("核销金额", f"{yuan_text(one.amount)} 元"),
        ("决定文号", one.document_no),
        ("核销理由", one.reason),
    ]


def repayment_told(repayment: Any) -> str:
    """A repayment in one line, as a choice and as what is taken back."""
    return (
        f"{repayment.paid_on:%Y-%m-%d} {yuan_text(repayment.amount)} 元，"
        f"票据 {repayment.receipt_no}"
    )


def plan_now(claim: Any) -> Any:
    """The plan by which a batch of this month would go."""
    return selectors.plan_in_force(claim, first_of(timezone.localdate()))
