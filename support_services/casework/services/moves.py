"""What is done with a case on its way: told, worked on, answered, closed or come back."""

from datetime import date, datetime

from django.db import transaction

from support_services.casework.models import Case
from support_services.casework.rules import ONE_DAY
from support_services.casework.selectors import hand_over_targets
from support_services.casework.services.writing import day_of, locked, said, write
from support_services.casework.states import (
    PAUSE_LABELS,
    STATED,
    How,
    Outcome,
    PauseReason,
)
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.regions.selectors import county


def _how(how: str) -> str:
    if how not in list(How):
        raise Refused("请选择方式。")
    return how


@transaction.atomic
def inform(
    *, case_id: int, how: str, on: date, text: str = "", by: User, at: datetime, today: date
) -> Case:
    """告知受理: the person has been told that it is taken up."""
    case = locked(case_id, "inform", by)
    told = said(text, what="说明", needed=False)
    day = day_of(on, case, today)
    return write(case, "inform", by=by, at=at, on=day, text=told, how=_how(how))


@transaction.atomic
def decline(
    *, case_id: int, how: str, on: date, text: str, by: User, at: datetime, today: date
) -> Case:
    """不予受理: not the bureau's; with where the person, or the office that sent it, was told to
    go."""
    case = locked(case_id, "decline", by)
    told = said(text, what="理由和去处")
    day = day_of(on, case, today)
    return write(case, "decline", by=by, at=at, on=day, text=told, how=_how(how))


@transaction.atomic
def begin(*, case_id: int, text: str = "", by: User, at: datetime, today: date) -> Case:
    """开始办理."""
    case = locked(case_id, "begin", by)
    told = said(text, what="说明", needed=False)
    return write(case, "begin", by=by, at=at, on=today, text=told)


@transaction.atomic
def answer(
    *, case_id: int, how: str, on: date, text: str, by: User, at: datetime, today: date
) -> Case:
    """答复本人: done, from the bureau's side. The clock stands until the person has spoken."""
    case = locked(case_id, "answer", by)
    told = said(text, what="答复")
    day = day_of(on, case, today)
    case.answered_on = day
    case.pauses.create(reason=PauseReason.WORD, first_on=day)
    return write(case, "answer", by=by, at=at, on=day, text=told, how=_how(how))


@transaction.atomic
def satisfied(
    *, case_id: int, how: str, on: date, text: str = "", by: User, at: datetime, today: date
) -> Case:
    """本人满意: the person's word closes it."""
    case = locked(case_id, "satisfied", by)
    told = said(text, what="本人的话", needed=False)
    day = _after_answer(on, case, today)
    case.outcome = Outcome.SATISFIED.value
    _end_pause(case, day)
    return write(case, "satisfied", by=by, at=at, on=day, text=told, how=_how(how))


@transaction.atomic
def unsatisfied(
    *, case_id: int, how: str, on: date, text: str, by: User, at: datetime, today: date
) -> Case:
    """本人不满意: it comes back to whoever has it, and that is counted."""
    case = locked(case_id, "unsatisfied", by)
    told = said(text, what="哪里不满意")
    day = _after_answer(on, case, today)
    case.came_back += 1
    case.answered_on = None
    _end_pause(case, day)
    return write(case, "unsatisfied", by=by, at=at, on=day, text=told, how=_how(how))


def _after_answer(on: date, case: Case, today: date) -> date:
    day = day_of(on, case, today)
    if case.answered_on is not None and day < case.answered_on:
        raise Refused("日期早于答复本人的日期，请核对。")
    return day


@transaction.atomic
def pause(*, case_id: int, reason: str, text: str, by: User, at: datetime, today: date) -> Case:
    """暂停计时 from today on, for one of the stated reasons and no other."""
    case = locked(case_id, "pause", by)
    if reason not in list(STATED):
        raise Refused("请选择暂停的原因。")
    told = said(text, what="说明")
    case.pauses.create(reason=reason, first_on=today)
    label = PAUSE_LABELS[PauseReason(reason)]
    return write(case, "pause", by=by, at=at, on=today, text=f"{label}。{told}")


@transaction.atomic
def resume(*, case_id: int, text: str = "", by: User, at: datetime, today: date) -> Case:
    """恢复计时: today counts again."""
    case = locked(case_id, "resume", by)
    told = said(text, what="说明", needed=False)
    _end_pause(case, today)
    return write(case, "resume", by=by, at=at, on=today, text=told)


def _end_pause(case: Case, day: date) -> None:
    """The day before is the last on which the clock stood; none where it is the same day."""
    for one in case.pauses.filter(last_on__isnull=True):
        one.last_on = max(day - ONE_DAY, one.first_on - ONE_DAY)
        one.save(update_fields=["last_on"])


@transaction.atomic
def hand_over(*, case_id: int, to: str, text: str, by: User, at: datetime, today: date) -> Case:
    """转办 up or down the levels. The clock of the person goes on; the other side says within so
    many working days whether it is theirs."""
    case = locked(case_id, "hand_over", by)
    told = said(text, what="要办什么")
    target = hand_over_targets(case).filter(code=to).first()
    if target is None:
        raise Refused("请选择转给哪个单位，只能转给上级或者下级。")
    case.offered_from, case.offered_on, case.owner = case.owner, today, target
    return write(case, "hand_over", by=by, at=at, on=today, text=told)


@transaction.atomic
def accept(*, case_id: int, text: str = "", by: User, at: datetime, today: date) -> Case:
    """接收: it is ours."""
    case = locked(case_id, "accept", by)
    told = said(text, what="说明", needed=False)
    case.offered_from = case.offered_on = None
    return write(case, "accept", by=by, at=at, on=today, text=told)


@transaction.atomic
def object_to(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """退回转办: not ours; it goes back to where it came from. Refuses one that comes too late."""
    case = locked(case_id, "object", by)
    told = said(text, what="为什么不归本单位办")
    if case.object_by is not None and today > case.object_by:
        raise Refused("提出退回的期限已过，请接收办理；确需转办的，接收以后再转。")
    assert case.offered_from is not None
    case.owner = case.offered_from
    case.offered_from = case.offered_on = None
    return write(case, "object", by=by, at=at, on=today, text=told)


@transaction.atomic
def take(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """收回办理: a level above takes it into its own hands, at once."""
    case = locked(case_id, "take", by)
    told = said(text, what="原因")
    own = by.region if by.is_station else county()
    if own is None:
        raise Refused("还没有载入区划，请联系系统管理员。")
    case.owner = own
    case.offered_from = case.offered_on = None
    return write(case, "take", by=by, at=at, on=today, text=told)


@transaction.atomic
def withdraw(
    *, case_id: int, how: str, on: date, text: str, by: User, at: datetime, today: date
) -> Case:
    """本人撤回: the person does not want it any more, and said so."""
    case = locked(case_id, "withdraw", by)
    told = said(text, what="本人怎么说的")
    day = day_of(on, case, today)
    _end_pause(case, day)
    return write(case, "withdraw", by=by, at=at, on=day, text=told, how=_how(how))


@transaction.atomic
def urge(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """督办: what the bureau wants of whoever has it, in the story for both."""
    case = locked(case_id, "urge", by)
    told = said(text, what="督办要求")
    return write(case, "urge", by=by, at=at, on=today, text=told)


@transaction.atomic
def note(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """记内部情况: sealed, and read at the bureau alone."""
    case = locked(case_id, "note", by)
    told = said(text, what="内部情况")
    return write(case, "note", by=by, at=at, on=today, text=told, is_confidential=True)


@transaction.atomic
def restrict(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """限制查看: from now on it is there only for whoever has it and whose duty it is."""
    case = locked(case_id, "restrict", by)
    told = said(text, what="原因")
    case.is_sensitive = True
    return write(case, "restrict", by=by, at=at, on=today, text=told, is_confidential=True)


@transaction.atomic
def unrestrict(*, case_id: int, text: str, by: User, at: datetime, today: date) -> Case:
    """取消限制."""
    case = locked(case_id, "unrestrict", by)
    told = said(text, what="原因")
    case.is_sensitive = False
    return write(case, "unrestrict", by=by, at=at, on=today, text=told, is_confidential=True)
