"""Days before which facilities are inspected, as a new database has them. The bureau's own from
then on: 清明 is on the 4th or 5th of April, so the earlier day is asked for."""

from typing import Any

from veterans.foundation.confidence import Confidence

DAYS = (("清明", 4, 4), ("烈士纪念日", 9, 30))


def ensure_days(**_: Any) -> None:
    """Insert them where there is none; called after ``migrate``."""
    from honors.memorials.models import RemembranceDay

    if RemembranceDay.objects.exists():
        return
    RemembranceDay.objects.bulk_create(
        RemembranceDay(name=name, month=month, day=day, confidence=Confidence.REPORTED.value)
        for name, month, day in DAYS
    )
