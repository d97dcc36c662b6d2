"""Polls, odd votes and rules as rows of pages: words and tones. No query of its own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from honors.votes.models import Exclusion, Option, Poll
from honors.votes.rules import Odd
from honors.votes.selectors import Counted
from honors.votes.states import (
    ODD_LABELS,
    POLL_LABELS,
    POLL_ROAD,
    RULE_LABELS,
    OddKind,
    PollState,
    RuleState,
)
from support_services.projects.written_rows import plain


def poll_row(poll: Poll) -> dict[str, Any]:
    """A poll in a list; ``cast`` where it was counted."""
    label, tone = POLL_LABELS[PollState(poll.state)]
    return {
        "id": poll.pk,
        "title": poll.title,
        "opens_on": poll.opens_on,
        "closes_on": poll.closes_on,
        "cast": getattr(poll, "cast", None),
        "state_label": label,
        "state_tone": tone,
    }


def poll_facts(poll: Poll) -> list[tuple[str, str]]:
    """By which rules it is voted, by label."""
    facts = [
        ("投票时间", f"{poll.opens_on:%Y-%m-%d} 至 {poll.closes_on:%Y-%m-%d}"),
        ("每个手机号", f"每天 {poll.per_phone_per_day} 票"),
        ("占总成绩", f"{plain(poll.share)}%"),
        ("投票期间", "公布票数" if poll.live else "不公布票数"),
        ("取消原因", poll.dropped_why),
    ]
    return [(label, value) for label, value in facts if value]


def poll_steps(poll: Poll) -> list[dict[str, Any]]:
    """The road of a poll, for ``steps``."""
    signed: Mapping[str, tuple[str, Any, Any]] = {
        PollState.SET_UP: ("设立", poll.made_by, poll.made_at),
        PollState.OPEN: ("开放投票", poll.released_by, poll.released_at),
        PollState.CLOSED: ("结束投票", poll.closed_by, poll.closed_at),
        PollState.SIGNED: ("两人签认", poll.second_by, poll.second_at),
    }
    here = POLL_ROAD.index(PollState(poll.state)) if poll.state in POLL_ROAD else -1
    found = []
    for at, state in enumerate(POLL_ROAD):
        label, by, when = signed[state]
        status = "done" if at < here else "current" if at == here else "todo"
        if state is PollState.SIGNED and at == here:
            status = "done"
        found.append({"label": label, "status": status, "by": str(by) if by else "", "at": when})
    return found


def called(kind: OddKind, key: str) -> str:
    """What a group of odd votes is called: a minute by its time, a network and a series by a number
    made of its digest, since nobody can say which they are."""
    if kind is OddKind.MINUTE:
        return f"{timezone.localtime(datetime.fromisoformat(key)):%Y-%m-%d %H:%M}"
    return f"{'网络' if kind is OddKind.NETWORK else '号段'} {int(key[:5], 16):07d}"


def odd_rows(
    found: Sequence[Odd], options: Mapping[int, Option], rules: Collection[Exclusion]
) -> list[dict[str, Any]]:
    """What is odd, with who got most of it, and whether a rule leaves it out already."""
    known = {(one.kind, one.key): one for one in rules if one.state != RuleState.REFUSED}
    rows = []
    for one in found:
        order = sorted(one.by_option.items(), key=lambda pair: (-pair[1], str(pair[0])))
        rule = known.get((one.kind.value, one.key))
        rows.append(
            {
                "kind": one.kind.value,
                "kind_label": ODD_LABELS[one.kind],
                "key": one.key,
                "name": called(one.kind, one.key),
                "votes": one.votes,
                "share": one.share,
                "most": "，".join(
                    f"{options[int(str(key))].number} 号 {count} 票" for key, count in order[:3]
                ),
                "rule_label": RULE_LABELS[RuleState(rule.state)][0] if rule else "",
                "rule_tone": RULE_LABELS[RuleState(rule.state)][1] if rule else "",
            }
        )
    return rows


def rule_row(one: Exclusion) -> dict[str, Any]:
    label, tone = RULE_LABELS[RuleState(one.state)]
    return {
        "id": one.pk,
        "name": f"{one.get_kind_display()}：{called(OddKind(one.kind), one.key)}",
        "votes": one.votes,
        "why": one.why,
        "asked_by": str(one.asked_by),
        "settled_by": str(one.settled_by) if one.settled_by else "",
        "is_asked": one.state == RuleState.ASKED,
        "state_label": label,
        "state_tone": tone,
    }


def result_rows(found: Sequence[Counted]) -> list[dict[str, Any]]:
    return [
        {
            "number": one.option.number,
            "label": one.option.label,
            "votes": one.votes,
            "left_out": one.left_out,
            "score": one.score,
        }
        for one in found
    ]


def day_bars(days: Sequence[tuple[date, int]]) -> list[dict[str, Any]]:
    return [{"label": f"{day:%m-%d}", "value": votes} for day, votes in days]


def hour_bars(hours: Sequence[tuple[datetime, int]], most: int = 72) -> list[dict[str, Any]]:
    """The hours with votes, of many those with the most, in their order."""
    kept = sorted(sorted(hours, key=lambda one: -one[1])[:most])
    return [{"label": f"{timezone.localtime(at):%m-%d %H}时", "value": votes} for at, votes in kept]
