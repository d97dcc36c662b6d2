"""五有: the station says what it has since when and proves it; the level above has a look."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from support_services.stations.models import FiveItem, Station
from support_services.stations.selectors.staff import is_above, station_of_network
from support_services.stations.services.papers import keep_papers
from support_services.stations.states import FiveHave
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules
from veterans.registry.services.papers import checked_files


def set_five(
    *,
    station_code: str,
    kind: str,
    is_met: bool,
    since_on: date,
    note: str,
    files: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> FiveItem:
    """Say that a station has it, or has it not, since a day. What was seen by the level above has
    to be seen again when it is told otherwise or proved by another paper.

    Refuses a day to come, and a file that is no photo or scan.
    """
    roles.require(by, "network.staff")
    if kind not in {one.value for one in FiveHave}:
        raise Refused("请选择五有中的一项。")
    if since_on > today:
        raise Refused("日期不能晚于今天。")
    told = rules.clean_open_text(note, what="说明", longest=100)
    if kind_in(told):
        raise Refused("说明里不要写身份证号、电话或账号。")
    checked = checked_files(files)
    with transaction.atomic():
        known = station_of_network(by, station_code)
        station = Station.objects.select_for_update(of=("self",)).get(pk=known.pk)
        row = FiveItem.objects.filter(station=station, kind=kind).first() or FiveItem(
            station=station, kind=kind
        )
        before = (row.is_met, row.since_on, row.note) if row.pk else None
        values = (is_met, since_on, told)
        if before != values:
            row.is_met, row.since_on, row.note = values
            row.set_by, row.set_at = by, at
            row.seen_by = row.seen_at = None
            row.save()
        papers = keep_papers(checked, station=station, five=row, by=by, at=at)
        if before == values and not papers:
            return row
        if papers and row.seen_at is not None:
            row.seen_by = row.seen_at = None
            row.save(update_fields=["seen_by", "seen_at"])
        _record("set", known, by, at, kind=kind, met=is_met, papers=papers)
    return row


def see_five(*, station_code: str, kind: str, by: User, at: datetime) -> FiveItem:
    """The level above has looked: the town at its villages, the bureau at the towns. Twice changes
    nothing. Refuses whoever told it, and what is not there."""
    roles.require(by, "assessment.check")
    with transaction.atomic():
        station = station_of_network(by, station_code)
        if not is_above(by, station):
            raise PermissionRefused("五有由上一级核对：村居由镇街站核对，镇街由区局核对。")
        row = FiveItem.objects.select_for_update().filter(station=station, kind=kind).first()
        if row is None or not row.is_met:
            raise Refused("站里还没有登记这一项，没有可以核对的。")
        if row.set_by_id == by.pk:
            raise Refused("这一项是您登记的，须由另一人核对。")
        if row.seen_at is None:
            row.seen_by, row.seen_at = by, at
            row.save(update_fields=["seen_by", "seen_at"])
            _record("seen", station, by, at, kind=kind)
    return row


def _record(deed: str, station: Station, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"five_have.{deed}",
        subject="station",
        subject_id=station.region.code,
        detail=detail,
        at=at,
    )
