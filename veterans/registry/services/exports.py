"""An export of people: asked for, made in the background, fetched by the same person, destroyed.

The state is the queue, as with lists (``services.lists``). A making is cut into chunks, each of
which first looks whether its run is still the export's; the file is stored in the transaction that
says that it is there. So a worker that was given up for dead, or a task delivered twice, makes no
second file.
"""

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.accounts.selectors import emergency_of
from veterans.foundation import audit, sealed_files
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.models import Level
from veterans.regions.selectors import county, regions_visible_to
from veterans.registry.export_columns import COLUMNS, chosen
from veterans.registry.models import PURPOSE_LENGTH, Category, Life, PeopleExport, Plaque
from veterans.registry.rules import clean_open_text
from veterans.registry.selectors.exports import (
    Choice,
    choice_of,
    exports_visible_to,
    in_words,
    people_chosen,
    rows_of,
)
from veterans.registry.services.export_book import Mark, export_book
from veterans.registry.states import EXPORT_LABELS, EXPORT_MOVES, ExportState

CHUNK = 2000
# Longer than the slowest step between two signs of life, which is packing the workbook.
LEASE = timedelta(minutes=5)
MOST_ROWS = 200_000
MOST_WAITING = 2
PURPOSE_AT_LEAST = 4
BROKEN = "生成时系统出错，没有文件。请重新导出；仍然出错的，请把编号告诉系统管理员："
OTHER_AREA = "您的服务区域已经变动，不再包含这份导出的范围，不能取得。"
OVER = "这份导出已到期，文件已销毁。还需要的，请重新导出。"
Clock = Callable[[], datetime]


def how_many(*, choice: Choice, by: User) -> int:
    """How many people it would be now. Refuses as ``ask_export`` does, but for the number."""
    require(by, "people.export")
    _check(choice, by)
    return people_chosen(by, choice).count()


@transaction.atomic
def ask_export(
    *, choice: Choice, columns: Iterable[str], purpose: str, by: User, at: datetime
) -> PeopleExport:
    """Ask for a file with those people; it is made in the background.

    Refuses a choice of everybody, a place of another area, no column, a purpose of fewer than four
    characters or with a number of somebody's in it, nobody, more than 200,000 people, and a third
    export that waits.
    """
    require(by, "people.export")
    area = _check(choice, by)
    wanted = [key for key in COLUMNS if key in set(columns)]
    if not wanted or not set(columns) <= set(COLUMNS):
        raise Refused("请从列表中选择要导出的列。")
    told = clean_open_text(purpose, what="用途", longest=PURPOSE_LENGTH)
    if len(told) < PURPOSE_AT_LEAST:
        raise Refused(f"请写明用途，至少 {PURPOSE_AT_LEAST} 个字，例如：核对八一走访慰问名单。")
    if kind_in(told):
        raise Refused("用途里不要写身份证号、电话或账号。")
    # Two at once count one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    waiting = PeopleExport.objects.filter(
        asked_by=by, state__in=[ExportState.ASKED, ExportState.MAKING]
    )
    if waiting.count() >= MOST_WAITING:
        raise Refused(f"您有 {MOST_WAITING} 份导出还没有生成，请等其中一份生成后再导出。")
    count = people_chosen(by, choice).count()
    if not count:
        raise Refused("没有符合条件的人，请改条件。")
    if count > MOST_ROWS:
        raise Refused(f"符合条件的有 {count:,} 人，超过 {MOST_ROWS:,} 人，请按镇街分别导出。")
    made = PeopleExport.objects.create(
        area=area,
        place=choice.place,
        category=choice.category,
        on_day=choice.on_day,
        life=choice.life,
        plaque=choice.plaque,
        columns=wanted,
        purpose=told,
        rows_total=count,
        asked_by=by,
        asked_at=at,
        touched_at=at,
    )
    _record(by, "asked", made, at, people=count, columns=wanted)
    return made


def owed_exports(*, at: datetime) -> list[int]:
    """Exports that wait to be made, or whose maker has given no sign of life."""
    waiting = PeopleExport.objects.filter(state=ExportState.ASKED)
    dead = PeopleExport.objects.filter(state=ExportState.MAKING, touched_at__lt=at - LEASE)
    return sorted((waiting | dead).values_list("pk", flat=True))


def make_export(*, export_id: int, now: Clock) -> bool:
    """Make the file; False where there is nothing to do, or somebody is at it.

    Whoever asked must have the duty and the whole area still, when it begins and when it ends.
    """
    made = _begin(export_id, now())
    if made is None:
        return False
    with tempfile.TemporaryFile() as content:
        try:
            if not _write(made, content, now):
                return False
        except Refused as refusal:
            _fail(made, str(refusal))
            return True
        return _finish(made, content, now())


def fail_export(*, export_id: int, note: str) -> None:
    """A making that stumbled over a fault of ours: the export says so."""
    made = PeopleExport.objects.filter(pk=export_id, state=ExportState.MAKING).first()
    if made is not None:
        _fail(made, BROKEN + note)


@transaction.atomic
def hand_out(*, export_id: int, by: User, at: datetime) -> tuple[str, IO[bytes]]:
    """The file, for the one who asked, with a name that tells of nobody; on record.

    Refuses what is over its time, whether or not it is destroyed already, and whoever has lost
    the duty or a part of the area.
    """
    require(by, "people.export")
    made = _locked(export_id, by)
    if made.expires_at is not None and made.expires_at <= at and made.gone_by_id is None:
        raise Refused(OVER)
    if made.stored is None:
        raise Refused(f"这份导出现在是“{_label(made)}”，不能下载。")
    if not _within(made, by):
        raise Refused(OTHER_AREA)
    content = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    for piece in made.stored.read():
        content.write(piece)
    content.seek(0)
    made.downloads += 1
    made.save(update_fields=["downloads"])
    _record(by, "fetched", made, at, time=made.downloads)
    return made.stored.name, content


@transaction.atomic
def destroy_export(*, export_id: int, by: User, at: datetime) -> PeopleExport:
    """Take the file away before its time, or stop the making; the row stays."""
    require(by, "people.export")
    made = _locked(export_id, by)
    _move(made, "destroy")
    made.gone_by = by
    _emptied(made, at)
    _record(by, "destroyed", made, at)
    return made


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Take away the files of those that are over their time; how many."""
    late = list(
        PeopleExport.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=ExportState.READY, expires_at__lte=at
        )
    )
    for made in late:
        _move(made, "expire")
        _emptied(made, at)
    for made in late:
        _record(None, "expired", made, at)
    return len(late)


def _check(choice: Choice, by: User) -> str:
    """The area of that choice; refuses one that may not be."""
    if by.area_path is None:
        raise Refused("您的账号没有服务区域，不能导出。")
    place = choice.place
    if place is None and not choice.category:
        raise Refused("请至少选择镇街、村居或人员类别：这里不导出全部人员。")
    if place is not None and (
        place.level == Level.COUNTY or not regions_visible_to(by).filter(pk=place.pk).exists()
    ):
        raise NotFound("没有找到这个镇街或村居。")
    for code, of in ((choice.category, Category), (choice.life, Life), (choice.plaque, Plaque)):
        if code and code not in of.values:
            raise Refused("请从列表中选择条件。")
    return by.area_path if place is None else str(place.path)


def _begin(export_id: int, at: datetime) -> PeopleExport | None:
    with transaction.atomic():
        made = (
            PeopleExport.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=export_id, state__in=EXPORT_MOVES["begin"][0])
            .first()
        )
        if made is None or (made.state == ExportState.MAKING and made.touched_at >= at - LEASE):
            return None
        _move(made, "begin")
        made.run += 1
        made.rows_done, made.touched_at = 0, at
        made.save()
    return made


def _write(made: PeopleExport, content: IO[bytes], now: Clock) -> bool:
    """Every row into the workbook; False when the run is over."""
    at = now()
    by = _still_entitled(made, at)
    people = people_chosen(by, choice_of(made))
    made.rows_total = people.count()
    if made.rows_total > MOST_ROWS:
        raise Refused(f"符合条件的已超过 {MOST_ROWS:,} 人，请按镇街分别导出。")
    columns, today = chosen(made.columns), timezone.localdate(at)
    rows = rows_of(people, made.columns, on_day=made.on_day).iterator(chunk_size=CHUNK)
    with export_book(content, mark=_mark(made, by, at), columns=columns) as book:
        while some := list(islice(rows, CHUNK)):
            for row in some:
                book.write([column.shown(row, today) for column in columns])
            made.rows_done += len(some)
            with transaction.atomic():
                if not _mine(made, now()):
                    return False
                made.save(update_fields=["rows_total", "rows_done", "touched_at"])
    return True


def _finish(made: PeopleExport, content: IO[bytes], at: datetime) -> bool:
    content.seek(0)
    try:
        with transaction.atomic():
            if not _mine(made, at):
                return False
            by = _still_entitled(made, at)
            stored = sealed_files.store(
                name=f"人员导出-{made.pk}.xlsx",
                content_type=XLSX_TYPE,
                parts=iter(lambda: content.read(sealed_files.PIECE_BYTES), b""),
                at=at,
            )
            made.stored, made.digest = stored, stored.digest
            made.rows_total, made.made_at, made.expires_at = made.rows_done, at, _until(at)
            _move(made, "finish")
            made.save()
            _record(by, "made", made, at, rows=made.rows_done)
    except Refused as refusal:
        _fail(made, str(refusal))
    return True


def _still_entitled(made: PeopleExport, at: datetime) -> User:
    """Whoever asked, as the account is now, with what an emergency lends at the moment."""
    by = User.objects.select_related("region").get(pk=made.asked_by_id)
    by.lent = emergency_of(by, at)
    require(by, "people.export")
    if not _within(made, by):
        raise Refused(OTHER_AREA)
    return by


def _within(made: PeopleExport, by: User) -> bool:
    return by.area_path is not None and made.area.startswith(by.area_path)


def _until(at: datetime) -> datetime:
    return at + timedelta(hours=settings.PORTAL_EXPORT_HOURS)


def _mark(made: PeopleExport, by: User, at: datetime) -> Mark:
    place = county()
    return Mark(
        about="，".join(in_words(choice_of(made))),
        unit=f"{place.name if place else ''}退役军人事务局",
        number=str(made.pk),
        who=str(by),
        account=by.username,
        at=f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        until=f"{timezone.localtime(_until(at)):%Y-%m-%d %H:%M}",
        purpose=made.purpose,
    )


def _mine(made: PeopleExport, at: datetime) -> bool:
    """Whether the making is still this worker's; holds the row until the transaction ends."""
    found = PeopleExport.objects.select_for_update(of=("self",)).filter(
        pk=made.pk, run=made.run, state=ExportState.MAKING
    )
    made.touched_at = at
    return found.exists()


def _fail(made: PeopleExport, note: str) -> None:
    with transaction.atomic():
        if not _mine(made, made.touched_at):
            return
        _move(made, "fail")
        made.note = note[:300]
        made.save()


def _emptied(made: PeopleExport, at: datetime) -> None:
    stored, made.stored = made.stored, None
    made.gone_at = at
    made.save()
    if stored is not None:
        sealed_files.remove(stored)


def _locked(export_id: int, by: User) -> PeopleExport:
    """An own one; an auditor sees those of others and takes none."""
    own = exports_visible_to(by).select_for_update(of=("self",)).filter(asked_by=by)
    found = own.filter(pk=export_id).first()
    if found is None:
        raise NotFound("没有找到这份导出。")
    return found


def _label(made: PeopleExport) -> str:
    return EXPORT_LABELS[ExportState(made.state)]


def _move(made: PeopleExport, verb: str) -> None:
    starts, target, _ = EXPORT_MOVES[verb]
    if made.state not in starts:
        raise Refused(f"这份导出现在是“{_label(made)}”，不能这样办。请刷新页面看最新状态。")
    made.state = target.value


def _record(by: User | None, deed: str, made: PeopleExport, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"people_export.{deed}",
        subject="people_export",
        subject_id=made.pk,
        detail=detail,
        at=at,
    )
