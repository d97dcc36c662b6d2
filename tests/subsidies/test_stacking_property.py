"""Random people with up to three rights, random standards, rules and 特批: the statement that
settles agrees with the reference month by month, and nobody draws two that exclude each other.

The reference is asked for each month by itself, so it knows nothing of intervals; what no month may
show is asserted of the ledger besides, from the rules alone.
"""

from datetime import date
from decimal import Decimal
from itertools import combinations
from random import Random
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
from tests.subsidies.histories import FIRST
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
MONTHLY = (100, 200, 250, 300, 400)


class World:
    """A person's facts, evenly at random: what collides should collide in most of them."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        StackingRule.objects.update(is_live=False)
        self.people = People.of(*CODES)
        for code in CODES:
            self.rate(code, FIRST)
        self.owner, self.stranger = self.people.someone(), self.people.someone()
        codes = self.rng.sample(CODES, self.rng.choice((2, 3, 3)))
        self.mine = [self.right(code) for code in codes]
        self.people.right(self.stranger, RURAL, FIRST, factor="2")
        self.people.right(self.stranger, ILL, FIRST)
        self.pairs = list(combinations(codes, 2))
        self.codes = codes
        for pair in self.pairs:
            self.rules(pair)

    def right(self, code: str) -> Entitlement:
        first, last = self.months(0, 14)
        factor = self.rng.choice(("0.5", "2", "3"))
        return self.people.right(self.owner, code, first, end=last, factor=factor)

    def months(self, earliest: int, latest: int) -> tuple[date, date | None]:
        first = add_months(FIRST, self.rng.randint(earliest, latest))
        last = add_months(first, self.rng.randint(0, 20)) if self.rng.random() < 0.4 else None
        return first, last

    def rate(self, code: str, first: date) -> None:
        amount = Decimal(self.rng.choice(MONTHLY))
        if code == DISABILITY:
            self.people.rate(code, amount * 12, first, Basis.YEAR)
        elif code == RURAL:
            self.people.rate(code, amount / 2, first, Basis.MONTH_PER_SERVICE_YEAR)
        else:
            self.people.rate(code, amount, first)

    def rules(self, pair: tuple[str, str]) -> None:
        """One stretch after the other, with gaps in which the setting holds."""
        first = FIRST
        for _ in range(self.rng.randint(0, 3)):
            first = add_months(first, self.rng.randint(0, 8))
            last = add_months(first, self.rng.randint(0, 14)) if self.rng.random() < 0.7 else None
            effect = self.rng.choice(list(Effect))
            kept = self.rng.choice(pair) if effect is Effect.FORBID else ""
            self.people.rule(*pair, effect, first, last, kept=kept)
            if last is None:
                return
            first = add_months(last, 1)

    def happens(self) -> None:
        """Raises, a suspension, a 特批: after some months were paid already."""
        for _ in range(self.rng.randint(0, 4)):
            self.rate(self.rng.choice(self.codes), add_months(FIRST, self.rng.randint(0, 30)))
        if self.rng.random() < 0.4:
            first, last = self.months(0, 24)
            right = self.rng.choice(self.mine)
            Suspension.objects.create(
                entitlement=right, first_month=first, last_month=last, reason="服刑"
            )
        if self.rng.random() < 0.4:
            self.people.allow(self.owner, *self.rng.choice(self.pairs), *self.months(0, 24))


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**9))
def test_settled_is_what_the_reference_says_of_every_month(settings: Any, seed: int) -> None:
    with transaction.atomic():
        world = World(seed)
        settings.PORTAL_STACKING_DEFAULT = world.rng.choice(("higher_only", "allow"))
        people, owner, both = world.people, world.owner, [world.owner.pk, world.stranger.pk]
        settle_stacking(both)
        pay = world.rng.random() < 0.3
        if pay:
            # Months are on the ledger before the facts that decide them anew.
            for code in world.codes:
                people.labs[code].run(add_months(FIRST, 20))
        world.happens()
        settle_stacking(both)
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
        no_month_draws_two(people, owner, world.mine, pay=pay)
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
        people.rate(code, "300", FIRST)
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
