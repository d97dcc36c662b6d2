"""In the demo, and nowhere else: whose name and number somebody may try it with."""

from support_services.notices.channels import demo_phone
from support_services.subsidies.models import Entitlement
from veterans.registry.models import Person


def somebody() -> tuple[str, str] | None:
    """Name and number of one of the demo's invented people to try it with."""
    if not demo_phone.is_there():
        return None
    drawing = Entitlement.objects.filter(end_month__isnull=True).values("person")
    people = Person.objects.filter(
        pk__in=drawing, phone__isnull=False, died_on__isnull=True, merged_into__isnull=True
    )
    found = people.order_by("pk").first()
    return (found.name, str(found.id_number)) if found is not None else None
