"""The yearly confirmation of the demo year: most confirmed, some in their grace.

Nobody is held yet: the children of martyrs stand in a batch that waits for its review, and a hold
would make it stale.
"""

from datetime import date, timedelta

from support_services.subsidies.confirmation_states import Found, Way
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import VILLAGE, last_working_day
from support_services.subsidies.demo.population import MARTYR_CHILD, Human, Population
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import ConfirmationDue, ConfirmationRound, Scheme
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.services import (
    confirmation_lists,
    confirmation_rounds,
    confirmation_settling,
    confirming,
)
from support_services.subsidies.services.confirmation_rounds import RoundTerms
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.accounts.models import User

SOURCE = "演示用通知（虚构，时间和宽限请以本局文件为准）"
FORFEIT = "伤残抚恤管理办法第二十三条（转述，未核对原文）"
OFFICE = "区医保局就诊数据（演示）"
# Of ten people so many are found in other offices' data; of the children of martyrs all but two.
MATCHED, NOT_SEEN = 7, 2


def confirm_the_year(population: Population, hands: Staff) -> None:
    """Two rounds, a large one and a small one, both in their grace. Entered already, nothing is
    done."""
    if ConfirmationRound.objects.exists():
        return
    today = population.today
    monthly = Scheme.objects.filter(cycle=Cycle.MONTH)
    codes = list(monthly.exclude(code=MARTYR_CHILD).values_list("code", flat=True))
    large = _opened(hands, today, codes, "年度确认", last_day=today - timedelta(days=10))
    small = _opened(
        hands, today, [MARTYR_CHILD], "年度确认（烈士子女）", last_day=today - timedelta(days=25)
    )
    worker = User.objects.get(
        username=next(one.username for one in DEMO_ACCOUNTS if one.role == "village_worker")
    )
    _seen_by_the_station(worker, today - timedelta(days=35))
    children = [one for one in population.humans if MARTYR_CHILD in _schemes(one)]
    others = [
        one
        for one in population.humans
        if one.rights and MARTYR_CHILD not in _schemes(one) and one.village.code != VILLAGE
    ]
    found = [one for one in others if one.serial % 10 < MATCHED]
    for of, people in ((large, found), (small, children[:-NOT_SEEN])):
        numbers = [one.id_number for one in people]
        confirmation_lists.apply_list(
            round_id=of.pk,
            content="\n".join(["id_number", *numbers]).encode(),
            source=OFFICE,
            by=hands.preparer,
            at=moment(today - timedelta(days=30), 10),
            today=today - timedelta(days=30),
        )
    confirmation_settling.sweep(at=moment(last_working_day(today), 1), today=today)


def _schemes(human: Human) -> set[str]:
    return {right.scheme for right in human.rights}


def _opened(
    hands: Staff, today: date, schemes: list[str], title: str, *, last_day: date
) -> ConfirmationRound:
    begun = today - timedelta(days=100)
    made = confirmation_rounds.enter_round(
        terms=RoundTerms(
            year=last_day.year,
            title=f"{last_day.year}{title}",
            schemes=schemes,
            first_day=begun,
            last_day=last_day,
            grace_days=30,
            source=SOURCE,
            home_visit_age=80,
            visit_source=SOURCE,
            forfeits=True,
            forfeit_source=FORFEIT,
            document_no="演示〔虚构〕12号",
        ),
        by=hands.preparer,
        at=moment(begun, 9),
    )
    confirmation_rounds.open_round(
        round_id=made.pk, by=hands.reviewer, at=moment(begun, 15), today=begun
    )
    return made


def _seen_by_the_station(worker: User, day: date) -> None:
    """In the demo station's own village: every other one seen, one not found."""
    dues = list(
        ConfirmationDue.objects.filter(
            person__region__code=VILLAGE, state="due", person__died_on__isnull=True
        ).order_by("pk")[:12]
    )
    at = moment(day, 10)
    for place, due in enumerate(dues[1:]):
        due.refresh_from_db()
        if place % 2 and due.state == "due":
            way = Way.HOME if due.home_visit else Way.IN_PERSON
            confirming.confirm(
                due_id=due.pk, way=way, confirmed_on=day, by=worker, at=at, today=day
            )
    if dues:
        confirming.note_finding(
            due_id=dues[0].pk,
            found=Found.NOT_FOUND,
            found_on=day,
            note="邻居说到外地女儿家住了",
            by=worker,
            at=at,
            today=day,
        )
