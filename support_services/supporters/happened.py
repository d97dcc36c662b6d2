"""What somebody did as a volunteer, for the time line of the file, where he has agreed to it."""

from collections.abc import Iterator

from support_services.supporters.selectors.activities import volunteered
from support_services.supporters.showing import number
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.timeline import LIFE, Happened

SHOWN = 40


def served(user: User, person: Person) -> Iterator[Happened]:
    """Which activity, how long, with which team."""
    for row in volunteered(person)[:SHOWN]:
        yield Happened(
            LIFE,
            row.activity.on,
            f"志愿服务：{row.activity.title}",
            number(row.hours, "小时"),
            row.volunteer.team.name,
            None,
            "ok",
        )
