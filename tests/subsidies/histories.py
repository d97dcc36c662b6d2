"""A history of a bureau's facts, for properties: changes drawn at random, months run in between."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from hypothesis import strategies as st

from support_services.subsidies.models import (
    Entitlement,
    Grant,
    GrantDue,
    GrantShare,
    Payment,
    Posting,
    RecoveryEntry,
    Scheme,
    Supplement,
    Suspension,
)
from support_services.subsidies.rules import Basis, EndReason
from support_services.subsidies.services import batches
from support_services.subsidies.services.stacking import settle_stacking
from tests.subsidies.ledger_lab import AT, Lab
from veterans.foundation.money import ZERO
from veterans.foundation.months import add_months

FIRST = date(2022, 1, 1)
month = st.integers(0, 30).map(lambda n: add_months(FIRST, n))
yuan = st.integers(1000, 12_000_000).map(lambda n: Decimal(n) / 100)
grade = st.sampled_from([1, 2])

# Components beside the standard: one that all have, one that goes on after a death, and two that
# are determined for a person. Written for all grades (0) or for one; zero ends them.
ALL, TAIL, NAMED, CARE = "growth", "grain", "lonely", "nursing"
PARTS = {ALL: (False, False), TAIL: (False, True), NAMED: (True, False), CARE: (True, True)}
part = st.sampled_from(list(PARTS))
part_grade = st.sampled_from([0, 1, 2])
part_class = st.sampled_from(["", "combat"])
part_yuan = st.one_of(st.just(ZERO), st.integers(1, 90_000).map(lambda n: Decimal(n) / 100))

change = st.one_of(
    st.tuples(st.just("part"), part, part_yuan, month, part_grade, part_class),
    st.tuples(st.just("part"), part, part_yuan, month, part_grade, part_class),
    st.tuples(st.just("supplement"), st.integers(0, 2), month, st.integers(0, 12)),
    st.tuples(st.just("supplement"), st.integers(0, 2), month, st.integers(0, 12)),
    st.tuples(st.just("no_supplement"), st.integers(0, 2)),
    st.tuples(st.just("rate"), yuan, month, grade),
    st.tuples(st.just("determine"), st.integers(0, 2), month, grade),
    st.tuples(st.just("suspend"), st.integers(0, 2), month, st.integers(0, 8)),
    st.tuples(st.just("resume_all"), st.integers(0, 2)),
    st.tuples(st.just("die"), st.integers(0, 2), month),
    st.tuples(st.just("end"), st.integers(0, 2), month),
    st.tuples(st.just("undo_end"), st.integers(0, 2)),
    st.tuples(st.just("other_right"), st.integers(0, 2), month, st.integers(0, 8), yuan),
    st.tuples(st.just("new"), month, grade),
    st.tuples(st.just("run"), st.integers(1, 3)),
    st.tuples(st.just("run"), st.integers(1, 3)),
    st.tuples(st.just("run_and_void"), st.integers(1, 3)),
)


# Sums that are granted cross the months as well: what standards cost knows nothing of these.
change_or_grant = st.one_of(
    change,
    st.tuples(st.just("grant"), st.integers(0, 2), month, yuan),
    st.tuples(st.just("withdraw"), st.integers(0, 2)),
)


class History:
    """Applies changes to the laboratory; remembers who lives in it and how far it was paid."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        for code, (is_named, in_tail) in PARTS.items():
            lab.component(code, is_named=is_named, in_tail=in_tail)
        self.people: list[Entitlement] = []
        # Far enough into the months that changes are dated in, so that most reach back.
        self.paid_to = add_months(FIRST, 20)

    def apply(self, step: tuple[Any, ...]) -> None:
        getattr(self, step[0])(*step[1:])
        # As every service does: who is paid what beside it follows from the facts.
        settle_stacking(one.person_id for one in self.people)

    def who(self, number: int) -> Entitlement:
        return Entitlement.objects.get(pk=self.people[number % len(self.people)].pk)

    def rate(self, amount: Decimal, first: date, grade_: int) -> None:
        self.lab.rate(amount, first, grade=grade_)

    def part(self, code: str, amount: Decimal, first: date, grade_: int, rate_class: str) -> None:
        self.lab.rate(
            amount, first, grade=grade_, rate_class=rate_class, component=code, basis=Basis.MONTH
        )

    def supplement(self, number: int, first: date, length: int) -> None:
        one, code = self.who(number), (NAMED, CARE)[length % 2]
        Supplement.objects.filter(entitlement=one, component__code=code).delete()
        last = add_months(first, length) if length < 10 else None
        self.lab.supplement(one, code, first, last)

    def no_supplement(self, number: int) -> None:
        Supplement.objects.filter(entitlement=self.who(number)).delete()

    def determine(self, number: int, first: date, grade_: int) -> None:
        one = self.who(number)
        self.lab.determine(one, max(first, one.start_month), grade=grade_)

    def suspend(self, number: int, first: date, length: int) -> None:
        one = self.who(number)
        Suspension.objects.filter(entitlement=one, first_month__gte=first).delete()
        Suspension.objects.filter(
            Q(last_month__isnull=True) | Q(last_month__gte=first), entitlement=one
        ).update(last_month=add_months(first, -1))
        Suspension.objects.create(
            entitlement=one,
            first_month=first,
            last_month=add_months(first, length) if length < 8 else None,
            reason="服刑",
        )

    def resume_all(self, number: int) -> None:
        Suspension.objects.filter(entitlement=self.who(number)).delete()

    def _end(self, number: int, last: date, reason: EndReason) -> None:
        one = self.who(number)
        last = max(last, one.start_month)
        Entitlement.objects.filter(pk=one.pk).update(**Lab.ending(last, reason))
        if reason is EndReason.DEATH and one.payee_id is None:
            # A relative with an account, so that the tail has somewhere to go.
            heir = self.lab.entitle(date(2040, 1, 1)).person
            Entitlement.objects.filter(pk=one.pk).update(payee=heir)

    def die(self, number: int, last: date) -> None:
        self._end(number, last, EndReason.DEATH)

    def end(self, number: int, last: date) -> None:
        self._end(number, last, EndReason.OTHER)

    def undo_end(self, number: int) -> None:
        Entitlement.objects.filter(pk=self.who(number).pk).update(
            end_month=None, ended_on=None, end_reason=""
        )

    def other_right(self, number: int, first: date, length: int, amount: Decimal) -> None:
        """The person holds another right for a while; the higher of the two is the one paid."""
        other = Lab(
            Scheme.objects.get(code="combat_test_allowance"),
            self.lab.preparer,
            self.lab.reviewer,
            self.lab.approver,
        )
        other.rate(amount, first, grade=0, rate_class="")
        person = self.who(number).person
        Entitlement.objects.filter(person=person, scheme=other.scheme).update(
            **Lab.ending(add_months(FIRST, -2))
        )
        last = add_months(first, length) if length < 8 else None
        right = Entitlement.objects.create(
            person=person,
            scheme=other.scheme,
            approved_on=first,
            start_month=first,
            ledger_from=first,
            created_at=AT,
            **Lab.ending(last),
        )
        other.determine(right, first, grade=0, rate_class="")

    def new(self, start: date, grade_: int) -> None:
        if len(self.people) < 4:
            self.people.append(self.lab.entitle(start, grade=grade_))

    def grant(self, number: int, month_: date, amount: Decimal) -> None:
        """A sum that falls due once; on a monthly right too, so that the ways cross."""
        one = self.who(number)
        made = Grant.objects.create(
            kind="festival",
            scheme=one.scheme,
            person=one.person,
            year=month_.year,
            occasion="试验",
            once_key=f"{Grant.objects.count()}",
            inputs={},
            amount=amount,
            steps=[],
            state="approved",
            entered_by=self.lab.preparer,
            entered_at=AT,
            decided_by=self.lab.reviewer,
            decided_at=AT,
        )
        share = GrantShare.objects.create(grant=made, payee=one.person, amount=amount)
        GrantDue.objects.create(
            share=share, entitlement=one, month=max(month_, one.start_month), amount=amount
        )

    def withdraw(self, number: int) -> None:
        """What was granted to him last is withdrawn, if anything stands."""
        dues = GrantDue.objects.filter(entitlement=self.who(number), withdrawn_at=None)
        last = dues.order_by("-pk").first()
        if last is not None:
            GrantDue.objects.filter(pk=last.pk).update(withdrawn_at=AT)

    def run(self, months: int) -> None:
        self.paid_to = add_months(self.paid_to, months)
        self.lab.run(self.paid_to)
        self.check()

    def run_and_void(self, months: int) -> None:
        self.paid_to = add_months(self.paid_to, months)
        batch = self.lab.run(self.paid_to, approve=months % 2 == 0)
        if batch.state == "settled":
            return  # nothing was owed, so there is nothing to take back
        batches.void(batch_id=batch.pk, reason="重来", by=self.lab.approver, at=AT)
        sums = Posting.objects.filter(batch=batch).values_list("amount", flat=True)
        assert sum(sums, ZERO) == 0

    def check(self) -> None:
        for one in self.people:
            assert self.lab.posted(one) == self.lab.owed(one, self.paid_to)
            posted = sum(
                Posting.objects.filter(entitlement=one).values_list("amount", flat=True), ZERO
            )
            paid = sum(
                Payment.objects.filter(entitlement=one)
                .exclude(state="cancelled")
                .values_list("amount", flat=True),
                ZERO,
            )
            back = sum(
                RecoveryEntry.objects.filter(entitlement=one).values_list("amount", flat=True),
                ZERO,
            )
            assert posted == paid - back
            assert back >= 0
