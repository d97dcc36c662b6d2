"""Somebody with two rights of which one is paid: a 特批 that came in this week and waits."""

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import last_working_day
from support_services.subsidies.demo.population import Population
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import Exclusion, StackingOverride
from support_services.subsidies.services import overrides
from veterans.foundation.months import add_months, first_of


def ask_for_approval(population: Population, hands: Staff) -> None:
    """For the first of those whose two rights run on. Asked already, nothing is done."""
    row = (
        Exclusion.objects.filter(
            last_month__isnull=True,
            entitlement__end_month__isnull=True,
            because__end_month__isnull=True,
            entitlement__person__died_on__isnull=True,
        )
        .select_related("entitlement__person", "entitlement__scheme", "because__scheme")
        .order_by("entitlement")
        .first()
    )
    if row is None or StackingOverride.objects.exists():
        return
    overrides.propose(
        person=row.entitlement.person,
        schemes=(row.entitlement.scheme.code, row.because.scheme.code),
        from_month=add_months(first_of(population.today), -2),
        document_no="演示特批〔2026〕1号",
        reason="市局批复同意同时享受（演示）",
        by=hands.preparer,
        at=moment(last_working_day(population.today), 15),
        today=population.today,
    )
