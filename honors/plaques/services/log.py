"""One line of the audit log for a verb of the plaques."""

from datetime import datetime
from typing import Any

from veterans.accounts.models import User
from veterans.foundation import audit


def record(deed: str, subject: str, number: int, by: User, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"plaques.{deed}",
        subject=subject,
        subject_id=number,
        detail=detail,
        at=at,
    )
