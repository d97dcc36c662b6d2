"""延期: asked for by one, granted by another, in force once the person has been told."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from support_services.casework.models import Case, CaseExtension, ExtensionState
from support_services.casework.selectors import extension_open
from support_services.casework.services.writing import day_of, locked, said, write
from support_services.casework.states import How
from veterans.accounts.models import User
from veterans.foundation.errors import Refused


@transaction.atomic
def ask_extension(
    *, case_id: int, days: int, text: str, by: User, at: datetime, today: date
) -> Case:
    """Refuses more days than the rule allows over all extensions together."""
    case = locked(case_id, "ask_extension", by)
    told = said(text, what="为什么要延期")
    had = (
        case.extensions.filter(state=ExtensionState.IN_FORCE).aggregate(all=Sum("days"))["all"] or 0
    )
    left = case.rule.extension_days - had
    if not 1 <= days <= left:
        raise Refused(
            f"最多还能延长 {left} 日，请改天数。" if left > 0 else "延期的天数已经用完，不能再延。"
        )
    try:
        with transaction.atomic():
            case.extensions.create(days=days, proposed_by=by, proposed_at=at)
    except IntegrityError as error:
        raise Refused("已有一份延期在办。") from error
    return write(case, "ask_extension", by=by, at=at, on=today, text=f"延长 {days} 日。{told}")


@transaction.atomic
def grant_extension(*, case_id: int, text: str = "", by: User, at: datetime, today: date) -> Case:
    """By another than who asked. The days count only when the person has been told."""
    case = locked(case_id, "grant_extension", by)
    told = said(text, what="意见", needed=False)
    _decide(case, ExtensionState.GRANTED, by, at)
    return write(case, "grant_extension", by=by, at=at, on=today, text=told)


@transaction.atomic
def refuse_extension(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """It stays as it was."""
    case = locked(case_id, "refuse_extension", by)
    told = said(text, what="理由")
    _decide(case, ExtensionState.REFUSED, by, at)
    return write(case, "refuse_extension", by=by, at=at, on=today, text=told)


@transaction.atomic
def tell_extension(
    *, case_id: int, how: str, on: date, text: str, by: User, at: datetime, today: date
) -> Case:
    """The person has been told of it, and why: from now on the clock is longer."""
    case = locked(case_id, "tell_extension", by)
    told = said(text, what="怎么说的")
    if how not in list(How):
        raise Refused("请选择方式。")
    day = day_of(on, case, today)
    extension = _open(case)
    extension.state, extension.told_on = ExtensionState.IN_FORCE, day
    extension.save(update_fields=["state", "told_on"])
    return write(case, "tell_extension", by=by, at=at, on=day, text=told, how=how)


def _open(case: Case) -> CaseExtension:
    found = extension_open(case)
    if found is None:
        raise Refused("没有在办的延期。请刷新页面查看。")
    return found


def _decide(case: Case, state: ExtensionState, by: User, at: datetime) -> None:
    extension = _open(case)
    extension.state, extension.decided_by, extension.decided_at = state, by, at
    extension.save(update_fields=["state", "decided_by", "decided_at"])
