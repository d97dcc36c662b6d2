"""The poll, locked; one entry of the audit log; and rows refused in words."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from honors.votes.models import Poll
from honors.votes.states import POLL_LABELS, PollState
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused


def locked_poll(poll_id: int, *states: PollState) -> Poll:
    """Held until the transaction ends, before anything else of it. Refuses one that is in none of
    ``states``."""
    poll = Poll.objects.select_for_update(of=("self",)).filter(pk=poll_id).first()
    if poll is None:
        raise NotFound("没有找到这次投票。")
    if states and poll.state not in states:
        raise Refused(f"这次投票现在是“{POLL_LABELS[PollState(poll.state)][0]}”，不能这样办理。")
    return poll


def of_poll(deed: str, poll: Poll, by: User | None, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"votes.{deed}",
        subject="vote_poll",
        subject_id=poll.pk,
        detail=detail,
        at=at,
    )


def checked(row: Model) -> None:
    """Refuse in words what the fields and constraints of a row do not allow; then save it."""
    people = [one.name for one in row._meta.fields if one.name.endswith("_by")]
    try:
        row.full_clean(exclude=people)
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    row.save()
