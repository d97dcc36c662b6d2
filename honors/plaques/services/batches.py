"""集中悬挂: begun and ended by the bureau; what is done in it is reckoned."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from honors.plaques.models import Batch
from honors.plaques.selectors import batch_of
from honors.plaques.services.log import record
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.registry.rules import clean_open_text


@transaction.atomic
def begin_batch(
    *,
    title: str,
    occasion: str,
    first_on: date,
    last_on: date,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Batch:
    """Refuses days that are over or in the wrong order, and a name that is taken."""
    require(by, "plaques.keep")
    if last_on < today:
        raise Refused("“至”已经过去了，请核对日期。")
    made = Batch(
        title=clean_open_text(title, what="名称", longest=40),
        occasion=occasion,
        first_on=first_on,
        last_on=last_on,
        note=clean_open_text(note, what="要求"),
        entered_by=by,
        entered_at=at,
    )
    try:
        made.full_clean()
    except ValidationError as error:
        if "title" in error.message_dict:
            raise Refused("已有同名的集中悬挂，或者名称没有填。") from error
        raise Refused("".join(error.messages)) from error
    made.save(force_insert=True)
    record("batch_begun", "plaque_batch", made.pk, by, at)
    return made


@transaction.atomic
def end_batch(*, batch_id: int, by: User, at: datetime) -> Batch:
    """停止 before its day. What was hung stays hung, what is to do stays to do."""
    require(by, "plaques.keep")
    known = batch_of(by, batch_id)
    row = Batch.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if row.ended_at is not None:
        raise Refused("这次集中悬挂已经停止。")
    row.ended_by, row.ended_at = by, at
    row.save(update_fields=["ended_by", "ended_at"])
    record("batch_ended", "plaque_batch", row.pk, by, at)
    return row
