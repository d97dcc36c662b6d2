"""The road of everything but the register: one step of ``states.MOVES`` under a row lock."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from honors.memorials.selectors import MODELS, one_visible
from honors.memorials.services.writing import record, saved, told
from honors.memorials.states import MOVES, STATE_LABELS, State, What
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused

# What a step asks for besides; called with the locked row before it is written.
Besides = Callable[[Any, dict[str, Any], User, datetime, date], None]
_besides: dict[tuple[What, str], Besides] = {}


def besides(what: What, verb: str) -> Callable[[Besides], Besides]:
    def keep(function: Besides) -> Besides:
        _besides[what, verb] = function
        return function

    return keep


@transaction.atomic
def walk(
    *,
    what: What,
    key: int,
    verb: str,
    why: str = "",
    by: User,
    at: datetime,
    today: date,
    **given: Any,
) -> Any:
    """Refuses a step that does not begin where the row stands, the person of the hand before where
    another is asked for, a missing reason, and what the step itself refuses."""
    if verb not in MOVES[what] or what is What.MARTYR:
        raise NotFound("没有这项操作。")
    move = MOVES[what][verb]
    require(by, move.duty)
    one_visible(by, what, key)
    row = MODELS[what][0].objects.select_for_update().get(pk=key)
    if State(row.state) not in move.starts:
        now = STATE_LABELS[what][State(row.state)][0]
        raise Refused(f"这一条现在是“{now}”，不能再{move.label}。")
    if move.other_than and getattr(row, f"{move.other_than}_by_id") == by.pk:
        raise Refused(f"“{move.label}”要由另一人办，不能由经手过前一步的人办。")
    reason = told(MODELS[what][0], {"why": why}, ["why"])["why"]
    if move.why and not reason:
        raise Refused("请写明原因。")
    if reason:
        row.why = reason
    if move.hand:
        setattr(row, f"{move.hand}_by", by)
        setattr(row, f"{move.hand}_at", at)
    extra = _besides.get((what, verb))
    if extra is not None:
        extra(row, given, by, at, today)
    row.state = str(move.target)
    saved(row)
    record(f"{what}_{verb}", what, row.pk, by, at)
    return row


@besides(What.REPAIR, "redo")
def _redo(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    row.done_by = row.done_at = None
