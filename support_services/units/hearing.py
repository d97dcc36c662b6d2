"""Contacts of units, as the outbox addresses them."""

from support_services.notices.hearers import Hearer

KIND = "unit"


class Contacts:
    """The contact of a unit, by the unit's number; nobody of one that is closed."""

    kind = KIND

    def find(self, key: int) -> Hearer | None:
        from support_services.units.models import Unit

        found = Unit.objects.open().filter(pk=key).first()
        return Hearer(found.name, str(found.contact_phone or "")) if found is not None else None
