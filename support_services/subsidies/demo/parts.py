"""Beside the standards: care for a few of the gravely disabled, and a notice that still waits.

The wage and the amounts are made up. Care begins with the month that the next batch is for, so that
every month paid so far stays as it was.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import DISABILITY, Population
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import Entitlement, PayComponent
from support_services.subsidies.reference import CARE
from support_services.subsidies.services import components, rates
from veterans.foundation.csv_reading import Line
from veterans.foundation.months import add_months, month_cn
from veterans.registry.selectors import id_index

WAGE = Decimal("8000")
GRAIN = "grain"
CARED_FOR = 6
WAGE_NOTICE = "演示数据：上年度月平均工资（虚构）"
GRAIN_NOTICE = "演示数据：粮油补贴通知（虚构）"


@transaction.atomic
def parts_beside(population: Population, told_of: Iterable[int], hands: Staff) -> None:
    """Care in force and determined for the first few; 粮油补贴 a draft. Done once."""
    if PayComponent.objects.filter(code=GRAIN).exists():
        return
    first = add_months(population.last_month, 1)
    day = population.today - timedelta(days=2)
    at = moment(day, 10)
    drafted = components.enter_care_rates(
        wage=WAGE,
        effective_from=first,
        document_no=WAGE_NOTICE,
        confidence="unconfirmed",
        by=hands.preparer,
        at=at,
    )
    for table in drafted.tables:
        rates.enforce_table(table=table, by=hands.reviewer, at=at + timedelta(hours=1))
    known = set(told_of)
    grave = [
        human
        for human in population.humans
        if human.serial not in known
        and any(r.scheme == DISABILITY and 0 < r.grade <= 4 for r in human.rights)
    ]
    for number, human in enumerate(grave[:CARED_FOR], start=1):
        right = Entitlement.objects.get(
            person__id_index=id_index(human.id_number),
            scheme__code=DISABILITY,
            end_month__isnull=True,
        )
        components.add_supplement(
            entitlement_id=right.pk,
            component=CARE["code"],
            first_month=first,
            approved_on=day,
            document_no=f"演示〔{day.year}〕护理{number}号",
            note="分散供养",
            by=hands.preparer,
            at=at + timedelta(hours=2),
            today=population.today,
        )
    components.define_component(
        scheme=DISABILITY,
        code=GRAIN,
        name="粮油补贴",
        is_named=False,
        in_tail=False,
        source=GRAIN_NOTICE,
        confidence="unconfirmed",
        by=hands.preparer,
        at=at,
    )
    row = {
        "scheme": DISABILITY,
        "component": GRAIN,
        "grade": "",
        "class": "",
        "amount": "30",
        "basis": "month",
        "effective_from": f"{first:%Y-%m-%d}",
        "confidence": "unconfirmed",
        "source": f"{GRAIN_NOTICE}，自{month_cn(first)}起",
    }
    rates.enter_table(rows=[Line(1, row)], by=hands.preparer, at=at, document_no=GRAIN_NOTICE)
