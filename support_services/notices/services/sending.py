"""Sending what the outbox owes.

In two steps, each a transaction of its own. *Taking* makes a lot ready: number and text are fixed
and sealed, the state says SENDING. *Handing over* holds one row while the gateway is asked, and
writes what it said. A worker that dies leaves rows in SENDING that nobody holds: the next one hands
them over again under the same key, and the gateway knows them. So "sent once" is as sure as the
gateway's own word for its key.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from support_services.notices import hearers
from support_services.notices.channels import sms
from support_services.notices.channels.sms import Answer, Gateway, Outcome
from support_services.notices.models import Notice
from support_services.notices.rules import STALE_DAYS, Quiet, may_ring, next_try
from support_services.notices.states import Channel, NoticeState
from support_services.notices.texts import text_of
from veterans.foundation import audit
from veterans.workdays.selectors import calendar

LOT = 100
# So many without an answer in a row, and this run goes home: the gateway is down.
GIVE_UP_AFTER = 3
# Any numbers that nothing else in the portal takes.
_TAKING = 0x6E6F7469
_SENDING = 0x73656E64
_OWED = (NoticeState.WAITING, NoticeState.FAILED, NoticeState.UNKNOWN)
# What was handed over on the person's account, whether or not it was answered.
_COUNTED = (NoticeState.SENDING, NoticeState.UNKNOWN, NoticeState.SENT)


@contextmanager
def only_sender() -> Iterator[bool]:
    """Whether nobody else is sending: a slow gateway holds one worker, never all of them. The
    lock is the session's, so it is let go if this worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SENDING])
        mine = bool((cursor.fetchone() or (False,))[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SENDING])


@dataclass(frozen=True)
class Run:
    """One lot: how many of it by what became of them, and whether there may be more to do."""

    told: dict[str, int]
    goes_on: bool


def send(*, at: datetime, sender: Gateway | None = None, most: int = LOT) -> Run:
    """Take a lot and hand it over. Nothing while the gateway is off. Messages only: what is read
    in the portal is there when it is written.

    Two workers may walk over the same lot: each takes the rows the other does not hold.
    """
    if sender is None:
        if not sms.is_on():
            return Run({}, goes_on=False)
        sender = sms.gateway()
    taken = take(at=at, most=most)
    told: dict[str, int] = {}
    unanswered = 0
    for notice_id in taken:
        state = hand_over(notice_id=notice_id, sender=sender, at=at)
        if state is None:
            continue
        told[state.value] = told.get(state.value, 0) + 1
        unanswered = unanswered + 1 if state == NoticeState.UNKNOWN else 0
        if unanswered >= GIVE_UP_AFTER:
            break
    if told:
        with transaction.atomic():
            audit.record(actor=None, action="notices.sent", subject="notice", detail=told, at=at)
    return Run(told, goes_on=bool(taken) and unanswered < GIVE_UP_AFTER)


def quiet() -> Quiet:
    """When nobody's telephone rings; the setting names the hours in which it may."""
    opens, closes = settings.PORTAL_NOTICE_HOURS
    return Quiet(begins=closes, ends=opens)


def may_ring_now(at: datetime, *, on_rest_days: bool = False) -> bool:
    local = timezone.localtime(at)
    days = calendar(since=local.date())
    return may_ring(local.replace(tzinfo=None), quiet(), days, on_rest_days=on_rest_days)


@transaction.atomic
def take(*, at: datetime, most: int = LOT) -> list[int]:
    """Make a lot ready; their numbers, those first that somebody left in mid-work.

    One taker at a time: the limit of a day is counted under this lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TAKING])
    if not may_ring_now(at, on_rest_days=True):
        return []
    left = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        channel=Channel.SMS, state=NoticeState.SENDING, next_try_at__lte=at
    )
    found = list(left.order_by("pk").values_list("pk", flat=True)[:most])
    owed = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "rule", "region")
        .filter(channel=Channel.SMS, state__in=_OWED, next_try_at__lte=at)
        .order_by("next_try_at", "pk")
    )
    if not may_ring_now(at):
        owed = owed.filter(rule__on_rest_days=True)
    lot = list(owed[: most - len(found)])
    counted = _sent_today({one.person_id for one in lot if one.person_id is not None}, at)
    ready = [one.pk for one in lot if _made_ready(one, counted, at)]
    return [*found, *ready]


def _sent_today(people: Collection[int], at: datetime) -> dict[int, int]:
    """How many messages of today each of them has had; one query."""
    if not people:
        return {}
    rows = Notice.objects.filter(
        person__in=people, channel=Channel.SMS, state__in=_COUNTED, sent_at__gte=_midnight(at)
    )
    return dict(rows.order_by().values_list("person").annotate(n=Count("pk")))


def _midnight(at: datetime, days: int = 0) -> datetime:
    day = timezone.localdate(at) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.min))


def _made_ready(notice: Notice, counted: dict[int, int], at: datetime) -> bool:
    """Fix what is said to whom, or say why it is not said. Writes the row."""
    tried = notice.phone is not None
    phone = phone_of(notice)
    if phone is None:
        return _settled(notice, NoticeState.CANCELLED, gone_of(notice))
    if not tried and is_stale(notice.say_on, timezone.localdate(at)):
        return _settled(notice, NoticeState.DEAD, "stale")
    if not tried and not phone:
        return _without_phone(notice)
    # One that may have been taken already is no new message; an office is not spared.
    person = notice.person
    if notice.state != NoticeState.UNKNOWN and person is not None:
        if counted.get(person.pk, 0) >= settings.PORTAL_NOTICES_A_DAY:
            notice.next_try_at = _midnight(at, days=1)
            notice.save(update_fields=["next_try_at"])
            return False
        counted[person.pk] = counted.get(person.pk, 0) + 1
    if not tried:
        notice.phone, notice.text = phone, text_of(notice)
    notice.state, notice.attempts = NoticeState.SENDING.value, notice.attempts + 1
    notice.next_try_at = notice.sent_at = at
    notice.save(update_fields=["phone", "text", "state", "attempts", "next_try_at", "sent_at"])
    return True


def phone_of(notice: Notice) -> str | None:
    """The number by which its hearer is reached now, "" for none; None where there is nobody (any
    more) who could hear it."""
    person = notice.person
    if person is not None:
        is_gone = person.died_on is not None or person.merged_into_id is not None
        return None if is_gone else str(person.phone or "")
    found = hearers.find(notice.hearer_kind, notice.hearer_id)
    return None if found is None else found.phone


def gone_of(notice: Notice) -> str:
    """Why nobody hears it, as it stands in ``answer``."""
    return "person_gone" if notice.person is not None else "hearer_gone"


def is_stale(say_on: date, today: date) -> bool:
    return (today - say_on).days > STALE_DAYS


def _without_phone(notice: Notice) -> bool:
    if has_letters(notice):
        notice.channel = Channel.LETTER.value
        return _settled(notice, NoticeState.WAITING, "no_phone")
    return _settled(notice, NoticeState.DEAD, "no_phone")


def has_letters(notice: Notice) -> bool:
    """Whether the letter is the next road of this one."""
    if notice.person is None:
        return False
    return notice.rule is None or Channel.LETTER.value in notice.rule.channels


def _settled(notice: Notice, state: NoticeState, why: str) -> bool:
    notice.state, notice.answer = state.value, why
    notice.save(update_fields=["state", "answer", "channel", "next_try_at", "sent_at"])
    return False


@transaction.atomic
def hand_over(*, notice_id: int, sender: Gateway, at: datetime) -> NoticeState | None:
    """Ask the gateway to take one; what became of it, or None where another is at it.

    Its row is held meanwhile, and let go if this worker dies.
    """
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("rule")
        .filter(Q(pk=notice_id, channel=Channel.SMS, state=NoticeState.SENDING))
        .first()
    )
    if notice is None:
        return None
    answer = sender.send(key=str(notice.key), phone=str(notice.phone), text=str(notice.text))
    notice.answer = answer.code[:60]
    _answered(notice, answer, at)
    notice.save(update_fields=["state", "channel", "answer", "next_try_at", "sent_at"])
    return NoticeState(notice.state)


def _answered(notice: Notice, answer: Answer, at: datetime) -> None:
    if answer.outcome == Outcome.ACCEPTED:
        notice.state, notice.sent_at = NoticeState.SENT.value, at
        return
    if answer.outcome == Outcome.REJECTED:
        # Surely not said: the next road says it, or a person decides.
        notice.sent_at = None
        if has_letters(notice):
            notice.channel, notice.state = Channel.LETTER.value, NoticeState.WAITING.value
        else:
            notice.state = NoticeState.DEAD.value
        return
    again = next_try(notice.attempts, at)
    if answer.outcome == Outcome.LATER:
        notice.sent_at = None
    if again is None:
        notice.state = NoticeState.DEAD.value
        return
    unknown = answer.outcome == Outcome.UNKNOWN
    notice.state = (NoticeState.UNKNOWN if unknown else NoticeState.FAILED).value
    notice.next_try_at = again
