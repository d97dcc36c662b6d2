"""What of a life concerns money."""

from collections.abc import Iterator

from django.db.models import Count, Max, Sum

from support_services.subsidies.models import Payment
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.selectors.batches import entitlements_visible_to
from support_services.subsidies.states import PAYMENT_LABELS, BatchState, PaymentState
from veterans.accounts.models import User
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn
from veterans.registry.models import Person
from veterans.registry.timeline import MONEY, Happened

FAILED_TOLD = 12


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
