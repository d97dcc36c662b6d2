"""Who has which component beside the standard."""

from support_services.subsidies.models import Entitlement, PayComponent, Supplement


def named_components(entitlement: Entitlement, *, running: bool = False) -> list[tuple[str, str]]:
    """Code and name of the components that go by name in the right's scheme; with ``running``
    only those that he has and that have no last month."""
    found = PayComponent.objects.filter(scheme=entitlement.scheme_id, is_named=True)
    if running:
        found = found.filter(
            supplement__entitlement=entitlement, supplement__last_month__isnull=True
        )
    return list(found.values_list("code", "name"))


def supplements_of(entitlement: Entitlement) -> list[Supplement]:
    """What was determined for him, latest first."""
    rows = entitlement.supplements.select_related("component")
    return list(rows.order_by("-first_month", "pk"))
