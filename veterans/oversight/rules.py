"""When a day's looks at files are unusual. Pure.

None of the figures is law: each is a setting or a constant of this portal, there to draw an eye,
and a look that is reported may be as ordinary as any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from veterans.oversight.states import AlertKind

# Against a person's own days: so many times his usual, and no fewer people than this.
TIMES = 3
AT_LEAST = 30
DAYS_BACK = 30
NEVER_LOOKED = Decimal(0)


@dataclass(frozen=True)
class Limits:
    """The settings: people a day, colleagues at one person a day, people exported a day (0: never
    told), office hours."""

    people_a_day: int
    lookers_a_day: int
    exported_a_day: int
    opens: time
    closes: time


@dataclass(frozen=True)
class DayOfLooks:
    """What one colleague looked at in a day: how many people, how many of them out of hours."""

    actor_id: int
    people: int
    off_hours: int


def told_of(
    day: DayOfLooks, usual: Decimal, limits: Limits
) -> Iterator[tuple[AlertKind, dict[str, int | str]]]:
    """What of a colleague's day the auditor is told, with the figures that say why.

    ``usual``: people a day, over those of the last thirty days on which he looked at anybody; 0
    for who never did.
    """
    if limits.people_a_day and day.people > limits.people_a_day:
        yield AlertKind.MANY, {"people": day.people, "limit": limits.people_a_day}
    if day.people >= AT_LEAST and day.people > TIMES * usual:
        yield AlertKind.UNUSUAL, {"people": day.people, "usual": f"{usual:.1f}"}
    if day.off_hours:
        yield AlertKind.OFF_HOURS, {"people": day.off_hours}
