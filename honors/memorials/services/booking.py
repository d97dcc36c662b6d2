"""Ceremonies: booked by staff or by a resident without an account.

For a resident nobody of ours stands behind it: what protects is how much may come (``pace``), what
is refused, and that somebody confirms it (ADR 37).
"""

import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from honors.memorials import rules
from honors.memorials.models import Ceremony, Facility
from honors.memorials.models.days import closed_days
from honors.memorials.services.walking import besides
from honors.memorials.services.writing import record, saved, told
from honors.memorials.states import ORGANISER_LABELS, REPORT, State, What
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import pace
from veterans.foundation.errors import Refused
from veterans.regions.selectors import regions_visible_to
from veterans.registry.rules import clean_name, clean_phone

HOUR, DAY = 60 * 60, 24 * 60 * 60
_TOKEN = re.compile(r"\A[0-9a-f]{32}\Z")
CLASH = "这段时间已经有人预约，请换一个时间。"
FIELDS = (
    *("facility", "title", "organiser", "unit", "contact", "phone"),
    *("starts", "ends", "people"),
)


@transaction.atomic
def book(*, fields: Mapping[str, Any], by: User, at: datetime) -> Ceremony:
    """By staff, for whoever asked at the counter or by telephone."""
    require(by, REPORT)
    row = checked(fields, at=at)
    if not regions_visible_to(by).filter(pk=row.facility.region_id).exists():
        raise Refused("请从列表中选择设施。")
    return _written(row, by, at, "")


class SentAlready(Refused):
    """The same form was sent before, and said something else."""


def send(*, fields: Mapping[str, Any], form: str, address: str, at: datetime) -> str:
    """By a resident; the token of the receipt. The same form with the same words gives the same
    receipt, however often it comes. Refuses who sends too much (``TooOften``), a form that was sent
    before with other words (``SentAlready``), and whatever ``checked`` refuses."""
    if not is_token(form):
        raise Refused("这一页放得太久了，请再按一次“下一步”。")
    known = Ceremony.objects.filter(form=form).first()
    if known is None:
        try:
            return _sent(fields, form, address, at).receipt
        except Refused:
            # The same form in the same moment took the time that is asked for.
            known = Ceremony.objects.filter(form=form).first()
            if known is None:
                raise
    if not _says_the_same(known, fields):
        raise SentAlready(
            f"您刚才已经预约过，我们收到了，编号 {known.number}。这一份写得不一样："
            "要另外再约一次，请再按一次“发出去”；要改时间的，请打下面的电话。"
        )
    return known.receipt


def _says_the_same(known: Ceremony, fields: Mapping[str, Any]) -> bool:
    names = ("organiser", "starts", "ends", "people")
    texts = told(Ceremony, fields, ["title", "unit"])
    return (
        str(known.facility_id) == str(fields["facility"])
        and all(getattr(known, name) == fields[name] for name in names)
        and all(getattr(known, name) == text for name, text in texts.items())
        and known.contact == clean_name(fields["contact"])
        and known.phone == clean_phone(fields["phone"])
    )


def _sent(fields: Mapping[str, Any], form: str, address: str, at: datetime) -> Ceremony:
    row = checked(fields, at=at)
    words = "这一会儿预约的太多了，没有收下。写的内容还在这一页上，请打页面下面的电话，一样办。"
    for deed, who, seconds, most in (
        ("book_from", pace.stranger(address), HOUR, settings.PORTAL_SENDINGS_PER_ADDRESS),
        ("book_by", pace.stranger(str(row.phone)), DAY, settings.PORTAL_SENDINGS_PER_PHONE),
        ("book", "all", HOUR, settings.PORTAL_SENDINGS_PER_HOUR),
    ):
        pace.keep(deed=deed, who=who, limits=[pace.Limit(seconds, most, words)], at=at)
    with transaction.atomic():
        return _written(row, None, at, form)


def is_token(form: str) -> bool:
    return _TOKEN.match(form) is not None


def checked(fields: Mapping[str, Any], *, at: datetime) -> Ceremony:
    """What would be written. Refuses what is missing, a facility that is not open, more people than
    it holds, a time that is past, shut, or taken,
    a day that is closed."""
    facility = Facility.objects.filter(
        pk=fields.get("facility") or 0, state=State.CHECKED.value
    ).first()
    if facility is None:
        raise Refused("请选择到哪里祭扫。")
    if fields.get("organiser") not in ORGANISER_LABELS:
        raise Refused("请选一下是单位、学校，还是居民自己。")
    starts, ends, people = fields["starts"], fields["ends"], fields["people"]
    now = timezone.localtime(at)
    rules.check_slot(
        timezone.localtime(starts),
        timezone.localtime(ends),
        facility.opens_at,
        facility.closes_at,
        now=now,
    )
    _check_open(facility.pk, starts)
    if not 0 < people <= facility.capacity:
        raise Refused(f"{facility.name}同时最多 {facility.capacity} 人，请分批来。")
    texts = told(Ceremony, fields, ["title", "unit"])
    if fields["organiser"] != "resident" and not texts["unit"]:
        raise Refused("请写单位或者学校的名称。")
    phone = clean_phone(fields["phone"])
    if not phone:
        raise Refused("请写电话，我们好给您回话。")
    taken = Ceremony.objects.filter(facility=facility, starts__lt=ends, ends__gt=starts)
    if taken.exclude(state=State.ENDED.value).exists():
        raise Refused(CLASH)
    return Ceremony(
        facility=facility,
        organiser=fields["organiser"],
        contact=clean_name(fields["contact"]),
        phone=phone,
        starts=starts,
        ends=ends,
        people=people,
        **texts,
    )


def _check_open(facility_id: int, starts: datetime) -> None:
    on = timezone.localtime(starts).date()
    rules.check_open(on, closed_days(facility_id, since=on))


def _written(row: Ceremony, by: User | None, at: datetime, form: str) -> Ceremony:
    """The facility is locked, so that two who come at once get numbers one after the other, and
    whoever closes it comes before or after; what overlaps the table refuses."""
    facility = Facility.objects.select_for_update().get(pk=row.facility_id)
    if facility.state != State.CHECKED:
        raise Refused("请选择到哪里祭扫。")
    _check_open(row.facility_id, row.starts)
    day = timezone.localtime(at).date()
    begin = f"J{day:%Y%m%d}-"
    row.entered_by, row.entered_at, row.form = by, at, form
    row.number = f"{begin}{secrets.randbelow(10**6):06d}"
    row.receipt = secrets.token_hex(16)
    saved(row, new=True)
    record("ceremony_booked", What.CEREMONY, row.pk, by, at)
    return row


@besides(What.CEREMONY, "hold")
def _hold(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    if row.starts > at:
        raise Refused("还没有到时间，举行以后再登记。")
    if given.get("came") is None:
        raise Refused("请填写实到人数。")
    row.came = given["came"]
    row.report = told(Ceremony, {"report": given.get("report")}, ["report"])["report"]
    if not row.report:
        raise Refused("请写做了什么，例如：敬献花篮、默哀、重温誓词。")
