"""A list of people on its way into the register: staged in the background, looked at, confirmed,
and then written all at once or not at all.

The state is the queue. A reading is cut into chunks, each one transaction that first looks whether
its run is still the list's: a worker that was given up for dead writes nothing any more, and a task
delivered twice goes home. Applying is one transaction; whoever dies in it leaves nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history, sealed_files
from veterans.foundation.bulk_load import load_rows
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.sheets import MAX_BYTES, read_grid
from veterans.registry.list_columns import PARTS, Sheet, find_table
from veterans.registry.models import ListVerdict, PeopleList, ServiceStatus
from veterans.registry.selectors.lists import lists_visible_to
from veterans.registry.services.list_judging import Area, Judge, Judged, stamp
from veterans.registry.services.people_rows import (
    Row,
    add_nations,
    add_services,
    insert_people,
    lock_register,
    put_accounts,
    update_contacts,
)
from veterans.registry.states import LIST_LABELS, LIST_MOVES, ListState, Verdict

CHUNK = 2000
# Longer than the slowest step between two signs of life, which is opening the file.
LEASE = timedelta(seconds=90)
KEPT_FOR = timedelta(days=30)
BROKEN = "处理时系统出错，什么都没有写入。请重新核对；仍然出错的，请把编号告诉系统管理员："
MEANWHILE = (
    "预览以后，登记册或认定有了变化，预览的结论已经不准，什么都没有写入。请重新核对，再确认。"
)
Clock = Callable[[], datetime]


@transaction.atomic
def receive_list(*, name: str, content: bytes, by: User, at: datetime) -> PeopleList:
    """Keep an upload, sealed, to be read in the background. Refuses an empty or too large one, and
    whoever has no area."""
    require(by, "people.edit")
    if by.area_path is None:
        raise Refused("您的账号没有服务区域，不能导入名单。")
    if not content:
        raise Refused("文件是空的，请重新选择。")
    if len(content) > MAX_BYTES:
        raise Refused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件分别导入。")
    told = "".join(char for char in name if char.isprintable())[-120:] or "名单"
    made = PeopleList.objects.create(
        name=told,
        stored=sealed_files.store(
            name=told, content_type="application/x-people-list", parts=[content], at=at
        ),
        area=by.area_path,
        uploaded_by=by,
        uploaded_at=at,
        touched_at=at,
    )
    _record(by, "received", made, at)
    return made


def owed_readings(*, at: datetime) -> list[int]:
    """Lists that wait for a reader, or whose reader has given no sign of life."""
    waiting = PeopleList.objects.filter(state=ListState.RECEIVED)
    dead = PeopleList.objects.filter(state=ListState.READING, touched_at__lt=at - LEASE)
    return sorted((waiting | dead).values_list("pk", flat=True))


def owed_writings() -> list[int]:
    """Lists that somebody has confirmed and nobody has applied."""
    found = PeopleList.objects.filter(state=ListState.CONFIRMED)
    return list(found.order_by("pk").values_list("pk", flat=True))


def read_list(*, list_id: int, now: Clock) -> bool:
    """Judge every line of a list; False where there is nothing to do, or somebody is at it."""
    made = _begin(list_id, now())
    if made is None:
        return False
    try:
        sheet = find_table(read_grid(_content(made)))
    except Refused as refusal:
        _fail(made, str(refusal))
        return True
    parts = made.parts if made.parts is not None else _ordinary(sheet)
    with transaction.atomic():
        if not _mine(made, now()):
            return False
        made.offered, made.parts = list(sheet.parts), [p for p in parts if p in sheet.parts]
        made.ignored = [head[:200] for head in sheet.ignored]
        made.rows_total = len(sheet.lines)
        made.save(update_fields=["offered", "parts", "ignored", "rows_total", "touched_at"])
    all_of_them: list[Judged] = []
    for judged in _judged(made, sheet, now()):
        with transaction.atomic():
            if not _mine(made, now()):
                return False
            _keep(made, judged)
            made.rows_done += len(judged)
            made.save(update_fields=["rows_done", "touched_at"])
        all_of_them += judged
    with transaction.atomic():
        if not _mine(made, now()):
            return False
        for verdict in Verdict:
            count = sum(1 for one in all_of_them if one.verdict is verdict)
            setattr(made, f"{verdict.value}_count", count)
        made.stamp, made.read_at = stamp(all_of_them), made.touched_at
        _move(made, "finish")
        made.save()
    return True


def fail_reading(*, list_id: int, note: str) -> None:
    """A reading that stumbled over a fault of ours: the list says so and may be read again."""
    made = PeopleList.objects.filter(pk=list_id, state=ListState.READING).first()
    if made is not None:
        _fail(made, BROKEN + note)


@transaction.atomic
def read_again(
    *, list_id: int, parts: Iterable[str], service_status: str = "", by: User, at: datetime
) -> PeopleList:
    """Judge a list anew: the register has changed, or other ``parts`` are to be brought up to date.

    Refuses parts that its columns do not hold, and an unknown ``service_status``.
    """
    made = _locked(list_id, by)
    _move(made, "again", by=by)
    chosen = [part for part in PARTS if part in set(parts)]
    if made.offered and not set(chosen) <= set(made.offered):
        raise Refused("名单里没有这一列，不能更新。")
    if service_status and service_status not in ServiceStatus.values:
        raise Refused("请从列表中选择服役身份。")
    # A file that could not be read has not said yet which columns it has.
    made.parts = chosen if made.offered else None
    made.service_status, made.note, made.touched_at = service_status, "", at
    made.save()
    _record(by, "read_again", made, at, parts=chosen)
    return made


@transaction.atomic
def withdraw_list(*, list_id: int, by: User, at: datetime) -> PeopleList:
    """Put a list aside without effect; its file and its lines are taken away."""
    made = _locked(list_id, by)
    _move(made, "withdraw", by=by)
    _record(by, "withdrawn", _emptied(made), at)
    return made


@transaction.atomic
def confirm_list(*, list_id: int, leaves_out: bool, by: User, at: datetime) -> PeopleList:
    """Let a list into the register; it is written in the background.

    ``leaves_out``: refused and undecided lines stay outside; without it one of them holds up the
    whole list. Refuses a list that would change nothing.
    """
    made = _locked(list_id, by)
    _move(made, "confirm", by=by)
    open_lines = made.refused_count + made.doubtful_count
    if open_lines and not leaves_out:
        raise Refused(
            f"还有 {open_lines} 行不合格或没有认定。请改好重新上传，"
            "或勾选“不合格和未认定的行先不导入”。"
        )
    if not made.new_count + made.changed_count:
        raise Refused("这份名单没有要写入的内容。")
    made.leaves_out, made.note, made.touched_at = leaves_out, "", at
    made.confirmed_by, made.confirmed_at = by, at
    made.save()
    _record(by, "confirmed", made, at, left_out=open_lines)
    return made


def apply_list(*, list_id: int, at: datetime) -> bool:
    """Write a confirmed list, whole or not at all; False where there is nothing to do.

    Everything is judged anew under the lock. Where that comes out otherwise than it was previewed,
    nothing is written, and the list waits for another reading.
    """
    try:
        with transaction.atomic():
            made = (
                PeopleList.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(pk=list_id, state=ListState.CONFIRMED)
                .first()
            )
            if made is None:
                return False
            _write(made, at)
    except Refused as refusal:
        give_back(list_id=list_id, note=str(refusal))
    except IntegrityError:
        # Somebody entered an account or a period of service in the same moment.
        give_back(list_id=list_id, note=MEANWHILE)
    return True


@transaction.atomic
def give_back(*, list_id: int, note: str) -> None:
    """A confirmed list that was not written: it says why and waits again."""
    made = PeopleList.objects.select_for_update().filter(pk=list_id).first()
    if made is None or made.state != ListState.CONFIRMED:
        return
    _move(made, "return")
    made.confirmed_by = made.confirmed_at = None
    made.note = note[:500]
    made.save()


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Take away files and lines of lists that nobody has touched for long; how many lists."""
    late = list(
        PeopleList.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state__in=[ListState.READ, ListState.FAILED, ListState.APPLIED],
            stored__isnull=False,
            touched_at__lt=at - KEPT_FOR,
        )
    )
    for made in late:
        if made.state != ListState.APPLIED:
            _move(made, "withdraw")
        _emptied(made)
    return len(late)


def _write(made: PeopleList, at: datetime) -> None:
    by = made.confirmed_by
    if by is None:
        raise ValueError("a confirmed list has somebody who confirmed it")
    require(by, "people.edit")
    lock_register()
    sheet = find_table(read_grid(_content(made)))
    judged = [one for some in _judged(made, sheet, at) for one in some]
    staged = dict(made.verdicts.values_list("line", "verdict"))
    if stamp(judged) != made.stamp or {one.line: one.verdict.value for one in judged} != staged:
        raise Refused(MEANWHILE)
    new = [one.row for one in judged if one.verdict is Verdict.NEW and one.row]
    changed = [
        (one.row, one.person_id, one.changes)
        for one in judged
        if one.verdict is Verdict.CHANGED and one.row and one.person_id
    ]

    def bringing(*parts: str) -> list[tuple[Row, int]]:
        return [(row, pk) for row, pk, changes in changed if set(parts) & set(changes)]

    history.sign(by=by, why=f"按名单更新（名单编号 {made.pk}）", at=at)
    added = list(zip(new, insert_people(new), strict=True))
    update_contacts(bringing("region", "phone"), today=timezone.localdate(at))
    put_accounts(added, bringing("account"), by=by, at=at)
    add_nations([*added, *bringing("nation")], by=by, at=at)
    add_services([*added, *bringing("service")], by=by, at=at)
    _move(made, "apply")
    made.applied_at = made.touched_at = at
    made.save()
    audit.record(
        actor=by,
        action="people.imported",
        subject="people_list",
        subject_id=made.pk,
        detail={"new": len(new), "updated": len(changed), "unchanged": made.unchanged_count},
        at=at,
    )


def _begin(list_id: int, at: datetime) -> PeopleList | None:
    with transaction.atomic():
        made = (
            PeopleList.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=list_id, state__in=LIST_MOVES["begin"][0])
            .first()
        )
        if made is None or (made.state == ListState.READING and made.touched_at >= at - LEASE):
            return None
        _move(made, "begin")
        made.run += 1
        made.rows_done = made.rows_total = 0
        made.touched_at = at
        made.save()
        ListVerdict.objects.filter(people_list=made).delete()
    return made


def _mine(made: PeopleList, at: datetime) -> bool:
    """Whether the reading is still this worker's; holds the row until the transaction ends."""
    found = PeopleList.objects.select_for_update(of=("self",)).filter(
        pk=made.pk, run=made.run, state=ListState.READING
    )
    made.touched_at = at
    return found.exists()


def _content(made: PeopleList) -> bytes:
    if made.stored is None:
        raise Refused("文件已按期清除，请重新上传。")
    return b"".join(made.stored.read())


def _ordinary(sheet: Sheet) -> list[str]:
    """What is brought up to date unless somebody chooses: all that the columns suffice for."""
    return [part for part in sheet.parts if part != "service" or "service_status" in sheet.places]


def _judged(made: PeopleList, sheet: Sheet, at: datetime) -> Iterator[list[Judged]]:
    judge = Judge(
        sheet=sheet,
        parts=made.parts or [],
        status=made.service_status,
        area=Area(made.area),
        today=timezone.localdate(at),
    )
    for start in range(0, len(sheet.lines), CHUNK):
        yield judge.judge(sheet.lines[start : start + CHUNK])


def _keep(made: PeopleList, judged: Iterable[Judged]) -> None:
    load_rows(
        ListVerdict,
        ("people_list_id", "line", "verdict", "reason", "person_id", "id_index", "shown"),
        (
            (made.pk, one.line, one.verdict.value, one.reason, one.person_id, one.index, one.shown)
            for one in judged
        ),
    )


def _fail(made: PeopleList, note: str) -> None:
    with transaction.atomic():
        if not _mine(made, made.touched_at):
            return
        _move(made, "fail")
        made.note = note[:500]
        made.save()


def _emptied(made: PeopleList) -> PeopleList:
    """The list without its file and its lines; its counts stay."""
    stored, made.stored = made.stored, None
    made.save()
    ListVerdict.objects.filter(people_list=made).delete()
    if stored is not None:
        sealed_files.remove(stored)
    return made


def _locked(list_id: int, by: User) -> PeopleList:
    found = lists_visible_to(by).select_for_update(of=("self",)).filter(pk=list_id).first()
    if found is None:
        raise NotFound("没有找到这份名单。")
    return found


def _move(made: PeopleList, verb: str, *, by: User | None = None) -> None:
    starts, target, duty = LIST_MOVES[verb]
    if by is not None:
        require(by, duty)
    if made.state not in starts:
        now = LIST_LABELS[ListState(made.state)]
        raise Refused(f"这份名单现在是“{now}”，不能这样办。请刷新页面看最新状态。")
    made.state = target.value


def _record(by: User, deed: str, made: PeopleList, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"people_list.{deed}",
        subject="people_list",
        subject_id=made.pk,
        detail=detail,
        at=at,
    )
