"""Invented votes for the demo: whoever has a poll in the demo has it voted in, by the rows that the
residents' services write. What varies is drawn from a fixed seed.

Called by the floor above: votes themselves have nothing to show without something to choose.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from honors.votes import codes
from honors.votes.models import Poll, Vote
from honors.votes.rules import network_of, series_of
from honors.votes.services.opening import release
from honors.votes.services.settling import close, sign
from support_services.subsidies.demo.population import SEED


def vote(
    poll: Poll,
    hands: Any,
    *,
    until: date,
    weights: Mapping[str, int] | None = None,
    votes: int = 200,
    stuffed: str = "",
    signed: bool = False,
    at: datetime | None = None,
) -> Poll:
    """Opens a poll by the reviewer and casts ``votes`` from its first day to ``until``.

    ``weights``: how often an option is chosen, by reference. ``stuffed``: a reference that gets
    forty more from one network within some minutes, so that the report has something to tell.
    ``signed``: then it is closed and signed by two, which takes a last day before today.
    """
    poll = release(poll_id=poll.pk, by=hands.reviewer, at=at or poll.made_at)
    drawn = random.Random(f"{SEED}:votes:{poll.of}")
    options = list(poll.options.order_by("number"))
    many = [(weights or {}).get(one.ref, 10) for one in options]
    days = [poll.opens_on + timedelta(days=n) for n in range((until - poll.opens_on).days + 1)]
    rows = []
    for n in range(votes):
        day = drawn.choice(days)
        clock = time(drawn.randint(7, 21), drawn.randint(0, 59), drawn.randint(0, 59))
        address = f"10.{drawn.randint(0, 80)}.{drawn.randint(0, 200)}.1"
        phone = f"199{n:05d}{drawn.randint(0, 999):03d}"
        rows.append(_row(poll, drawn.choices(options, many)[0], phone, address, day, clock))
    if stuffed:
        option = next(one for one in options if one.ref == stuffed)
        for n in range(40):
            clock = time(3, n // 20, n % 20)
            rows.append(_row(poll, option, f"19800000{n:03d}", "10.99.9.9", days[-1], clock))
    Vote.objects.bulk_create(rows)
    if signed:
        ended = timezone.make_aware(datetime.combine(poll.closes_on, time(0, 5)))
        ended += timedelta(days=1)
        after = poll.closes_on + timedelta(days=1)
        close(poll_id=poll.pk, by=hands.preparer, at=ended, today=after)
        for by in (hands.preparer, hands.reviewer):
            poll = sign(poll_id=poll.pk, by=by, at=ended)
    return poll


def _row(poll: Poll, option: Any, phone: str, address: str, day: date, clock: time) -> Vote:
    return Vote(
        poll=poll,
        option=option,
        phone_digest=codes.digest("phone", phone, poll.salt),
        network_digest=codes.digest("network", network_of(address), poll.salt),
        series_digest=codes.digest("series", series_of(phone), poll.salt),
        day=day,
        slot=1,
        cast_at=timezone.make_aware(datetime.combine(day, clock)),
    )
