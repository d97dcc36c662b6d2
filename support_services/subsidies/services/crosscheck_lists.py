"""A list of another office laid beside our own: whom it names, and what is held until it is clear.

Every hit on somebody who draws money becomes a hold and a question to his station, and never an
end: whoever lives and is taken for dead must be found again within days. All of a list or nothing;
the same content again changes nothing. Of people who are not in the register only the number is
kept.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.subsidies.models import (
    CrossCheckHit,
    CrossCheckList,
    Entitlement,
    Hold,
)
from support_services.subsidies.selectors.crosschecks import rights_drawn
from support_services.subsidies.services.facts import needed, record
from support_services.subsidies.states import CHECK_LABELS, CheckKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, idcard
from veterans.foundation.crypto import blind_index
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LineReader, LinesRefused
from veterans.foundation.sheets import parse_date, read_sheet
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to, people_with_numbers

COLUMNS = ("id_number", "date", "source")
LONGEST_SOURCE, LONGEST_NUMBER = 60, 80


@dataclass(frozen=True)
class Hit:
    """One person to be looked into, and the rights that are held meanwhile."""

    line: int
    person: Person
    happened_on: date
    source: str
    rights: list[Entitlement]


@dataclass
class CheckOutcome:
    """How many lines were what; ``rows`` = ``hits`` + ``known`` + ``idle`` + ``unknown``.

    ``known``: on record, or asked already by an earlier list. ``idle``: registered here and drawing
    nothing. ``already``: the very same content was applied at that time, nothing was done now.
    """

    rows: int = 0
    known: int = 0
    idle: int = 0
    unknown: int = 0
    holds: int = 0
    hits: list[Hit] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    applied: bool = False
    already: datetime | None = None
    list_id: int | None = None


@dataclass(frozen=True)
class _Row:
    line: int
    number: str
    happened_on: date
    source: str


def parse_kind(text: str) -> CheckKind:
    """The kind meant by a code or its Chinese word; refuses anything else."""
    for kind, label in CHECK_LABELS.items():
        if text.strip().lower() in (kind.value, label):
            return kind
    known = "、".join(f"{kind.value}（{label}）" for kind, label in CHECK_LABELS.items())
    raise Refused(f"没有“{text}”这种比对名单，可选：{known}。")


def preview_list(
    *, content: bytes, kind: CheckKind, source: str, by: User, today: date
) -> CheckOutcome:
    """What the list would do. Writes nothing; refuses what ``apply_list`` refuses."""
    require(by, "checks.upload")
    return _laid(content, kind, _office(source), by, today)


def apply_list(
    *,
    content: bytes,
    kind: CheckKind,
    source: str,
    document_no: str = "",
    by: User,
    at: datetime,
    today: date,
) -> CheckOutcome:
    """Apply a list: record its hits and hold the rights they concern.

    One line that cannot be right refuses the whole list; ``LinesRefused`` names every such line.
    """
    require(by, "checks.upload")
    office = _office(source)
    if len(document_no.strip()) > LONGEST_NUMBER:
        raise Refused(f"文号最多 {LONGEST_NUMBER} 个字。")
    try:
        with transaction.atomic():
            return _applied(content, kind, office, document_no.strip(), by, at, today)
    except IntegrityError as error:
        # Somebody else's list reached the same people first; nothing of this one was written.
        raise Refused("刚才有另一份名单同时导入，本份没有写入，请重新预览后再导入。") from error


def _applied(
    content: bytes,
    kind: CheckKind,
    office: str,
    document_no: str,
    by: User,
    at: datetime,
    today: date,
) -> CheckOutcome:
    outcome = _laid(content, kind, office, by, today, lock=True)
    if outcome.already is not None:
        return outcome
    made = CrossCheckList.objects.create(
        kind=kind.value,
        source=office,
        document_no=document_no,
        digest=_digest(content),
        line_count=outcome.rows,
        hit_count=len(outcome.hits),
        known_count=outcome.known,
        idle_count=outcome.idle,
        unknown_count=outcome.unknown,
        uploaded_by=by,
        uploaded_at=at,
    )
    hits = CrossCheckHit.objects.bulk_create(
        CrossCheckHit(
            list=made,
            line_no=hit.line,
            person=hit.person,
            kind=kind.value,
            happened_on=hit.happened_on,
            source=hit.source,
            raised_by=by,
            raised_at=at,
        )
        for hit in outcome.hits
    )
    holds = Hold.objects.bulk_create(
        Hold(
            entitlement=right,
            hit=row,
            reason=f"数据比对：{row.source}名单提示{CHECK_LABELS[kind]}"
            f"（{row.happened_on:%Y-%m-%d}），待核实",
            placed_by=by,
            placed_at=at,
        )
        for row, hit in zip(hits, outcome.hits, strict=True)
        for right in hit.rights
    )
    for hold in holds:
        record("held", hold.entitlement, by, at, hold=hold.pk, hit=hold.hit_id)
    audit.record(
        actor=by,
        action="crosscheck.applied",
        subject="crosscheck_list",
        subject_id=made.pk,
        detail={
            "kind": kind.value,
            "rows": outcome.rows,
            "hits": len(outcome.hits),
            "known": outcome.known,
            "idle": outcome.idle,
            "unknown": outcome.unknown,
            "holds": len(holds),
        },
        at=at,
    )
    outcome.applied, outcome.list_id = True, made.pk
    return outcome


def _office(source: str) -> str:
    office = needed(source, "来源单位")
    if len(office) > LONGEST_SOURCE:
        raise Refused(f"来源单位最多 {LONGEST_SOURCE} 个字。")
    return office


def _digest(content: bytes) -> str:
    """Keyed: a plain digest of a list with one line would give its number away to whoever tries."""
    return blind_index(hashlib.sha256(content).hexdigest(), purpose="crosscheck_list").hex()


def _laid(
    content: bytes, kind: CheckKind, office: str, by: User, today: date, *, lock: bool = False
) -> CheckOutcome:
    rows = _read(content, office, today)
    outcome = CheckOutcome(rows=len(rows))
    before = CrossCheckList.objects.filter(kind=kind.value, digest=_digest(content)).first()
    if before is not None:
        outcome.already, outcome.list_id = before.uploaded_at, before.pk
        outcome.known, outcome.idle = before.hit_count + before.known_count, before.idle_count
        outcome.unknown = before.unknown_count
        return outcome
    people = _people(rows, by)
    rights = _rights({person.pk for person in people.values()}, kind, by, today, lock=lock)
    asked = _asked(people.values(), kind)
    for row in rows:
        person = people.get(row.number)
        if person is None:
            outcome.unknown += 1
            continue
        drawn = rights.get(person.pk, [])
        unsettled = [right for right in drawn if not right.is_settled]  # type: ignore[attr-defined]
        recorded = kind is CheckKind.DEATH and person.died_on is not None
        if recorded or (person.pk, row.happened_on) in asked or (drawn and not unsettled):
            outcome.known += 1
        elif not unsettled:
            outcome.idle += 1
        else:
            outcome.hits.append(Hit(row.line, person, row.happened_on, row.source, unsettled))
            outcome.holds += len(unsettled)
    return outcome


def _read(content: bytes, office: str, today: date) -> list[_Row]:
    """Every line as it is meant, or ``LinesRefused``."""
    problems: list[LineProblem] = []
    rows: list[_Row] = []
    first: dict[str, int] = {}
    for line in read_sheet(content, COLUMNS):
        reader = LineReader()
        row = _read_line(line, reader, office, today)
        if row is not None and row.number in first:
            reader.complain(f"与第 {first[row.number]} 行是同一个身份证号，请核对后只保留一行。")
        if reader.complaints or row is None:
            problems.append(LineProblem(line.number, "".join(reader.complaints)))
        else:
            first[row.number] = row.line
            rows.append(row)
    if problems:
        raise LinesRefused(problems)
    return rows


def _read_line(line: Line, reader: LineReader, office: str, today: date) -> _Row | None:
    number = reader.take(idcard.check, line.values["id_number"], today=today)
    day = reader.take(parse_date, line.values["date"])
    source = line.values["source"] or office
    if len(source) > LONGEST_SOURCE:
        reader.complain(f"数据来源最多 {LONGEST_SOURCE} 个字。")
    if day is not None and day > today:
        reader.complain("日期晚于今天，请核对。")
    if day is not None and number is not None and day < idcard.birth_date(number):
        reader.complain("日期早于身份证号中的出生日期，请核对。")
    return _Row(line.number, number, day, source) if number and day else None


def _people(rows: list[_Row], by: User) -> dict[str, Person]:
    """Registered people by identity number, of whom a station may be asked."""
    people = people_visible_to(by).select_related("region__parent")
    return people_with_numbers(by, (row.number for row in rows), people=people)


def _rights(
    people: set[int], kind: CheckKind, by: User, today: date, *, lock: bool
) -> dict[int, list[Entitlement]]:
    """Rights by whoever draws by them: the person, or the relative who is paid instead."""
    found: dict[int, list[Entitlement]] = defaultdict(list)
    rights = rights_drawn(by, people, kind, today=today)
    if lock:
        rights = rights.select_for_update(of=("self",))
    for right in rights:
        for drawing in people.intersection(
            key for key in (right.person_id, right.payee_id) if key is not None
        ):
            found[drawing].append(right)
    return found


def _asked(people: Iterable[Person], kind: CheckKind) -> set[tuple[int, date]]:
    """What an earlier list asked already, decided or not: nobody is asked twice."""
    rows = CrossCheckHit.objects.filter(person__in=people, kind=kind.value)
    return set(rows.values_list("person_id", "happened_on"))
