"""What a station sees of the cross-checks: who in its area is to be looked for.

Limited to the worker's own area and fails closed, as ``area_rosters``. Nothing here writes.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from support_services.stations.rules import spoken_name
from support_services.subsidies import selectors
from support_services.subsidies.models import CrossCheckHit
from support_services.subsidies.states import HIT_LABELS, CheckKind, HitState, finding_labels
from veterans.accounts.models import User
from veterans.foundation.masking import mask_id_number
from veterans.regions.models import Region

# What to look for at the door, in words for somebody who goes there.
ASKED: dict[CheckKind, str] = {
    CheckKind.DEATH: "有名单说已去世。请上门看本人在不在世；见不到本人的，问家属。",
    CheckKind.SENTENCE: "有名单说在服刑。请上门看本人在不在家；不在的，问家属。",
    CheckKind.MOVE: "有名单说已迁出。请上门看本人是不是还住在这里；不在的，问家属。",
}


@dataclass(frozen=True)
class VisitTold:
    """What was found at the door, and by whom."""

    label: str
    visited_on: date
    note: str
    noted_by: str


@dataclass(frozen=True)
class ToVisit:
    """Somebody to be looked for; ``is_open`` until the bureau has decided."""

    hit_id: int
    kind: CheckKind
    person_id: int
    name: str
    masked_id: str
    village: str
    kind_label: str
    happened_on: date
    source: str
    asked: str
    raised_at: datetime
    is_open: bool
    state_label: str
    visits: list[VisitTold]


def to_visit(user: User, village: Region | None = None) -> QuerySet[CrossCheckHit]:
    """Open hits on people of the area, the oldest first."""
    if not user.may("station.visit"):
        return CrossCheckHit.objects.none()
    rows = selectors.hits_matching(user, state=HitState.OPEN.value)
    rows = rows.prefetch_related("visits__noted_by", "visits__hit")
    return rows if village is None else rows.filter(person__region=village)


def hit_told(user: User, hit_id: int) -> ToVisit:
    """One hit of the area; anybody else's is not there."""
    return told(selectors.hit_visible_to(user, hit_id))


def told(hit: CrossCheckHit) -> ToVisit:
    """A hit as the station reads it, with the identity number covered."""
    kind = CheckKind(hit.kind)
    return ToVisit(
        hit_id=hit.pk,
        kind=kind,
        person_id=hit.person_id,
        name=hit.person.name,
        masked_id=mask_id_number(hit.person.id_number),
        village=spoken_name(hit.person.region.name),
        kind_label=hit.get_kind_display(),
        happened_on=hit.happened_on,
        source=hit.source,
        asked=ASKED[kind],
        raised_at=hit.raised_at,
        is_open=hit.state == HitState.OPEN,
        state_label=HIT_LABELS[HitState(hit.state)],
        visits=[
            VisitTold(one.label, one.visited_on, one.note, str(one.noted_by))
            for one in hit.visits.all()
        ],
    )


def finding_choices(kind: CheckKind) -> list[tuple[str, str]]:
    """What may be found, in the words for that kind."""
    return [(finding.value, label) for finding, label in finding_labels(kind).items()]
