"""How the suspense list is shown: rows, words and tones."""

from typing import Any

from django.utils import timezone

from support_services.subsidies.admin.showing import home, line_state, payment_state
from support_services.subsidies.states import UNSENT_CURES, UNSENT_LABELS
from support_services.subsidies.suspense_states import (
    CAUSE_LABELS,
    REQUEST_LABELS,
    REQUEST_MOVES,
    REQUEST_STATE_LABELS,
    SOUGHT_LABELS,
    RequestState,
    SoughtResult,
    SuspenseCause,
)
from veterans.accounts.bureau_pages import address, button
from veterans.accounts.models import User
from veterans.foundation.masking import mask_account, mask_id_number

REQUEST_TONES: dict[RequestState, str] = {
    RequestState.PENDING: "warn",
    RequestState.CONFIRMED: "ok",
    RequestState.REJECTED: "bad",
    RequestState.WITHDRAWN: "idle",
    RequestState.LAPSED: "idle",
}
STANDS = {"": "挂账中", "pending": "待决定", "treasury": "已上缴", "all": "全部"}
READY = "账户已好，可以重新发放"


def list_row(payment: Any, user: User, obstacles: dict[int, Any]) -> dict[str, Any]:
    """A line of the list. ``payment`` as ``selectors.suspense.told`` gives it."""
    asked = payment.waiting[0] if payment.waiting else None
    obstacle = obstacles.get(payment.pk)
    since = timezone.localdate(payment.since) if payment.since else None
    decides = asked is not None and user.may(REQUEST_MOVES[asked.kind_known][2])
    own = asked is not None and asked.entered_by_id == user.pk
    entitled = payment.entitlement.person
    return {
        "payment_id": payment.pk,
        "name": payment.payee.name,
        "of_whom": entitled.name if entitled.pk != payment.payee_id else "",
        "masked_id": mask_id_number(str(payment.payee.id_number)),
        "village": home(payment.region),
        "scheme": payment.entitlement.scheme.short_name,
        "through": payment.batch.through,
        "batch_number": payment.batch.number,
        "batch_url": address("batch", payment.batch_id),
        "person_url": address("person", payment.payee_id),
        "url": address("suspended", payment.pk),
        "amount": payment.amount,
        "since": payment.since,
        "days": (timezone.localdate() - since).days if since else None,
        "cause": CAUSE_LABELS[SuspenseCause(payment.cause)] if payment.cause else "",
        "why": payment.why or "",
        "tries": payment.tries,
        "said": payment.said or "",
        "sought": sought_told(payment),
        "now": READY
        if is_ready(payment, obstacles)
        else (UNSENT_LABELS[obstacle] if obstacle else ""),
        "now_tone": "ok" if is_ready(payment, obstacles) else "warn",
        "cure": UNSENT_CURES[obstacle] if obstacle else "",
        **payment_state(payment.state),
        "asked": f"{REQUEST_LABELS[asked.kind_known]}：{asked.entered_by or '系统'}提请"
        if asked
        else "",
        "request_id": asked.pk if asked else None,
        "may_decide": decides and not own,
        "own": own,
    }


def sought_told(payment: Any) -> str:
    """When a station last looked for the payee, and what it found; "" for never."""
    if not payment.last_sought:
        return ""
    return f"{payment.last_sought:%Y-%m-%d} {SOUGHT_LABELS[SoughtResult(payment.last_found)]}"


def is_ready(payment: Any, obstacles: dict[int, Any]) -> bool:
    """On suspense, and nothing stands against sending it again."""
    return payment.state == "suspense" and payment.pk in obstacles and obstacles[payment.pk] is None


def sum_rows(sums: list[Any], kind: str) -> list[dict[str, Any]]:
    """Months or batches, and what of each is in the list."""
    return [
        {
            "month": one.key if kind == "month" else None,
            "label": one.label,
            "count": one.count,
            "amount": one.amount,
            "url": address("suspense", month=one.label)
            if kind == "month"
            else address("suspense", batch=str(one.key)),
        }
        for one in sums
    ]


def steps_offered(stand: str, user: User) -> list[dict[str, str]]:
    """What can be done with several at once on this tab: where the ticked ones go."""
    found = []
    if stand == "" and user.may("suspense.enter"):
        found.append(("treasury", "提请上缴财政", "plain"))
    if stand == "treasury" and user.may("suspense.enter"):
        found.append(("reopen", "提请恢复挂账", "plain"))
    if stand == "pending" and user.may("suspense.decide"):
        found += [("confirm", "同意", "primary"), ("reject", "不同意", "plain")]
    if stand == "pending" and user.may("suspense.enter"):
        found.append(("withdraw", "撤回", "plain"))
    return [button(label, kind, "suspense_step", verb) for verb, label, kind in found]


def attempt_row(line: Any) -> dict[str, Any]:
    """An attempt to deliver it."""
    answered = line.answered_by.received_at if line.answered_by else None
    said = " ".join(part for part in (line.result_code, line.result_text) if part)
    return {
        "file": line.bank_file.number,
        "file_url": address("bank_file", line.bank_file_id),
        "sent_at": line.bank_file.made_at,
        "account": f"{line.bank_name} {mask_account(str(line.account_number))}",
        "account_name": line.account_name,
        **line_state(line.state),
        "said": said,
        "answered_at": answered,
    }


def visit_row(visit: Any) -> dict[str, Any]:
    return {
        "visited_on": visit.visited_on,
        "result": visit.get_result_display(),
        "note": visit.note,
        "by": str(visit.noted_by),
    }


def request_row(one: Any, user: User) -> dict[str, Any]:
    """What was asked, and by whom it was decided."""
    pending = one.state == RequestState.PENDING
    own = one.entered_by_id == user.pk
    decides = pending and not own and user.may(REQUEST_MOVES[one.kind_known][2])
    verbs = [("confirm", "同意", "primary"), ("reject", "不同意", "plain")] if decides else []
    if pending and own and user.may("suspense.enter"):
        verbs = [("withdraw", "撤回", "plain")]
    about = [("办理", one.get_kind_display())]
    if one.cause:
        about.append(("原因", one.get_cause_display()))
    about.append(("说明", one.reason))
    if one.document_no:
        about.append(("文号", f"{one.document_no}，{one.happened_on:%Y-%m-%d}"))
    return {
        "about": about,
        "label": REQUEST_STATE_LABELS[one.state_known],
        "tone": REQUEST_TONES[one.state_known],
        "entered_by": str(one.entered_by or "系统"),
        "entered_at": one.entered_at,
        "decided_by": str(one.decided_by) if one.decided_by else "",
        "decided_at": one.decided_at,
        "note": one.decision_note,
        "must_be_another": pending and own,
        "actions": [
            button(label, kind, "suspense_step", verb, request=str(one.pk))
            for verb, label, kind in verbs
        ],
    }


def entry_row(entry: Any) -> dict[str, Any]:
    """A line of the book."""
    told = ""
    if entry.request is not None:
        told = entry.request.document_no or entry.request.reason
    elif entry.bank_file is not None:
        told = f"银行文件 {entry.bank_file.number}"
    return {
        "at": entry.at,
        "kind": entry.get_kind_display(),
        "told": told,
        "url": address("bank_file", entry.bank_file_id) if entry.bank_file_id else "",
        "amount": entry.amount,
    }
