"""A laboratory for the ledger: facts put into the database as they are, months run, and the same
facts handed to the reference rules.

Facts are written past the services on purpose: what is tested here is that the statements pay
what the rules owe, and that the database marks every change by itself.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from support_services.subsidies import rules
from support_services.subsidies.mark_sql import mark
from support_services.subsidies.models import (
    Batch,
    DeathTail,
    Determination,
    Entitlement,
    Exclusion,
    GrantDue,
    PayComponent,
    Posting,
    RateRow,
    RateTable,
    Scheme,
    Supplement,
    Suspension,
)
from support_services.subsidies.rules import Basis, Due, EndReason, Life, Owed, Rate, Tail, Term
from support_services.subsidies.selectors.dated_rules import roundings
from support_services.subsidies.services import batches, calculation
from tests.subsidies.factories import account, hands, person
from veterans.accounts.models import User
from veterans.foundation.money import ZERO

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)


@dataclass
class Lab:
    """One scheme, three hands, and what has been put in."""

    scheme: Scheme
    preparer: User
    reviewer: User
    approver: User
    rows: list[RateRow] = field(default_factory=list)

    @classmethod
    def of(cls, code: str = "disability_pension") -> "Lab":
        return cls(Scheme.objects.get(code=code), *hands())

    def rate(
        self,
        amount: str | Decimal,
        first: date,
        *,
        basis: Basis = Basis.YEAR,
        grade: int = 1,
        rate_class: str = "combat",
        component: str = "standard",
    ) -> RateRow:
        """A rate brought into force, also backwards: the one before ends, those paid are marked."""
        key = {
            "scheme": self.scheme,
            "component": component,
            "grade": grade,
            "rate_class": rate_class,
        }
        table = RateTable.objects.create(
            title="试验标准",
            document_no="试验〔2026〕1号",
            effective_from=first,
            entered_by=self.preparer,
            entered_at=AT,
            enforced_by=self.reviewer,
            enforced_at=AT,
            state="in_force",
        )
        RateRow.objects.filter(**key, is_live=True, first_month=first).update(is_live=False)
        RateRow.objects.filter(**key, is_live=True, first_month__lt=first).exclude(
            last_month__lt=first
        ).update(last_month=rules.add_months(first, -1))
        later = (
            RateRow.objects.filter(**key, is_live=True, first_month__gt=first)
            .order_by("first_month")
            .first()
        )
        row = RateRow.objects.create(
            table=table,
            **key,
            amount=amount,
            basis=basis.value,
            first_month=first,
            last_month=rules.add_months(later.first_month, -1) if later else None,
            is_live=True,
            confidence="verified",
            source="试验",
        )
        with connection.cursor() as cursor:
            cursor.execute(
                mark(
                    "SELECT id, %s::date FROM subsidies_entitlement WHERE scheme_id = %s"
                    " ORDER BY id"
                ),
                [first, self.scheme.pk],
            )
        return row

    def component(self, code: str, *, is_named: bool = False, in_tail: bool = False) -> str:
        """A part of the scheme's money beside the standard; its code."""
        PayComponent.objects.create(
            scheme=self.scheme,
            code=code,
            name=f"补贴{code}",
            is_named=is_named,
            in_tail=in_tail,
            source="试验〔2026〕2号",
            confidence="verified",
        )
        return code

    def supplement(
        self, entitlement: Entitlement, code: str, first: date, last: date | None = None
    ) -> Supplement:
        """He has that named component in those months."""
        return Supplement.objects.create(
            entitlement=entitlement,
            component=PayComponent.objects.get(scheme=self.scheme, code=code),
            first_month=first,
            last_month=last,
            approved_on=first,
            document_no="试验〔2026〕3号",
        )

    def entitle(
        self,
        start: date,
        *,
        grade: int = 1,
        rate_class: str = "combat",
        factor: str | Decimal = "0",
        end: date | None = None,
        with_account: bool = True,
        born_on: date = date(1950, 1, 1),
    ) -> Entitlement:
        """Somebody with an account who draws from that month on."""
        owner = person(born_on=born_on)
        if with_account:
            account(owner)
        entitlement = Entitlement.objects.create(
            person=owner,
            scheme=self.scheme,
            approved_on=start,
            start_month=start,
            ledger_from=start,
            created_at=AT,
            **self.ending(end),
        )
        self.determine(entitlement, start, grade=grade, rate_class=rate_class, factor=factor)
        return entitlement

    @staticmethod
    def ending(end: date | None, reason: EndReason = EndReason.OTHER) -> dict[str, object]:
        if end is None:
            return {}
        return {"end_month": end, "ended_on": end.replace(day=10), "end_reason": reason.value}

    def determine(
        self,
        entitlement: Entitlement,
        first: date,
        *,
        grade: int = 1,
        rate_class: str = "combat",
        factor: str | Decimal = "0",
    ) -> None:
        """From that month on he is so determined; whatever was determined later is dropped."""
        mine = Determination.objects.filter(entitlement=entitlement)
        mine.filter(first_month__gte=first).delete()
        mine.filter(Q(last_month__isnull=True) | Q(last_month__gte=first)).update(
            last_month=rules.add_months(first, -1)
        )
        Determination.objects.create(
            entitlement=entitlement,
            first_month=first,
            grade=grade,
            rate_class=rate_class,
            service_factor=factor,
            approved_on=first,
        )

    def run(self, through: date, *, approve: bool = True) -> Batch:
        """Open, calculate, review, approve; straight on, as one worker does."""
        batch = batches.open_batch(
            scheme_codes=[self.scheme.code], through=through, by=self.preparer, at=AT
        )
        calculation.request_calculation(batch_id=batch.pk, by=self.preparer, at=AT)
        calculation.calculate(batch_id=batch.pk, at=AT)
        if approve:
            batches.review(batch_id=batch.pk, by=self.reviewer, at=AT)
            batches.approve(batch_id=batch.pk, by=self.approver, at=AT)
        batch.refresh_from_db()
        return batch

    def life(self, entitlement: Entitlement) -> Life:
        """The facts as they stand, for the rules."""
        e = Entitlement.objects.get(pk=entitlement.pk)
        return Life(
            scheme=self.scheme.code,
            start=e.start_month,
            end=e.end_month,
            end_reason=EndReason(e.end_reason) if e.end_reason else None,
            ended_on=e.ended_on,
            ledger_from=e.ledger_from,
            terms=[
                Term(d.first_month, d.last_month, d.grade, d.rate_class, d.service_factor)
                for d in Determination.objects.filter(entitlement=e)
            ],
            suspensions=[
                (s.first_month, s.last_month) for s in Suspension.objects.filter(entitlement=e)
            ],
            exclusions=[
                (x.first_month, x.last_month) for x in Exclusion.objects.filter(entitlement=e)
            ],
            tails=[
                Tail(t.died_from, t.died_to, t.months)
                for t in DeathTail.objects.filter(scheme=self.scheme, is_live=True)
            ],
            supplements=[
                rules.Supplement(s.component.code, s.first_month, s.last_month)
                for s in Supplement.objects.filter(entitlement=e).select_related("component")
            ],
            dues=[
                Due(d.month, d.amount)
                for d in GrantDue.objects.filter(entitlement=e, withdrawn_at__isnull=True)
            ],
        )

    def rates(self) -> list[Rate]:
        components = {c.code: c for c in PayComponent.objects.filter(scheme=self.scheme)}
        return [
            Rate(
                self.scheme.code,
                r.grade,
                r.rate_class,
                r.amount,
                Basis(r.basis),
                r.first_month,
                r.last_month,
                r.pk,
                component=r.component,
                named=r.component in components and components[r.component].is_named,
                in_tail=r.component not in components or components[r.component].in_tail,
                rounded=roundings().get(self.scheme.pk, ()),
            )
            for r in RateRow.objects.filter(scheme=self.scheme, is_live=True)
        ]

    def owed(self, entitlement: Entitlement, through: date) -> dict[tuple[date, str], Decimal]:
        due: list[Owed] = rules.owed(
            self.life(entitlement), self.rates(), date(1900, 1, 1), through
        )
        return {(o.month, o.component): o.amount for o in due if o.amount}

    @staticmethod
    def posted(entitlement: Entitlement) -> dict[tuple[date, str], Decimal]:
        sums: dict[tuple[date, str], Decimal] = defaultdict(lambda: ZERO)
        for p in Posting.objects.filter(entitlement=entitlement):
            sums[p.month, p.component] += p.amount
        return {key: amount for key, amount in sums.items() if amount}

    @staticmethod
    def sum_of(entitlement: Entitlement, *batches_: Batch) -> Decimal:
        return sum(
            (p.amount for p in Posting.objects.filter(entitlement=entitlement, batch__in=batches_)),
            ZERO,
        )
