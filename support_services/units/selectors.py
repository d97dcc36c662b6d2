"""Reading units."""

from collections.abc import Collection

from django.db.models import QuerySet

from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


def units_visible_to(user: User) -> QuerySet[Unit]:
    """All units, for the bureau; a station sees none of the register itself."""
    rows = Unit.objects.select_related("region__parent")
    return rows if not user.is_station and user.may("units.read") else rows.none()


def unit_visible_to(user: User, unit_id: int) -> Unit:
    found = units_visible_to(user).filter(pk=unit_id).first()
    if found is None:
        raise NotFound("没有找到这个单位。")
    return found


def choosable_units(*, kinds: Collection[str] = ()) -> list[tuple[int, str]]:
    """Number and name of every open unit, for a form's list; of these kinds, where some are named.
    One query."""
    rows = Unit.objects.open()
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    return list(rows.values_list("pk", "name"))
