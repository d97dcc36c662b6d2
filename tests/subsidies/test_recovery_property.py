"""Properties of a recovery: whatever is paid, corrected, agreed, repaid, given up and voided.

The statement that approves does what ``offsets.offset`` says; no balance falls below zero; a claim
is open exactly while it has one; nobody's month is reduced beyond what was agreed; and

    postings = payments − repaid by hand − written off − balance.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies.labels import is_tail
from support_services.subsidies.models import (
    Batch,
    BatchScheme,
    Entitlement,
    Payment,
    Posting,
    RecoveryClaim,
    RecoveryEntry,
    RecoveryRepayment,
    RecoveryWriteOff,
)
from support_services.subsidies.offsets import Agreed, GeneralCap, Offset, offset
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.selectors.dated_rules import general_cap
from support_services.subsidies.selectors.recovery import plan_in_force
from support_services.subsidies.services import batches, recovery
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.histories import FIRST, History, change, yuan
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.recoveries import books_agree, plan, repay, write_off
from tests.subsidies.rule_lab import enforced
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO, half_up
from veterans.foundation.months import add_months

pytestmark = pytest.mark.django_db

some_yuan = st.integers(-400_000, 400_000).map(lambda fen: Decimal(fen) / 100)
not_less = st.integers(0, 400_000).map(lambda fen: Decimal(fen) / 100)
a_cap = st.one_of(st.none(), not_less, st.just(Decimal(0)))


@given(
    earlier=some_yuan,
    new=some_yuan,
    tail=some_yuan,
    balance=not_less,
    cap=a_cap,
    tail_in_full=st.booleans(),
)
def test_an_offset_is_never_more_than_owed_due_or_agreed(
    earlier: Decimal,
    new: Decimal,
    tail: Decimal,
    balance: Decimal,
    cap: Decimal | None,
    tail_in_full: bool,
) -> None:
    got = offset(
        earlier=earlier, new=new, tail=tail, balance=balance, agreed=Agreed(cap, tail_in_full)
    )
    taken = got.from_tail + got.from_months
    assert min(got.claimed, got.from_tail, got.from_months, got.payment) >= 0
    assert taken <= balance + got.claimed
    assert got.payment == earlier + new + tail + got.claimed - taken
    if cap is not None:
        assert got.from_months <= cap
        assert tail_in_full or got.from_tail == 0
    else:
        # Nothing is paid out while something is still owed back.
        assert not got.payment or taken == balance + got.claimed


@given(earlier=some_yuan, new=some_yuan, balance=not_less, percent=st.integers(0, 100))
def test_where_nothing_is_agreed_the_general_cap_holds(
    earlier: Decimal, new: Decimal, balance: Decimal, percent: int
) -> None:
    parts = {"earlier": earlier, "new": new, "tail": ZERO, "balance": balance}
    general = GeneralCap(percent=Decimal(percent))
    got = offset(**parts, general=general)
    due = max(earlier, ZERO) + max(new, ZERO)
    assert got.from_months == min(half_up(due * percent / 100), balance + got.claimed, due)
    assert offset(**parts, agreed=Agreed(), general=general) == offset(**parts)


which = st.sampled_from([0, 0, 1])
# Of what is owed, in hundredths; at times all of it.
share = st.one_of(st.integers(1, 100), st.just(100))
a_small_cap = st.one_of(st.none(), st.integers(0, 20_000).map(lambda fen: Decimal(fen) / 100))
at_the_desk = st.one_of(
    st.tuples(st.just("agree"), which, a_small_cap, st.booleans(), st.integers(0, 2)),
    st.tuples(st.just("give_back"), which, share, st.booleans()),
    st.tuples(st.just("confirm"), which),
    st.tuples(st.just("give_up"), which, share, st.booleans()),
    st.tuples(st.just("limit"), st.sampled_from(["percent", "yuan", "none"]), st.integers(0, 100)),
    st.tuples(st.just("void"), st.integers(0, 2)),
    st.tuples(st.just("run"), st.integers(1, 2)),
    st.tuples(st.just("run"), st.integers(1, 2)),
)


# Mapped, so that the many kinds of changes count as one choice of three.
anything = st.one_of(at_the_desk.map(tuple), at_the_desk.map(lambda s: s), change.map(tuple))


class Desk(History):
    """The history of facts, with people who agree, give back, give up and void."""

    def step(self, step: tuple[Any, ...]) -> None:
        try:
            with transaction.atomic():
                self.apply(step)
        except Refused:
            pass

    def claim(self, number: int) -> RecoveryClaim:
        found = RecoveryClaim.objects.filter(entitlement=self.who(number)).last()
        if found is None:
            raise Refused("没有")
        return found

    def agree(self, number: int, cap: Decimal | None, tail_in_full: bool, ahead: int) -> None:
        claim = self.claim(number)
        month = add_months(max(self.paid_to, AT.date().replace(day=1)), ahead)
        plan(self.lab, claim, cap, tail_in_full=tail_in_full, from_month=month)

    def limit(self, value: str, number: int) -> None:
        """A general cap for what was not agreed, from the next month on; or none any more."""
        more = {} if value == "none" else {"number": Decimal(number)}
        month = add_months(self.paid_to, 1)
        enforced(self.lab, RuleKind.CAP, value=value, first=month, **more)

    def give_back(self, number: int, hundredths: int, confirm: bool) -> None:
        claim = self.claim(number)
        repay(self.lab, claim, half_up(claim.balance * hundredths / 100), confirm=confirm)

    def confirm(self, number: int) -> None:
        waiting = RecoveryRepayment.objects.filter(claim=self.claim(number), state="pending")
        for one in waiting[:1]:
            recovery.confirm_repayment(repayment_id=one.pk, by=self.lab.reviewer, at=AT)

    def give_up(self, number: int, hundredths: int, decide: bool) -> None:
        claim = self.claim(number)
        write_off(self.lab, claim, half_up(claim.balance * hundredths / 100), decide=decide)
        for one in RecoveryWriteOff.objects.filter(claim=claim, state="pending"):
            recovery.refuse_write_off(
                write_off_id=one.pk, reason="再等等", by=self.lab.approver, at=AT
            )

    def void(self, number: int) -> None:
        every = list(Batch.objects.order_by("-pk"))
        last = every[number % len(every)]
        batches.void(batch_id=last.pk, reason="重来", by=self.lab.approver, at=AT)

    def run(self, months: int) -> None:
        """Calculated, foretold by the reference, approved."""
        self.paid_to = add_months(self.paid_to, months)
        batch = self.lab.run(self.paid_to, approve=False)
        told = {one.pk: foretold(batch, one) for one in self.people}
        batches.review(batch_id=batch.pk, by=self.lab.reviewer, at=AT)
        batches.approve(batch_id=batch.pk, by=self.lab.approver, at=AT)
        for one in self.people:
            assert done(batch, one) == told[one.pk]

    def check(self) -> None:
        for one in self.people:
            books_agree(one)


def foretold(batch: Batch, right: Entitlement) -> Offset:
    """What the reference says that this batch will do."""
    quick_from = BatchScheme.objects.get(batch=batch).quick_from
    parts = {"earlier": ZERO, "new": ZERO, "tail": ZERO}
    for line in Posting.objects.filter(batch=batch, entitlement=right):
        early = quick_from is None or line.month < quick_from
        part = "tail" if is_tail(line.component) else "earlier" if early else "new"
        parts[part] += line.amount
    claim = RecoveryClaim.objects.filter(entitlement=right, state="open").first()
    agreed = plan_in_force(claim, batch.through) if claim else None
    general = general_cap(batch.through)
    return offset(
        **parts,
        balance=claim.balance if claim else ZERO,
        agreed=Agreed(agreed.cap, agreed.tail_in_full) if agreed else None,
        general=GeneralCap(general.percent, general.amount) if general else None,
    )


def done(batch: Batch, right: Entitlement) -> Offset:
    """What it did, read from the books."""
    mine = RecoveryEntry.objects.filter(batch=batch, entitlement=right)
    offsets = mine.filter(kind="offset")
    payment = Payment.objects.filter(batch=batch, entitlement=right).first()
    return Offset(
        claimed=_sum(mine.filter(kind="claim")),
        from_tail=-_sum(offsets.filter(from_tail=True)),
        from_months=-_sum(offsets.filter(from_tail=False)),
        payment=payment.amount if payment else ZERO,
    )


def _sum(rows: Any) -> Decimal:
    return sum(rows.values_list("amount", flat=True), ZERO)


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    rates=st.tuples(yuan, yuan),
    back=st.integers(6, 18),
    cap=a_small_cap,
    steps=st.lists(anything, min_size=8, max_size=18),
)
def test_no_fen_is_taken_twice_or_beyond_what_was_agreed(
    rates: tuple[Decimal, Decimal], back: int, cap: Decimal | None, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        desk = Desk(Lab.of())
        # Plans and repayments are of these days; so are the months.
        desk.paid_to = date(2026, 10, 1)
        desk.rate(sum(rates), FIRST, 1)
        desk.rate(rates[1], FIRST, 2)
        desk.people += [desk.lab.entitle(FIRST), desk.lab.entitle(date(2026, 1, 1), grade=2)]
        desk.run(0)
        # One has been drawing too much for months and goes on drawing, one should have stopped.
        desk.determine(0, add_months(desk.paid_to, -back), 2)
        desk.end(1, add_months(desk.paid_to, -2))
        for step in [("run", 1), ("agree", 0, cap, True, 0), *steps, ("run", 1)]:
            desk.step(step)
            desk.check()
        assert audit_ledger(snapshot=False) == []
        transaction.set_rollback(True)
