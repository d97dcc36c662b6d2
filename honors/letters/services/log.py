"""What the verbs of good news have in common: how a deed is put on record."""

from datetime import datetime

from honors.letters.models import Letter
from veterans.accounts.models import User
from veterans.foundation import audit


def record(deed: str, letter: Letter, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"letters.{deed}",
        subject="good_news",
        subject_id=letter.pk,
        detail={"person": letter.person_id, **detail},
        at=at,
    )
