"""公示 told to a station: what to hang up in its own area, what came of it, and what its town hangs
up of its people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from support_services.stations.rules import spoken_name
from support_services.subsidies.publicity_states import (
    OBJECTION_LABELS,
    PHASE_LABELS,
    ObjectionState,
    Phase,
)
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.selectors import publicity_area
from veterans.accounts.models import User

PHASE_TONES: dict[Phase, str] = {
    Phase.DRAFT: "warn",
    Phase.COMING: "info",
    Phase.RUNNING: "info",
    Phase.ENDED: "ok",
    Phase.WITHDRAWN: "idle",
}
OBJECTION_TONES: dict[ObjectionState, str] = {
    ObjectionState.OPEN: "warn",
    ObjectionState.UPHELD: "bad",
    ObjectionState.DISMISSED: "ok",
}


@dataclass(frozen=True)
class AreaNotice:
    """A notice in a list: of the own area, or of its town and then of the own people on it."""

    id: int
    title: str
    village: str
    first_on: date
    last_on: date
    people: int
    hung: int
    phase_label: str
    tone: str
    is_over: bool

    @property
    def must_hang(self) -> bool:
        """Whether the paper should hang and nobody has said that it does."""
        return not self.is_over and not self.hung


def notices(user: User, *, today: date) -> list[AreaNotice]:
    """Coming, running and lately ended ones; those that end first on top."""
    return [told(row, today) for row in selectors.notices_at_the_station(user, today=today)]


def towns_notices(user: User, *, today: date) -> list[AreaNotice]:
    """What the town hangs up that names people of the own village; to know of, not to hang."""
    return [told(row, today) for row in publicity_area.towns_notices(user, today=today)]


def told(row: Any, today: date) -> AreaNotice:
    """A notice of ``notices_at_the_station`` or ``towns_notices``."""
    now = selectors.phase_on(row, today)
    return AreaNotice(
        id=row.pk,
        title=row.title,
        village=spoken_name(row.region.name),
        first_on=row.first_on,
        last_on=row.last_on,
        people=row.people,
        hung=row.hung,
        phase_label=PHASE_LABELS[now],
        tone=PHASE_TONES[now],
        is_over=now == Phase.ENDED,
    )


def standing(notice: Any, today: date) -> dict[str, Any]:
    """Where a notice stands, in word and tone."""
    now = selectors.phase_on(notice, today)
    return {
        "phase_label": PHASE_LABELS[now],
        "tone": PHASE_TONES[now],
        "is_over": now == Phase.ENDED,
    }


@dataclass(frozen=True)
class AreaObjection:
    """An objection that this person registered, without what was said."""

    of: str
    raised_on: date
    label: str
    tone: str


def objections(user: User, notice: Any) -> list[AreaObjection]:
    """Those against a notice that this person registered, the open ones first."""
    found = []
    for row in selectors.objections_of(user, notice):
        state = ObjectionState(row.state)
        found.append(
            AreaObjection(
                of=row.entry.public_person,
                raised_on=row.raised_on,
                label=OBJECTION_LABELS[state],
                tone=OBJECTION_TONES[state],
            )
        )
    return found


def to_hang(user: User, *, today: date) -> int:
    """Running notices of the own area of which nobody has said that the paper hangs."""
    return selectors.not_hung(user, today=today)
