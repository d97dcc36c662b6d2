"""Reading polls. What everybody chose is read when the poll has ended, and by nobody before, but
where its numbers are live."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate, TruncHour, TruncMinute
from django.utils import timezone

from honors.votes.models import Exclusion, Option, Poll, Tally, Vote
from honors.votes.rules import Cast, Odd, counted, left_out, odd_in, scaled
from honors.votes.states import OddKind, PollState, RuleState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound, Refused


@dataclass(frozen=True)
class Counted:
    """What an option has: ``votes`` that count, ``left_out``, and points from 0 to 100."""

    option: Option
    votes: int
    left_out: int
    score: Decimal


def polls_visible_to(user: User) -> QuerySet[Poll]:
    """For whoever reads polls, all of them, with ``cast``: how many votes."""
    if user.is_station or not user.may("votes.read"):
        return Poll.objects.none()
    return Poll.objects.annotate(cast=Count("votes")).order_by("-pk")


def poll_visible_to(user: User, poll_id: int) -> Poll:
    found = polls_visible_to(user).filter(pk=poll_id).first()
    if found is None:
        raise NotFound("没有找到这次投票。")
    return found


def exclusion_visible_to(user: User, exclusion_id: int) -> Exclusion:
    rows = Exclusion.objects.filter(poll__in=polls_visible_to(user).values("pk"))
    found = rows.select_related("poll", "asked_by", "settled_by").filter(pk=exclusion_id).first()
    if found is None:
        raise NotFound("没有找到这条规则。")
    return found


def poll_of(of: str) -> Poll | None:
    """The poll for this, but for those that were dropped."""
    return Poll.objects.filter(of=of).exclude(state=PollState.DROPPED.value).first()


def votes_of(poll: Poll) -> list[Cast]:
    """Every vote, in the order of their coming; one query."""
    rows = Vote.objects.filter(poll=poll).order_by("pk")
    columns = ("option", "minute", "network_digest", "series_digest")
    rows = rows.annotate(minute=TruncMinute("cast_at", tzinfo=timezone.get_default_timezone()))
    return [
        Cast(option, minute, bytes(network), bytes(series))
        for option, minute, network, series in rows.values_list(*columns)
    ]


def rules_of(poll: Poll) -> list[tuple[OddKind, str]]:
    """By what votes are left out, as two people decided."""
    rows = poll.exclusions.filter(state=RuleState.CONFIRMED.value)
    return [(OddKind(kind), key) for kind, key in rows.values_list("kind", "key")]


def odd_of(poll: Poll) -> tuple[Odd, ...]:
    """What is odd about the votes of a poll, those that are left out included."""
    return odd_in(votes_of(poll))


def result_of(poll: Poll) -> list[Counted]:
    """What every option has by the votes and rules there are now, the most first."""
    votes, rules = votes_of(poll), rules_of(poll)
    options = {one.pk: one for one in poll.options.all()}
    valid = counted(options, votes, rules)
    points = scaled(valid)
    out: dict[int, int] = dict.fromkeys(options, 0)
    for vote in votes:
        out[int(str(vote.option))] += left_out(vote, rules)
    rows = [Counted(one, valid[pk], out[pk], points[pk]) for pk, one in options.items()]
    return sorted(rows, key=lambda row: (-row.votes, row.option.number))


def scores(poll: Poll) -> dict[str, Decimal]:
    """Points from 0 to 100 by reference. Refuses a poll whose report two have not signed."""
    if poll.state != PollState.SIGNED:
        raise Refused("投票结果还没有两人签认。")
    return {one.option.ref: one.score for one in result_of(poll)}


def agrees(poll: Poll) -> bool:
    """Whether what was kept at the second signature is what votes and rules give now."""
    kept = set(
        Tally.objects.filter(option__poll=poll).values_list("option", "votes", "left_out", "score")
    )
    return kept == {(one.option.pk, one.votes, one.left_out, one.score) for one in result_of(poll)}


def by_day(poll: Poll) -> list[tuple[date, int]]:
    """How many votes came on each day."""
    zone = timezone.get_default_timezone()
    rows = Vote.objects.filter(poll=poll).annotate(on=TruncDate("cast_at", tzinfo=zone))
    found = rows.values("on").annotate(votes=Count("pk")).order_by("on")
    return list(found.values_list("on", "votes"))


def by_hour(poll: Poll) -> list[tuple[datetime, int]]:
    """How many votes came in each hour in which there were any."""
    zone = timezone.get_default_timezone()
    rows = Vote.objects.filter(poll=poll).annotate(hour=TruncHour("cast_at", tzinfo=zone))
    found = rows.values("hour").annotate(votes=Count("pk")).order_by("hour")
    return list(found.values_list("hour", "votes"))


def waiting_for(user: User) -> list[Poll]:
    """Polls on which this person has the next word: to open, to settle a rule, to sign."""
    if not user.may("votes.sign") and not user.may("votes.enter"):
        return []
    rows = polls_visible_to(user).filter(state__in=[PollState.SET_UP.value, PollState.CLOSED.value])
    asked: Collection[int] = set(
        Exclusion.objects.filter(poll__in=rows, state=RuleState.ASKED.value)
        .exclude(asked_by=user)
        .values_list("poll", flat=True)
    )
    signs = user.may("votes.sign")
    found = []
    for one in rows:
        if one.state == PollState.SET_UP:
            waits = signs and one.made_by_id != user.pk
        elif one.pk in asked:
            waits = signs
        else:
            waits = one.first_by_id != user.pk and (one.first_by_id is None or signs)
        if waits:
            found.append(one)
    return found


def exclusions_of(poll: Poll) -> list[Exclusion]:
    """Every rule that was asked for, with its people; one query."""
    return list(poll.exclusions.select_related("asked_by", "settled_by").order_by("pk"))
