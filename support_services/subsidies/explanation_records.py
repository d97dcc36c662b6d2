"""What lines of the ledger rest on: rates, determinations, suspensions, rules, what came before."""

from collections.abc import Sequence
from datetime import date

from support_services.subsidies import grant_explanations
from support_services.subsidies.labels import ComponentNames
from support_services.subsidies.models import (
    DeathTail,
    Determination,
    Exclusion,
    Posting,
    RateRow,
    RoundingRule,
    StartRule,
    Supplement,
    Suspension,
)
from support_services.subsidies.rules import Basis, Component
from veterans.foundation.months import add_months, month_index


class Records:
    """What the lines rest on, read at once: a query for each kind of record."""

    def __init__(self, lines: Sequence[Posting]) -> None:
        self._entitlements = {line.entitlement_id for line in lines}
        schemes = {line.entitlement.scheme_id for line in lines}
        rates = {line.rate_row_id for line in lines if line.rate_row_id}
        self._rates = RateRow.objects.select_related("table").in_bulk(list(rates))
        self._terms = list(
            Determination.objects.filter(entitlement__in=self._entitlements).order_by("first_month")
        )
        self._suspensions = list(
            Suspension.objects.filter(entitlement__in=self._entitlements).order_by("first_month")
        )
        self._exclusions = list(
            Exclusion.objects.filter(entitlement__in=self._entitlements)
            .select_related("because__scheme", "rule")
            .order_by("first_month")
        )
        self._starts = list(
            StartRule.objects.filter(scheme__in=schemes, is_live=True).select_related("change")
        )
        self._tails = list(
            DeathTail.objects.filter(scheme__in=schemes, is_live=True).select_related("change")
        )
        self._roundings = list(
            RoundingRule.objects.filter(scheme__in=schemes, is_live=True).select_related("change")
        )
        self._names = ComponentNames.read()
        self._supplements = list(
            Supplement.objects.filter(entitlement__in=self._entitlements)
            .select_related("component")
            .order_by("first_month")
        )
        self.dues = grant_explanations.dues_of(lines)
        self._postings: dict[tuple[int, date, str], list[Posting]] = {}
        for posting in (
            Posting.objects.filter(
                entitlement__in=self._entitlements, month__in={line.month for line in lines}
            )
            .select_related("batch")
            .order_by("sequence")
        ):
            key = (posting.entitlement_id, posting.month, posting.component)
            self._postings.setdefault(key, []).append(posting)

    def earlier(self, line: Posting) -> list[Posting]:
        """Lines of the same month and component that were there before."""
        key = (line.entitlement_id, line.month, line.component)
        return [one for one in self._postings.get(key, ()) if one.sequence < line.sequence]

    def rate(self, line: Posting) -> RateRow | None:
        return self._rates.get(line.rate_row_id) if line.rate_row_id else None

    def term(self, line: Posting) -> Determination | None:
        """The last determination that had begun by the month."""
        begun = [
            term
            for term in self._terms
            if term.entitlement_id == line.entitlement_id and term.first_month <= line.month
        ]
        return begun[-1] if begun else None

    def part(self, line: Posting) -> str:
        """``（护理费）`` behind the name of the scheme; nothing for the standard and its tail."""
        if line.component in (Component.STANDARD, Component.TAIL, Component.GRANT):
            return ""
        return f"（{self._names.of(line.entitlement.scheme_id, line.component)}）"

    def supplement(self, line: Posting) -> Supplement | None:
        """What was determined for him, where the line is for a component that goes by name."""
        begun = [
            one
            for one in self._supplements
            if one.entitlement_id == line.entitlement_id
            and one.component.code == line.component.removeprefix("t_")
            and one.first_month <= line.month
        ]
        return begun[-1] if begun else None

    def suspension(self, line: Posting) -> Suspension | None:
        return next(
            (
                one
                for one in self._suspensions
                if one.entitlement_id == line.entitlement_id
                and _within(line.month, one.first_month, one.last_month)
            ),
            None,
        )

    def stopped(self, line: Posting) -> Suspension | Exclusion | None:
        """What takes the month out: a suspension, or another right that is paid instead."""
        stops: list[Suspension | Exclusion] = [*self._suspensions, *self._exclusions]
        for one in stops:
            if one.entitlement_id == line.entitlement_id and _within(
                line.month, one.first_month, one.last_month
            ):
                return one
        return None

    def start(self, line: Posting) -> StartRule | None:
        scheme, approved = line.entitlement.scheme_id, line.entitlement.approved_on
        return next(
            (
                rule
                for rule in self._starts
                if rule.scheme_id == scheme
                and _within(approved, rule.approved_from, rule.approved_to)
            ),
            None,
        )

    def tail(self, line: Posting) -> DeathTail | None:
        scheme, died = line.entitlement.scheme_id, line.entitlement.ended_on
        return next(
            (
                rule
                for rule in self._tails
                if died is not None
                and rule.scheme_id == scheme
                and _within(died, rule.died_from, rule.died_to)
            ),
            None,
        )

    def rounding(self, line: Posting) -> RoundingRule | None:
        """How the year of the standard is spread over its months, where a rule says so."""
        rate = self.rate(line)
        if rate is None or rate.basis != Basis.YEAR:
            return None
        years = (month_index(line.month) - month_index(rate.first_month)) // 12
        begins = add_months(rate.first_month, 12 * years)
        return next(
            (
                rule
                for rule in self._roundings
                if rule.scheme_id == rate.scheme_id
                and _within(begins, rule.first_month, rule.last_month)
            ),
            None,
        )


def _within(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)
