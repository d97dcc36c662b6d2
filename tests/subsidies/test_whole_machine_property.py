"""Property: facts and bank in one machine. Months are run, voided, sent, answered, re-issued while
people are regraded, suspended, held up by lost accounts, and die; what cannot be delivered goes on
suspense, to the treasury and back. The order is anybody's.

After every single step, for every batch that was approved,

    approved = paid + failed + returned + outstanding + on suspense + with the treasury,

what a batch approved is what the ledger says it recognised less what it offset, and over the whole
bureau what was posted = what was approved to people - what is still to be recovered from them.
"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies.models import (
    BankFile,
    Batch,
    FileLine,
    Payment,
    Posting,
    RecoveryEntry,
    SuspenseRequest,
)
from support_services.subsidies.services import bank, batches, suspense
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.states import LineState, PaymentState
from support_services.subsidies.suspense_states import (
    REQUEST_MOVES,
    RequestKind,
    SuspenseCause,
)
from tests.subsidies import the_bank
from tests.subsidies.factories import account
from tests.subsidies.histories import FIRST, History, change, month, yuan
from tests.subsidies.ledger_lab import AT, Lab
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO

pytestmark = pytest.mark.django_db

which = st.integers(0, 5)
CODES = (
    the_bank.PAID,
    the_bank.BAD_ACCOUNT,
    the_bank.OTHER_FAILURE,
    the_bank.RETURNED,
    the_bank.UNKNOWN,
)
at_the_bank = st.one_of(
    st.tuples(st.just("export"), which),
    st.tuples(st.just("receive"), which, st.lists(st.sampled_from(CODES), min_size=1, max_size=4)),
    st.tuples(st.just("settle"), which, st.lists(st.sampled_from(CODES[:3]), min_size=1)),
    st.tuples(st.just("settle"), which, st.lists(st.sampled_from(CODES[:3]), min_size=1)),
    st.tuples(st.just("come_back"), which),
    st.tuples(st.just("mend_and_reissue"), which),
    st.tuples(st.just("close"), which),
    st.tuples(st.just("void"), which),
    st.tuples(st.just("replace_account"), which),
    st.tuples(st.just("lose_account"), which),
)
# The road that seldom comes by chance; anything may happen between any two of these.
on_suspense = st.sampled_from(
    [
        ("undelivered", 0),
        ("lost", 0),
        ("lost", 1),
        ("lost", 2),
        ("put_on_suspense", 0),
        ("put_on_suspense", 1),
        ("to_the_treasury", 0),
        ("back_from_it", 0),
        ("mend_and_reissue", 0),
    ]
)


class Bureau(History):
    """The history of facts, and a bank that answers as it pleases."""

    accepted = 0

    def step(self, step: tuple[Any, ...]) -> None:
        try:
            with transaction.atomic():
                self.apply(step)
            self.accepted += 1
        except Refused:
            pass

    def check(self) -> None:
        """Holes in the ledger are expected here: whoever has no account waits, unposted."""

    def batch(self, number: int) -> Batch:
        every = list(Batch.objects.order_by("pk"))
        return every[number % len(every)]

    def export(self, number: int) -> None:
        bank.export(
            batch_id=self.batch(number).pk,
            layout=the_bank.TEXT,
            by=self.lab.preparer,
            at=AT,
        )

    def receive(self, number: int, codes: list[str]) -> None:
        files = list(BankFile.objects.order_by("pk"))
        if not files:
            return
        made = files[number % len(files)]
        told = {n % made.line_count + 1: code for n, code in enumerate(codes)}
        bank.receive(
            content=the_bank.answers(made, told), filename="r", by=self.lab.preparer, at=AT
        )

    def settle(self, number: int, codes: list[str]) -> None:
        """A file goes out and is answered whole."""
        batch = self.batch(number)
        made = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=self.lab.preparer, at=AT)
        told = {n + 1: codes[n % len(codes)] for n in range(made.line_count)}
        bank.receive(
            content=the_bank.answers(made, told), filename="r", by=self.lab.preparer, at=AT
        )

    def undelivered(self, number: int) -> None:
        """Nothing of a batch arrives."""
        every = list(Batch.objects.filter(state__in=("approved", "exported")).order_by("pk"))
        if not every:
            return
        batch = every[number % len(every)]
        if batch.state == "approved":
            bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=self.lab.preparer, at=AT)
        made = BankFile.objects.filter(batch=batch).latest("pk")
        sent = made.lines.filter(state=LineState.SENT).values_list("line_no", flat=True)
        told = dict.fromkeys(sent, the_bank.BAD_ACCOUNT)
        bank.receive(
            content=the_bank.answers(made, told), filename="r", by=self.lab.preparer, at=AT
        )

    def come_back(self, number: int) -> None:
        """Money that had arrived comes back weeks later."""
        paid = list(FileLine.objects.filter(state=LineState.PAID).order_by("pk"))
        if paid:
            line = paid[number % len(paid)]
            bank.receive(
                content=the_bank.answers(line.bank_file, {line.line_no: the_bank.RETURNED}),
                filename="r",
                by=self.lab.preparer,
                at=AT,
            )

    def mend_and_reissue(self, number: int) -> None:
        stuck = self.first_in(PaymentState.FAILED, PaymentState.RETURNED, PaymentState.SUSPENSE)
        if stuck is None:
            return
        account(stuck.payee)
        bank.reissue(batch_id=stuck.batch_id, by=self.lab.preparer, at=AT)

    def first_in(self, *states: PaymentState, skip: int = 0) -> Payment | None:
        every = list(Payment.objects.filter(state__in=states).order_by("pk"))
        return every[skip % len(every)] if every else None

    def lost(self, depth: int) -> None:
        """Nothing arrives, and one of them goes on suspense; then to the treasury; then back."""
        self.undelivered(0)
        for road in (self.put_on_suspense, self.to_the_treasury, self.back_from_it)[: depth + 1]:
            road(0)

    def put_on_suspense(self, number: int) -> None:
        stuck = self.first_in(*REQUEST_MOVES[RequestKind.PUT][0], skip=number)
        if stuck is not None:
            self.agreed(
                suspense.propose(
                    payment_ids=[stuck.pk],
                    cause=SuspenseCause.UNREACHABLE,
                    reason="找不到人",
                    by=self.lab.preparer,
                    at=AT,
                ),
                self.lab.reviewer,
            )

    def to_the_treasury(self, number: int) -> None:
        kept = self.first_in(PaymentState.SUSPENSE, skip=number)
        if kept is not None:
            self.agreed(
                suspense.ask_treasury(
                    payment_ids=[kept.pk],
                    document_no="缴〔2026〕1号",
                    returned_on=AT.date(),
                    reason="两年无人领取",
                    by=self.lab.preparer,
                    at=AT,
                    today=AT.date(),
                ),
                self.lab.approver,
            )

    def back_from_it(self, number: int) -> None:
        given = self.first_in(PaymentState.TREASURY, skip=number)
        if given is not None:
            self.agreed(
                suspense.ask_reopen(
                    payment_ids=[given.pk],
                    document_no="退〔2026〕1号",
                    claimed_on=AT.date(),
                    reason="本人来领",
                    by=self.lab.preparer,
                    at=AT,
                    today=AT.date(),
                ),
                self.lab.reviewer,
            )

    def agreed(self, asked: list[SuspenseRequest], by: User) -> None:
        suspense.confirm(request_ids=[one.pk for one in asked], by=by, at=AT)

    def close(self, number: int) -> None:
        batches.close(batch_id=self.batch(number).pk, by=self.lab.preparer, at=AT)

    def void(self, number: int) -> None:
        batches.void(batch_id=self.batch(number).pk, reason="重来", by=self.lab.approver, at=AT)

    def replace_account(self, number: int) -> None:
        account(self.who(number).person)

    def lose_account(self, number: int) -> None:
        self.who(number).person.accounts.update(is_current=False)

    def conserved(self) -> None:
        for batch in Batch.objects.all():
            totals = bank.reconcile(batch)
            assert totals.holds, (batch.pk, totals.problems)
            assert totals.approved == (
                totals.paid
                + totals.failed
                + totals.returned
                + totals.outstanding
                + totals.suspense
                + totals.treasury
            )
        approved = Batch.objects.filter(
            state__in=("approved", "exported", "settled", "closed", "voided")
        )
        for one in self.people:
            posted = _sum(Posting.objects.filter(entitlement=one, batch__in=approved))
            paid = _sum(
                Payment.objects.filter(entitlement=one).exclude(state=PaymentState.CANCELLED)
            )
            back = _sum(RecoveryEntry.objects.filter(entitlement=one))
            assert posted == paid - back
            assert back >= 0
        for payment in Payment.objects.all():
            # Never out twice, and what the bank paid is what was approved.
            paid_lines = payment.lines.filter(state=LineState.PAID)
            assert paid_lines.count() <= 1
            assert all(line.amount == payment.amount for line in paid_lines)


def _sum(rows: Any) -> Decimal:
    return sum(rows.values_list("amount", flat=True), ZERO)


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    rates=st.tuples(yuan, yuan),
    start=month,
    steps=st.lists(
        # Not one_of, which would spread its choice over all the kinds within.
        st.sampled_from((at_the_bank, at_the_bank, change, on_suspense, on_suspense)).flatmap(
            lambda kind: kind
        ),
        min_size=6,
        max_size=18,
    ),
)
def test_nothing_is_lost_between_what_is_owed_and_what_arrives(
    rates: tuple[Decimal, Decimal], start: Any, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        bureau = Bureau(Lab.of())
        bureau.rate(rates[0], FIRST, 1)
        bureau.rate(rates[1], FIRST, 2)
        bureau.people.append(bureau.lab.entitle(start))
        bureau.people.append(bureau.lab.entitle(FIRST, grade=2))
        bureau.run(1)
        bureau.conserved()
        for step in [("export", 0), *steps]:
            bureau.step(step)
            bureau.conserved()
        assert bureau.accepted
        # Whoever has an account again is paid in the end, to the fen.
        for number, one in enumerate(bureau.people):
            account(one.person)
            if (payee := bureau.who(number).payee) is not None:
                account(payee)
        bureau.run(1)
        bureau.conserved()
        for one in bureau.people:
            assert bureau.lab.posted(one) == bureau.lab.owed(one, bureau.paid_to)
        assert audit_ledger(snapshot=False) == []
        transaction.set_rollback(True)
