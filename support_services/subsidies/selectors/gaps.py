"""What one person may be entitled to and does not draw; and what of a life concerns money."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Sum

from support_services.subsidies.gap_rules import Gap, Served, gaps
from support_services.subsidies.models import Entitlement, Payment, Scheme
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.models.schemes import Cycle
from support_services.subsidies.reference import SCHEME_CATEGORIES
from support_services.subsidies.selectors.batches import entitlements_visible_to
from support_services.subsidies.states import PAYMENT_LABELS, BatchState, PaymentState
from veterans.accounts.models import User
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn
from veterans.registry.models import Person, ServicePeriod
from veterans.registry.timeline import MONEY, Happened

FAILED_TOLD = 12


@dataclass(frozen=True)
class GapTold:
    """A gap in words."""

    scheme: str
    code: str
    why: str
    sure: bool
    legal_basis: str


def gaps_of(person: Person, rights: Iterable[Entitlement], *, today: date) -> list[GapTold]:
    """Schemes whose standing somebody has and which he does not draw; nobody's who has died.

    ``rights``: all of the person's, at hand on the page already.
    """
    if person.died_on is not None:
        return []
    held = [
        (row.category, row.get_category_display())
        for row in person.categories.all()
        if row.valid_from <= today and (row.valid_to is None or row.valid_to > today)
    ]
    drawn = {
        right.scheme.code
        for right in rights
        if right.scheme.cycle == Cycle.MONTH and right.end_month is None
    }
    served = [
        Served(row.enlisted_on, row.discharged_on, row.status, row.was_rural)
        for row in ServicePeriod.objects.filter(person=person)
    ]
    found = gaps(
        held=held,
        drawn=drawn,
        served=served,
        born_on=person.born_on,
        today=today,
        categories=SCHEME_CATEGORIES,
    )
    schemes = {one.code: one for one in Scheme.objects.filter(code__in=[g.scheme for g in found])}
    return [_told(gap, schemes[gap.scheme]) for gap in found if gap.scheme in schemes]


def _told(gap: Gap, scheme: Scheme) -> GapTold:
    return GapTold(scheme.name, scheme.code, gap.why, gap.sure, scheme.legal_basis)


def money_of(user: User, person: Person) -> Iterator[Happened]:
    """Rights granted and ended, months paid and returned, for the timeline of a file."""
    rights = list(entitlements_visible_to(user).filter(person=person))
    for right in rights:
        yield Happened(
            MONEY,
            right.approved_on,
            f"批准{right.scheme.name}",
            f"自{month_cn(right.start_month)}起发放{'，' if right.document_no else ''}"
            f"{right.document_no}",
            tone="ok",
        )
        if right.ended_on is not None and right.end_month is not None:
            why = right.get_end_reason_display()
            yield Happened(
                MONEY,
                right.ended_on,
                f"{right.scheme.short_name}停发：{why}",
                f"发至{month_cn(right.end_month)}",
                tone="bad",
            )
    paid = (
        Payment.objects.filter(entitlement__in=rights, state=PaymentState.PAID.value)
        .exclude(batch__kind=BatchKind.OPENING)
        .values("batch__through__year", "entitlement__scheme__short_name")
        .annotate(count=Count("pk"), sum=Sum("amount"), newest=Max("batch__through"))
    )
    for row in paid:
        yield Happened(
            MONEY,
            row["newest"],
            f"{row['batch__through__year']}年发放{row['entitlement__scheme__short_name']}"
            f" {row['count']} 次，合计 {yuan_text(row['sum'])} 元",
            tone="ok",
        )
    failed = (
        Payment.objects.filter(entitlement__in=rights)
        .exclude(state__in=[PaymentState.PAID.value, PaymentState.OUTSTANDING.value])
        .exclude(batch__kind=BatchKind.OPENING)
        .exclude(batch__state=BatchState.VOIDED)
        .select_related("batch", "entitlement__scheme")
        .order_by("-batch_id")[:FAILED_TOLD]
    )
    for payment in failed:
        state = PaymentState(payment.state)
        yield Happened(
            MONEY,
            payment.batch.through,
            f"{month_cn(payment.batch.through)}{payment.entitlement.scheme.short_name}"
            f" {yuan_text(payment.amount)} 元：{PAYMENT_LABELS[state]}",
            tone="bad",
        )
