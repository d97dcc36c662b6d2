"""The entry that every verb of visits ends with."""

from datetime import datetime

from veterans.accounts.models import User
from veterans.foundation import audit


def record(
    deed: str, subject: str, subject_id: int, by: User, at: datetime, **detail: object
) -> None:
    """Codes and numbers only; what was said and who took something never stand there."""
    audit.record(
        actor=by,
        action=f"visit.{deed}",
        subject=subject,
        subject_id=subject_id,
        detail=detail,
        at=at,
    )
