"""Templates, assessments and their papers as those see them whose area they lie in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from support_services.stations.models import (
    Assessment,
    AssessmentItem,
    AssessmentScore,
    AssessmentTemplate,
    FiveItem,
    Station,
    StationPaper,
)
from support_services.stations.selectors.register import stations_visible_to
from support_services.stations.states import (
    FIVE_LABELS,
    FIVE_MISSING,
    FIVE_SEEN,
    FIVE_TOLD,
    FIVE_UNTOLD,
    AssessmentState,
    TemplateState,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped


def templates() -> QuerySet[AssessmentTemplate]:
    """Every template, the latest period first, with how many items and points it has."""
    return (
        AssessmentTemplate.objects.select_related("entered_by", "decided_by")
        .annotate(item_count=Count("items"), points=Sum("items__most"))
        .order_by("-year", "-part", "level", "-pk")
    )


def template_by_id(template_id: int) -> AssessmentTemplate:
    found = templates().filter(pk=template_id).first()
    if found is None:
        raise NotFound("没有找到这份自评标准。")
    return found


def in_force(level: str) -> list[AssessmentTemplate]:
    """The templates of that level that are in force, the latest period first."""
    found = AssessmentTemplate.objects.filter(level=level, state=TemplateState.IN_FORCE)
    return list(found.order_by("-year", "-part"))


def current(*, today: date) -> dict[str, AssessmentTemplate]:
    """The template of each level that assessments are made by now: the latest in force. Levels
    without one are left out; one query."""
    found: dict[str, AssessmentTemplate] = {}
    rows = AssessmentTemplate.objects.filter(state=TemplateState.IN_FORCE, year__lte=today.year)
    for row in rows.order_by("year", "part"):
        found[row.level] = row
    return found


def assessments_visible_to(user: User | Any) -> QuerySet[Assessment]:
    """Those of the stations of the own area; nothing for whoever does not read the network."""
    if not user.may("network.read"):
        return Assessment.objects.none()
    rows = Assessment.objects.select_related("station__region__parent", "template")
    return scoped(rows, user, path_field="station__region__path")


def assessment_visible_to(user: User | Any, assessment_id: int) -> Assessment:
    found = (
        assessments_visible_to(user)
        .select_related("submitted_by", "checked_by")
        .filter(pk=assessment_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这份自评。")
    return found


@dataclass(frozen=True)
class ItemShown:
    """An item of a template with what the station and the checker say of it."""

    item_id: int
    number: int
    block: str
    text: str
    proof: str
    most: Decimal
    points: Decimal | None
    told: str
    checked_points: Decimal | None
    check_note: str
    papers: tuple[int, ...]

    @property
    def is_scored(self) -> bool:
        return self.points is not None


def items_of(assessment: Assessment) -> list[ItemShown]:
    """Every item in its order, scored or not; three queries."""
    scores = {
        score.item_id: score
        for score in AssessmentScore.objects.filter(assessment=assessment).prefetch_related(
            Prefetch("papers", StationPaper.objects.only("pk", "score_id"))
        )
    }
    shown = []
    for item in AssessmentItem.objects.filter(template_id=assessment.template_id):
        score = scores.get(item.pk)
        shown.append(
            ItemShown(
                item_id=item.pk,
                number=item.number,
                block=item.block,
                text=item.text,
                proof=item.proof,
                most=item.most,
                points=score.points if score else None,
                told=score.told if score else "",
                checked_points=score.checked_points if score else None,
                check_note=score.check_note if score else "",
                papers=tuple(paper.pk for paper in score.papers.all()) if score else (),
            )
        )
    return shown


def to_check(user: User | Any) -> QuerySet[Assessment]:
    """What was submitted and waits for this person: at a town station that of its villages, at
    the bureau that of the towns."""
    waiting = assessments_visible_to(user).filter(state=AssessmentState.SUBMITTED)
    if not user.may("assessment.check"):
        return waiting.none()
    if user.is_station:
        return waiting.filter(station__region__parent_id=user.region_id).order_by("submitted_at")
    return waiting.filter(station__region__level="town").order_by("submitted_at")


@dataclass(frozen=True)
class FiveShown:
    """One of 五有 with its light in words."""

    kind: str
    label: str
    word: str
    tone: str
    since_on: date | None
    note: str
    papers: tuple[int, ...]
    is_met: bool | None
    waits: bool


def five_of(station: Station) -> list[FiveShown]:
    """All five, told or not; two queries."""
    rows = {row.kind: row for row in station.five.prefetch_related("papers")}
    return [five_shown(kind.value, rows.get(kind.value)) for kind in FIVE_LABELS]


def five_shown(kind: str, row: FiveItem | None) -> FiveShown:
    label = {one.value: word for one, word in FIVE_LABELS.items()}[kind]
    if row is None:
        return FiveShown(kind, label, *FIVE_UNTOLD, None, "", (), None, False)
    seen = FIVE_SEEN if row.seen_at is not None else FIVE_TOLD
    word, tone = seen if row.is_met else FIVE_MISSING
    papers = tuple(paper.pk for paper in row.papers.all())
    waits = row.is_met and row.seen_at is None
    return FiveShown(kind, label, word, tone, row.since_on, row.note, papers, row.is_met, waits)


def paper_visible_to(user: User | Any, paper_id: int) -> StationPaper:
    """A paper of a station of the own area."""
    found = (
        StationPaper.objects.select_related("stored", "station__region")
        .filter(pk=paper_id, station__in=stations_visible_to(user))
        .first()
    )
    if found is None or not user.may("network.read"):
        raise NotFound("没有找到这份佐证。")
    return found
