"""What people do to a notice: read it, try it again, cancel it, send it as a letter."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from support_services.notices.models import Notice
from support_services.notices.selectors.inbox import inbox_notice
from support_services.notices.selectors.outbox import letters, notices_visible_to
from support_services.notices.services.sending import phone_of
from support_services.notices.states import (
    NOTICE_LABELS,
    NOTICE_MOVES,
    NOTICE_VERB_LABELS,
    Audience,
    Channel,
    NoticeState,
)
from support_services.notices.texts import text_of
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused

AT_ONCE = 2000


@transaction.atomic
def read(*, notice_id: int, by: User, at: datetime) -> Notice:
    """Mark a notice of the own inbox as read; one that a colleague of the station has read stays
    as it is. Refuses whoever it was not written to, like one that does not exist."""
    roles.require(by, "notices.inbox")
    inbox_notice(by, notice_id)
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state == NoticeState.SENT:
        move("read", [notice], by, at)
    return notice


@transaction.atomic
def retry(*, notice_id: int, by: User, at: datetime) -> Notice:
    """Send a dead letter again, under its own key: where the gateway had it after all, nothing
    goes out twice. A number that was changed meanwhile is taken as it is now, under a new key."""
    notice = _one("retry", notice_id, by)
    if notice.channel != Channel.SMS:
        raise Refused("只有短信可以重新发送。")
    phone, is_unit = phone_of(notice), notice.audience == Audience.UNIT
    if phone is None:
        who = "这个单位已停用" if is_unit else "此人已去世或档案已合并"
        raise Refused(f"{who}，不能再发，请取消这条通知。")
    if not phone:
        raise Refused(
            "这个单位没有登记联系人手机，请打电话告诉它，再取消这条通知。"
            if is_unit
            else "此人没有登记电话，请改为书面通知。"
        )
    notice.attempts, notice.next_try_at = 0, at
    if notice.phone is not None and notice.phone != phone:
        notice.phone, notice.key = phone, uuid4()
    if notice.phone is None:
        # It was never handed over and got old waiting: said today, it is of today.
        notice.say_on = timezone.localdate(at)
    notice.save(update_fields=["attempts", "next_try_at", "phone", "key", "say_on"])
    move("retry", [notice], by, at)
    return notice


@transaction.atomic
def by_letter(*, notice_id: int, by: User, at: datetime) -> Notice:
    """Put a dead letter on the list of letters."""
    notice = _one("by_letter", notice_id, by)
    if notice.audience != Audience.PERSON:
        raise Refused("只有给本人的通知可以改为书面通知。")
    notice.channel, notice.sent_at = Channel.LETTER.value, None
    notice.save(update_fields=["channel", "sent_at"])
    move("by_letter", [notice], by, at)
    return notice


@transaction.atomic
def cancel(*, notice_id: int, by: User, at: datetime) -> Notice:
    """Not to be said any more. Refuses what is out already, or perhaps."""
    notice = _one("cancel", notice_id, by)
    move("cancel", [notice], by, at)
    return notice


@transaction.atomic
def mark_printed(*, notice_ids: Collection[int], by: User, at: datetime) -> int:
    """These letters were printed; what they say is kept, sealed. Others' and those that are not
    waiting any more are refused, all together."""
    roles.require(by, "notices.letters")
    rows = _many("print", notice_ids, by, stand="waiting")
    for one in rows:
        one.text = text_of(one)
    Notice.objects.bulk_update(rows, ["text"])
    move("print", rows, by, at)
    return len(rows)


@transaction.atomic
def mark_handed_over(*, notice_ids: Collection[int], by: User, at: datetime) -> int:
    """These letters are in the hands of the people they are for."""
    roles.require(by, "notices.letters")
    rows = _many("hand_over", notice_ids, by, stand="printed")
    # Why one came back an earlier time says nothing of a letter that arrived.
    move("hand_over", rows, by, at, answer="")
    return len(rows)


def _many(verb: str, notice_ids: Collection[int], by: User, *, stand: str) -> list[Notice]:
    wanted = set(notice_ids)
    if not wanted:
        raise Refused("没有选中任何一条，请先勾选。")
    if len(wanted) > AT_ONCE:
        raise Refused(f"一次最多办理 {AT_ONCE} 条。")
    rows = list(letters(by, stand=stand).filter(pk__in=wanted).select_for_update(of=("self",)))
    if len(rows) != len(wanted):
        raise Refused(f"有的已经办理过，不能再{NOTICE_VERB_LABELS[verb]}，请刷新清单再选。")
    return rows


def _one(verb: str, notice_id: int, by: User) -> Notice:
    starts, _, duty = NOTICE_MOVES[verb]
    roles.require(by, duty)
    notice = notices_visible_to(by).select_for_update(of=("self",)).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("没有这条通知。")
    if notice.state not in starts:
        now = NOTICE_LABELS[NoticeState(notice.state)][0]
        raise Refused(f"这条通知{now}，不能{NOTICE_VERB_LABELS[verb]}。")
    return notice


def move(
    verb: str, rows: list[Notice], by: User, at: datetime, *, answer: str | None = None
) -> None:
    """The move of locked rows that may be moved so, and its entry; ``answer`` where there is a new
    one. For the verbs of this package."""
    state = NOTICE_MOVES[verb][1]
    fields = ["state", "handled_by", "handled_at"]
    for one in rows:
        one.state, one.handled_by, one.handled_at = state.value, by, at
        if answer is not None:
            one.answer = answer
    if answer is not None:
        fields.append("answer")
    Notice.objects.bulk_update(rows, fields, batch_size=500)
    audit.record(
        actor=by,
        action=f"notices.{verb}",
        subject="notice",
        subject_id=rows[0].pk if len(rows) == 1 else "",
        detail={} if len(rows) == 1 else {"count": len(rows)},
        at=at,
    )
