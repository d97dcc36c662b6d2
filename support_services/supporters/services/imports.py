"""Lists of supporters and of jobs from a spreadsheet: every line judged, looked at, taken in once,
and undone where nothing rests on it yet.

Judging is doing: each line is entered by the same services as by hand, in a savepoint, and the
whole is rolled back where it is only looked at. So what is shown is what will be.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from support_services.supporters.list_columns import (
    COLUMNS,
    EXAMPLES,
    MOST_LINES,
    NEEDED,
    PARTS,
)
from support_services.supporters.models import LineTaken, ListTaken
from support_services.supporters.services.list_lines import (
    Known,
    Outcome,
    job_line,
    known_things,
    supporter_line,
)
from support_services.supporters.services.writing import record
from support_services.supporters.states import ENTER, ListKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineReader
from veterans.foundation.list_tables import Judged, Reading, Table, Verdict, read_table

ALREADY = "这份文件已经导入过。要再导入一次，先撤回上一次。"
STALE = "核对以后登记册有了变化，和预览的不一样了，请重新核对一次。"
# Any fixed number does, as long as nothing else in the portal takes the same advisory lock.
_LISTS = 0x6C697374


@dataclass(frozen=True)
class Asked:
    """What is brought in. ``parts``: what of things that are there may be brought up to date
    (``list_columns.PARTS``); of jobs ``fair_id``: the fair they are offered at, ``until``: the last
    day where a line says none."""

    kind: ListKind
    content: bytes
    parts: tuple[str, ...] = ()
    fair_id: int | None = None
    until: date | None = None

    @property
    def digest(self) -> str:
        """Of the bytes and of what was asked with them."""
        told = json.dumps([self.kind, sorted(self.parts), self.fair_id, str(self.until)])
        return hashlib.sha256(self.content + told.encode()).hexdigest()


@dataclass(frozen=True)
class Looked:
    """All lines judged; ``mark``: of what would be done, to be given back when it is confirmed."""

    reading: Reading
    mark: str


@dataclass
class _Done:
    lines: list[Judged] = field(default_factory=list)
    wrote: list[tuple[int, Outcome]] = field(default_factory=list)


def read_list(kind: ListKind, content: bytes) -> Table:
    """The table in the file, or what is the matter with it."""
    return read_table(
        content, COLUMNS[kind], needed=NEEDED[kind], most=MOST_LINES, example=EXAMPLES[kind]
    )


def look(*, asked: Asked, by: User, at: datetime, today: date) -> Looked:
    """What ``take_in`` would do; writes nothing."""
    _refuse_again(asked)
    with transaction.atomic():
        reading = _judged(asked, by, at, today)[0]
        transaction.set_rollback(True)
    return Looked(reading, _mark(reading))


@transaction.atomic
def take_in(
    *, asked: Asked, filename: str, mark: str, by: User, at: datetime, today: date
) -> ListTaken:
    """Everything that is new, and of what is there what was asked for, together or not at all.

    Refuses a file that was taken in before, one of which nothing is left to do, and one that would
    now do something else than was shown (``mark``). One list at a time: whoever comes second
    waits, and sees what the first has entered.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LISTS])
    _refuse_again(asked)
    reading, done = _judged(asked, by, at, today)
    if mark != _mark(reading):
        raise Refused(STALE)
    made, changed = reading.count(Verdict.NEW), reading.count(Verdict.CHANGED)
    if not made + changed:
        raise Refused("没有要导入的：没有新的，也没有要改的。")
    try:
        with transaction.atomic():
            taken = ListTaken.objects.create(
                kind=asked.kind.value,
                digest=asked.digest,
                filename=filename[-120:],
                lines=len(reading.lines),
                made=made,
                changed=changed,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise Refused(ALREADY) from error
    LineTaken.objects.bulk_create(
        LineTaken(
            taken=taken,
            number=number,
            title=one.title[:80],
            made_unit=one.made_unit,
            made_row=one.made_row,
            unit_id=one.unit_id,
            supporter_id=one.supporter_id,
            job_id=one.job_id,
            was=one.was,
            became=one.became,
        )
        for number, one in done.wrote
    )
    record("list_taken", "support_list", taken, by, at, made=made, changed=changed)
    return taken


def _refuse_again(asked: Asked) -> None:
    if ListTaken.objects.filter(digest=asked.digest, undone_at__isnull=True).exists():
        raise Refused(ALREADY)


def _mark(reading: Reading) -> str:
    told = json.dumps([[one.number, one.verdict, one.words] for one in reading.lines])
    return hashlib.sha256(told.encode()).hexdigest()


def _judged(asked: Asked, by: User, at: datetime, today: date) -> tuple[Reading, _Done]:
    require(by, ENTER)
    table = read_list(asked.kind, asked.content)
    allowed = PARTS[asked.kind]
    parts = tuple(part for part in allowed if part in asked.parts)
    known, done = known_things(by), _Done()
    line = supporter_line if asked.kind is ListKind.SUPPORTERS else job_line
    more: Mapping[str, Any] = (
        {}
        if asked.kind is ListKind.SUPPORTERS
        else {"fair_id": asked.fair_id, "until": asked.until}
    )
    for number, cells in table.lines:
        values = table.values(cells)
        done.lines.append(
            _one(number, cells, values, line, known, parts, done, by, at, today, more)
        )
    return Reading(table.heads, tuple(done.lines)), done


def _one(
    number: int,
    cells: tuple[str, ...],
    values: Mapping[str, str],
    line: Callable[..., Outcome],
    known: Known,
    parts: Sequence[str],
    done: _Done,
    by: User,
    at: datetime,
    today: date,
    more: Mapping[str, Any],
) -> Judged:
    """One line in a savepoint of its own: what is refused leaves nothing behind."""
    reader = LineReader()
    title = values.get("title") or values.get("name") or values.get("holder") or ""
    try:
        with transaction.atomic():
            found = line(
                values, known=known, parts=parts, reader=reader, by=by, at=at, today=today, **more
            )
    except Refused as refusal:
        reader.complain(str(refusal))
        return Judged(number, cells, Verdict.REFUSED, "".join(reader.complaints), title[:60])
    except IntegrityError:
        return Judged(
            number, cells, Verdict.REFUSED, "和已登记的冲突，请核对名称和代码。", title[:60]
        )
    known.seen(found, number)
    if found.verdict in (Verdict.NEW, Verdict.CHANGED):
        done.wrote.append((number, found))
    return Judged(number, cells, found.verdict, found.words, found.title[:60])
