"""What a change of facts would move on the ledger, seen before it is made.

The change is made, what is then owed is held against what is posted, and everything is rolled
back: the same rules and the same statements as the real thing, and nothing is left of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from support_services.subsidies import owed_sql
from support_services.subsidies.labels import ComponentNames
from support_services.subsidies.models import Entitlement


@dataclass(frozen=True)
class MonthMoved:
    """A month of a right: short name of its scheme, yuan owed after the change, posted so far;
    ``part`` is what the component is called."""

    entitlement_id: int
    scheme: str
    month: date
    component: str
    part: str
    owed: Decimal
    posted: Decimal

    @property
    def difference(self) -> Decimal:
        return self.owed - self.posted


def months_moved(
    change: Callable[[], object], *, rights: Callable[[], Iterable[int]]
) -> list[MonthMoved]:
    """Months already calculated whose amount would differ once the change is made.

    ``rights`` names the entitlements to look at, and is asked after the change, which may have
    made one. Refuses what the change refuses. Writes nothing.
    """
    with transaction.atomic():
        change()
        moved = [found for key in rights() for found in _differences(key)]
        transaction.set_rollback(True)
    return moved


def _differences(entitlement_id: int) -> list[MonthMoved]:
    entitlement = Entitlement.objects.select_related("scheme").get(pk=entitlement_id)
    if entitlement.scheme.posted_through is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(owed_sql.PLANNER)
        cursor.execute(
            owed_sql.ALL_DIFFERENCES,
            {
                "scheme": entitlement.scheme_id,
                "through": entitlement.scheme.posted_through,
                "first": entitlement.pk,
                "last": entitlement.pk,
            },
        )
        rows = cursor.fetchall()
    names = ComponentNames.read() if rows else None
    scheme = entitlement.scheme
    return [
        MonthMoved(key, scheme.short_name, month, code, names.of(scheme.pk, code), owed, posted)
        for key, month, code, owed, posted in rows
        if names is not None
    ]
