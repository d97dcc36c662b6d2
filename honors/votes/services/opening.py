"""Setting a poll up, and opening it to everybody, which is another person's deed."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from honors.votes.models import LABEL_LENGTH, TEXT_LENGTH, Option, Poll
from honors.votes.services.recording import checked, locked_poll, of_poll
from honors.votes.states import POLL_MOVES, PollState
from support_services.notices.channels import sms
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text


@transaction.atomic
def open_poll(
    *,
    of: str,
    title: str,
    options: Sequence[tuple[str, str, str]],
    opens_on: date,
    closes_on: date,
    per_phone_per_day: int,
    share: Decimal,
    live: bool,
    by: User,
    at: datetime,
) -> Poll:
    """A poll that another person is yet to open (``release``). ``of``: what it is for, such as
    ``campaign:3``; it has one poll, but for those that were dropped. ``options``: (ref, label,
    text), all of it public. ``share``: per cent of the whole result that it makes.

    Refuses fewer than two options, the same reference twice, and a share above
    ``PORTAL_VOTE_SHARE_MOST``: a vote is one part and never the whole.
    """
    require(by, "votes.enter")
    refs = [ref for ref, _, _ in options]
    if len(refs) < 2 or len(set(refs)) != len(refs):
        raise Refused("投票至少要有两个候选项，同一个不能有两次。")
    most = Decimal(settings.PORTAL_VOTE_SHARE_MOST)
    if not 0 <= share <= most:
        raise Refused(f"投票在总成绩里最多占 {most.normalize():f}%。")
    poll = Poll(
        of=of,
        title=line(title, "名称", 80),
        opens_on=opens_on,
        closes_on=closes_on,
        per_phone_per_day=per_phone_per_day,
        share=share,
        live=live,
        salt=secrets.token_hex(16),
        made_by=by,
        made_at=at,
    )
    checked(poll)
    Option.objects.bulk_create(
        Option(
            poll=poll,
            number=number,
            ref=ref,
            label=line(label, "名称", LABEL_LENGTH),
            text=_text(text),
        )
        for number, (ref, label, text) in enumerate(options, start=1)
    )
    of_poll("made", poll, by, at, options=len(refs))
    return poll


def _text(text: str) -> str:
    kept = [clean_open_text(one, what="介绍", longest=TEXT_LENGTH) for one in text.splitlines()]
    told = "\n".join(one for one in kept if one)
    if len(told) > TEXT_LENGTH:
        raise Refused(f"介绍最多 {TEXT_LENGTH} 个字。")
    if kind_in(told):
        raise Refused("介绍里不要写身份证号、账号和手机号。")
    return told


@transaction.atomic
def release(*, poll_id: int, by: User, at: datetime) -> Poll:
    """Another person has read what everybody will read. From its first day on there are votes."""
    move = POLL_MOVES["release"]
    require(by, move.duty)
    poll = locked_poll(poll_id, *map(PollState, move.starts))
    if poll.made_by_id == by.pk:
        raise Refused("设立人不能自己开放，请由另一人开放。")
    if not sms.is_on():
        raise Refused("短信没有开通，居民收不到验证码，不能开放投票。请系统管理员先开通短信。")
    poll.state, poll.released_by, poll.released_at = move.target, by, at
    poll.save(update_fields=["state", "released_by", "released_at"])
    of_poll("released", poll, by, at)
    return poll


@transaction.atomic
def drop_poll(*, poll_id: int, why: str, by: User, at: datetime) -> Poll:
    """It comes to nothing, and is on no page any more; votes that were cast stay in the table."""
    move = POLL_MOVES["drop"]
    require(by, move.duty)
    poll = locked_poll(poll_id, *map(PollState, move.starts))
    poll.dropped_why = line(why, "取消原因", 200)
    poll.state, poll.dropped_by, poll.dropped_at = move.target, by, at
    poll.save(update_fields=["state", "dropped_by", "dropped_at", "dropped_why"])
    of_poll("dropped", poll, by, at)
    return poll
