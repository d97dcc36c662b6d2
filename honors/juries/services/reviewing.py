"""What a juror does: he scores, abstains, or stands aside."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from honors.juries.models import Assignment, Ballot, Entry, Panel, Recusal, Score, Seat
from honors.juries.selectors.desk import task_of
from honors.juries.services.assigning import fill
from honors.juries.services.recording import locked_panel, of_panel
from honors.juries.states import UNSETTLED, PanelState, RecusalSource
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.ranking import MOST_POINTS


@transaction.atomic
def submit_ballot(
    *,
    assignment_id: int,
    points: Mapping[int, Decimal] | None,
    comment: str,
    by: User,
    at: datetime,
) -> Ballot:
    """A ballot, and final: what is given after it is a new one, while the review lasts.

    ``points``: 0 to 100 by criterion; None: he abstains, and ``comment`` says why. Refuses somebody
    else's task, one he stands aside from, criteria that are missing, and what comes too early or
    too late.
    """
    require(by, "juries.score")
    known = task_of(by, assignment_id)
    panel = locked_panel(known.entry.panel_id, PanelState.REVIEWING)
    if not panel.opens_at <= at < panel.closes_at:
        raise Refused("现在不在评审时间里，不能评分。")
    task = Assignment.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if Recusal.objects.filter(entry=task.entry_id, seat=task.seat_id).exists():
        raise Refused("您已回避这份材料，不能评分。")
    criteria = list(panel.criteria.order_by("number"))
    if points is not None and set(points) != {one.pk for one in criteria}:
        raise Refused("每项指标都要打分。")
    if any(not 0 <= one <= MOST_POINTS for one in (points or {}).values()):
        raise Refused("每项 0 到 100 分。")
    abstains = points is None
    said = line(comment, "弃权原因" if abstains else "评语", 500, needed=abstains)
    ballot = Ballot.objects.create(
        assignment=task,
        number=task.ballots.count() + 1,
        is_abstention=abstains,
        comment=said,
        submitted_at=at,
    )
    Score.objects.bulk_create(
        Score(ballot=ballot, criterion_id=key, points=given)
        for key, given in (points or {}).items()
    )
    of_panel(
        "abstained" if abstains else "scored",
        panel,
        by,
        at,
        entry=known.entry.number,
        ballot=ballot.number,
    )
    return ballot


@transaction.atomic
def stand_aside(*, assignment_id: int, why: str, by: User, at: datetime) -> int:
    """A juror knows, or believes to know, of whom an entry tells, and has to do with him. Somebody
    else gets it where there is anybody: how many jurors are lacking now."""
    require(by, "juries.score")
    known = task_of(by, assignment_id)
    return _recuse(known.entry, known.seat, RecusalSource.JUROR, why, by, at)


@transaction.atomic
def recuse(*, entry_id: int, seat_id: int, why: str, by: User, at: datetime) -> int:
    """The office knows that a juror must stand aside, with or without a task; how many jurors are
    lacking now."""
    require(by, "juries.enter")
    entry = Entry.objects.filter(pk=entry_id).first()
    seat = Seat.objects.filter(pk=seat_id).first()
    if entry is None or seat is None or entry.panel_id != seat.panel_id:
        raise NotFound("没有找到这份材料或者这位评委。")
    return _recuse(entry, seat, RecusalSource.OFFICE, why, by, at)


def _recuse(
    entry: Entry, seat: Seat, source: RecusalSource, why: str, by: User, at: datetime
) -> int:
    panel: Panel = locked_panel(entry.panel_id, *UNSETTLED)
    if Recusal.objects.filter(entry=entry, seat=seat).exists():
        raise Refused("已经登记过回避。")
    Recusal.objects.create(
        entry=entry,
        seat=seat,
        source=source.value,
        why=line(why, "回避原因", 200),
        entered_by=by,
        entered_at=at,
    )
    of_panel("recused", panel, by, at, entry=entry.number, seat=seat.number)
    return fill(panel, at) if panel.state == PanelState.REVIEWING else 0
