"""Approval bands, shares and changes of budget lines as rows of their pages."""

from typing import Any

from support_services.subsidies.approval import band_rows
from support_services.subsidies.fund_states import (
    CHANGE_LABELS,
    CONTROL_LABELS,
    PROPOSAL_LABELS,
    PROPOSAL_MOVES,
    PROPOSAL_VERB_LABELS,
    SOURCE_LABELS,
    ChangeOf,
    Control,
    FundSource,
    ProposalState,
)
from support_services.subsidies.selectors.funding import component_names
from veterans.accounts.bureau_pages import address, button
from veterans.accounts.models import User
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn

PROPOSAL_TONES: dict[ProposalState, str] = {
    ProposalState.DRAFT: "warn",
    ProposalState.IN_FORCE: "ok",
    ProposalState.REPLACED: "idle",
    ProposalState.WITHDRAWN: "idle",
}
LOOKS = {"enforce": "primary", "withdraw": "plain"}


def _common(kind: str, row: Any, user: User) -> dict[str, Any]:
    """What all of them have: paper, hands, state, and what this person may do."""
    state = ProposalState(row.state)
    is_draft = state == ProposalState.DRAFT
    mine = row.entered_by_id == user.pk
    return {
        "document_no": row.document_no,
        "note": row.note,
        "state": state.value,
        "state_label": PROPOSAL_LABELS[state],
        "state_tone": PROPOSAL_TONES[state],
        "entered_by": str(row.entered_by),
        "enforced_by": str(row.enforced_by) if row.enforced_by else "",
        "waits": is_draft and (mine or not user.may("funds.enforce")),
        "actions": [
            button(PROPOSAL_VERB_LABELS[verb], LOOKS[verb], "fund_decide", kind, row.pk, verb)
            for verb, (_, _, duty) in PROPOSAL_MOVES.items()
            if is_draft and user.may(duty) and not (verb == "enforce" and mine)
        ],
    }


def rule_row(rule: Any, user: User) -> dict[str, Any]:
    """A rule with its bands from the lowest up."""
    bands = band_rows(second_above=rule.second_above, minutes_above=rule.minutes_above)
    return {
        **_common("rule", rule, user),
        "title": f"{rule.first_on:%Y-%m-%d} 起的审批权限",
        "since": f"{rule.first_on:%Y-%m-%d} 起",
        "facts": [(reach, band.label) for reach, band in bands],
    }


def share_row(share: Any, user: User) -> dict[str, Any]:
    """A share in words; ``percents`` in the order of the sources."""
    names = component_names() if share.component else {}
    part = names.get((share.scheme_id, share.component), share.component)
    title = f"{share.scheme.short_name}：其中{part}" if part else share.scheme.short_name
    percents = share.percents
    return {
        **_common("share", share, user),
        "title": title,
        "since": f"{month_cn(share.first_month)}起",
        "percents": [percents.get(source) for source in FundSource],
        "facts": [
            (SOURCE_LABELS[source], f"{percent.normalize():f}%")
            for source, percent in percents.items()
        ],
    }


def change_row(change: Any, user: User) -> dict[str, Any]:
    """A document on a line."""
    kind = ChangeOf(change.kind)
    facts = [("种类", CHANGE_LABELS[kind])]
    if kind != ChangeOf.CONTROL:
        facts.append(("金额", f"{yuan_text(change.amount)} 元"))
    facts += [
        ("超支时", CONTROL_LABELS[Control(change.control)]),
        ("提醒线", f"{change.warn_percent}%"),
    ]
    return {
        **_common("change", change, user),
        "title": f"{change.line.name}：{CHANGE_LABELS[kind]}",
        "line": change.line.name,
        "line_url": address("budget_line", change.line_id),
        "kind_label": CHANGE_LABELS[kind],
        "amount": None if kind == ChangeOf.CONTROL else change.amount,
        "since": f"{change.dated_on:%Y-%m-%d}",
        "control": CONTROL_LABELS[Control(change.control)],
        "warn_percent": change.warn_percent,
        "facts": facts,
    }
