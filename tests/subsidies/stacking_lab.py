"""People with several rights at once, for the stacking rules: facts put in as they are, and the
same facts handed to the reference that a clerk can read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings

from support_services.subsidies import stacking
from support_services.subsidies.models import (
    Entitlement,
    Exclusion,
    Scheme,
    StackingOverride,
    StackingRule,
    Suspension,
)
from support_services.subsidies.rules import Basis
from support_services.subsidies.stacking import Allowed, Apart, Effect, Held, Rule
from tests.subsidies.factories import account, person
from tests.subsidies.ledger_lab import AT, Lab
from veterans.foundation.months import month_range
from veterans.registry.models import Person

ILL, RURAL, COMBAT = "ill_returned_allowance", "rural_60_allowance", "combat_test_allowance"
DISABILITY, BEREAVED = "disability_pension", "bereaved_pension"
# What each scheme asks of a determination.
TERMS: dict[str, tuple[int, str]] = {DISABILITY: (1, "combat"), BEREAVED: (0, "martyr")}
WHY = "试验"


@dataclass
class People:
    """Laboratories of several schemes with the same three hands."""

    labs: dict[str, Lab] = field(default_factory=dict)

    @classmethod
    def of(cls, *codes: str) -> "People":
        first = Lab.of(codes[0])
        hands = (first.preparer, first.reviewer, first.approver)
        others = {code: Lab(Scheme.objects.get(code=code), *hands) for code in codes[1:]}
        return cls({codes[0]: first, **others})

    @property
    def hands(self) -> Lab:
        """Any of them: preparer, reviewer and approver are the same everywhere."""
        return next(iter(self.labs.values()))

    def rate(
        self, code: str, amount: str | Decimal, first: date, basis: Basis = Basis.MONTH
    ) -> None:
        grade, rate_class = TERMS.get(code, (0, ""))
        self.labs[code].rate(amount, first, basis=basis, grade=grade, rate_class=rate_class)

    def someone(self) -> Person:
        owner = person()
        account(owner)
        return owner

    def right(
        self,
        owner: Person,
        code: str,
        start: date,
        *,
        end: date | None = None,
        factor: str | Decimal = "0",
    ) -> Entitlement:
        grade, rate_class = TERMS.get(code, (0, ""))
        made = Entitlement.objects.create(
            person=owner,
            scheme=self.labs[code].scheme,
            approved_on=start,
            start_month=start,
            ledger_from=start,
            created_at=AT,
            **Lab.ending(end),
        )
        self.labs[code].determine(made, start, grade=grade, rate_class=rate_class, factor=factor)
        return made

    def rule(
        self,
        one: str,
        other: str,
        effect: Effect,
        first: date,
        last: date | None = None,
        *,
        kept: str = "",
    ) -> StackingRule:
        low, high = pair(one, other)
        return StackingRule.objects.create(
            low=low,
            high=high,
            first_month=first,
            last_month=last,
            effect=effect.value,
            kept=Scheme.objects.get(code=kept) if kept else None,
            source=WHY,
            confidence="verified",
        )

    def allow(
        self, owner: Person, one: str, other: str, first: date, last: date | None = None
    ) -> StackingOverride:
        low, high = pair(one, other)
        return StackingOverride.objects.create(
            person=owner,
            low=low,
            high=high,
            first_month=first,
            last_month=last,
            document_no=WHY,
            reason=WHY,
            state="confirmed",
            proposed_by=self.hands.preparer,
            proposed_at=AT,
            decided_by=self.hands.reviewer,
            decided_at=AT,
        )

    # --- the reference ---------------------------------------------------------------------

    def apart(self, owner: Person, month: date) -> tuple[list[Held], dict[int, Apart]]:
        """What he holds in that month, and what of it is not paid, by the reference."""
        held = [
            Held(
                right.pk,
                right.scheme.code,
                right.scheme.position,
                stacking.yearly_standard(lab.life(right), lab.rates(), month),
            )
            for right in Entitlement.objects.filter(person=owner).select_related("scheme")
            if _covers(right.start_month, right.end_month, month)
            and not any(
                _covers(s.first_month, s.last_month, month)
                for s in Suspension.objects.filter(entitlement=right)
            )
            for lab in [self.labs[right.scheme.code]]
        ]
        rules, allowed = list(all_rules()), list(allowances(owner))
        return held, stacking.kept_apart(
            held, lambda a, b: ruling(a.scheme, b.scheme, month, rules, allowed)
        )


def ruling(
    one: str, other: str, month: date, rules: Iterable[Rule], allowed: Iterable[Allowed]
) -> Rule:
    default = Effect(settings.PORTAL_STACKING_DEFAULT)
    return stacking.ruling(one, other, month, rules=rules, allowed=allowed, default=default)


def pair(one: str, other: str) -> list[Scheme]:
    found = Scheme.objects.filter(code__in=(one, other))
    return sorted(found, key=lambda scheme: scheme.pk)


def all_rules() -> Iterable[Rule]:
    for row in StackingRule.objects.filter(is_live=True).select_related("low", "high", "kept"):
        yield Rule(
            frozenset({row.low.code, row.high.code}),
            row.first_month,
            row.last_month,
            Effect(row.effect),
            row.kept.code if row.kept else "",
            row.pk,
        )


def allowances(owner: Person) -> Iterable[Allowed]:
    for row in StackingOverride.objects.filter(person=owner, state="confirmed"):
        yield Allowed(frozenset({row.low.code, row.high.code}), row.first_month, row.last_month)


def stored(owner: Person, first: date, last: date) -> dict[tuple[int, date], Apart]:
    """The exclusions on record, month by month."""
    found: dict[tuple[int, date], Apart] = {}
    for row in Exclusion.objects.filter(entitlement__person=owner):
        for month in month_range(max(first, row.first_month), min(last, row.last_month or last)):
            found[row.entitlement_id, month] = Apart(
                row.because_id, Effect(row.effect), row.rule_id
            )
    return found


def _covers(first: date, last: date | None, month: date) -> bool:
    return first <= month and (last is None or month <= last)
