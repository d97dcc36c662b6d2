"""Invented grants, so that the list of yearly and one-off money shows each state once.

Figures and people are invented; the figures say so in their source.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import last_working_day
from support_services.subsidies.demo.population import Human, Population
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant
from support_services.subsidies.services import grant_figures
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import approve_grant, enter_grant
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

SOURCE = "演示数据，虚构的数值"
PAPER = "演示〔2026〕18号"
FIGURES = (
    (Code.FESTIVAL, "army_day", "500"),
    (Code.HARDSHIP_CAP, "ordinary", "5000"),
    (Code.HARDSHIP_CAP, "special", "10000"),
)
GREETED, APPROVED, IN_NEED = 8, 5, 2


@transaction.atomic
def grant_some(population: Population, told_of: Iterable[int], hands: Staff) -> None:
    """A festival's money for a few of whom nothing else is told, some of it approved, and two
    households in need. Once there are grants, nothing is added."""
    if Grant.objects.exists():
        return
    year = population.today.year
    at = moment(last_working_day(population.today), 11)
    for code, variant, value in FIGURES:
        made = grant_figures.enter_figure(
            code=code.value,
            variant=variant,
            value=Decimal(value),
            first_on=date(year, 1, 1),
            source=SOURCE,
            confidence="unconfirmed",
            by=hands.preparer,
            at=at,
        )
        grant_figures.enforce_figure(figure_id=made.pk, by=hands.reviewer, at=at)
    chosen = _quiet(population, set(told_of))
    for number, human in enumerate(chosen):
        in_need = number >= GREETED
        asked = (
            Asked(
                GrantKind.HARDSHIP,
                year=year,
                asked=Decimal(2000 + 500 * (number - GREETED)),
                reason="家庭成员重大疾病（演示）",
            )
            if in_need
            else Asked(GrantKind.FESTIVAL, year=year, festival="army_day")
        )
        grant = enter_grant(
            asked=asked,
            person=Person.objects.get(id_index=id_index(human.id_number)),
            months=[population.today],
            document_no=PAPER,
            by=hands.preparer,
            at=at,
            today=population.today,
        )
        if number < APPROVED:
            approve_grant(grant_id=grant.pk, by=hands.reviewer, at=at, today=population.today)


def _quiet(population: Population, told_of: set[int]) -> list[Human]:
    found = [
        human
        for human in population.humans
        if human.serial not in told_of
        and human.rights
        and human.account is not None
        and human.account.is_verified
    ]
    return sorted(found, key=lambda human: human.serial)[: GREETED + IN_NEED]
