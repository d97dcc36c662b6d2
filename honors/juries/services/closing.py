"""The end of a review: put off, or closed by another person; what came of it stands then."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from honors.juries.models import Panel, Place
from honors.juries.selectors.desk import progress_of
from honors.juries.selectors.results import standing
from honors.juries.services.recording import locked_panel, of_panel
from honors.juries.states import PANEL_MOVES, PanelState
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused


@transaction.atomic
def extend(*, panel_id: int, closes_at: datetime, why: str, by: User, at: datetime) -> Panel:
    """More time for everybody, with a reason. Refuses less time, and what is past already."""
    require(by, "juries.enter")
    panel = locked_panel(panel_id, PanelState.REVIEWING)
    if closes_at <= panel.closes_at or closes_at <= at:
        raise Refused("新的截止时间应晚于原来的截止时间，也晚于现在。")
    panel.extended_why = line(why, "延长原因", 200)
    before, panel.closes_at = panel.closes_at, closes_at
    panel.save(update_fields=["closes_at", "extended_why"])
    of_panel("extended", panel, by, at, was=before.isoformat(), now=closes_at.isoformat())
    return panel


@transaction.atomic
def close(*, panel_id: int, by: User, at: datetime) -> Panel:
    """Everybody has scored, abstained or stood aside, and the time is over: places are reckoned and
    kept, and nothing changes any more.

    Refuses whoever shared the entries out, the time before, and tasks nobody has answered: there
    is more time to give, or a juror to excuse.
    """
    move = PANEL_MOVES["close"]
    require(by, move.duty)
    panel = locked_panel(panel_id, *map(PanelState, move.starts))
    if by.pk in (panel.begun_by_id, panel.made_by_id):
        raise Refused("设立评委会、分派评委的人不能自己结束评审，请由另一人办理。")
    if at < panel.closes_at:
        ends = timezone.localtime(panel.closes_at)
        raise Refused(f"{ends:%Y-%m-%d %H:%M} 截止以后才能结束评审。")
    waiting = sum(one.waiting for one in progress_of(panel))
    if waiting:
        raise Refused(f"还有 {waiting} 份没有评：请延长时间，或者登记评委退出、由别人接手。")
    entries = dict(panel.entries.values_list("ref", "pk"))
    places = standing(panel)
    Place.objects.bulk_create(
        Place(entry_id=entries[str(one.candidate)], place=one.place, score=one.score, why=one.why)
        for one in places
    )
    panel.state, panel.closed_by, panel.closed_at = move.target, by, at
    panel.save(update_fields=["state", "closed_by", "closed_at"])
    of_panel("closed", panel, by, at, placed=sum(one.place is not None for one in places))
    return panel
