"""Messages to jurors: the number each has agreed to, and that entries were given to him. No message
says what or whom he judges."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from honors.juries.hearing import KIND
from honors.juries.models import JurorContact, Panel, Seat
from honors.juries.selectors.people import jurors
from support_services.notices.services.telling import tell
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.rules import clean_phone

ASSIGNED = "jury_assigned"


@transaction.atomic
def agree_to_messages(
    *, user_id: int, phone: str, agreed_on: date, by: User, at: datetime, today: date
) -> JurorContact:
    """A number to which messages about his reviews may go, by the juror himself or by the office
    to which he has said so. Another number ends the one before. Refuses what is no mobile number
    and a day to come."""
    _may(user_id, by)
    user = next((one for one in jurors() if one.pk == user_id), None)
    if user is None:
        raise NotFound("没有找到这位评委。")
    number = clean_phone(phone)
    if not number.startswith("1") or len(number) != 11:
        raise Refused("请填 11 位手机号，短信才发得到。")
    if agreed_on > today:
        raise Refused("同意日期不能晚于今天。")
    # Two at once wait for each other here; whoever comes second ends what the first has entered.
    User.objects.select_for_update().get(pk=user.pk)
    _end(user_id, by, at)
    made = JurorContact.objects.create(
        user=user, phone=number, agreed_on=agreed_on, entered_by=by, entered_at=at
    )
    _record("contact_entered", user_id, by, at)
    return made


@transaction.atomic
def end_messages(*, user_id: int, by: User, at: datetime) -> None:
    """No more messages. Refuses where there is no number."""
    _may(user_id, by)
    if not _end(user_id, by, at):
        raise Refused("没有登记手机，不用停。")
    _record("contact_ended", user_id, by, at)


def tell_assigned(panel: Panel, seats: Iterable[int], at: datetime) -> int:
    """Whoever of these seats has just been given entries, as often as he got one; how many hear of
    it. In the transaction of the draw."""
    counts = Counter(seats)
    ends = f"{timezone.localtime(panel.closes_at):%Y-%m-%d %H:%M}"
    told = 0
    for seat in Seat.objects.filter(pk__in=list(counts)).order_by("pk"):
        told += tell(
            event=ASSIGNED,
            subject=("jury_panel", panel.pk),
            title=f"评审任务：第 {panel.pk} 号评委会",
            text=f"{settings.PORTAL_BUREAU_NAME}：“{panel.title}”请您评审 {counts[seat.pk]} 份"
            f"材料，请在 {ends} 以前登录“我的评审”评完。有关系的请回避，不要向别人说起。",
            on=timezone.localdate(at),
            at=at,
            hearer=(KIND, seat.user_id),
        )
    return told


def _may(user_id: int, by: User) -> None:
    if by.pk != user_id:
        require(by, "juries.enter")
    elif not (by.may("juries.score") or by.may("juries.enter")):
        raise PermissionRefused("只有评委本人或者区局经办能登记评委的手机。")


def _end(user_id: int, by: User, at: datetime) -> int:
    rows = JurorContact.objects.filter(user=user_id, ended_at__isnull=True)
    return rows.update(ended_by=by, ended_at=at)


def _record(deed: str, user_id: int, by: User, at: datetime) -> None:
    audit.record(actor=by, action=f"juries.{deed}", subject="juror", subject_id=user_id, at=at)
