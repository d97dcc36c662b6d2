"""Bands, shares and budget lines for tests: entered by one, brought into force by another."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.fund_states import ChangeOf, Control, FundSource
from support_services.subsidies.models import (
    ApprovalRule,
    Batch,
    BudgetChange,
    BudgetLine,
    FundPart,
    FundShare,
)
from support_services.subsidies.services import approval_rules, batches, budget, fund_shares
from support_services.subsidies.services.ledger_audit import check_books
from tests.subsidies.factories import AT, hands, user
from veterans.accounts.models import User
from veterans.accounts.roles import Role

SCHEME = "disability_pension"
YEAR_START = date(2026, 1, 1)
PAPER = "试验财〔2026〕1号"


@dataclass
class Treasury:
    """Who enters and who brings into force; a second approver besides."""

    clerk: User = field(default_factory=lambda: hands()[0])
    second: User = field(default_factory=lambda: user(Role.REVIEWER))

    def rule(
        self,
        second_above: str | None = None,
        minutes_above: str | None = None,
        first_on: date = YEAR_START,
    ) -> ApprovalRule:
        """A rule in force."""
        draft = approval_rules.enter_rule(
            first_on=first_on,
            second_above=Decimal(second_above) if second_above else None,
            minutes_above=Decimal(minutes_above) if minutes_above else None,
            document_no=PAPER,
            by=self.clerk,
            at=AT,
        )
        return approval_rules.enforce_rule(rule_id=draft.pk, by=self.second, at=AT)

    def share(
        self,
        *,
        scheme: str = SCHEME,
        component: str = "",
        first: date = YEAR_START,
        enforce: bool = True,
        **percents: str,
    ) -> FundShare:
        """A share in force: ``central="60", county="40"``."""
        draft = fund_shares.enter_share(
            scheme_code=scheme,
            component=component,
            first_month=first,
            percents={FundSource(name): Decimal(value) for name, value in percents.items()},
            document_no=PAPER,
            by=self.clerk,
            at=AT,
        )
        if not enforce:
            return draft
        return fund_shares.enforce_share(share_id=draft.pk, by=self.second, at=AT)

    def line(
        self,
        amount: str,
        *,
        source: FundSource = FundSource.CENTRAL,
        schemes: tuple[str, ...] = (SCHEME,),
        control: Control = Control.REFUSE,
        warn_percent: int = 80,
        year: int = 2026,
        enforce: bool = True,
    ) -> BudgetLine:
        """A line in force."""
        line = budget.enter_line(
            name=f"试验指标{source.value}",
            year=year,
            source=source.value,
            scheme_codes=schemes,
            amount=Decimal(amount),
            dated_on=YEAR_START,
            document_no=PAPER,
            control=control.value,
            warn_percent=warn_percent,
            by=self.clerk,
            at=AT,
        )
        if enforce:
            self.enforce(line.changes.get())
            line.refresh_from_db()
        return line

    def change(
        self,
        line: BudgetLine,
        kind: ChangeOf,
        amount: str = "0",
        *,
        enforce: bool = True,
        **over: Any,
    ) -> BudgetChange:
        """A further document on a line, in force."""
        line.refresh_from_db()
        given: dict[str, Any] = {"control": line.control, "warn_percent": line.warn_percent, **over}
        draft = budget.enter_change(
            line_id=line.pk,
            kind=kind.value,
            amount=Decimal(amount),
            dated_on=YEAR_START,
            document_no=PAPER,
            by=self.clerk,
            at=AT,
            **given,
        )
        return self.enforce(draft) if enforce else draft

    def enforce(self, draft: BudgetChange) -> BudgetChange:
        return budget.enforce_change(change_id=draft.pk, by=self.second, at=AT)


def reviewed(batch: Batch, by: User) -> Batch:
    """The batch, vouched for."""
    return batches.review(batch_id=batch.pk, by=by, at=AT)


def parts(batch: Batch) -> dict[str, Decimal]:
    """What each source pays of a batch."""
    found: dict[str, Decimal] = {}
    for part in FundPart.objects.filter(batch=batch):
        found[part.source] = found.get(part.source, Decimal(0)) + part.amount
    return found


def books_are_sound() -> None:
    """Every invariant of the books holds."""
    wrong = [f for f in check_books(snapshot=False) if f.count]
    assert wrong == [], wrong
