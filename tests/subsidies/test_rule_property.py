"""Random histories in which rules change as well: the statement that pays agrees with the rules in
plain Python whatever changed, and a preview says what the next batch then posts.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies import rules
from support_services.subsidies.models import Posting
from support_services.subsidies.rule_kinds import KINDS, NONE, RuleKind
from support_services.subsidies.rule_moves import (
    CannotMove,
    RightMonths,
    TermMonths,
    followed,
)
from support_services.subsidies.rules import Basis, MonthRounding, Rate, Rounded
from support_services.subsidies.services import rule_changes
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.services.rule_previews import preview
from tests.subsidies.histories import FIRST, History, change, month, yuan
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.rule_lab import proposed
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO, half_up
from veterans.foundation.months import add_months

pytestmark = pytest.mark.django_db

OTHER = "combat_test_allowance"
KIND = st.sampled_from(
    [RuleKind.START, RuleKind.TAIL, RuleKind.ROUNDING, RuleKind.ROUNDING, RuleKind.STACKING]
)
rule = st.tuples(
    st.just("rule"), KIND, st.integers(0, 11), month, st.one_of(st.none(), st.integers(0, 20))
)
step = st.one_of(rule.map(tuple), rule.map(lambda s: s), change.map(tuple))


class Book(History):
    """A history whose rules change too, each time seen first."""

    changed = 0

    def rule(self, kind: RuleKind, pick: int, first: date, length: int | None) -> None:
        values = [*KINDS[kind].values, NONE]
        value = values[pick % len(values)]
        schemes = [self.lab.scheme.code]
        what: dict[str, Any] = {"first": first, "value": value}
        if length is not None:
            what["last"] = add_months(first, length)
        if kind is RuleKind.STACKING:
            schemes.append(OTHER)
            if value == "forbid":
                what["kept"] = schemes[pick % 2]
        if value == "months":
            what["number"] = 1 + pick
        try:
            asked = proposed(self.lab, kind, *schemes, **what)
        except Refused:
            return
        # Whatever was open before is not the rule's doing.
        self.lab.run(self.paid_to)
        told = preview(asked)
        rule_changes.enforce(change_id=asked.pk, by=self.lab.reviewer, at=AT)
        batch = self.lab.run(self.paid_to)
        mine = [one for one in told.schemes if one.name == self.lab.scheme.short_name]
        assert batch.posted_total == sum((one.net for one in mine), ZERO)
        lines = Posting.objects.filter(batch=batch).values_list("amount", flat=True)
        assert sum((x for x in lines if x > 0), ZERO) == sum((m.arrears for m in mine), ZERO)
        self.check()
        self.changed += bool(batch.line_count)


STEPS: list[tuple[Any, ...]] = [
    ("rule", RuleKind.ROUNDING, 2, FIRST, None),
    ("die", 0, add_months(FIRST, 14)),
    ("rule", RuleKind.TAIL, 4, FIRST, None),
    ("rule", RuleKind.ROUNDING, 1, add_months(FIRST, 9), 12),
    ("other_right", 1, add_months(FIRST, 3), 8, Decimal("99999")),
    ("rule", RuleKind.STACKING, 0, add_months(FIRST, 5), 4),
]


def test_these_rules_do_move_money() -> None:
    book = lived((Decimal("11627.50"), Decimal("9001")), (FIRST, FIRST), STEPS)
    assert book.changed == 4


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    rates=st.tuples(yuan, yuan),
    starts=st.tuples(month, month),
    steps=st.lists(step, min_size=3, max_size=8),
)
def test_what_a_rule_moves_is_what_was_seen_and_what_the_rules_owe(
    rates: tuple[Decimal, Decimal], starts: tuple[date, date], steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        lived(rates, starts, steps)
        transaction.set_rollback(True)


def lived(
    rates: tuple[Decimal, Decimal], starts: tuple[date, date], steps: list[tuple[Any, ...]]
) -> Book:
    book = Book(Lab.of())
    book.rate(rates[0], FIRST, 1)
    book.rate(rates[1], FIRST, 2)
    book.people += [book.lab.entitle(starts[0]), book.lab.entitle(starts[1], grade=2)]
    book.run(1)
    for one in steps:
        book.apply(one)
    book.run(1)
    assert book.lab.run(book.paid_to).line_count == 0
    assert audit_ledger(snapshot=False) == []
    return book


# --- the rules by themselves ----------------------------------------------------------------------


@given(amount=yuan, offset=st.integers(0, 40), rule=st.sampled_from(list(MonthRounding)))
def test_a_rounded_year(amount: Decimal, offset: int, rule: MonthRounding) -> None:
    rate = Rate("s", 1, "", amount, Basis.YEAR, FIRST, rounded=(Rounded(FIRST, None, rule),))
    months = [rules.month_amount(rate, add_months(FIRST, offset + n), ZERO) for n in range(12)]
    if rule is MonthRounding.CUMULATIVE:
        assert sum(months) == amount
        return
    assert len(set(months)) == 1
    each = half_up(amount / 12)
    if rule is MonthRounding.EACH_MONTH:
        assert months[0] == each
    else:
        assert months[0] == int(months[0])
        assert each <= months[0] < each + 1


def test_one_year_of_a_rate_is_rounded_in_one_way() -> None:
    spans = (Rounded(add_months(FIRST, 5), None, MonthRounding.WHOLE_YUAN),)
    rate = Rate("s", 1, "", Decimal("1000"), Basis.YEAR, FIRST, rounded=spans)
    amounts = [rules.month_amount(rate, add_months(FIRST, n), ZERO) for n in range(24)]
    assert sum(amounts[:12]) == 1000
    assert amounts[12:] == [Decimal("84.00")] * 12


a_month = st.integers(0, 30).map(lambda n: add_months(FIRST, n))


@given(
    approvals=st.lists(a_month, min_size=1, max_size=4, unique=True).map(sorted),
    by_hand=st.sets(st.integers(0, 3)),
    later=st.booleans(),
    ends_after=st.one_of(st.none(), st.integers(0, 3)),
)
def test_a_right_follows_a_start_rule_or_is_left_alone(
    approvals: list[date], by_hand: set[int], later: bool, ends_after: int | None
) -> None:
    """Contiguous terms stay so, only derived months move, and there and back is where one began."""

    def this_month(day: date) -> date:
        return day

    def next_month(day: date) -> date:
        return add_months(day, 1)

    before, after = (this_month, next_month) if later else (next_month, this_month)
    firsts: list[date] = []
    for number, day in enumerate(approvals):
        first = before(day) if number not in by_hand else add_months(day, 3)
        firsts.append(max(first, add_months(firsts[-1], 1)) if firsts else first)
    end = None if ends_after is None else add_months(firsts[-1], ends_after)
    terms = tuple(
        TermMonths(n, day, first, add_months(firsts[n + 1], -1) if n + 1 < len(firsts) else None)
        for n, (day, first) in enumerate(zip(approvals, firsts, strict=True))
    )
    right = RightMonths(approvals[0], firsts[0], end, firsts[0], terms)
    try:
        moved = followed(right, before=before, after=after)
    except CannotMove:
        return
    for old, new in zip(right.terms, moved.terms, strict=True):
        derived = old.first == before(old.approved_on)
        assert new.first == (after(old.approved_on) if derived else old.first)
        assert new.last is None or new.last >= new.first
    for one, two in zip(moved.terms, moved.terms[1:], strict=False):
        assert one.last == add_months(two.first, -1)
    assert moved.start == moved.terms[0].first == moved.ledger_from
    if all(old.first == before(old.approved_on) for old in right.terms):
        assert followed(moved, before=after, after=before) == right
