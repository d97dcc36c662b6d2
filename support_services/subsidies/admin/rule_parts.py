"""Rules and their changes as the bureau's templates show them."""

from typing import Any

from support_services.subsidies.admin.rates import CONFIDENCE_TONES
from support_services.subsidies.admin.showing import RULE_TONES, person_cells
from support_services.subsidies.rule_kinds import (
    CHANGE_LABELS,
    CHANGE_MOVES,
    KINDS,
    ChangeState,
    RuleKind,
)
from support_services.subsidies.selectors import dated_rules as selectors
from support_services.subsidies.selectors.dated_rules import DatedRule
from support_services.subsidies.services.rule_previews import Example
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User
from veterans.foundation.months import month_cn


def rule_row(rule: DatedRule) -> dict[str, Any]:
    """A rule in force: what it says, for which time, on whose word, by which change."""
    change = rule.row.change
    return {
        "says": rule.says,
        "span": f"{KINDS[rule.kind].dated_by}：{rule.span}",
        "source": rule.row.source,
        "confidence": rule.row.get_confidence_display(),
        "confidence_tone": CONFIDENCE_TONES[rule.row.confidence],
        "document_no": change.document_no if change else "",
        "url": address("rule_change", change.pk) if change else "",
    }


def change_row(change: Any) -> dict[str, Any]:
    """A change in a list."""
    kind = RuleKind(change.kind)
    state = ChangeState(change.state)
    return {
        "kind": KINDS[kind].label,
        "about": selectors.change_about(change),
        "says": selectors.change_says(change),
        "span": f"{KINDS[kind].dated_by}：{span(change)}",
        "document_no": change.document_no,
        "source": change.source,
        "confidence": change.get_confidence_display(),
        "confidence_tone": CONFIDENCE_TONES[change.confidence],
        "proposed_by": str(change.proposed_by),
        "proposed_at": change.proposed_at,
        "decided_by": str(change.decided_by) if change.decided_by else "",
        "decided_at": change.decided_at,
        "state_label": CHANGE_LABELS[state],
        "state_tone": RULE_TONES[state],
        "url": address("rule_change", change.pk),
    }


def span(change: Any) -> str:
    return selectors.span_words(RuleKind(change.kind), change.first_on, change.last_on)


def example_row(one: Example) -> dict[str, Any]:
    """Somebody whose money moves, or who has to be looked at by hand."""
    cells: dict[str, Any] = person_cells(one.right)
    months = ""
    if one.first and one.last:
        first, last = month_cn(one.first), month_cn(one.last)
        months = first if first == last else f"{first}至{last}"
    return {
        **cells,
        "url": address("entitlement", one.right.pk),
        "months": months,
        "net": one.net,
        "why": one.why,
    }


def open_to(change: Any, user: User) -> list[str]:
    """What this person may do with a change as it stands."""
    mine = change.proposed_by_id == user.pk
    wanted = {"enforce": not mine, "refuse": not mine, "withdraw": mine}
    return [
        verb
        for verb, is_wanted in wanted.items()
        if is_wanted and change.state in CHANGE_MOVES[verb][0] and user.may(CHANGE_MOVES[verb][2])
    ]


def behind(batch: Any) -> list[dict[str, str]]:
    """Changes of rules that a batch is the first to follow."""
    return [
        {
            "told": f"{KINDS[RuleKind(one.kind)].label}：{selectors.change_about(one)}，"
            f"{selectors.change_says(one)}",
            "document_no": one.document_no,
            "url": address("rule_change", one.pk),
        }
        for one in selectors.changes_behind(batch)
    ]


def desk_rows(user: User) -> list[dict[str, Any]]:
    """Changes that wait for this person as the second one."""
    if not user.may("rates.enforce"):
        return []
    return [
        {
            "title": f"规则变更“{KINDS[RuleKind(one.kind)].label}·"
            f"{selectors.change_about(one)}”：启用",
            "url": address("rule_change", one.pk),
            "note": f"{one.proposed_by} 提出，{one.document_no}，须由另一人启用",
            "since": one.proposed_at,
            "state_label": "待启用",
            "state_tone": "info",
        }
        for one in selectors.changes_waiting(user)
    ]


def desk_attention(user: User) -> list[dict[str, Any]]:
    """For the others: that something waits for a colleague."""
    count = 0 if user.may("rates.enforce") else len(selectors.changes_waiting(user))
    if not count:
        return []
    return [
        {
            "title": f"{count} 份规则变更等待启用",
            "url": address("rule_changes", state=ChangeState.PROPOSED.value),
            "detail": "须由提出人以外的复核或审批岗位启用",
            "tone": "warn",
        }
    ]
