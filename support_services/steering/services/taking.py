"""The list of a figure taken away as a workbook."""

from datetime import datetime

from django.db import transaction

from veterans.accounts.figures import Figure
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused

# What a workbook holds that somebody reads; whoever needs more narrows the list first.
MOST_ROWS = 10_000


@transaction.atomic
def take_list(*, figure: Figure, count: int, by: User, at: datetime) -> None:
    """Writes down that somebody takes ``count`` rows along. Refuses more than a workbook should
    hold."""
    require(by, "steering.read")
    if count > MOST_ROWS:
        raise Refused(f"明细超过 {MOST_ROWS:,} 行，请先按镇街或月份缩小范围，再导出。")
    audit.record(
        actor=by,
        action="steering.list_taken",
        subject="figure",
        subject_id=figure.code,
        detail={"rows": count},
        at=at,
    )
