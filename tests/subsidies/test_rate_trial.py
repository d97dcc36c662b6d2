"""试算: what a draft would cost is what it does cost once it is in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies import selectors
from support_services.subsidies.models import Exclusion, Posting, RateRow, RateTable
from support_services.subsidies.rules import Basis
from support_services.subsidies.services import rates
from tests.subsidies.histories import (
    CARE,
    FIRST,
    NAMED,
    History,
    change,
    month,
    part,
    part_class,
    part_grade,
    part_yuan,
    yuan,
)
from tests.subsidies.ledger_lab import AT, Lab
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months

pytestmark = pytest.mark.django_db

NAMED_PARTS = (NAMED, CARE)

Part = tuple[str, Decimal, int, str]


def draft(
    lab: Lab, first: date, amounts: dict[int, str | Decimal], parts: Sequence[Part] = ()
) -> RateTable:
    """A table that nobody has brought into force: amounts a year by grade, and a month for parts
    beside the standard, each with the grade and class it is written for."""
    table = RateTable.objects.create(
        title="试验草稿",
        document_no="试验〔2026〕2号",
        effective_from=first,
        entered_by=lab.preparer,
        entered_at=AT,
    )
    for grade, amount in amounts.items():
        RateRow.objects.create(
            table=table,
            scheme=lab.scheme,
            grade=grade,
            rate_class="combat",
            amount=amount,
            basis=Basis.YEAR.value,
            first_month=first,
            confidence="verified",
            source="试验",
        )
    for code, amount, grade, rate_class in parts:
        RateRow.objects.create(
            table=table,
            scheme=lab.scheme,
            component=code,
            grade=grade,
            rate_class=rate_class,
            amount=amount,
            basis=Basis.MONTH.value,
            first_month=first,
            confidence="verified",
            source="试验",
        )
    return table


def test_example_2_before_it_happens() -> None:
    """Paid through September at the old standard; a better one from August waits."""
    lab = Lab.of()
    lab.rate("80140", date(2018, 8, 1))
    one = lab.entitle(date(2019, 1, 1))
    lab.run(date(2019, 9, 1))
    table = draft(lab, date(2019, 8, 1), {1: "88150"})
    assert selectors.trial_horizon(table) == date(2019, 12, 1)
    before = Posting.objects.count(), RateRow.objects.filter(is_live=True).count()

    trial = selectors.trial_of(table, last=date(2019, 12, 1))

    assert trial.total.cost.arrears == Decimal("1335.00")
    assert (trial.total.raised, trial.total.lowered) == (1, 0)
    # Five months at the new standard cost 5/12 of the raise, to the fen.
    assert trial.total.cost.total == Decimal("3337.50")
    assert [row.raised for row in trial.schemes] == [1]
    assert [row.name for row in trial.towns] == [one.person.region.parent.name]
    assert (Posting.objects.count(), RateRow.objects.filter(is_live=True).count()) == before
    assert table.rows.get().is_live is False

    rates.enforce_table(table=table, by=lab.reviewer, at=AT)
    paid = lab.run(date(2019, 12, 1))
    arrears = Posting.objects.filter(batch=paid, month__lte=date(2019, 9, 1))
    assert sum(arrears.values_list("amount", flat=True)) == Decimal("1335.00")


def test_a_lower_standard_is_said_to_take_money_back() -> None:
    lab = Lab.of()
    lab.rate("96000", FIRST)
    lab.entitle(FIRST)
    lab.entitle(FIRST, grade=2)
    lab.run(add_months(FIRST, 2))
    trial = selectors.trial_of(draft(lab, FIRST, {1: "84000"}), last=add_months(FIRST, 5))
    assert (trial.total.raised, trial.total.lowered) == (0, 1)
    assert trial.total.cost.arrears == Decimal("-3000.00")
    assert trial.total.cost.monthly == Decimal("-1000.00")


def test_nobody_concerned_costs_nothing() -> None:
    lab = Lab.of()
    trial = selectors.trial_of(draft(lab, FIRST, {7: "84000"}), last=add_months(FIRST, 5))
    assert trial.total.cost.total == 0
    assert (trial.total.raised, trial.total.lowered, trial.towns) == (0, 0, [])


@pytest.mark.parametrize(
    ("last", "says"),
    [(add_months(FIRST, -1), "不能早于执行起始月"), (add_months(FIRST, 120), "最多十年")],
)
def test_months_that_make_no_sense(last: date, says: str) -> None:
    with pytest.raises(Refused, match=says):
        selectors.trial_of(draft(Lab.of(), FIRST, {1: "84000"}), last=last)


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    standards=st.tuples(yuan, yuan),
    start=month,
    steps=st.lists(change, min_size=1, max_size=6),
    drafted=st.tuples(month, yuan, yuan),
    parts=st.lists(
        st.tuples(part, part_yuan, part_grade, part_class),
        max_size=3,
        unique_by=lambda row: (row[0], row[2], row[3]),
    ),
    ahead=st.integers(0, 14),
)
def test_property_the_trial_says_what_the_rules_will_owe(
    standards: tuple[Decimal, Decimal],
    start: date,
    steps: list[tuple[Any, ...]],
    drafted: tuple[date, Decimal, Decimal],
    parts: list[Part],
    ahead: int,
) -> None:
    """Over random lives: regraded, suspended, dead with a tail, ended, moved in late."""
    with transaction.atomic():
        history = History(Lab.of())
        lab = history.lab
        history.rate(standards[0], FIRST, 1)
        history.rate(standards[1], FIRST, 2)
        history.people.append(lab.entitle(start))
        history.run(1)
        for step in steps:
            history.apply(step)
        table = draft(lab, drafted[0], {1: drafted[1], 2: drafted[2]}, parts)
        lab.scheme.refresh_from_db()
        done = lab.scheme.posted_through
        assert done is not None
        last = add_months(max(done, drafted[0]), ahead)

        trial = selectors.trial_of(table, last=last)

        before = {one.pk: lab.owed(one, last) for one in history.people}
        apart = set(Exclusion.objects.values_list("entitlement", "first_month", "last_month"))
        rates.enforce_table(table=table, by=lab.reviewer, at=AT)
        # Who is paid instead of whom the trial takes as it stands, and says so on its page.
        then = set(Exclusion.objects.values_list("entitlement", "first_month", "last_month"))
        if then != apart:
            history.run(1)
            transaction.set_rollback(True)
            return
        arrears = to_come = ZERO
        months: dict[date, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        raised, lowered = set(), set()
        months_of: dict[tuple[int, date, str], Decimal] = defaultdict(lambda: ZERO)
        for one in history.people:
            after = lab.owed(one, last)
            for at, component in {*before[one.pk], *after}:
                if at < drafted[0]:
                    continue
                old = before[one.pk].get((at, component), ZERO)
                new = after.get((at, component), ZERO)
                months[at][0] += old
                months[at][1] += new
                arrears += new - old if at <= done else ZERO
                to_come += new - old if at > done else ZERO
                # What everybody has counts together, what goes by name each for itself.
                months_of[one.pk, at, component if component in NAMED_PARTS else ""] += (
                    ZERO if component == "tail" or component.startswith("t_") else new - old
                )
        for (key, _, _), more in months_of.items():
            if more:
                (raised if more > 0 else lowered).add(key)
        assert (trial.total.cost.arrears, trial.total.cost.to_come) == (arrears, to_come)
        for at, cost in trial.months.items():
            assert [cost.before, cost.after] == months[at]
        assert sum(cost.difference for cost in trial.months.values()) == arrears + to_come
        assert (trial.total.raised, trial.total.lowered) == (len(raised), len(lowered))
        # Whoever is concerned has been marked: the next run brings everybody to what is owed.
        history.run(1)
        transaction.set_rollback(True)
