"""职责清单 as the bureau keeps it, and what a station says it offers of it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.stations.models import DutyItem, StationOffer
from support_services.stations.offers import items_on
from support_services.stations.selectors.duties import duty_item
from support_services.stations.selectors.staff import station_of_network
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit, history
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Level
from veterans.registry import rules

_LABELS = {"title": "名称", "text": "居民看到的说法", "source": "依据"}


def put_duty_item(
    *,
    item_id: int | None = None,
    level: str,
    number: int,
    title: str,
    text: str,
    source: str,
    confidence: str,
    valid_from: date,
    valid_to: date | None,
    why: str,
    by: User,
    at: datetime,
) -> DutyItem:
    """Enter an item, or change the row ``item_id``; the same values again change nothing.

    What stood there is kept, with the hand and the reason. Refuses two items at one place of one
    list in the same days, and an item without a source.
    """
    roles.require(by, "network.duties")
    if level not in Level.values or not 1 <= number <= 99:
        raise Refused("请选择级别，序号填 1 到 99。")
    if confidence not in Confidence.values:
        raise Refused("请选择可靠程度。")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("“至”不能早于“自”，请核对日期。")
    values = {
        "level": level,
        "number": number,
        "title": rules.clean_open_text(title, what="名称", longest=30),
        "text": rules.clean_open_text(text, what="居民看到的说法", longest=100),
        "source": rules.clean_open_text(source, what="依据", longest=200),
        "confidence": confidence,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    for field, label in _LABELS.items():
        if not values[field]:
            raise Refused(f"请填写{label}。")
    with transaction.atomic():
        told = history.sign(by=by, why=why, at=at)
        row = DutyItem()
        if item_id is not None:
            known = duty_item(item_id)
            row = DutyItem.objects.select_for_update().get(pk=known.pk)
        changed = [field for field, value in values.items() if getattr(row, field) != value]
        is_new = row.pk is None
        if not is_new and not changed:
            return row
        for field, value in values.items():
            setattr(row, field, value)
        row.entered_by, row.entered_at = by, at
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Refused(
                "同一级别的这个序号在这段时间已有一项，请先给那一项填上“至”，或换一个序号。"
            ) from error
        audit.record(
            actor=by,
            action="duty_item.added" if is_new else "duty_item.changed",
            subject="duty_item",
            subject_id=row.pk,
            detail={"level": level, "number": number, "fields": sorted(changed), "why": told},
            at=at,
        )
    return row


def set_offer(
    *,
    station_code: str,
    item_id: int,
    is_offered: bool,
    note: str,
    by: User,
    at: datetime,
    today: date,
) -> StationOffer:
    """Say whether this station does an item of its list, with a word for residents.

    Residents read it at once. Refuses an item of another level or one that no longer holds, and a
    note with a number that looks like somebody's own.
    """
    roles.require(by, "network.staff")
    told = rules.clean_open_text(note, what="说明", longest=60)
    if kind_in(told):
        raise Refused("说明会给居民看，不要写私人电话或证件号。")
    with transaction.atomic():
        station = station_of_network(by, station_code)
        item = items_on(today).filter(pk=item_id, level=station.region.level).first()
        if item is None:
            raise Refused("这一项不在本级现行的职责清单里，请刷新页面。")
        row, is_new = StationOffer.objects.select_for_update().get_or_create(
            station=station,
            item=item,
            defaults={
                "is_offered": is_offered,
                "note": told,
                "set_by": by,
                "set_at": at,
            },
        )
        if not is_new:
            if (row.is_offered, row.note) == (is_offered, told):
                return row
            row.is_offered, row.note, row.set_by, row.set_at = is_offered, told, by, at
            row.save(update_fields=["is_offered", "note", "set_by", "set_at"])
        audit.record(
            actor=by,
            action="station_offer.set",
            subject="station",
            subject_id=station.region.code,
            detail={"item": item.pk, "offered": is_offered},
            at=at,
        )
    return row
