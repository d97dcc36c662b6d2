"""One step of a batch: lock its row first, check the move, the duty and the hands."""

from typing import TYPE_CHECKING

from support_services.subsidies.models import Batch
from support_services.subsidies.states import (
    BATCH_LABELS,
    BATCH_MOVES,
    VERB_LABELS,
    BatchState,
)
from veterans.accounts import roles
from veterans.foundation.errors import NotFound, Refused

if TYPE_CHECKING:
    from veterans.accounts.models import User


def locked(batch_id: int) -> Batch:
    """The batch, its row locked until the transaction ends; refuses one that does not exist."""
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(f"没有编号为 {batch_id} 的批次。")
    return batch


def check(batch: Batch, verb: str, *, by: "User | None") -> BatchState:
    """The state the verb leads to. Refuses a person without the duty, and a wrong state."""
    starts, target, duty = BATCH_MOVES[verb]
    if duty and by is not None:
        roles.require(by, duty)
    if batch.state not in starts:
        now = BATCH_LABELS[BatchState(batch.state)]
        allowed = "、".join(f"“{BATCH_LABELS[s]}”" for s in BatchState if s in starts)
        raise Refused(
            f"批次 {batch.number} 现在是“{now}”，不能{VERB_LABELS[verb]}；"
            f"只有{allowed}的批次可以。请刷新页面查看最新状态。"
        )
    return target


def move(batch: Batch, verb: str, *, by: "User | None") -> None:
    """Put the batch, whose row the caller holds, into the verb's target state (not yet saved)."""
    batch.state = check(batch, verb, by=by)
