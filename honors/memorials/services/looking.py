"""The look at a sealed photo; it is on record first."""

from datetime import datetime

from django.db import transaction

from honors.memorials.selectors import photo_visible
from honors.memorials.services.writing import record
from honors.memorials.states import READ
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.registry.services.account_evidence import Shown


@transaction.atomic
def open_photo(*, photo_id: int, by: User, at: datetime) -> Shown:
    """The bytes, for whoever sees what it is of."""
    require(by, READ)
    photo = photo_visible(by, photo_id)
    record("photo_seen", "photo", photo.pk, by, at)
    file = photo.file
    return Shown(file.name, file.content_type, file.byte_count, file.read())
