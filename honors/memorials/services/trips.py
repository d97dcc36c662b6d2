"""异地祭扫: taken down by one, checked by another who enters the grant, approved by a third.

The money is a grant of the subsidies' ledger (``grave_visit``): how much and how often are its
figures; it is paid with the next batch like every other.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from honors.memorials.models import Facility, Guest, Survivor, Trip
from honors.memorials.selectors import one_visible, survivor_links
from honors.memorials.services.walking import besides
from honors.memorials.services.writing import record, saved, told
from honors.memorials.states import REPORT, What
from support_services.subsidies.grant_states import GrantKind, GrantState
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import (
    approve_grant,
    enter_grant,
    refuse_grant,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.registry.rules import clean_name, clean_phone

FIELDS = ("survivor", "to_place", "to_bureau", "from_on", "until_on", "people", "told")
_NO_SURVIVOR = "只有登记为烈士遗属的人可以申请；没有登记的，先由区局在英名录里登记。"
GUEST_FIELDS = (
    *("facility", "come_from", "contact", "phone", "martyr_name", "on", "people"),
    *("transport", "lodging"),
)


@transaction.atomic
def apply_for_trip(*, fields: Mapping[str, Any], by: User, at: datetime, today: date) -> Trip:
    """For a survivor of a martyr, of the own area. Refuses who is none, the dead, days that are
    past, and a second one of the year."""
    require(by, REPORT)
    allowed = {key for key, _ in survivor_links(by)}
    if int(fields["survivor"]) not in allowed:
        raise Refused(_NO_SURVIVOR)
    # Held, so that nobody is unlinked while his journey is written down.
    rows = Survivor.objects.select_for_update(of=("self",)).select_related("person")
    survivor = rows.filter(pk=fields["survivor"], ended_at__isnull=True).first()
    if survivor is None:
        raise Refused(_NO_SURVIVOR)
    if fields["from_on"] < today:
        raise Refused("去程日期已经过去；异地祭扫要先申请、后出发。")
    row = Trip(
        survivor=survivor,
        person=survivor.person,
        year=fields["from_on"].year,
        from_on=fields["from_on"],
        until_on=fields["until_on"],
        people=fields["people"],
        entered_by=by,
        entered_at=at,
        **told(Trip, fields, ["to_place", "to_bureau", "told"]),
    )
    saved(row, new=True)
    record("trip_applied", What.TRIP, row.pk, by, at)
    return row


@besides(What.TRIP, "check")
def _check(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    """The grant is entered: it says how much, and refuses what is too often."""
    row.grant = enter_grant(
        asked=Asked(GrantKind.GRAVE_VISIT, year=row.year),
        person=row.person,
        months=[given["month"]],
        document_no=given.get("document_no", ""),
        by=by,
        at=at,
        today=today,
    )


@besides(What.TRIP, "approve")
def _approve(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    if row.grant.state == GrantState.APPROVED:
        return
    if row.grant.state != GrantState.DRAFT:
        raise Refused("这笔补助没有批准，请不予批准，或者重新申请。")
    row.grant = approve_grant(grant_id=row.grant_id, by=by, at=at, today=today)


@besides(What.TRIP, "refuse")
def _refuse(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    """The grant of a trip goes with it."""
    if row.grant is not None and row.grant.state == GrantState.APPROVED:
        raise Refused("补助已经批准；要收回的，先在“核发”里取消这笔补助。")
    if row.grant is not None and row.grant.state == GrantState.DRAFT:
        refuse_grant(grant_id=row.grant_id, reason=row.why, by=by, at=at)


@besides(What.TRIP, "report")
def _report(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    if row.from_on > today:
        raise Refused("还没有出发，回来以后再登记。")
    row.outcome = told(Trip, {"outcome": given.get("outcome")}, ["outcome"])["outcome"]
    if not row.outcome:
        raise Refused("请写结果：去了没有、当地怎样接待。")


@transaction.atomic
def announce_guest(*, fields: Mapping[str, Any], by: User, at: datetime) -> Guest:
    """Who will come to a grave here."""
    require(by, REPORT)
    facility: Facility = one_visible(by, What.FACILITY, int(fields["facility"] or 0))
    row = Guest(
        facility=facility,
        contact=clean_name(fields["contact"]),
        phone=clean_phone(fields["phone"]) or None if fields.get("phone") else None,
        on=fields["on"],
        people=fields["people"],
        entered_by=by,
        entered_at=at,
        **told(Guest, fields, ["come_from", "martyr_name", "transport", "lodging"]),
    )
    saved(row, new=True)
    record("guest_announced", What.GUEST, row.pk, by, at)
    return row


@besides(What.GUEST, "receive")
def _receive(row: Any, given: dict[str, Any], by: User, at: datetime, today: date) -> None:
    if row.on > today:
        raise Refused("还没有到日期，来过以后再登记。")
    row.report = told(Guest, {"report": given.get("report")}, ["report"])["report"]
    if not row.report:
        raise Refused("请写接待情况。")
