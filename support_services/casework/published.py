"""What a resident may hear of what he sent: frozen values, nothing else leaves this module.

A receipt is found by its token alone, how something stands by its number and four digits. Names,
telephones and words are never told, nor who works on it. Where there is nothing to tell, the
same is asked of the database and the same amount opened as where there is.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from support_services.casework import subjects
from support_services.casework.models import Case, ClockRule, Errand, Incoming
from support_services.casework.rules import Term, Unit, last_day
from support_services.casework.states import (
    BUREAU_ONLY,
    INCOMING_KINDS,
    KIND_LABELS,
    OBJECTION,
    OVER,
    SENT_KINDS,
    CaseKind,
    CaseState,
    ErrandState,
    IncomingState,
    PauseReason,
)
from support_services.stations import published as stations
from support_services.stations.published import PublicStation
from support_services.subsidies.publicity_states import ObjectionState
from veterans.foundation.crypto import seal, unseal
from veterans.regions.models import Level
from veterans.workdays.selectors import calendar

TAIL = 4
# Of one person, of each sort.
MATTERS = 20
# How many sealed values are opened for each number that is asked for, whether it is there or not:
# the letter's telephone by its number and by its case, the caller's, a person's two numbers.
_OPENED = 5
_BLANK = "0" * 11

WAITING = "收到了，还没有人接"
TAKEN = "有人接了，正在看"
REFUSED = "没有另外受理，请给我们打电话问一声"
CASE_WORDS: dict[CaseState, str] = {
    CaseState.REGISTERED: TAKEN,
    CaseState.INFORMED: "已受理",
    CaseState.IN_HAND: "正在办",
    CaseState.PAUSED: "正在等别的单位回话，等到了接着办",
    CaseState.ANSWERED: "已答复，请给我们打电话",
    CaseState.CAME_BACK: "您说不满意，正在重新办",
    CaseState.CLOSED: "已办结",
    CaseState.DECLINED: "这件事不归我们管，请给我们打电话，我们告诉您该找哪里",
    CaseState.WITHDRAWN: "您说不办了，已经结束",
}
PAUSE_WORDS: dict[PauseReason, str] = {
    PauseReason.PAPERS: "等您补材料，请给我们打电话",
    PauseReason.AWAY: "联系不上您，请给我们打电话",
}
# Which way it came out is said on the telephone, to whoever left one.
OBJECTION_WORDS: dict[ObjectionState, str] = {
    ObjectionState.OPEN: "已登记为异议，正在核查",
    ObjectionState.UPHELD: "核查完了，请给我们打电话",
    ObjectionState.DISMISSED: "核查完了，请给我们打电话",
}
ERRAND_WORDS: dict[ErrandState, str] = {
    ErrandState.OPEN: "正在代您办",
    ErrandState.DONE: "已办成",
    ErrandState.REFUSED: "没有批下来，请给我们打电话",
    ErrandState.STOPPED: "您说不办了，已经结束",
}


@dataclass(frozen=True)
class Whom:
    """Whom to call: a station or the bureau. ``tel`` as a ``tel:`` address has it."""

    name: str
    phone: str
    tel: str


@dataclass(frozen=True)
class Receipt:
    """What somebody takes home. ``answer_by``: the day by which he is told whether it is taken up,
    None where no clock is entered for its kind; of an objection the day by which it is read.
    ``has_phone``: he left one, by which he may ask how it stands."""

    number: str
    kind: str
    sent_on: date
    answer_by: date | None
    whom: Whom
    to_bureau: bool
    is_objection: bool = False
    has_phone: bool = True


@dataclass(frozen=True)
class PublicSubject:
    """What somebody writes about, as he knows it: an item of the catalogue. ``kinds``: which kinds
    of letters may be about it."""

    about: str
    title: str
    provider: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Progress:
    """How something stands, in plain words. ``by``: the day by which the next word comes."""

    words: str
    by: date | None
    whom: Whom


def letter_subject(about: str, *, today: date) -> PublicSubject | None:
    """Something that anybody may write a letter about on that day, such as a published item; None
    for everything else alike."""
    found = subjects.for_everybody(about, today)
    kinds = subjects.kinds_of(about) & {one.value for one in SENT_KINDS}
    if found is None or not kinds:
        return None
    provider = dict(found.facts).get("承办单位", "")
    return PublicSubject(about, found.title, provider, kinds)


@dataclass(frozen=True)
class Matter:
    """A case or an errand on its own page of the person whose it is; ``key`` such as ``case:12``.
    What was said in it is not told."""

    key: str
    number: str
    kind: str
    since: date
    progress: Progress
    is_over: bool


def receipt(token: str) -> Receipt | None:
    """The receipt of that token, or None."""
    rows = Incoming.objects.select_related("region__parent").defer(
        "name", "phone", "content", "meant_name", "reason_text"
    )
    found = rows.filter(receipt=token).first()
    if found is None:
        return None
    return Receipt(
        number=found.number,
        kind=INCOMING_KINDS[found.kind],
        sent_on=found.sent_on,
        answer_by=_answer_by(found),
        whom=_receiver(found),
        to_bureau=found.kind in BUREAU_ONLY,
        is_objection=found.kind == OBJECTION,
        has_phone=Incoming.objects.filter(pk=found.pk, phone__isnull=False).exists(),
    )


def progress(number: str, tail: str) -> Progress | None:
    """How that number stands, for whoever knows the four characters that go with it: the end of
    the telephone that was left, or of the number that the slip names.

    None alike for a number that there is not, for other characters, and for what is restricted by
    somebody's decision. Whatever there is, four questions are asked before it is None.
    """
    incoming = _sent().filter(number=number).first()
    key = incoming.case_id if incoming is not None else None
    case = _cases().filter(number=number).first() if key is None else _cases().get(pk=key)
    came_of = _sent().filter(case_id=case.pk if case is not None else 0).first()
    errand = _errands().filter(number=number).first()
    if not _fits(tail, _numbers(case, [incoming, came_of], errand)):
        return None
    incoming = incoming or came_of
    if errand is not None:
        return None if errand.kind.is_sensitive else _of_errand(errand)
    if case is not None:
        return _of_case(case) if _may_be_told(case, incoming) else None
    return _of_incoming(incoming) if incoming is not None else None


def matters_of(person_id: int) -> tuple[Matter, ...]:
    """A person's cases and errands, the open ones first, newest first; for whoever is known to be
    that person. Nothing that is restricted, for whatever reason: whoever holds his telephone may
    not be the one he wants to know of it."""
    rows = Case.objects.select_related("owner").filter(person=person_id, is_sensitive=False)
    cases = rows.only(
        *("number", "kind", "state", "received_on", "inform_by", "finish_by", "owner__code"),
    )
    errands = Errand.objects.select_related("kind", "owner").filter(
        person=person_id, kind__is_sensitive=False
    )
    # Most are with one or two stations; each is looked up once.
    whom = lru_cache(maxsize=None)(_whom)
    found = [
        Matter(
            f"case:{one.pk}",
            one.number,
            KIND_LABELS[CaseKind(one.kind)],
            one.received_on,
            _of_case(one, whom),
            CaseState(one.state) in OVER,
        )
        for one in cases.order_by("-received_on", "-pk")[:MATTERS]
    ]
    found += [
        Matter(
            f"errand:{one.pk}",
            one.number,
            f"代办：{one.kind.title}",
            timezone.localdate(one.started_at),
            _of_errand(one, whom),
            one.state != ErrandState.OPEN,
        )
        for one in errands.order_by("-started_at", "-pk")[:MATTERS]
    ]
    return tuple(sorted(found, key=lambda one: (one.is_over, -one.since.toordinal())))


def _sent() -> QuerySet[Incoming]:
    rows = Incoming.objects.select_related("region__parent", "objection")
    return rows.only(
        *("number", "kind", "state", "sent_on", "take_by", "case_id", "phone", "objection__state"),
        *("region__code", "region__level", "region__parent__code"),
    )


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("person", "owner", "rule").only(
        *("state", "is_sensitive", "inform_by", "finish_by", "caller_phone", "person__phone"),
        *("person__id_number", "owner__code", "rule__is_restricted"),
    )


def _errands() -> QuerySet[Errand]:
    return Errand.objects.select_related("kind", "person", "owner").only(
        *("state", "kind__is_sensitive", "person__phone", "person__id_number", "owner__code"),
    )


def _may_be_told(case: Case, incoming: Incoming | None) -> bool:
    """Not what somebody decided to restrict; all of a kind are restricted to protect whoever
    brought them, and he may ask."""
    if not case.is_sensitive or case.rule.is_restricted:
        return True
    return incoming is not None and incoming.kind in BUREAU_ONLY


def _numbers(case: Case | None, letters: list[Incoming | None], errand: Errand | None) -> list[str]:
    """Every number whose end is accepted, as often as it was opened: the telephone that was left,
    what a slip names, and the telephone in the register."""
    person = case.person if case is not None else errand.person if errand is not None else None
    found = [
        *(letter.phone for letter in letters if letter is not None),
        case.caller_phone if case is not None else None,
        person.id_number if person is not None else None,
        person.phone if person is not None else None,
    ]
    return [str(one) for one in found if one]


def _fits(tail: str, numbers: list[str]) -> bool:
    """Whether one of the numbers ends like that. Always the same number of comparisons, and what
    there is less to open is opened of a blank."""
    blank = seal(_BLANK.encode())
    padded = numbers + [unseal(blank).decode() for _ in range(_OPENED - len(numbers))]
    typed = tail.strip().upper().encode()
    hits = [secrets.compare_digest(one[-TAIL:].upper().encode(), typed) for one in padded]
    return len(typed) == TAIL and any(hits[: len(numbers)])


def _of_incoming(incoming: Incoming) -> Progress:
    if incoming.state == IncomingState.WAITING:
        return Progress(WAITING, _answer_by(incoming), _receiver(incoming))
    if incoming.objection is not None:
        words = OBJECTION_WORDS[ObjectionState(incoming.objection.state)]
        return Progress(words, None, _receiver(incoming))
    return Progress(REFUSED, None, _receiver(incoming))


def _of_case(case: Case, whom: Callable[[str], Whom] | None = None) -> Progress:
    state = CaseState(case.state)
    words = CASE_WORDS[state]
    if state is CaseState.PAUSED:
        reasons = case.pauses.filter(last_on__isnull=True).values_list("reason", flat=True)
        words = next((PAUSE_WORDS[one] for one in PAUSE_WORDS if one in reasons), words)
    by = case.inform_by if state is CaseState.REGISTERED else case.finish_by
    return Progress(words, by, (whom or _whom)(case.owner.code))


def _of_errand(errand: Errand, whom: Callable[[str], Whom] | None = None) -> Progress:
    words = ERRAND_WORDS[ErrandState(errand.state)]
    return Progress(words, None, (whom or _whom)(errand.owner.code))


def _answer_by(incoming: Incoming) -> date | None:
    """By the clock of its kind: the last day to say whether it is taken up. An objection has no
    clock but that somebody reads it."""
    if incoming.kind == OBJECTION:
        return incoming.take_by
    rows = ClockRule.objects.filter(kind=incoming.kind, valid_from__lte=incoming.sent_on)
    rule = rows.order_by("-valid_from").first()
    if rule is None:
        return None
    term = Term(rule.inform_days, Unit(rule.inform_unit))
    return last_day(incoming.sent_on, term, calendar(since=incoming.sent_on))


def _receiver(incoming: Incoming) -> Whom:
    """Who gets to read it: the town's station, or the bureau where no station may."""
    if incoming.kind in BUREAU_ONLY:
        return whom_else()
    region = incoming.region
    town = region.parent if region.level == Level.VILLAGE and region.parent is not None else region
    return _whom(town.code)


def whom_else() -> Whom:
    """The bureau: by its own number, or the service centre's."""
    center = stations.center()
    number = settings.PORTAL_BUREAU_PHONE or (center.phone if center is not None else "")
    return Whom(settings.PORTAL_BUREAU_NAME, number, stations.tel_of(number))


def _whom(code: str) -> Whom:
    """The station that serves a place; the bureau where none with a telephone is registered."""
    place = stations.place(code)
    station: PublicStation | None = place.station if place is not None else None
    if station is None or not station.phone or (place is not None and place.level == Level.COUNTY):
        return whom_else()
    return Whom(station.name, station.phone, station.tel)
