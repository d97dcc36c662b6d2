"""Who works at a station, and who covers for whom. Nothing is removed: people leave, covers are
taken back.

The bureau keeps every station, a town its own and those of its villages, a village its own.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.stations.models import Station, StationWorker, WorkerCover
from support_services.stations.selectors.staff import (
    accounts_of,
    cover_visible_to,
    station_of_network,
    substitutes_for,
    worker_visible_to,
)
from support_services.stations.states import POST_LABELS, Post
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules

_TOLD = {
    "station_one_head_at_a_time": "这段时间已有站长，请先登记原站长的离岗。",
    "station_account_of_one_worker": "这个账号在这段时间已经对应另一名工作人员。",
    "worker_covered_once": "此人这段时间已经登记了顶岗，请先取消或改日期。",
}


def put_worker(
    *,
    station_code: str,
    worker_id: int | None = None,
    name: str,
    phone: str | None,
    post: str,
    account: str,
    is_shown: bool,
    from_on: date,
    to_on: date | None,
    by: User,
    at: datetime,
) -> StationWorker:
    """Enter somebody, or correct the row ``worker_id``; the same values again change nothing.

    ``account``: the name of an account of that place, or "". ``phone`` is kept sealed; None leaves
    it as it is. Refuses a second head at a time, an account of another place, and a person entered
    twice. That residents see the head's surname, only the bureau says.
    """
    roles.require(by, "network.staff")
    if post not in {one.value for one in Post}:
        raise Refused("请选择岗位。")
    if to_on is not None and to_on < from_on:
        raise Refused("离岗不能早于到岗，请核对日期。")
    with transaction.atomic():
        station = _locked(station_code, by)
        row = _worker_of(station, worker_id, by)
        values = {
            "name": rules.clean_name(name),
            "phone": row.phone if phone is None else rules.clean_phone(phone) or None,
            "post": post,
            "account": _account(account, station),
            "is_shown": _shown(row, is_shown and post == Post.HEAD, by),
            "from_on": from_on,
            "to_on": to_on,
        }
        _not_twice(station, row, values["name"], post, from_on)
        changed = [field for field, value in values.items() if getattr(row, field) != value]
        is_new = row.pk is None
        if not is_new and not changed:
            return row
        for field, value in values.items():
            setattr(row, field, value)
        row.entered_by, row.entered_at = by, at
        _saved(row)
        _record(
            "added" if is_new else "corrected",
            "station_worker",
            row.pk,
            by,
            at,
            station=station.region.code,
            # Which fields, not what is in them.
            fields=sorted(changed),
        )
    return row


def read_phone(*, worker_id: int, by: User, at: datetime) -> str:
    """The private telephone of one worker, for whoever keeps that station; on record first."""
    roles.require(by, "network.staff")
    with transaction.atomic():
        row = worker_visible_to(by, worker_id)
        if not row.phone:
            raise Refused("没有登记此人的手机号。")
        _record("phone_seen", "station_worker", row.pk, by, at, station=row.station.region.code)
    return str(row.phone)


def put_cover(
    *,
    worker_id: int,
    substitute_id: int,
    from_on: date,
    to_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> WorkerCover:
    """Somebody is away from one day to another (both belong to it), another does the work.

    Refuses covering for oneself, somebody of another town, somebody who is away or has left by
    then, and a second cover in the same days.
    """
    roles.require(by, "network.staff")
    if to_on < from_on:
        raise Refused("“至”不能早于“自”，请核对日期。")
    told = rules.clean_open_text(reason, what="事由", longest=80)
    if not told:
        raise Refused("请写明事由，例如：年休假。")
    if kind_in(told):
        raise Refused("事由里不要写身份证号、电话或账号。")
    with transaction.atomic():
        worker = worker_visible_to(by, worker_id)
        if worker.pk == substitute_id:
            raise Refused("自己不能顶自己的岗，请选另一个人。")
        other = substitutes_for(worker, today=from_on).filter(pk=substitute_id).first()
        if other is None:
            raise Refused("顶岗的人要在本站，或在同一镇街的站里，并且没有离岗。")
        # Both rows in the order of their numbers: whoever enters the reverse at once waits.
        list(
            StationWorker.objects.select_for_update()
            .filter(pk__in=[worker.pk, other.pk])
            .order_by("pk")
        )
        for one in (worker, other):
            if one.from_on > from_on or (one.to_on is not None and one.to_on < to_on):
                raise Refused(f"{one.name}这段时间不全在岗，请核对日期。")
        away = WorkerCover.objects.filter(
            worker=other, voided_at__isnull=True, from_on__lte=to_on, to_on__gte=from_on
        )
        if away.exists():
            raise Refused(f"{other.name}这段时间自己也不在岗，请选另一个人。")
        busy = WorkerCover.objects.filter(
            substitute=worker, voided_at__isnull=True, from_on__lte=to_on, to_on__gte=from_on
        )
        if busy.exists():
            raise Refused(f"{worker.name}这段时间正在替别人顶岗，请先改那一次。")
        made = WorkerCover(
            worker=worker,
            substitute=other,
            from_on=from_on,
            to_on=to_on,
            reason=told,
            entered_by=by,
            entered_at=at,
        )
        _saved(made)
        _record(
            "entered",
            "station_cover",
            made.pk,
            by,
            at,
            worker=worker.pk,
            substitute=other.pk,
            **{"from": from_on, "to": to_on},
        )
    return made


def void_cover(*, cover_id: int, by: User, at: datetime) -> WorkerCover:
    """It did not come to that, or the days were wrong. A second time changes nothing."""
    roles.require(by, "network.staff")
    with transaction.atomic():
        known = cover_visible_to(by, cover_id)
        cover = WorkerCover.objects.select_for_update(of=("self",)).get(pk=known.pk)
        if cover.voided_at is None:
            cover.voided_by, cover.voided_at = by, at
            cover.save(update_fields=["voided_by", "voided_at"])
            _record("voided", "station_cover", cover.pk, by, at, worker=cover.worker_id)
    return cover


def _locked(code: str, by: User) -> Station:
    known = station_of_network(by, code)
    return (
        Station.objects.select_for_update(of=("self",))
        .select_related("region__parent")
        .get(pk=known.pk)
    )


def _worker_of(station: Station, worker_id: int | None, by: User) -> StationWorker:
    if worker_id is None:
        return StationWorker(station=station)
    row = worker_visible_to(by, worker_id)
    if row.station_id != station.pk:
        raise Refused("此人不是这个站的工作人员。")
    return row


def _account(username: str, station: Station) -> User | None:
    if not username:
        return None
    found = accounts_of(station).filter(username=username).first()
    if found is None:
        raise Refused("没有这个站的这个账号，请先由系统管理员开通。")
    return found


def _shown(row: StationWorker, wanted: bool, by: User) -> bool:
    if wanted != bool(row.is_shown) and not by.may("stations.edit"):
        return bool(row.is_shown) if row.pk else False
    return wanted


def _not_twice(
    station: Station, row: StationWorker, name: object, post: str, from_on: date
) -> None:
    same = StationWorker.objects.filter(station=station, name=name, post=post, from_on=from_on)
    if same.exclude(pk=row.pk).exists():
        raise Refused(f"此人已经登记为{POST_LABELS[Post(post)]}，不用再登记。")


def _saved(row: StationWorker | WorkerCover) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name not in _TOLD:
            raise
        raise Refused(_TOLD[name]) from error


def _record(deed: str, subject: str, key: int, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by, action=f"{subject}.{deed}", subject=subject, subject_id=key, detail=detail, at=at
    )
