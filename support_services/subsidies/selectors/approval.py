"""Approval rules: which is in force on a day, what it demands, and what was ever entered."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from support_services.subsidies.approval import Band, band_of
from support_services.subsidies.fund_states import ProposalState
from support_services.subsidies.models import ApprovalRule
from veterans.accounts.models import User


def rule_on(day: date) -> ApprovalRule | None:
    """The rule in force on that day; None where the bureau has brought none into force."""
    rules = ApprovalRule.objects.filter(state=ProposalState.IN_FORCE, first_on__lte=day)
    return rules.order_by("-first_on").first()


def band_for(rule: ApprovalRule | None, total: Decimal) -> Band:
    """What the rule demands of a batch of that total; one approver where there is no rule."""
    if rule is None:
        return Band()
    return band_of(total, second_above=rule.second_above, minutes_above=rule.minutes_above)


def approval_rules_visible_to(user: User) -> QuerySet[ApprovalRule]:
    """Every rule that was ever entered, for whoever reads the ledger."""
    if not user.may("ledger.read"):
        return ApprovalRule.objects.none()
    return ApprovalRule.objects.select_related("entered_by", "enforced_by")
