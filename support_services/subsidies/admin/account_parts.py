"""How accounts and their evidence are shown: rows, words and tones."""

from typing import Any

from support_services.subsidies.admin.showing import ACCOUNT_TONES, home
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User
from veterans.foundation.masking import mask_account, mask_id_number
from veterans.registry.handed_out import handed_out
from veterans.registry.selectors import others_with_number
from veterans.registry.states import ProposalState

__all__ = [
    "PROPOSAL_TONES",
    "account_row",
    "handed_out",
    "history_row",
    "sent_in",
    "sent_in_row",
    "shown",
    "to_compare",
    "waiting_row",
]

PROPOSAL_TONES: dict[ProposalState, str] = {
    ProposalState.PENDING: "warn",
    ProposalState.ACCEPTED: "ok",
    ProposalState.REFUSED: "bad",
    ProposalState.WITHDRAWN: "idle",
}


def shown(account: Any) -> dict[str, Any]:
    """An account with its number covered."""
    return {
        "bank_name": account.bank_name,
        "masked_number": mask_account(str(account.number)),
        "account_name": account.account_name,
        "state_label": account.get_state_display(),
        "state_tone": ACCOUNT_TONES[account.state],
    }


def account_row(account: Any, user: User) -> dict[str, Any]:
    """An account on a person's page; where a second person verifies it, the first takes it back."""
    waits = account.state == "unverified" and account.is_current
    own = account.entered_by_id == user.pk
    verified = ""
    if account.verified_by is not None:
        verified = f"{account.verified_by} 核验"
    elif account.matched_by_name:
        verified = "导入时户名与姓名一致"
    elif account.refusal:
        verified = f"{account.refused_by} 退回：{account.refusal}"
    return {
        **shown(account),
        "is_current": account.is_current,
        "entered_by": str(account.entered_by) if account.entered_by else "导入",
        "verified": verified,
        "verify_url": address("account_verify", account.pk)
        if waits and not own and user.may("people.verify")
        else "",
        "withdraw_url": address("account_withdraw", account.pk)
        if waits and own and user.may("people.edit")
        else "",
    }


def waiting_row(account: Any, user: User) -> dict[str, Any]:
    """An account of the bureau's that nobody has verified."""
    own = account.entered_by_id == user.pk
    return {
        **_who(account.person),
        "bank_name": account.bank_name,
        "account_name": account.account_name,
        "same_name": account.account_name == account.person.name,
        "reason": account.reason,
        "speaks": "",
        "entered_by": str(account.entered_by) if account.entered_by else "导入",
        "entered_at": account.created_at,
        "own": own,
        "verify_url": ""
        if own or not user.may("people.verify")
        else address("account_verify", account.pk),
    }


def sent_in_row(proposal: Any, user: User) -> dict[str, Any]:
    """What a station sent in, in a list."""
    state = ProposalState(proposal.state)
    waits = state == ProposalState.PENDING
    return {
        **_who(proposal.person),
        "bank_name": proposal.bank_name,
        "account_name": proposal.account_name,
        "same_name": proposal.account_name == proposal.person.name,
        "reason": proposal.reason,
        "speaks": proposal.speaks or "",
        "entered_by": str(proposal.proposed_by),
        "entered_at": proposal.proposed_at,
        "own": False,
        "state_label": proposal.get_state_display(),
        "state_tone": PROPOSAL_TONES[state],
        "decided_by": str(proposal.decided_by or ""),
        "decided_at": proposal.decided_at,
        "note": proposal.decision_note,
        "verify_url": address("account_proposal", proposal.pk)
        if waits and user.may("people.verify")
        else "",
    }


def _who(person: Any) -> dict[str, str]:
    return {
        "name": person.name,
        "masked_id": mask_id_number(str(person.id_number)),
        "village": home(person.region),
        "url": address("person", person.pk),
    }


def to_compare(account: Any, user: User, *, replaced: Any) -> dict[str, Any]:
    """Context of the page on which the second person compares the bureau's own entry."""
    waits = account.state == "unverified" and account.is_current
    row = waiting_row(account, user)
    return {
        **_compared(row, account, replaced),
        "needed": account.evidence_needed,
        "settled": "" if waits else f"这个账户{account.get_state_display()}，不用再核验。",
        "may_refuse": waits and account.entered_by_id not in (None, user.pk),
    }


def sent_in(proposal: Any, user: User, *, current: Any) -> dict[str, Any]:
    """The same for what a station sent in."""
    waits = proposal.state == ProposalState.PENDING
    row = sent_in_row(proposal, user)
    return {
        **_compared(row, proposal, current),
        "needed": True,
        "settled": "" if waits else f"这份更正{proposal.get_state_display()}，不用再核验。",
        "may_refuse": waits,
    }


def _compared(row: dict[str, Any], subject: Any, replaced: Any) -> dict[str, Any]:
    return {
        "person": {key: row[key] for key in ("name", "masked_id", "village", "url")},
        "account": row,
        "replaced": shown(replaced) if replaced else None,
        "evidence": [_piece(one) for one in subject.evidence.select_related("stored", "added_by")],
        "others": others_with_number(subject),
    }


def _piece(one: Any) -> dict[str, Any]:
    """A photo, a scan or a written reason."""
    stored = one.stored
    return {
        "is_picture": stored is not None and stored.content_type.startswith("image/"),
        "url": address("account_evidence", one.pk) if stored is not None else "",
        "statement": one.statement,
        "document_no": one.document_no,
        "added_by": str(one.added_by),
        "added_at": one.added_at,
    }


def history_row(account: Any) -> dict[str, Any]:
    """An account in a person's history, with what it was entered and verified on."""
    return {
        **shown(account),
        "is_current": account.is_current,
        "from_at": account.created_at,
        "to_at": account.replaced_at,
        "reason": account.reason or ("随名单导入" if account.matched_by_name else ""),
        "entered_by": str(account.entered_by) if account.entered_by else "导入",
        "verified_by": str(account.verified_by)
        if account.verified_by
        else ("户名与姓名一致" if account.matched_by_name else ""),
        "verified_at": account.verified_at,
        "refusal": f"{account.refused_by}：{account.refusal}" if account.refusal else "",
        "evidence": [_piece(one) for one in account.evidence.all()],
    }
