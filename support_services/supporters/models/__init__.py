"""Tables of supporters: who they are, what they hold, what is done, what is given."""

from support_services.supporters.models.dealt import Dealt
from support_services.supporters.models.doing import (
    Activity,
    Attendance,
    Measured,
    Party,
    Team,
    Volunteer,
)
from support_services.supporters.models.giving import Contribution
from support_services.supporters.models.importing import LineTaken, ListTaken
from support_services.supporters.models.register import (
    Badge,
    BadgeRows,
    Duty,
    Job,
    Pact,
    Supporter,
)

__all__ = [
    "Activity",
    "Attendance",
    "Badge",
    "BadgeRows",
    "Contribution",
    "Dealt",
    "Duty",
    "Job",
    "LineTaken",
    "ListTaken",
    "Measured",
    "Pact",
    "Party",
    "Supporter",
    "Team",
    "Volunteer",
]
