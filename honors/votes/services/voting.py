"""What a resident does: he chooses and gives a telephone number; a code comes back; it counts.

Choosing is answered alike whether that telephone has voted or not: a code goes out in any case.
That it has no vote left is told to whoever holds it. Everything wrong with a code has one answer.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from honors.votes import codes
from honors.votes.models import Attempt, Option, Vote, VoteMessage
from honors.votes.rules import message, network_of, series_of
from honors.votes.states import TRIES, AttemptState, PollState
from support_services.notices.channels import sms
from veterans.foundation import pace
from veterans.foundation.codes import is_fresh, new_code, no_code
from veterans.foundation.errors import NotFound, Refused

HOUR, DAY = 60 * 60, 24 * 60 * 60
TOO_MANY = (
    "这一会儿投票的人太多，或者这个手机号、这个网络今天要的验证码太多，先不能投。请过一会儿再来。"
)
CLOSED = "现在不能投票：还没有开始，或者已经结束。"
WRONG = "验证码不对，或者过了时间、已经用过了。"
_FORM = re.compile(r"\A[0-9a-f]{32}\Z")
_TICKET = re.compile(r"\A[0-9a-f]{64}\Z")
_COLUMNS = ("ticket_digest", "code_digest", "state", "asked_at", "tries")


class WrongCode(Refused):
    """The one answer to everything that is not right."""


@dataclass(frozen=True)
class Asked:
    """``ticket``: what the form for the code takes along; ``key``: what the worker is rung for."""

    ticket: str
    key: int


@dataclass(frozen=True)
class Given:
    """``counts``: the vote was cast; otherwise the telephone had none left that day."""

    poll: int
    counts: bool


def is_token(form: str) -> bool:
    """Whether it looks like the token of a form that was shown."""
    return _FORM.match(form) is not None


def ticket_of(typed: str) -> str:
    """The ticket that came back with a form; for what is none, one that belongs to nobody."""
    return typed if _TICKET.match(typed) else codes.new_ticket()


def ask(
    *, poll_id: int, option_id: int, phone: str, form: str, address: str, at: datetime, today: date
) -> Asked:
    """Write down what was chosen, and have a code sent. The same form with the same choice is the
    same attempt and one message.

    ``phone``: eleven digits, its form was looked at before. Refuses what is not open today, and
    whoever asks too often (``TooOften``): from one network, for one telephone, in all.
    """
    if not is_token(form):
        raise Refused("这一页放得太久了，请再按一次。")
    option = Option.objects.select_related("poll").filter(pk=option_id, poll=poll_id).first()
    if option is None:
        raise NotFound("没有找到这次投票。")
    _refuse_closed(option, today)
    network = network_of(address)
    pace.keep_strangers(
        pace.Counted("vote_asked_from", network, HOUR, settings.PORTAL_VOTE_ASKS_PER_NETWORK),
        pace.Counted("vote_asked_for", phone, DAY, settings.PORTAL_VOTE_ASKS_PER_PHONE),
        pace.Counted("vote_asked", "all", HOUR, settings.PORTAL_VOTE_ASKS_PER_HOUR),
        words=TOO_MANY,
        at=at,
    )
    ticket = codes.ticket(form, option.pk, phone)
    known = _known(ticket)
    if known is not None and is_fresh(known[1], at=at, minutes=settings.PORTAL_VOTE_MINUTES):
        return Asked(ticket, known[0])
    if known is not None:
        # The browser brought back a form of long ago: it is a new attempt.
        ticket = codes.new_ticket()
    return _write(ticket, option, phone, network, at)


def _refuse_closed(option: Option, today: date) -> None:
    poll = option.poll
    if poll.state != PollState.OPEN or not poll.opens_on <= today <= poll.closes_on:
        raise Refused(CLOSED)
    if not sms.is_on():
        raise Refused("现在发不了验证码，请过一会儿再来，或者打电话给我们。")


def _known(ticket: str) -> tuple[int, datetime] | None:
    rows = Attempt.objects.filter(ticket_digest=codes.ticket_digest(ticket))
    return rows.values_list("pk", "asked_at").first()


def _write(ticket: str, option: Option, phone: str, network: str, at: datetime) -> Asked:
    kept, code, salt = codes.ticket_digest(ticket), new_code(), option.poll.salt
    try:
        with transaction.atomic():
            made = Attempt.objects.create(
                ticket_digest=kept,
                option=option,
                phone_digest=codes.digest("phone", phone, salt),
                network_digest=codes.digest("network", network, salt),
                series_digest=codes.digest("series", series_of(phone), salt),
                code_digest=codes.code_digest(kept, code),
                asked_at=at,
            )
            VoteMessage.objects.create(
                asked=made,
                phone=phone,
                text=message(settings.PORTAL_BUREAU_NAME, code, settings.PORTAL_VOTE_MINUTES),
                next_try_at=at,
            )
    except IntegrityError:
        # Pressed twice in one moment.
        found = _known(ticket)
        assert found is not None
        return Asked(ticket, found[0])
    return Asked(ticket, made.pk)


def give_back(*, ticket: str, code: str, address: str, at: datetime) -> Given:
    """The code comes back, once; the vote is cast, of the day on which it is. ``code``: six digits.

    Refuses with ``WrongCode`` whatever is wrong, also a poll that has ended meanwhile, and whoever
    tries or votes too often from one network (``TooOften``).
    """
    network = network_of(address)
    pace.keep_strangers(
        pace.Counted("vote_tried_from", network, HOUR, settings.PORTAL_VOTE_TRIES_PER_NETWORK),
        pace.Counted("vote_tried", "all", HOUR, settings.PORTAL_VOTE_TRIES_PER_HOUR),
        words=TOO_MANY,
        at=at,
    )
    kept = codes.ticket_digest(ticket)
    today = timezone.localdate(at)
    with transaction.atomic():
        rows = Attempt.objects.select_for_update(of=("self",)).only(*_COLUMNS)
        found = rows.filter(ticket_digest=kept).first()
        expected = bytes(found.code_digest) if found is not None else no_code()
        fits = secrets.compare_digest(codes.code_digest(kept, code), expected)
        if found is None or not _is_open(found, at) or not fits:
            Attempt.objects.filter(pk=found.pk if found is not None else 0, tries__lt=TRIES).update(
                tries=F("tries") + 1
            )
            given = None
        else:
            given = _cast(found.pk, today, at)
    if given is None:
        raise WrongCode(WRONG)
    return given


def _is_open(found: Attempt, at: datetime) -> bool:
    fresh = is_fresh(found.asked_at, at=at, minutes=settings.PORTAL_VOTE_MINUTES)
    return found.state == AttemptState.ASKED and found.tries < TRIES and fresh


def _cast(attempt_id: int, today: date, at: datetime) -> Given | None:
    """The vote, in the next place that telephone has left today; None where the poll is over."""
    attempt = Attempt.objects.select_related("option__poll").get(pk=attempt_id)
    poll = attempt.option.poll
    if poll.state != PollState.OPEN or not poll.opens_on <= today <= poll.closes_on:
        return None
    mine = Vote.objects.filter(poll=poll, phone_digest=attempt.phone_digest, day=today)
    counts = False
    # Two at once meet at the unique keys: the second finds its place taken and tries the next.
    for slot in range(mine.count() + 1, poll.per_phone_per_day + 1):
        try:
            with transaction.atomic():
                Vote.objects.create(
                    poll=poll,
                    option=attempt.option,
                    phone_digest=attempt.phone_digest,
                    network_digest=attempt.network_digest,
                    series_digest=attempt.series_digest,
                    day=today,
                    slot=slot,
                    cast_at=at,
                )
        except IntegrityError:
            continue
        counts = True
        break
    state = AttemptState.CAST if counts else AttemptState.AGAIN
    Attempt.objects.filter(pk=attempt.pk).update(state=state.value)
    return Given(poll.pk, counts)
