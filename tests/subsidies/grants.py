"""Grants as tests make them: figures in force, a person, one grant through to the bank's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant, GrantFigure
from support_services.subsidies.services import grant_figures, grants
from support_services.subsidies.services.grant_reckoning import Asked
from tests.subsidies.factories import account, person
from tests.subsidies.ledger_lab import Lab
from veterans.registry.models import Household, Person

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
NOVEMBER = date(2026, 11, 1)
PAPER = "试验〔2026〕9号"


@dataclass
class Office:
    """The hands of a bureau, with the laboratory of one scheme of grants."""

    lab: Lab

    @classmethod
    def of(cls, scheme: str) -> "Office":
        return cls(Lab.of(scheme))

    def figure(
        self,
        code: Code,
        value: str,
        first_on: date,
        variant: str = "",
        *,
        confidence: str = "verified",
        enforce: bool = True,
    ) -> GrantFigure:
        """A figure, in force unless it is said not to be."""
        made = grant_figures.enter_figure(
            code=code.value,
            variant=variant,
            value=Decimal(value),
            first_on=first_on,
            document_no=PAPER,
            source="试验文件",
            confidence=confidence,
            by=self.lab.preparer,
            at=AT,
        )
        if not enforce:
            return made
        return grant_figures.enforce_figure(figure_id=made.pk, by=self.lab.reviewer, at=AT)

    def enter(
        self,
        who: Person,
        kind: GrantKind,
        *,
        months: Sequence[date] = (NOVEMBER,),
        payee: Person | None = None,
        shares: Sequence[tuple[Person, str]] = (),
        document_no: str = PAPER,
        **asked: Any,
    ) -> Grant:
        return grants.enter_grant(
            asked=Asked(kind, **asked),
            person=who,
            months=months,
            payee=payee,
            shares=[(one.pk, Decimal(amount)) for one, amount in shares],
            document_no=document_no,
            by=self.lab.preparer,
            at=AT,
            today=TODAY,
        )

    def approve(self, grant: Grant) -> Grant:
        return grants.approve_grant(grant_id=grant.pk, by=self.lab.reviewer, at=AT, today=TODAY)

    def granted(self, who: Person, kind: GrantKind, **more: Any) -> Grant:
        return self.approve(self.enter(who, kind, **more))

    def cancel(self, grant: Grant, reason: str = "被除名") -> Grant:
        return grants.cancel_grant(grant_id=grant.pk, reason=reason, by=self.lab.approver, at=AT)


def payee(**more: Any) -> Person:
    """Somebody with an account."""
    somebody = person(**more)
    account(somebody)
    return somebody


def household_of(*members: Person) -> Household:
    home = Household.objects.create(
        number=f"H{members[0].pk:07d}", region=members[0].region, address="试验路1号"
    )
    for member in members:
        member.household = home
        member.save(update_fields=["household"])
    return home
