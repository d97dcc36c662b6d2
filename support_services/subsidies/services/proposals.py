"""What one person enters by a document and another brings into force: the two moves of all such.

``enforce`` refuses whoever entered the row. What follows from being in force (one of the same day
is replaced, a budget line gets its amount) each kind does for itself, before the row is saved.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from support_services.subsidies.fund_states import (
    PROPOSAL_LABELS,
    PROPOSAL_MOVES,
    PROPOSAL_VERB_LABELS,
    ProposalState,
)
from support_services.subsidies.models.funds import Proposal
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused

Row = TypeVar("Row", bound=Proposal)

TWO_PEOPLE = "这一条是您录入的，须由另一人核对文件后启用。"


def needed(text: str, label: str, length: int) -> str:
    """What must be filled in, trimmed; refuses what is empty or does not fit."""
    text = text.strip()
    if not text:
        raise Refused(f"请填写{label}。")
    if len(text) > length:
        raise Refused(f"{label}最多 {length} 个字。")
    return text


def enforce(
    *,
    row: Row | None,
    subject: str,
    by: User,
    at: datetime,
    before: Callable[[Row], None],
) -> Row:
    """Bring a draft, whose row the caller has locked, into force; ``before`` makes room for it."""
    found = _startable(row, "enforce", by)
    if found.entered_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    before(found)
    found.state, found.enforced_by, found.enforced_at = ProposalState.IN_FORCE.value, by, at
    found.save(update_fields=["state", "enforced_by", "enforced_at"])
    record("enforced", found, subject, by, at)
    return found


def withdraw(*, row: Row | None, subject: str, by: User, at: datetime) -> Row:
    """Take back a draft whose row the caller has locked. It stays to be looked at."""
    found = _startable(row, "withdraw", by)
    found.state = ProposalState.WITHDRAWN.value
    found.save(update_fields=["state"])
    record("withdrawn", found, subject, by, at)
    return found


def _startable(row: Row | None, verb: str, by: User) -> Row:
    starts, _, duty = PROPOSAL_MOVES[verb]
    roles.require(by, duty)
    if row is None:
        raise NotFound("没有找到这一条。")
    if row.state not in starts:
        now = PROPOSAL_LABELS[ProposalState(row.state)]
        raise Refused(
            f"这一条{now}，只有待启用的可以{PROPOSAL_VERB_LABELS[verb]}。请刷新页面查看。"
        )
    return row


def record(action: str, row: Any, subject: str, by: User, at: datetime, **detail: Any) -> None:
    """The entry in the log; inside the caller's transaction."""
    assert transaction.get_connection().in_atomic_block
    audit.record(
        actor=by,
        action=f"{subject}.{action}",
        subject=subject,
        subject_id=row.pk,
        detail=detail,
        at=at,
    )
