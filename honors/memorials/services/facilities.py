"""Facilities, graves, inspections, repairs, and remains that were found."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from honors.memorials import rules
from honors.memorials.models import (
    Facility,
    FacilityName,
    Finding,
    Grave,
    Inspection,
    Progress,
    Quote,
    Remains,
    Remedy,
    Repair,
)
from honors.memorials.selectors import minor_findings, one_visible
from honors.memorials.services.walking import besides
from honors.memorials.services.writing import keep_photos, place, record, saved, told
from honors.memorials.states import ENTER, GRAVE_LABELS, REPORT, State, What
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused

NOT_SO_EASILY = (
    "只有程度是“一般”、没有在修缮的问题，检查时能登记已经修好；别的要提出修缮，由另一人验收。"
)
_TEXTS = ("address", "keeper", "phone", "range_told", "sign", "notice")
FIELDS = ("name", "level", "kind", "region", *_TEXTS, "opens_at", "closes_at", "capacity")


@transaction.atomic
def enter_facility(*, fields: Mapping[str, Any], by: User, at: datetime) -> Facility:
    """A facility, to be approved by another. Refuses one of the same name."""
    require(by, ENTER)
    row = Facility(entered_by=by, entered_at=at, **_clean(fields, by, ("name", *_TEXTS)))
    saved(row, new=True)
    record("facility_entered", What.FACILITY, row.pk, by, at)
    return row


@transaction.atomic
def change_facility(
    *, facility_id: int, fields: Mapping[str, Any], by: User, at: datetime
) -> Facility:
    """Everything but the name, which the province alone changes: refused with the clause."""
    require(by, ENTER)
    row = _locked(facility_id, by)
    name = fields.get("name", row.name)
    if name != row.name:
        if row.state != State.ASKED:
            raise Refused(rules.RENAMED_BY_PROVINCE)
        row.name = told(Facility, {"name": name}, ["name"])["name"]
    for field, value in _clean(fields, by, _TEXTS).items():
        setattr(row, field, value)
    saved(row)
    record("facility_changed", What.FACILITY, row.pk, by, at)
    return row


@transaction.atomic
def rename_facility(
    *, facility_id: int, fields: Mapping[str, Any], by: User, at: datetime, today: date
) -> FacilityName:
    """A new name by the province's word. Refuses any other authority, with the clause."""
    require(by, ENTER)
    facility = _locked(facility_id, by)
    texts = told(FacilityName, fields, ["new", "authority", "document_no"])
    if "省" not in texts["authority"]:
        raise Refused(rules.RENAMED_BY_PROVINCE)
    if fields["decided_on"] > today:
        raise Refused("批准日期不能晚于今天。")
    if texts["new"] == facility.name:
        raise Refused("新名称和现在的一样。")
    row = FacilityName(
        facility=facility,
        old=facility.name,
        decided_on=fields["decided_on"],
        entered_by=by,
        entered_at=at,
        **texts,
    )
    saved(row, new=True)
    facility.name = row.new
    saved(facility)
    record("facility_renamed", What.FACILITY, facility.pk, by, at, document_no=row.document_no)
    return row


@transaction.atomic
def add_grave(
    *, facility_id: int, number: str, kind: str, inscription: str = "", by: User, at: datetime
) -> Grave:
    """A martyr's grave. Refuses every other, with the clause, and a number that is there."""
    require(by, ENTER)
    facility = _locked(facility_id, by)
    if kind not in GRAVE_LABELS:
        raise Refused(rules.NO_OTHER_TOMB)
    row = Grave(
        facility=facility,
        kind=kind,
        entered_by=by,
        entered_at=at,
        **told(Grave, {"number": number, "inscription": inscription}, ["number", "inscription"]),
    )
    saved(row, new=True)
    record("grave_added", What.FACILITY, facility.pk, by, at, number=row.number)
    return row


@transaction.atomic
def inspect(
    *,
    facility_id: int,
    done_on: date,
    text: str,
    findings: Sequence[tuple[str, str]] = (),
    mended: Sequence[int] = (),
    photos: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> Inspection:
    """An inspection with what it found, ``(grade, words)``, and photos. ``mended``: numbers of
    minor findings from before that it saw mended. Refuses a facility that is not in the register,
    a day to come or long ago, and a finding that asks for a repair."""
    require(by, REPORT)
    facility = _locked(facility_id, by)
    if facility.state != State.CHECKED:
        raise Refused("这处设施不在册，不能登记检查。")
    if not today - timedelta(days=60) <= done_on <= today:
        raise Refused("检查日期应在今天以前、六十天以内。")
    row = Inspection(
        facility=facility,
        done_on=done_on,
        entered_by=by,
        entered_at=at,
        **told(Inspection, {"told": text}, ["told"]),
    )
    saved(row, new=True)
    for grade, words in findings:
        saved(
            Finding(inspection=row, grade=grade, **told(Finding, {"told": words}, ["told"])),
            new=True,
        )
    for one in dict.fromkeys(mended):
        finding = minor_findings(facility.pk).filter(pk=one).exclude(inspection=row).first()
        if finding is None:
            raise Refused(NOT_SO_EASILY)
        saved(Remedy(finding=finding, inspection=row), new=True)
    keep_photos(photos, by, at, inspection=row)
    record("inspected", What.FACILITY, facility.pk, by, at, findings=len(findings))
    return row


@transaction.atomic
def propose_repair(
    *, facility_id: int, fields: Mapping[str, Any], by: User, at: datetime, today: date
) -> Repair:
    """修缮, of a finding or by itself; another approves it. Refuses a second one of a finding."""
    require(by, ENTER)
    facility = _locked(facility_id, by)
    finding = None
    if fields.get("finding"):
        found = Finding.objects.filter(inspection__facility=facility, pk=fields["finding"])
        finding = found.first()
        if finding is None:
            raise Refused("请从列表中选择这处设施的问题。")
    if fields["until"] < today:
        raise Refused("完工期限已经过去。")
    row = Repair(
        facility=facility,
        finding=finding,
        budget=fields["budget"],
        until=fields["until"],
        entered_by=by,
        entered_at=at,
        **told(Repair, fields, ["title", "told"]),
    )
    saved(row, new=True)
    record("repair_proposed", What.REPAIR, row.pk, by, at)
    return row


@transaction.atomic
def add_quote(*, repair_id: int, firm: str, amount: Decimal, by: User, at: datetime) -> Quote:
    """报价, until the repair is accepted."""
    require(by, ENTER)
    repair = _repair(repair_id, by)
    if repair.state not in (State.ASKED, State.CHECKED):
        raise Refused("这个项目已经完工或没有立项，不再登记报价。")
    row = Quote(
        repair=repair,
        amount=amount,
        entered_by=by,
        entered_at=at,
        **told(Quote, {"firm": firm}, ["firm"]),
    )
    saved(row, new=True)
    record("quote_added", What.REPAIR, repair.pk, by, at)
    return row


@transaction.atomic
def add_progress(
    *,
    repair_id: int,
    on: date,
    percent: int,
    text: str,
    photos: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> Progress:
    """进度 while it is under way."""
    require(by, REPORT)
    repair = _repair(repair_id, by)
    if repair.state != State.CHECKED:
        raise Refused("这个项目不在施工中，不登记进度。")
    if on > today:
        raise Refused("日期不能晚于今天。")
    row = Progress(
        repair=repair,
        on=on,
        percent=percent,
        entered_by=by,
        entered_at=at,
        **told(Progress, {"told": text}, ["told"]),
    )
    saved(row, new=True)
    keep_photos(photos, by, at, repair=repair)
    record("progress_added", What.REPAIR, repair.pk, by, at, percent=percent)
    return row


@transaction.atomic
def report_remains(
    *,
    fields: Mapping[str, Any],
    photos: Sequence[bytes] = (),
    by: User,
    at: datetime,
) -> Remains:
    """发现遗骸: to the county at once; the clock runs from the moment it was found."""
    require(by, REPORT)
    if fields["found_at"] > at:
        raise Refused("发现时间不能晚于现在。")
    row = Remains(
        region=place(fields["region"], by),
        found_at=fields["found_at"],
        due_at=fields["found_at"] + timedelta(hours=settings.PORTAL_REMAINS_HOURS),
        entered_by=by,
        entered_at=at,
        **told(Remains, fields, ["place", "told"]),
    )
    saved(row, new=True)
    keep_photos(photos, by, at, remains=row)
    record("remains_reported", What.REMAINS, row.pk, by, at)
    return row


@besides(What.REPAIR, "finish")
def _finish(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    cost = given.get("cost")
    if cost is None or cost <= 0:
        raise Refused("请填写结算金额。")
    if not row.quotes.exists():
        raise Refused("还没有登记报价，请先登记。")
    row.cost = cost


def _clean(fields: Mapping[str, Any], by: User, names: Sequence[str]) -> dict[str, Any]:
    own = {name: fields[name] for name in ("level", "kind", "opens_at", "closes_at", "capacity")}
    return {**told(Facility, fields, names), **own, "region": place(fields["region"], by)}


def _locked(facility_id: int, by: User) -> Facility:
    one_visible(by, What.FACILITY, facility_id)
    return Facility.objects.select_for_update().get(pk=facility_id)


def _repair(repair_id: int, by: User) -> Repair:
    one_visible(by, What.REPAIR, repair_id)
    return Repair.objects.select_for_update().get(pk=repair_id)
