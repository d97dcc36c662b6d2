"""A list from another office that came in this week, so that somebody waits to be visited."""

from collections.abc import Iterable
from datetime import date, timedelta

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import MARTYR_CHILD, Human, Population
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.services import crosscheck_lists
from support_services.subsidies.states import CheckKind
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS

ASKED = 5
OFFICE = "区民政局（演示）"
VILLAGE = next(one.region_code for one in DEMO_ACCOUNTS if one.role == "village_worker")


def cross_check(population: Population, told_of: Iterable[int], hands: Staff) -> None:
    """The oldest of whom nothing else is told, one of them in the village of the demo's station.

    A list that came in already changes nothing.
    """
    asked = _asked(population, set(told_of))
    died = population.today - timedelta(days=24)
    lines = ["id_number,date,source", *(f"{human.id_number},{died:%Y-%m-%d}," for human in asked)]
    crosscheck_lists.apply_list(
        content="\n".join(lines).encode(),
        kind=CheckKind.DEATH,
        source=OFFICE,
        by=hands.preparer,
        at=moment(last_working_day(population.today), 10),
        today=population.today,
    )


def _asked(population: Population, told_of: set[int]) -> list[Human]:
    drawing = [
        human
        for human in population.humans
        if human.serial not in told_of
        and len(human.rights) == 1
        and human.rights[0].scheme != MARTYR_CHILD
        and human.account is not None
        and human.account.is_verified
    ]
    oldest = sorted(drawing, key=lambda human: (human.born_on, human.serial))
    near = [human for human in oldest if human.village.code == VILLAGE]
    return [*near[:1], *(human for human in oldest if human not in near[:1])][:ASKED]


def last_working_day(today: date) -> date:
    day = today - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day
