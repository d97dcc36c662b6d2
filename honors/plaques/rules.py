"""How a home stands with its plaque, by the files. Pure; the reference to which the statement that
runs every night (``services/reckoning_sql``) is held equal.

One plaque for each home, whatever is met there several times over. The home of the fallen, of
whoever serves and of a veteran; kept and not replaced when nobody living is left to whom it was
due, and when the soldier retired; none for whoever died before 2018-07-29. What is due by which
category, since when, is data (``reference``), each line with how sure it is.

A home whose head's hukou (户籍) left the county is no longer the county's: nothing is due there,
and what hangs stays. Where it moved to another village of the county after the plaque was hung,
somebody goes and asks, as after moving house.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from honors.plaques.states import (
    GROUNDS_OF_PLEAS,
    IN_FORCE,
    Ground,
    Outcome,
    Plea,
    RuleKind,
    Stand,
    TaskKind,
    Why,
    WithdrawalState,
)
from veterans.foundation.errors import Refused

RANK: dict[Ground, int] = {ground: place for place, ground in enumerate(Ground, start=1)}
# Whose service is a soldier's: neither civilians nor militia.
SOLDIERS = ("conscript", "sergeant", "officer")
MOST_NUMBERS = 2000
# What the rules may name as a cause; that a plaque is worn out is decided from case to case.
CAUSES = (Why.MOVED_HOUSE, Why.HUKOU_CHANGED, Why.HUKOU_LEFT)


@dataclass(frozen=True)
class Book:
    """The rules in force on a day. ``categories``: code to (ground, whether the plaque stays when
    it ends); ``service``: ground of ``serving`` and ``served``, where there is a rule; ``causes``:
    what is a cause to replace or hand over (``CAUSES``); ``cutoff``: for whoever died before,
    nothing; ``peace``: days for which an answer at the door holds."""

    categories: Mapping[str, tuple[Ground, bool]]
    service: Mapping[str, Ground]
    causes: frozenset[Why]
    cutoff: date
    peace: int


@dataclass(frozen=True)
class Served:
    status: str
    enlisted_on: date
    discharged_on: date | None = None


@dataclass(frozen=True)
class Held:
    """A category: ``valid_to`` is the first day it no longer holds."""

    category: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Hukou:
    """Where somebody is registered (户籍): the key of a village, None outside the county.
    ``valid_to`` is the first day it no longer holds; intervals of one person never meet."""

    village: int | None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Member:
    """Somebody of the home. ``pleas``: applications of his for this home that were granted, each
    with the day it was asked for. ``lives_here_since``: of the head, where he lives in the village
    of the home by an open row."""

    died_on: date | None = None
    held: tuple[Held, ...] = ()
    served: tuple[Served, ...] = ()
    pleas: tuple[Plea, ...] = ()
    is_head: bool = False
    lives_here_since: date | None = None
    hukou: tuple[Hukou, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The last word at the door about a kind of task."""

    outcome: Outcome
    on: date


@dataclass(frozen=True)
class Home:
    """What of a home counts. ``asked``: days on which a new plaque (``worn``) or another try
    (``again``) was asked for and granted; ``withdrawals``: their states."""

    plaque: str = ""
    hung_on: date | None = None
    members: tuple[Member, ...] = ()
    worn: tuple[date, ...] = ()
    again: tuple[date, ...] = ()
    withdrawals: tuple[WithdrawalState, ...] = ()
    answers: Mapping[TaskKind, Answer] | None = None


@dataclass(frozen=True)
class Standing:
    """``fact_on``: the day of what makes it so, where one day does."""

    stand: Stand
    ground: Ground | None = None
    why: Why | None = None
    fact_on: date | None = None


def standing(home: Home, book: Book, today: date) -> Standing | None:
    """How a home stands on a day; None where there is nothing to say of it."""
    grounds = [g for one in home.members for _, _, g in grounds_of(one, book, today)]
    ground = min(grounds, key=RANK.__getitem__) if grounds else None
    keeps = any(_keeps(one, book, today) for one in home.members)
    if any(one in IN_FORCE for one in home.withdrawals):
        if home.plaque:
            return Standing(Stand.TAKE_IN, ground, Why.WITHDRAWN)
        return Standing(Stand.WITHDRAWN, ground, Why.WITHDRAWN)
    if ground is not None and Why.HUKOU_LEFT in book.causes:
        left = [row for one in _heads(home) if (row := _holds(one, today)) and row.village is None]
        if left:
            days = [row.valid_from for row in left if row.valid_from is not None]
            return Standing(Stand.LEFT, ground, Why.HUKOU_LEFT, max(days, default=None))
    if not home.plaque:
        return _without(home, ground, book, today)
    if ground is not None:
        return _with(home, ground, book, today)
    if keeps:
        return Standing(Stand.KEPT, None, Why.STAYS)
    told = _answer(home, TaskKind.TAKE, book, today)
    if told is not None and told.outcome == Outcome.NOT_SO:
        return Standing(Stand.KEPT, None, Why.TOLD, told.on)
    living = any(one.died_on is None for one in home.members)
    return Standing(Stand.EXCESS, None, Why.NOT_MEANT if living else Why.NOBODY)


def grounds_of(one: Member, book: Book, today: date) -> Iterable[tuple[str, str, Ground]]:
    """What of the living is a ground today: the kind and code of the rule by which it is one, ("",
    "") for what was granted on application, and the ground."""
    if one.died_on is not None:
        return
    for row in one.held:
        if row.category in book.categories and _on(row.valid_from, row.valid_to, today):
            yield RuleKind.CATEGORY, row.category, book.categories[row.category][0]
    for service in one.served:
        if service.status not in SOLDIERS or service.enlisted_on > today:
            continue
        left = service.discharged_on is not None and service.discharged_on <= today
        name = "served" if left else "serving"
        if name in book.service:
            yield RuleKind.SERVICE, name, book.service[name]
    if any(plea in GROUNDS_OF_PLEAS for plea in one.pleas):
        yield "", "", Ground.APPLIED


def _keeps(one: Member, book: Book, today: date) -> bool:
    """Whether a plaque that hangs may stay for his sake, though nothing is due any more."""
    died = one.died_on
    if died is not None and died < book.cutoff:
        return False
    day = died if died is not None else today
    for row in one.held:
        if row.category not in book.categories or row.valid_from > day:
            continue
        stays = book.categories[row.category][1]
        ended = row.valid_to is not None and row.valid_to <= day
        if (died is not None and not ended) or (stays and ended):
            return True
    if died is None:
        return False
    if any(s.status in SOLDIERS and s.enlisted_on <= died for s in one.served):
        return True
    return any(plea in GROUNDS_OF_PLEAS for plea in one.pleas)


def _without(home: Home, ground: Ground | None, book: Book, today: date) -> Standing | None:
    if ground is None:
        return None
    told = _answer(home, TaskKind.HANG, book, today)
    settled = {
        Outcome.DECLINED: Stand.DECLINED,
        Outcome.MOVED: Stand.MOVED,
        Outcome.NOT_SO: Stand.NOT_SO,
    }
    if told is not None and told.outcome in settled and not any(on >= told.on for on in home.again):
        return Standing(settled[told.outcome], ground, None, told.on)
    restored = WithdrawalState.RESTORED in home.withdrawals
    return Standing(Stand.RESTORED if restored else Stand.DUE, ground)


def _with(home: Home, ground: Ground, book: Book, today: date) -> Standing:
    worn = [on for on in home.worn if home.hung_on is None or on > home.hung_on]
    found = [(max(worn), Why.WORN)] if worn else _moves(home, book, today)
    if not found:
        return Standing(Stand.HUNG, ground)
    # Of a move of the house and one of the hukou the later counts; of one day that of the house.
    day, why = max(found, key=lambda one: (one[0], one[1] is Why.MOVED_HOUSE))
    told = _answer(home, TaskKind.REPLACE, book, today)
    if told is not None and told.outcome in (Outcome.DECLINED, Outcome.NOT_SO) and told.on >= day:
        return Standing(Stand.HUNG, ground)
    return Standing(Stand.REPLACE, ground, why, day)


def _moves(home: Home, book: Book, today: date) -> list[tuple[date, Why]]:
    """Since the plaque was hung; where that day is not known, none is."""
    found = []
    for one in _heads(home):
        if one.lives_here_since is not None and Why.MOVED_HOUSE in book.causes:
            found.append((one.lives_here_since, Why.MOVED_HOUSE))
        changed = _hukou_changed(one, today)
        if changed is not None and Why.HUKOU_CHANGED in book.causes:
            found.append((changed, Why.HUKOU_CHANGED))
    return [(day, why) for day, why in found if home.hung_on is not None and day > home.hung_on]


def _heads(home: Home) -> list[Member]:
    return [one for one in home.members if one.is_head and one.died_on is None]


def _holds(one: Member, today: date) -> Hukou | None:
    """Where he is registered today."""
    for row in one.hukou:
        if (row.valid_from is None or row.valid_from <= today) and (
            row.valid_to is None or row.valid_to > today
        ):
            return row
    return None


def _hukou_changed(one: Member, today: date) -> date | None:
    """Since when he is registered in this village, where he was somewhere else just before: what
    was only written down late is no move."""
    row = _holds(one, today)
    if row is None or row.village is None or row.valid_from is None:
        return None
    before = [
        past for past in one.hukou if past.valid_from is None or past.valid_from < row.valid_from
    ]
    last = max(before, key=lambda past: past.valid_from or date.min, default=None)
    return row.valid_from if last is not None and last.village != row.village else None


def _answer(home: Home, kind: TaskKind, book: Book, today: date) -> Answer | None:
    """The last word, while it holds."""
    told = (home.answers or {}).get(kind)
    fresh = told is not None and told.on > today - timedelta(days=book.peace)
    return told if fresh else None


def _on(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or last > day)


_RANGE = re.compile(r"\A(.*?)(\d+)\s*(?:至|到|~|～|\.\.)\s*(.*?)(\d+)\Z")


def numbers_in(text: str) -> list[str]:
    """The numbers somebody typed, one a line or with commas; ``鲁C-00001 至 鲁C-00100`` is a row of
    them. Refuses none at all, a row that runs backwards or over different beginnings, the same
    number twice, and more than ``MOST_NUMBERS``."""
    found: list[str] = []
    for piece in (part.strip() for part in re.split(r"[\n,，;；、]+", text)):
        if not piece:
            continue
        row = _RANGE.match(piece)
        if row is None:
            found.append(piece)
            continue
        head, first, other, last = row.groups()
        if other and other.strip() != head.strip():
            raise Refused(f"“{piece}”前后的字头不一样，请分开写。")
        if len(first) != len(last) or int(last) < int(first):
            raise Refused(f"“{piece}”写反了或者位数不一样，请核对。")
        if int(last) - int(first) >= MOST_NUMBERS:
            raise Refused(f"一次最多 {MOST_NUMBERS} 块，请分几次办。")
        found += [f"{head}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
    if not found:
        raise Refused("请填写光荣牌编号，一行一个。")
    if len(found) > MOST_NUMBERS:
        raise Refused(f"一次最多 {MOST_NUMBERS} 块，请分几次办。")
    return found
