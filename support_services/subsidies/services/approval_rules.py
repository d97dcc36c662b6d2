"""审批权限: entered by one person, in force by another. Running batches keep what they copied."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from support_services.subsidies.fund_states import ProposalState
from support_services.subsidies.models import ApprovalRule
from support_services.subsidies.services import proposals
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation.errors import Refused

SUBJECT = "approval_rule"
MOST = Decimal("999999999999.99")


@transaction.atomic
def enter_rule(
    *,
    first_on: date,
    second_above: Decimal | None,
    minutes_above: Decimal | None,
    document_no: str,
    note: str = "",
    by: User,
    at: datetime,
) -> ApprovalRule:
    """A draft of the thresholds from a day on, in yuan; None: that demand is never made.

    Refuses negative ones, a missing document number, and what is in force or waits already.
    """
    roles.require(by, "funds.enter")
    for amount in (second_above, minutes_above):
        if amount is not None and not 0 <= amount <= MOST:
            raise Refused("金额界限不能小于零，也不能超过一万亿元。")
    same = ApprovalRule.objects.filter(
        first_on=first_on,
        second_above=second_above,
        minutes_above=minutes_above,
        state__in=[ProposalState.DRAFT, ProposalState.IN_FORCE],
    )
    if same.exists():
        raise Refused("同一天的同样界限已经录入或启用，不用重复录入。")
    rule = ApprovalRule.objects.create(
        first_on=first_on,
        second_above=second_above,
        minutes_above=minutes_above,
        document_no=proposals.needed(document_no, "文号", 80),
        note=note.strip()[:200],
        entered_by=by,
        entered_at=at,
    )
    proposals.record("entered", rule, SUBJECT, by, at, first_on=first_on)
    return rule


@transaction.atomic
def enforce_rule(*, rule_id: int, by: User, at: datetime) -> ApprovalRule:
    """Bring a draft into force; the one in force from the same day is replaced."""

    def replace(rule: ApprovalRule) -> None:
        ApprovalRule.objects.filter(first_on=rule.first_on, state=ProposalState.IN_FORCE).update(
            state=ProposalState.REPLACED
        )

    return proposals.enforce(row=_locked(rule_id), subject=SUBJECT, by=by, at=at, before=replace)


@transaction.atomic
def withdraw_rule(*, rule_id: int, by: User, at: datetime) -> ApprovalRule:
    """Take back a draft."""
    return proposals.withdraw(row=_locked(rule_id), subject=SUBJECT, by=by, at=at)


def _locked(rule_id: int) -> ApprovalRule | None:
    # All of them, in one order: two who bring two drafts of one day into force take turns.
    rows = ApprovalRule.objects.select_for_update().order_by("pk")
    return next((row for row in rows if row.pk == rule_id), None)
