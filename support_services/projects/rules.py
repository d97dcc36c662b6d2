"""Pure: who reviews what, what is chosen within a budget, how a project stands. No Django, no
clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from support_services.projects.states import Light

# Days before a milestone's day on which it is called near.
NEAR_DAYS = 14
# Days without a word, a file or a yuan after which a project is called silent.
SILENT_DAYS = 60
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Share:
    """An application and who is to review it; ``missing``: how many could not be found."""

    application: int
    reviewers: tuple[int, ...]
    missing: int


def share_out(
    applications: Iterable[int],
    reviewers: Collection[int],
    *,
    each: int,
    barred: Collection[tuple[int, int]] = (),
    held: Collection[tuple[int, int]] = (),
) -> tuple[Share, ...]:
    """New reviewers for every application until ``each`` of them are on it, whoever has least to
    do first.

    ``barred``: (reviewer, application) that must not be; ``held``: those there are already, which
    count towards ``each`` and towards the load. The same question has the same answer.
    """
    known, held_now = set(barred), set(held)
    load = {one: 0 for one in sorted(reviewers)}
    for reviewer, _ in held_now:
        if reviewer in load:
            load[reviewer] += 1
    on: dict[int, int] = {}
    for _, application in held_now:
        on[application] = on.get(application, 0) + 1
    free = {
        one: [r for r in load if (r, one) not in known and (r, one) not in held_now]
        for one in sorted(set(applications))
    }
    found: list[Share] = []
    # Whoever has fewest to choose from chooses first, or nobody may be left for him.
    for one in sorted(free, key=lambda key: (len(free[key]), key)):
        wanted = max(0, each - on.get(one, 0))
        taken = sorted(free[one], key=lambda r: (load[r], r))[:wanted]
        for reviewer in taken:
            load[reviewer] += 1
        found.append(Share(one, tuple(taken), wanted - len(taken)))
    return tuple(sorted(found, key=lambda share: share.application))


@dataclass(frozen=True)
class Ranked:
    """An application as the decider has it before him; ``place`` None: too few ballots."""

    application: int
    place: int | None
    asked: Decimal


@dataclass(frozen=True)
class Choice:
    """What is granted to one, 0 for nothing, and why where it is not the plain course."""

    application: int
    granted: Decimal
    why: str = ""


def from_the_top(ranked: Sequence[Ranked], budget: Decimal) -> dict[int, Decimal]:
    """What the plain course grants: everybody in full from the top, until the first who does not
    fit; of several in one place all or none."""
    left, granted = budget, {one.application: ZERO for one in ranked}
    places = sorted({one.place for one in ranked if one.place is not None})
    for place in places:
        level = [one for one in ranked if one.place == place]
        asked = sum((one.asked for one in level), ZERO)
        if asked > left:
            break
        left -= asked
        granted |= {one.application: one.asked for one in level}
    return granted


def choice_problems(
    ranked: Sequence[Ranked],
    choices: Mapping[int, Choice],
    *,
    budget: Decimal,
    most_each: Decimal | None,
    names: Mapping[int, str],
) -> list[str]:
    """Why a list cannot be decided as it is, in words; [] where it can.

    More than the budget, than was asked or than one may get; somebody without a place; an amount
    that was cut, somebody passed over or level with somebody who gets it, without a reason.
    """
    told: list[str] = []
    total = sum((one.granted for one in choices.values()), ZERO)
    if total > budget:
        told.append(f"合计 {total:,.2f} 元，超出总经费 {budget:,.2f} 元。")
    if {one.application for one in ranked} != set(choices):
        told.append("名单有变化，请刷新后重新拟定。")
        return told
    last = max(
        (one.place for one in ranked if one.place and choices[one.application].granted > 0),
        default=0,
    )
    for one in ranked:
        choice, name = choices[one.application], names.get(one.application, "")
        if choice.granted < 0:
            told.append(f"“{name}”：金额不能小于 0。")
        elif choice.granted > one.asked:
            told.append(f"“{name}”：不能超过申请的 {one.asked:,.2f} 元。")
        elif most_each is not None and choice.granted > most_each:
            told.append(f"“{name}”：不能超过每个项目最多 {most_each:,.2f} 元。")
        elif choice.granted > 0 and one.place is None:
            told.append(f"“{name}”：有效评分不够，没有名次，不能立项。")
        elif 0 < choice.granted < one.asked and not choice.why:
            told.append(f"“{name}”：核减了金额，请写明原因。")
        elif choice.granted == 0 and one.place and one.place <= last and not choice.why:
            told.append(f"“{name}”排第 {one.place}，跳过了，请写明原因。")
    return told


@dataclass(frozen=True)
class Due:
    """A milestone: its day as it stands now, and when it was done."""

    due_on: date
    done_on: date | None


def light_of(milestones: Sequence[Due], *, last_word_on: date, today: date) -> Light:
    """How a project stands: late before silent before near. ``last_word_on``: when something was
    last heard of it."""
    undone = [one for one in milestones if one.done_on is None]
    if not undone:
        return Light.DONE
    nearest = min(one.due_on for one in undone)
    if nearest < today:
        return Light.LATE
    if last_word_on <= today - timedelta(days=SILENT_DAYS):
        return Light.SILENT
    return Light.NEAR if nearest <= today + timedelta(days=NEAR_DAYS) else Light.ON_TIME


def reached_share(promised: Decimal, reached: Decimal | None) -> int | None:
    """Whole percent of what was promised, cut off below; None while nothing is known."""
    if reached is None or promised <= 0:
        return None
    return int(reached * 100 / promised)
