"""What residents see of a poll: what may be chosen, until when, and where it says so how many chose
what. Of who voted nothing is known that could be shown."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from honors.votes.models import Option, Poll
from honors.votes.states import PollState

_SHOWN = [PollState.OPEN.value, PollState.CLOSED.value, PollState.SIGNED.value]


@dataclass(frozen=True)
class PublicOption:
    """``votes``: None where numbers are not shown."""

    id: int
    number: int
    label: str
    text: str
    votes: int | None


@dataclass(frozen=True)
class PublicPoll:
    """``is_open``: today is one of its days; ``is_over``: its last day has passed."""

    id: int
    title: str
    opens_on: date
    closes_on: date
    per_day: int
    is_open: bool
    is_over: bool
    options: tuple[PublicOption, ...]


def polls(today: date) -> list[PublicPoll]:
    """Those that may be voted in, then those to come, then the last that are over; without their
    options. One query."""
    rows = Poll.objects.filter(state__in=_SHOWN).order_by("-closes_on", "-pk")[:20]
    found = [_poll(one, today, ()) for one in rows]
    return sorted(found, key=lambda one: (one.is_over, not one.is_open))


def poll(poll_id: int, today: date) -> PublicPoll | None:
    """One with its options; None for what is not open to everybody. At most three queries."""
    row = Poll.objects.filter(pk=poll_id, state__in=_SHOWN).first()
    if row is None:
        return None
    options = Option.objects.filter(poll=row).order_by("number")
    counts: dict[int, int] = {}
    if row.live:
        votes = Option.objects.filter(poll=row).annotate(cast=Count("votes"))
        counts = dict(votes.values_list("pk", "cast"))
    return _poll(
        row,
        today,
        tuple(
            PublicOption(one.pk, one.number, one.label, one.text, counts.get(one.pk))
            for one in options
        ),
    )


def _poll(row: Poll, today: date, options: tuple[PublicOption, ...]) -> PublicPoll:
    return PublicPoll(
        id=row.pk,
        title=row.title,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        per_day=row.per_phone_per_day,
        is_open=row.state == PollState.OPEN and row.opens_on <= today <= row.closes_on,
        is_over=row.state != PollState.OPEN or today > row.closes_on,
        options=options,
    )
