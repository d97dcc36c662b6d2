"""The paper that is carried from door to door. It says which door for whoever may open addresses,
and that it did is on record: an address is covered everywhere else."""

from datetime import datetime

from django.db import transaction

from honors.plaques.services.log import record
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.registry.covered import may_unmask


@transaction.atomic
def open_route(*, homes: int, batch_id: int = 0, by: User, at: datetime) -> bool:
    """Whether the sheet of so many homes may name the doors. ``batch_id``: 0 for all that is to do
    at a station."""
    require(by, "plaques.read")
    opened = homes > 0 and may_unmask(by, "home")
    if opened:
        record("route_opened", "plaque_batch", batch_id, by, at, homes=homes)
    return opened
