"""Units for tests, made directly. All invented."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from support_services.units.models import Unit
from tests.subsidies.factories import user
from veterans.accounts.models import User
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
_serial = count(1)


def unit(kind: str = "department", *, by: User | None = None, **fields: Any) -> Unit:
    """An open unit of the county."""
    given = {"name": f"示例单位{next(_serial)}", "entered_at": AT, **fields}
    return Unit.objects.create(kind=kind, entered_by=by or user(Role.PREPARER), **given)
