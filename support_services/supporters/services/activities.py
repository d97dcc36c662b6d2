"""The verbs of an activity: planned or asked for, confirmed, held, reported, called off."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from support_services.supporters.models import (
    Activity,
    Attendance,
    Badge,
    Duty,
    Measured,
    Party,
)
from support_services.supporters.rules import clash, contradiction, missing
from support_services.supporters.selectors.activities import (
    activity_visible_to,
    choosable_parties,
    figures_of,
    taken_times,
    volunteer_visible_to,
)
from support_services.supporters.services.writing import open_text, place, record, saved
from support_services.supporters.states import (
    ACTIVITY_LABELS,
    ACTIVITY_MOVES,
    FIGURES,
    KIND_LABELS,
    OPEN_TO_ATTEND,
    REPORT,
    ActivityKind,
    ActivityState,
    BadgeKind,
    PartyRole,
    Stage,
)
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.models import Region
from veterans.regions.selectors import regions_visible_to

SUBJECT = "supporter_activity"
# What is filled in besides organisers, lecturer and figures.
_TEXTS = ("title", "venue", "about", "phone")


@transaction.atomic
def plan_activity(
    *,
    fields: Mapping[str, Any],
    organisers: Sequence[int] = (),
    partners: Sequence[int] = (),
    lecturer: int | None = None,
    planned: Mapping[str, int | None] | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Activity:
    """An activity to come, or one that was.

    ``fields``: kind, title, on, starts_at, ends_at, region (a code), venue, about, phone, is_open,
    duty (number, or None). ``planned``: figures by code. A station plans in its own area; with a
    lecturer it asks, and the bureau confirms. Refuses a lecturer without a valid badge or with
    another activity at that time, and whoever nobody organises with.
    """
    require(by, REPORT)
    activity = Activity(
        **_clean(fields, by),
        state=(
            ActivityState.REQUESTED if lecturer and by.is_station else ActivityState.PLANNED
        ).value,
        entered_by=by,
        entered_at=at,
    )
    _checked(activity)
    saved(activity, new=True)
    _set_parties(activity, organisers, partners, lecturer, by, today)
    _set_figures(activity, planned or {}, "planned")
    record("activity_planned", SUBJECT, activity, by, at, state=activity.state)
    return activity


@transaction.atomic
def change_activity(
    *,
    activity_id: int,
    fields: Mapping[str, Any],
    organisers: Sequence[int] = (),
    partners: Sequence[int] = (),
    lecturer: int | None = None,
    planned: Mapping[str, int | None] | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Activity:
    """Another plan, until it is held. The kind stays: figures hang on it. A booking that a station
    changes is asked for anew."""
    require(by, REPORT)
    activity = locked_activity(activity_id, by)
    if activity.state not in (ActivityState.REQUESTED, ActivityState.PLANNED):
        raise Refused(f"这场活动{_now(activity)}，不能再改计划。")
    for name, value in _clean({**fields, "kind": activity.kind}, by).items():
        setattr(activity, name, value)
    if lecturer and by.is_station:
        activity.state = ActivityState.REQUESTED.value
        activity.confirmed_by = activity.confirmed_at = None
    elif not lecturer:
        activity.state = ActivityState.PLANNED.value
    _checked(activity)
    saved(activity)
    people = dict(activity.parties.values_list("unit", "people"))
    activity.parties.all().delete()
    _set_parties(activity, organisers, partners, lecturer, by, today, people)
    _set_figures(activity, planned or {}, "planned")
    record("activity_changed", SUBJECT, activity, by, at)
    return activity


@transaction.atomic
def move_activity(
    *,
    activity_id: int,
    verb: str,
    why: str = "",
    told: str = "",
    reported: Mapping[str, int | None] | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Activity:
    """One step of ``states.ACTIVITY_MOVES``; ``told`` and ``reported`` (figures by code) belong to
    the report.

    Refuses to hold or report what is still to come, a report without the figures of its kind or
    with such as cannot be, to confirm one's own booking, a missing reason.
    """
    if verb not in ACTIVITY_MOVES:
        raise NotFound("没有这项操作。")
    step = ACTIVITY_MOVES[verb]
    require(by, step.duty)
    activity = locked_activity(activity_id, by)
    if ActivityState(activity.state) not in step.starts:
        raise Refused(f"这场活动{_now(activity)}，不能再{step.label}。")
    reason = open_text(why, Activity, "why")
    if step.why and not reason:
        raise Refused("请写明原因。")
    if verb in ("hold", "report") and activity.on > today:
        raise Refused("活动还没有到日期。")
    if verb == "confirm":
        if activity.entered_by_id == by.pk:
            raise Refused("预约由另一人确认。")
        _lecturer_is_free(activity, today)
        activity.confirmed_by, activity.confirmed_at = by, at
    if verb == "report":
        _report(activity, told, reported or {})
        activity.reported_by, activity.reported_at = by, at
        activity.why = ""
    if verb == "reopen":
        activity.reported_by = activity.reported_at = None
        activity.why = reason
    if verb == "cancel":
        activity.cancelled_by, activity.cancelled_at, activity.why = by, at, reason
    activity.state = step.target.value
    saved(activity)
    record(f"activity_{verb}", SUBJECT, activity, by, at)
    return activity


def _report(activity: Activity, told: str, reported: Mapping[str, int | None]) -> None:
    kind = ActivityKind(activity.kind)
    _set_figures(activity, reported, "reported")
    given = {code: one.reported for code, one in figures_of(activity).items()}
    lacking = missing(kind, given)
    if lacking:
        raise Refused(f"上报前请填写：{'、'.join(lacking)}。")
    wrong = contradiction(kind, given)
    if wrong:
        raise Refused(wrong)
    activity.told = open_text(told, Activity, "told")


@transaction.atomic
def put_attendance(
    *, activity_id: int, volunteer_id: int, hours: Decimal, by: User, at: datetime
) -> Attendance:
    """A volunteer at an activity with his hours, or other hours. Refuses one of another station's
    team, and an activity that is reported or called off."""
    require(by, REPORT)
    activity = open_to_attend(activity_id, by)
    volunteer = volunteer_visible_to(by, volunteer_id)
    row = activity.attendances.filter(volunteer=volunteer).first() or Attendance(
        activity=activity, volunteer=volunteer
    )
    row.hours, row.entered_by, row.entered_at = hours, by, at
    saved(row)
    record("attended", SUBJECT, activity, by, at, volunteer=volunteer.pk)
    return row


@transaction.atomic
def take_attendance_out(*, activity_id: int, attendance_id: int, by: User, at: datetime) -> None:
    """One who was not there after all."""
    require(by, REPORT)
    activity = open_to_attend(activity_id, by)
    gone, _ = activity.attendances.filter(pk=attendance_id).delete()
    if not gone:
        raise NotFound("这名志愿者不在名单里。")
    record("not_attended", SUBJECT, activity, by, at)


@transaction.atomic
def set_people(
    *, activity_id: int, people: Mapping[int, int | None], by: User, at: datetime
) -> None:
    """How many each unit sent, by number of the party. Of troops no number is taken."""
    require(by, REPORT)
    activity = open_to_attend(activity_id, by)
    for party in activity.parties.select_related("unit"):
        if party.pk not in people:
            continue
        number = people[party.pk]
        if number is not None and party.unit.kind == UnitKind.TROOPS:
            raise Refused("部队的人数不在这里登记。")
        party.people = number
        saved(party)
    record("attended", SUBJECT, activity, by, at)


def locked_activity(activity_id: int, by: User) -> Activity:
    """One of the reader's area, held until the transaction ends."""
    activity_visible_to(by, activity_id)
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity_id)


def open_to_attend(activity_id: int, by: User) -> Activity:
    """One of the reader's area whose list may be written, held."""
    activity = locked_activity(activity_id, by)
    if activity.state not in OPEN_TO_ATTEND:
        raise Refused(f"这场活动{_now(activity)}，参加名单不能再改。")
    return activity


def _now(activity: Activity) -> str:
    return f"现在是“{ACTIVITY_LABELS[ActivityState(activity.state)][0]}”"


def _clean(fields: Mapping[str, Any], by: User) -> dict[str, Any]:
    if fields["kind"] not in KIND_LABELS:
        raise Refused("请选择活动种类。")
    region = place(fields["region"])
    if not _is_own(region, by):
        raise Refused("请选择本站辖区里的地点。")
    duty_id = fields.get("duty")
    duty = (
        Duty.objects.filter(pk=duty_id, pact__stage=Stage.IN_FORCE.value).first()
        if duty_id and not by.is_station
        else None
    )
    return {
        **{name: fields.get(name) for name in ("kind", "on", "starts_at", "ends_at")},
        **{name: open_text(fields.get(name) or "", Activity, name) for name in _TEXTS},
        "is_open": bool(fields.get("is_open")),
        "region": region,
        "duty": duty,
    }


def _is_own(region: Region, by: User) -> bool:
    return not by.is_station or regions_visible_to(by).filter(pk=region.pk).exists()


def _checked(activity: Activity) -> None:
    if activity.is_open and not activity.phone:
        raise Refused("对居民公布的活动请写咨询电话。")


def _set_parties(
    activity: Activity,
    organisers: Sequence[int],
    partners: Sequence[int],
    lecturer: int | None,
    by: User,
    today: date,
    people: Mapping[int, int | None] | None = None,
) -> None:
    allowed = {key for key, _ in choosable_parties(by)} | set(people or {})
    roles: dict[int, PartyRole] = {key: PartyRole.PARTNER for key in partners}
    roles |= {key: PartyRole.ORGANISER for key in organisers}
    if not set(roles) <= allowed:
        raise Refused("请从列表中选择单位。")
    if lecturer:
        badge = (
            Badge.objects.valid_on(today)
            .filter(kind=BadgeKind.LECTURER.value, supporter__unit=lecturer)
            .first()
        )
        if badge is None:
            raise Refused("请从思政讲师团里选择讲师。")
        roles[lecturer] = PartyRole.LECTURER
    elif activity.kind == ActivityKind.LECTURE:
        raise Refused("思政宣讲请选择讲师。")
    for unit_id, role in roles.items():
        number = (people or {}).get(unit_id)
        Party.objects.create(activity=activity, unit_id=unit_id, role=role.value, people=number)
    if lecturer:
        _lecturer_is_free(activity, today)


def _lecturer_is_free(activity: Activity, today: date) -> None:
    """His unit's row is locked, so of two bookings at once the second sees the first."""
    party = activity.parties.filter(role=PartyRole.LECTURER.value).first()
    if party is None:
        return
    unit = Unit.objects.select_for_update().get(pk=party.unit_id)
    times = (activity.starts_at, activity.ends_at)
    for other in taken_times(unit, activity.on, besides=activity.pk):
        if clash(times, (other.starts_at, other.ends_at)):
            raise Refused(
                f"{unit}在 {activity.on:%Y-%m-%d} 这个时间已有“{other.title}”，请换时间或换讲师。"
            )


def _set_figures(activity: Activity, told: Mapping[str, int | None], which: str) -> None:
    """``which``: ``planned`` or ``reported``; figures of other kinds are refused."""
    known = {one.code for one in FIGURES[ActivityKind(activity.kind)]}
    if not set(told) <= known:
        raise Refused("有不属于这类活动的数字。")
    rows = figures_of(activity)
    for code, value in told.items():
        row = rows.get(code) or Measured(activity=activity, code=code)
        setattr(row, which, value)
        saved(row)
