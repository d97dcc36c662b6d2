"""What follows the last day: votes are left out by rules of two people, and two sign the report.
Before the end nobody leaves anything out."""

from datetime import date, datetime

from django.db import transaction

from honors.votes.models import Exclusion, Poll, Tally
from honors.votes.rules import counted, key_of, left_out, scaled
from honors.votes.selectors import rules_of, votes_of
from honors.votes.services.recording import locked_poll, of_poll
from honors.votes.states import POLL_MOVES, RULE_MOVES, OddKind, PollState, RuleState
from support_services.projects.texts import line
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, PermissionRefused, Refused

FIRST_HAS_SIGNED = "已有人签认，要改先请他撤回签认。"


@transaction.atomic
def close(*, poll_id: int, by: User, at: datetime, today: date) -> Poll:
    """After the last day; from then on the report can be read."""
    move = POLL_MOVES["close"]
    require(by, move.duty)
    poll = locked_poll(poll_id, *map(PollState, move.starts))
    if today <= poll.closes_on:
        raise Refused(f"{poll.closes_on:%Y-%m-%d} 过后才能结束投票。")
    poll.state, poll.closed_by, poll.closed_at = move.target, by, at
    poll.save(update_fields=["state", "closed_by", "closed_at"])
    of_poll("closed", poll, by, at)
    return poll


@transaction.atomic
def ask_to_leave_out(
    *, poll_id: int, kind: str, key: str, why: str, by: User, at: datetime
) -> Exclusion:
    """All votes that have this in common, whomever they are for. Refuses what no vote has, and what
    is asked for already."""
    require(by, "votes.enter")
    poll = locked_poll(poll_id, PollState.CLOSED)
    if poll.first_by_id is not None:
        raise Refused(FIRST_HAS_SIGNED)
    if kind not in list(OddKind):
        raise NotFound("没有这种规则。")
    count = sum(key_of(one, OddKind(kind)) == key for one in votes_of(poll))
    if not count:
        raise NotFound("没有这样的票。")
    if poll.exclusions.filter(kind=kind, key=key).exclude(state=RuleState.REFUSED.value).exists():
        raise Refused("已经提出过这条规则。")
    made = Exclusion.objects.create(
        poll=poll,
        kind=kind,
        key=key,
        votes=count,
        why=line(why, "剔除原因", 200),
        asked_by=by,
        asked_at=at,
    )
    of_poll("exclusion_asked", poll, by, at, exclusion=made.pk, kind=kind, votes=count)
    return made


@transaction.atomic
def settle_exclusion(*, exclusion_id: int, verb: str, by: User, at: datetime) -> Exclusion:
    """``confirm`` or ``refuse``, by another person than who asked."""
    move = RULE_MOVES.get(verb)
    if move is None:
        raise NotFound("没有这一步。")
    require(by, move.duty)
    known = Exclusion.objects.filter(pk=exclusion_id).values_list("poll", flat=True).first()
    if known is None:
        raise NotFound("没有找到这条规则。")
    poll = locked_poll(known, PollState.CLOSED)
    rule = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion_id)
    if rule.state not in move.starts:
        raise Refused("这条规则已经办过了。")
    if rule.asked_by_id == by.pk:
        raise Refused("提出人不能自己确认，请由另一人确认。")
    rule.state, rule.settled_by, rule.settled_at = move.target, by, at
    rule.save(update_fields=["state", "settled_by", "settled_at"])
    of_poll(f"exclusion_{verb}", poll, by, at, exclusion=rule.pk)
    return rule


@transaction.atomic
def sign(*, poll_id: int, by: User, at: datetime) -> Poll:
    """The report has been read, and what is left out is right. The second signature, of another
    person, keeps the result: nothing changes any more. Refuses while a rule waits."""
    if not by.may("votes.enter"):
        require(by, "votes.sign")
    poll = locked_poll(poll_id, PollState.CLOSED)
    if poll.exclusions.filter(state=RuleState.ASKED.value).exists():
        raise Refused("还有剔除规则没有确认，请先办完。")
    if poll.first_by_id is None:
        poll.first_by, poll.first_at = by, at
        poll.save(update_fields=["first_by", "first_at"])
        of_poll("signed_first", poll, by, at)
        return poll
    if poll.first_by_id == by.pk:
        raise Refused("您已经签认过，第二次签认请由另一人办理。")
    require(by, "votes.sign")
    _keep(poll)
    poll.state, poll.second_by, poll.second_at = PollState.SIGNED.value, by, at
    poll.save(update_fields=["state", "second_by", "second_at"])
    of_poll("signed_second", poll, by, at)
    return poll


@transaction.atomic
def take_signature_back(*, poll_id: int, by: User, at: datetime) -> Poll:
    """Whoever signed first looks again, as long as nobody has signed after him."""
    poll = locked_poll(poll_id, PollState.CLOSED)
    if poll.first_by_id is None:
        raise Refused("还没有人签认。")
    if poll.first_by_id != by.pk:
        raise PermissionRefused("签认由本人撤回。")
    poll.first_by = poll.first_at = None
    poll.save(update_fields=["first_by", "first_at"])
    of_poll("signature_back", poll, by, at)
    return poll


def _keep(poll: Poll) -> None:
    votes, rules = votes_of(poll), rules_of(poll)
    options = list(poll.options.values_list("pk", flat=True))
    valid = counted(options, votes, rules)
    points = scaled(valid)
    out = dict.fromkeys(options, 0)
    for vote in votes:
        out[int(str(vote.option))] += left_out(vote, rules)
    Tally.objects.bulk_create(
        Tally(option_id=one, votes=valid[one], left_out=out[one], score=points[one])
        for one in options
    )
