"""数据比对免认证: a list of identity numbers that other offices' data show to be alive.

All of a list or nothing; the same again changes nothing, because whoever is confirmed is confirmed.
Somebody of whom a station reported otherwise (去世, 找不到人) is left to the bureau, whatever the
list says. Of people who are not asked only the number is kept.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from support_services.subsidies.confirmation_states import (
    DUE_WAITING,
    ROUND_LIVE,
    DueState,
    Way,
)
from support_services.subsidies.models import (
    Confirmation,
    ConfirmationDue,
    ConfirmationFinding,
    ConfirmationRound,
)
from support_services.subsidies.selectors.confirmation import dues_visible_to, round_visible_to
from support_services.subsidies.services.confirmation_settling import live_rounds, lock_rounds
from support_services.subsidies.services.confirming import cover
from support_services.subsidies.services.facts import needed
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, idcard
from veterans.foundation.csv_reading import Line
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineProblem, LineReader, LinesRefused
from veterans.foundation.sheets import parse_date, read_sheet
from veterans.registry.selectors import people_visible_to, people_with_numbers

COLUMNS, OPTIONAL = ("id_number",), ("date",)
LONGEST_SOURCE = 60
NAMED = 50
_BATCH = 5000


@dataclass
class ListOutcome:
    """How many lines were what; ``rows`` = ``matched`` + ``already`` + ``doubtful`` + ``gone`` +
    ``unknown``.

    ``doubtful``: a station reported otherwise. ``gone``: no longer to be confirmed, or dead.
    ``unknown``: not asked in this round.
    """

    rows: int = 0
    already: int = 0
    doubtful: int = 0
    gone: int = 0
    unknown: int = 0
    released: int = 0
    matched: list[tuple[int, ConfirmationDue, date]] = field(default_factory=list)
    doubted: list[tuple[int, ConfirmationDue]] = field(default_factory=list)
    applied: bool = False


@dataclass(frozen=True)
class _Row:
    line: int
    number: str
    day: date


def preview_list(
    *, round_id: int, content: bytes, source: str, by: User, today: date
) -> ListOutcome:
    """What the list would do. Writes nothing; refuses what ``apply_list`` refuses."""
    require(by, "confirmation.import")
    office(source)
    return _laid(_live(round_id, by), content, by, today)


@transaction.atomic
def apply_list(
    *, round_id: int, content: bytes, source: str, by: User, at: datetime, today: date
) -> ListOutcome:
    """Confirm everybody on the list who waits for it, in one transaction.

    One line that cannot be right refuses the whole list; ``LinesRefused`` names every such line.
    """
    require(by, "confirmation.import")
    note = office(source)
    _live(round_id, by)
    rounds = [row.pk for row in lock_rounds({*live_rounds(), round_id})]
    outcome = _laid(_live(round_id, by), content, by, today)
    made = Confirmation.objects.bulk_create(
        Confirmation(
            person_id=due.person_id, way=Way.DATA.value, confirmed_on=day, note=note, by=by, at=at
        )
        for _, due, day in outcome.matched
    )
    outcome.released = cover(made, rounds=rounds, by=by, at=at, today=today)
    outcome.applied = True
    audit.record(
        actor=by,
        action="confirmation.imported",
        subject="confirmation_round",
        subject_id=round_id,
        detail={
            "rows": outcome.rows,
            "confirmed": len(made),
            "already": outcome.already,
            "doubtful": outcome.doubtful,
            "gone": outcome.gone,
            "unknown": outcome.unknown,
            "released": outcome.released,
        },
        at=at,
    )
    return outcome


def office(source: str) -> str:
    """Where the data come from; it stands with every confirmation of the list."""
    name = needed(source, "数据来源")
    if len(name) > LONGEST_SOURCE:
        raise Refused(f"数据来源最多 {LONGEST_SOURCE} 个字。")
    return name


def _live(round_id: int, by: User) -> ConfirmationRound:
    found = round_visible_to(by, round_id)
    if found.state not in ROUND_LIVE:
        raise Refused(f"“{found.title}”不在进行，不能导入。")
    return found


def _laid(of: ConfirmationRound, content: bytes, by: User, today: date) -> ListOutcome:
    rows = _read(content, of, today)
    outcome = ListOutcome(rows=len(rows))
    dues = _dues(of, rows, by)
    doubted = set(
        ConfirmationFinding.objects.filter(due__round=of, handled_at__isnull=True).values_list(
            "due", flat=True
        )
    )
    for row in rows:
        due = dues.get(row.number)
        if due is None:
            outcome.unknown += 1
        elif due.state == DueState.CONFIRMED:
            outcome.already += 1
        elif due.state not in DUE_WAITING or due.person.died_on is not None:
            outcome.gone += 1
        elif due.pk in doubted:
            outcome.doubtful += 1
            outcome.doubted.append((row.line, due))
        else:
            outcome.matched.append((row.line, due, row.day))
    return outcome


def _read(content: bytes, of: ConfirmationRound, today: date) -> list[_Row]:
    """Every line as it is meant, or ``LinesRefused``."""
    problems: list[LineProblem] = []
    rows: list[_Row] = []
    first: dict[str, int] = {}
    for line in read_sheet(content, COLUMNS, optional=OPTIONAL):
        reader = LineReader()
        row = _read_line(line, reader, of, today)
        if row is not None and row.number in first:
            reader.complain(f"与第 {first[row.number]} 行是同一个人，请只保留一行。")
        if reader.complaints or row is None:
            problems.append(LineProblem(line.number, "".join(reader.complaints)))
        else:
            first[row.number] = row.line
            rows.append(row)
    if problems:
        raise LinesRefused(problems)
    return rows


def _read_line(line: Line, reader: LineReader, of: ConfirmationRound, today: date) -> _Row | None:
    number = reader.take(idcard.check, line.values["id_number"], today=today)
    written = line.values.get("date", "")
    day = reader.take(parse_date, written) if written else today
    if day is not None and day > today:
        reader.complain("日期晚于今天，请核对。")
    if day is not None and day < of.first_day:
        reader.complain(f"日期早于本轮开始的 {of.first_day:%Y-%m-%d}，不能用来确认。")
    return _Row(line.number, number, day) if number and day else None


def _dues(of: ConfirmationRound, rows: list[_Row], by: User) -> dict[str, ConfirmationDue]:
    """Those who are asked in the round, by identity number."""
    people = people_visible_to(by).select_related(None).only("id_index", "merged_into")
    asked = people_with_numbers(by, (row.number for row in rows), people=people)
    number = {person.pk: number for number, person in asked.items()}
    keys = list(number)
    found: dict[str, ConfirmationDue] = {}
    for start in range(0, len(keys), _BATCH):
        dues = dues_visible_to(by).filter(round=of, person__in=keys[start : start + _BATCH])
        for due in dues:
            found[number[due.person_id]] = due
    return found
