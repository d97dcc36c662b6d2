"""Days before which facilities are inspected, as a new database has them. The bureau's own from
then on. 清明 is on the 4th or 5th of April, as the year has it."""

from typing import Any

from honors.memorials.rules import Day
from honors.memorials.states import QINGMING
from veterans.foundation.confidence import Confidence

DAYS = (Day("清明", 4, 4, QINGMING), Day("烈士纪念日", 9, 30))


def ensure_days(**_: Any) -> None:
    """Insert them where there is none; called after ``migrate``."""
    from honors.memorials.models import RemembranceDay

    if RemembranceDay.objects.exists():
        return
    RemembranceDay.objects.bulk_create(
        RemembranceDay(
            name=one.name,
            month=one.month,
            day=one.day,
            moves=one.moves,
            within=one.within,
            confidence=Confidence.REPORTED.value,
        )
        for one in DAYS
    )
