"""Sessions whose rows know whose they are, so that they can be listed and ended.

``SESSION_ENGINE``. A row that is deleted is a session that is dead at once, at every door.
"""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from veterans.accounts.models import StaffSession

# Set at sign-in: {"at": ISO moment, "address": ..., "browser": ...}
SIGNED_IN = "signed_in"


class SessionStore(DatabaseStore):
    """Django's own, with the columns of ``StaffSession``."""

    @classmethod
    def get_model_class(cls) -> Any:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        row = cast(StaffSession, super().create_model_instance(data))
        told = data.get(SIGNED_IN, {})
        row.user_id = data.get(SESSION_KEY)
        row.started_at = told.get("at")
        row.address, row.browser = told.get("address", ""), told.get("browser", "")
        return row
