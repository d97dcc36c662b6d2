"""How everybody stands, always from the ballots; and whether that is what was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from honors.juries.models import Ballot, Panel, Place, Recusal, Score
from veterans.foundation.ranking import Ballot as Vote
from veterans.foundation.ranking import (
    Combination,
    Criterion,
    Level,
    Rules,
    Standing,
    TieRule,
    levels,
    rank,
    shown,
    total_of,
)


@dataclass(frozen=True)
class Given:
    """The ballot of a juror that counts, by his number, and of which entry. ``points``: by
    criterion; {} for an abstention."""

    entry: int
    seat: int
    is_abstention: bool
    comment: str
    at: datetime
    corrected: int
    points: Mapping[int, Decimal] = field(default_factory=dict)
    total: Decimal | None = None


def panel_of(of: str) -> Panel | None:
    """The panel that judges this, but for those that were dropped."""
    return Panel.objects.filter(of=of).exclude(state="dropped").first()


def rules_of(panel: Panel) -> Rules:
    """As ``foundation/ranking`` takes them."""
    return Rules(
        criteria=tuple(
            Criterion(one.pk, one.label, one.weight) for one in panel.criteria.order_by("number")
        ),
        least=panel.least,
        combination=Combination(panel.combination),
        tie=TieRule(panel.tie),
        levelled=panel.levelled,
    )


def standing(panel: Panel) -> tuple[Standing, ...]:
    """Everybody by place, by the ballots there are; candidates are the references of entries,
    called by their numbers in words. Once the panel is closed it is the same for good."""
    names = {ref: f"{number} 号" for ref, number in panel.entries.values_list("ref", "number")}
    return rank(list(names), _votes(panel), rules_of(panel), recused=_recused(panel), names=names)


def levels_of(panel: Panel) -> list[tuple[int, Level]]:
    """How strict each juror was, by his number; only those whose ballots count."""
    refs = list(panel.entries.values_list("ref", flat=True))
    found = levels(refs, _votes(panel), rules_of(panel), recused=_recused(panel))
    return sorted((int(str(seat)), level) for seat, level in found.items())


def agrees(panel: Panel) -> bool:
    """Whether what was kept when it was closed is what the ballots give now."""
    kept = {
        ref: (place, score, why)
        for ref, place, score, why in Place.objects.filter(entry__panel=panel).values_list(
            "entry__ref", "place", "score", "why"
        )
    }
    return kept == {str(one.candidate): (one.place, one.score, one.why) for one in standing(panel)}


def ballots_of(panel: Panel, *, entry_id: int | None = None) -> list[Given]:
    """The last ballot of every juror but where he stands aside; three queries."""
    barred = _recused(panel)
    found = []
    rules = rules_of(panel)
    for one, points in _last(panel, entry_id):
        entry, seat = one.assignment.entry, one.assignment.seat
        if (seat.number, entry.ref) in barred:
            continue
        total = shown(total_of(points, rules.criteria)) if not one.is_abstention else None
        found.append(
            Given(
                entry=entry.number,
                seat=seat.number,
                is_abstention=one.is_abstention,
                comment=one.comment,
                at=one.submitted_at,
                corrected=one.number - 1,
                points=points,
                total=total,
            )
        )
    return sorted(found, key=lambda one: (one.entry, one.seat))


def _last(panel: Panel, entry_id: int | None = None) -> list[tuple[Ballot, dict[int, Decimal]]]:
    rows = Ballot.objects.filter(assignment__entry__panel=panel)
    rows = rows.select_related("assignment__entry", "assignment__seat")
    if entry_id is not None:
        rows = rows.filter(assignment__entry=entry_id)
    last = {one.assignment_id: one for one in rows.order_by("number")}
    points: dict[int, dict[int, Decimal]] = {}
    scores = Score.objects.filter(ballot__in=[one.pk for one in last.values()])
    for ballot, criterion, given in scores.values_list("ballot", "criterion", "points"):
        points.setdefault(ballot, {})[criterion] = given
    return [(one, points.get(one.pk, {})) for one in last.values()]


def _votes(panel: Panel) -> list[Vote]:
    return [
        Vote(
            one.assignment.entry.ref,
            one.assignment.seat.number,
            None if one.is_abstention else points,
            one.number,
        )
        for one, points in _last(panel)
    ]


def _recused(panel: Panel) -> set[tuple[int, str]]:
    rows = Recusal.objects.filter(entry__panel=panel)
    return set(rows.values_list("seat__number", "entry__ref"))
