"""What casework knows of a life, for the time line of the file: titles only."""

from collections.abc import Iterator

from support_services.casework.selectors import cases_of
from support_services.casework.selectors.errands import errands_of
from support_services.casework.states import (
    CASE_TONES,
    ERRAND_TONES,
    CaseState,
    ErrandState,
)
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.selectors.changes import day_of
from veterans.registry.timeline import LIFE, Happened


def brought_by(user: User, person: Person) -> Iterator[Happened]:
    """Cases and errands; those this reader may not know of are left out."""
    for case in cases_of(user, person):
        yield Happened(
            LIFE,
            case.received_on,
            f"{case.get_kind_display()}：{case.subject}",
            case.get_state_display(),
            tone=CASE_TONES[CaseState(case.state)],
        )
    for errand in errands_of(user, person):
        yield Happened(
            LIFE,
            day_of(errand.started_at),
            f"代办：{errand.kind.title}",
            errand.get_state_display(),
            tone=ERRAND_TONES[ErrandState(errand.state)],
        )
