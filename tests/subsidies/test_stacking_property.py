"""Random people with up to three rights, random standards, rules and 特批: the statement that
settles agrees with the reference month by month, and nobody draws two that exclude each other.

The reference is asked for each month by itself, so it knows nothing of intervals; what no month may
show is asserted of the ledger besides, from the rules alone.
"""

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies.models import (
    Entitlement,
    Exclusion,
    StackingRule,
    Suspension,
)
from support_services.subsidies.rules import Basis
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.stacking import parameters, settle_stacking
from support_services.subsidies.stacking import Effect
from support_services.subsidies.stacking_sql import DIFFERENCES
from tests.subsidies.histories import FIRST, month
from tests.subsidies.stacking_lab import (
    COMBAT,
    DISABILITY,
    ILL,
    RURAL,
    People,
    all_rules,
    allowances,
    ruling,
    stored,
)
from veterans.foundation.months import add_months, month_range

pytestmark = pytest.mark.django_db

CODES = (DISABILITY, RURAL, ILL, COMBAT)
LAST = add_months(FIRST, 36)
# Few different amounts, so that ties and swaps are common.
monthly = st.sampled_from([100, 200, 250, 300, 400]).map(Decimal)
length = st.one_of(st.none(), st.integers(0, 14))
# Which two of his rights, not which two schemes: rules about others would decide nothing.
pairs = st.integers(0, 2)

rights = st.lists(
    st.tuples(st.sampled_from(CODES), month, length, st.sampled_from(["0.5", "2", "3"])),
    min_size=2,
    max_size=3,
    unique_by=lambda one: one[0],
)
rates = st.lists(st.tuples(st.sampled_from(CODES), month, monthly), min_size=2, max_size=6)
rules = st.lists(
    st.tuples(pairs, month, length, st.sampled_from(list(Effect)), st.booleans()), max_size=5
)
overrides = st.lists(st.tuples(pairs, month, length), max_size=2)
suspensions = st.lists(st.tuples(st.integers(0, 2), month, length), max_size=2)


def ends(first: date, months: int | None) -> date | None:
    return None if months is None else add_months(first, months)


def rated(people: People, code: str, amount: Decimal, first: date) -> None:
    if code == DISABILITY:
        people.rate(code, amount * 12, first, Basis.YEAR)
    elif code == RURAL:
        people.rate(code, amount / 2, first, Basis.MONTH_PER_SERVICE_YEAR)
    else:
        people.rate(code, amount, first)


def put_rules(people: People, two_of: list[tuple[str, str]], given_rules: list[Any]) -> None:
    """Laid over each other: of two that overlap the first one stays."""
    taken: list[tuple[Any, date, date]] = []
    for number, first, months, effect, keeps_first in given_rules:
        pair, last = two_of[number % len(two_of)], ends(first, months)
        until = last or date(9999, 12, 1)
        if any(one == pair and a <= until and first <= b for one, a, b in taken):
            continue
        taken.append((pair, first, until))
        kept = pair[0 if keeps_first else 1] if effect is Effect.FORBID else ""
        people.rule(*pair, effect, first, last, kept=kept)


@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    held=rights,
    rated_=rates,
    rules_=rules,
    overrides_=overrides,
    suspended=suspensions,
    default=st.sampled_from(["higher_only", "allow"]),
    pay=st.booleans(),
)
def test_settled_is_what_the_reference_says_of_every_month(
    settings: Any,
    held: list[Any],
    rated_: list[Any],
    rules_: list[Any],
    overrides_: list[Any],
    suspended: list[Any],
    default: str,
    pay: bool,
) -> None:
    settings.PORTAL_STACKING_DEFAULT = default
    with transaction.atomic():
        StackingRule.objects.update(is_live=False)
        people = People.of(*CODES)
        for code in CODES:
            rated(people, code, Decimal(300), FIRST)
        owner, stranger = people.someone(), people.someone()
        mine = [
            people.right(owner, code, first, end=ends(first, months), factor=factor)
            for code, first, months, factor in held
        ]
        people.right(stranger, RURAL, FIRST, factor="2")
        people.right(stranger, ILL, FIRST)
        two_of = list(combinations([code for code, *_ in held], 2))
        put_rules(people, two_of, rules_)
        settle_stacking([owner.pk, stranger.pk])
        if pay:
            # Months are on the ledger before the facts that decide them anew.
            for code, *_ in held:
                people.labs[code].run(add_months(FIRST, 20))
        for code, first, amount in rated_:
            rated(people, code, amount, first)
        for number, first, months in suspended[:1]:
            Suspension.objects.create(
                entitlement=mine[number % len(mine)],
                first_month=first,
                last_month=ends(first, months),
                reason="服刑",
            )
        for pair, (first, months) in {
            two_of[number % len(two_of)]: months for number, *months in overrides_
        }.items():
            people.allow(owner, *pair, first, ends(first, months))
        settle_stacking([owner.pk, stranger.pk])
        told = {
            (right, one): why
            for one in month_range(FIRST, LAST)
            for right, why in people.apart(owner, one)[1].items()
        }
        assert stored(owner, FIRST, LAST) == told
        # Settling again finds nothing to do, nor does looking at everybody.
        with connection.cursor() as cursor:
            cursor.execute(DIFFERENCES, parameters(None))
            assert cursor.fetchall() == []
        no_month_draws_two(people, owner, mine, pay=pay)
        transaction.set_rollback(True)


def no_month_draws_two(people: People, owner: Any, mine: list[Entitlement], *, pay: bool) -> None:
    paid: dict[date, set[str]] = {}
    for right in mine:
        lab = people.labs[right.scheme.code]
        if pay:
            lab.run(LAST)
            assert lab.posted(right) == lab.owed(right, LAST)
            drawn = lab.posted(right)
        else:
            drawn = lab.owed(right, LAST)
        for one, _ in drawn:
            paid.setdefault(one, set()).add(right.scheme.code)
    every, allowed = list(all_rules()), list(allowances(owner))
    for one, codes in paid.items():
        for a, b in combinations(sorted(codes), 2):
            assert ruling(a, b, one, every, allowed).effect is Effect.ALLOW, (one, a, b)
    if pay:
        assert audit_ledger(snapshot=False) == []


def test_a_missing_row_and_one_too_many_are_found_by_the_audit() -> None:
    people = People.of(RURAL, ILL)
    for code in (RURAL, ILL):
        rated(people, code, Decimal(300), FIRST)
    owner = people.someone()
    rural = people.right(owner, RURAL, FIRST, factor="2")
    ill = people.right(owner, ILL, FIRST)
    faults = [fault for fault in audit_ledger(snapshot=False) if fault.check == "stacking_settled"]
    assert [fault.subject for fault in faults] == [str(rural.pk)]
    assert "缺少" in faults[0].what
    settle_stacking([owner.pk])
    assert audit_ledger(snapshot=False) == []
    Exclusion.objects.create(
        entitlement=ill, first_month=FIRST, because=rural, effect="higher_only"
    )
    faults = [fault for fault in audit_ledger(snapshot=False) if fault.check == "stacking_settled"]
    assert [fault.subject for fault in faults] == [str(ill.pk)]
    assert "多出" in faults[0].what
