"""Reading activities: within the reader's area, with who takes part and what was measured."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from support_services.supporters.models import (
    Activity,
    Attendance,
    Contribution,
    Job,
    Measured,
    Party,
    Supporter,
    Team,
    Volunteer,
)
from support_services.supporters.selectors.asked import Asked, in_town, in_year
from support_services.supporters.states import (
    READ,
    REPORT,
    ActivityKind,
    ActivityState,
    ContributionKind,
    PartyRole,
    Stage,
)
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.months import add_months
from veterans.regions.selectors import scoped
from veterans.registry.models import Person

MOST_CHOSEN = 50
# What has happened: its hours are hours.
HAPPENED = (ActivityState.HELD.value, ActivityState.REPORTED.value)


def activities_visible_to(user: User) -> QuerySet[Activity]:
    """Every activity for the bureau; for a station those in its own area."""
    rows = Activity.objects.select_related("region__parent")
    if not user.may(READ):
        return rows.none()
    return scoped(rows, user) if user.is_station else rows


def activity_visible_to(user: User, activity_id: int) -> Activity:
    found = (
        activities_visible_to(user)
        .select_related(
            *("entered_by", "confirmed_by", "reported_by", "cancelled_by"),
            "duty__pact__supporter__unit",
        )
        .filter(pk=activity_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这场活动。")
    return found


def activities(user: User, asked: Asked) -> QuerySet[Activity]:
    """Narrowed; ``state`` is a state of activities. ``unit_kind``: of any unit that takes part.
    What statistics reckon and what the list shows, both."""
    rows = in_year(activities_visible_to(user), asked.year, "on")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.unit_kind:
        rows = rows.filter(
            pk__in=Party.objects.filter(unit__kind=asked.unit_kind).values("activity")
        )
    if asked.typed:
        of_unit = Party.objects.filter(unit__name__icontains=asked.typed).values("activity")
        rows = rows.filter(Q(title__icontains=asked.typed) | Q(pk__in=of_unit))
    return in_town(rows, asked.town, "region").order_by("-on", "-pk")


def in_month(user: User, asked: Asked, first: date) -> QuerySet[Activity]:
    """Activities of a month, narrowed, in the order of the days. ``first``: its first day."""
    rows = activities(user, asked).filter(on__gte=first, on__lt=add_months(first, 1))
    return rows.order_by("on", "starts_at", "pk")


def organisers_of(rows: Iterable[Activity]) -> dict[int, list[str]]:
    """Names of those who organise, by activity; one query."""
    found: dict[int, list[str]] = {}
    parties = Party.objects.filter(
        activity__in=[one.pk for one in rows], role=PartyRole.ORGANISER.value
    ).select_related("unit")
    for one in parties:
        found.setdefault(one.activity_id, []).append(str(one.unit))
    return found


def parties_of(activity: Activity) -> list[Party]:
    return list(activity.parties.select_related("unit"))


def figures_of(activity: Activity) -> dict[str, Measured]:
    """Figures that somebody has written, by code."""
    return {one.code: one for one in activity.figures.all()}


def sums(rows: QuerySet[Activity]) -> dict[tuple[str, str], int]:
    """What was reported of some activities, by kind and figure; one query."""
    found = (
        Measured.objects.filter(activity__in=rows.order_by().values("pk"), reported__isnull=False)
        .order_by()
        .values("activity__kind", "code")
        .annotate(much=Sum("reported"))
    )
    return {(row["activity__kind"], row["code"]): row["much"] for row in found}


def hours_in(rows: QuerySet[Activity]) -> dict[str, Decimal]:
    """Hours of volunteers at some activities, by kind; one query."""
    found = (
        Attendance.objects.filter(activity__in=rows.order_by().values("pk"))
        .order_by()
        .values("activity__kind")
        .annotate(hours=Sum("hours"))
    )
    return {row["activity__kind"]: row["hours"] for row in found}


def of_supporter(supporter: Supporter) -> QuerySet[Activity]:
    """Activities in which a supporter takes part as a unit."""
    taking = Party.objects.filter(unit=supporter.unit_id).values("activity")
    return Activity.objects.filter(pk__in=taking).order_by("-on", "-pk")


def choosable_for(supporter: Supporter, *, also: int | None = None) -> list[tuple[int, str]]:
    """The latest activities of a supporter for a form's list; ``also``: the one chosen before."""
    rows = list(of_supporter(supporter)[:MOST_CHOSEN])
    if also is not None and also not in {one.pk for one in rows}:
        rows += Activity.objects.filter(pk=also)
    return [(one.pk, f"{one.on:%Y-%m-%d} {one.title}") for one in rows]


def overdue(user: User, *, today: date) -> QuerySet[Activity]:
    """What should have been held and is not reported."""
    states = [ActivityState.PLANNED.value, ActivityState.HELD.value]
    return activities_visible_to(user).filter(state__in=states, on__lt=today)


def requests(user: User) -> QuerySet[Activity]:
    """Bookings of lecturers that wait for the bureau, the longest waiting first."""
    rows = activities_visible_to(user).filter(state=ActivityState.REQUESTED.value)
    return rows.order_by("entered_at")


def taken_times(lecturer: Unit, on: date, *, besides: int = 0) -> QuerySet[Activity]:
    """Activities of a lecturer on a day that are not called off."""
    speaking = Party.objects.filter(unit=lecturer, role=PartyRole.LECTURER.value)
    rows = Activity.objects.filter(pk__in=speaking.values("activity"), on=on)
    return rows.exclude(state=ActivityState.CANCELLED.value).exclude(pk=besides)


def choosable_parties(user: User) -> list[tuple[int, str]]:
    """Units an activity may name: for the bureau all that are open; for a station those of its own
    area, and every supporter: who helps in the village is seldom of the village."""
    rows = Unit.objects.open()
    if user.is_station:
        own = scoped(rows, user).values("pk")
        accepted = Supporter.objects.filter(stage=Stage.IN_FORCE.value).values("unit")
        rows = rows.filter(Q(pk__in=own) | Q(pk__in=accepted)) if user.area_path else rows.none()
    return list(rows.order_by("name").values_list("pk", "name"))


def choosable_fairs(*, also: int | None = None) -> list[tuple[int, str]]:
    """Job fairs that are to come or not reported yet, the latest first, for a form's list;
    ``also``: the one that was chosen before."""
    states = [ActivityState.PLANNED.value, ActivityState.HELD.value]
    rows = Activity.objects.filter(Q(state__in=states) | Q(pk=also), kind=ActivityKind.JOB_FAIR)
    rows = rows.order_by("-on", "-pk")[:MOST_CHOSEN]
    return [(one.pk, f"{one.on:%Y-%m-%d} {one.title}") for one in rows]


def jobs_at(activity: Activity) -> list[Job]:
    """Jobs offered at a fair, dropped ones left out."""
    rows = activity.jobs.exclude(stage=Stage.DROPPED.value)
    return list(rows.select_related("supporter__unit", "region__parent").order_by("pk"))


def tallied(activity: Activity) -> dict[str, int]:
    """What the portal itself knows of a job fair's figures: firms and posts of the jobs offered
    there, and who is written down as hired at it. Two queries."""
    if activity.kind != ActivityKind.JOB_FAIR:
        return {}
    jobs = jobs_at(activity)
    hired = Contribution.objects.filter(
        activity=activity, kind=ContributionKind.HIRED.value, stage=Stage.IN_FORCE.value
    ).aggregate(much=Sum("quantity"))["much"]
    found = {
        "firms": len({one.supporter_id for one in jobs}),
        "posts": sum(one.count for one in jobs),
        "hired": int(hired or 0),
    }
    return {code: much for code, much in found.items() if much}


# --- teams and volunteers -------------------------------------------------------------------------


def teams_visible_to(user: User) -> QuerySet[Team]:
    """Every team for the bureau; for a station those of its own area, because they name people."""
    rows = Team.objects.select_related("supporter__unit", "region__parent")
    if not user.may(READ):
        return rows.none()
    return scoped(rows, user) if user.is_station else rows


def team_visible_to(user: User, team_id: int) -> Team:
    found = teams_visible_to(user).filter(pk=team_id).first()
    if found is None:
        raise NotFound("没有找到这支志愿服务队。")
    return found


def hours_of_teams(teams: Iterable[Team], *, year: int = 0) -> dict[int, tuple[int, Decimal]]:
    """Volunteers who have not left, and hours (of a year), by team; two queries."""
    keys = [one.pk for one in teams]
    members = dict(
        Volunteer.objects.filter(team__in=keys, left_on__isnull=True)
        .order_by()
        .values_list("team")
        .annotate(n=Count("pk"))
    )
    rows = Attendance.objects.filter(volunteer__team__in=keys, activity__state__in=HAPPENED)
    hours = dict(
        in_year(rows, year, "activity__on")
        .order_by()
        .values_list("volunteer__team")
        .annotate(hours=Sum("hours"))
    )
    return {key: (members.get(key, 0), hours.get(key, Decimal(0))) for key in keys}


def volunteers_of(team: Team) -> list[Any]:
    """Members, with ``hours`` and ``times``; those who have left last. One query."""
    happened = Q(attendances__activity__state__in=HAPPENED)
    return list(
        team.volunteers.select_related("person")
        .annotate(hours=Sum("attendances__hours", filter=happened))
        .annotate(times=Count("attendances", filter=happened))
        .order_by(F("left_on").desc(nulls_first=True), "name", "pk")
    )


def volunteer_visible_to(user: User, volunteer_id: int) -> Volunteer:
    found = Volunteer.objects.select_related("team").filter(pk=volunteer_id).first()
    if found is None or not teams_visible_to(user).filter(pk=found.team_id).exists():
        raise NotFound("没有找到这名志愿者。")
    return found


def attendances_of(activity: Activity) -> list[Attendance]:
    return list(activity.attendances.select_related("volunteer__team"))


def choosable_volunteers(user: User, activity: Activity) -> list[tuple[int, str]]:
    """Volunteers of the reader's teams who are not on the list yet."""
    there = set(activity.attendances.values_list("volunteer", flat=True))
    rows = [one for one in members_on(user, activity) if one.pk not in there]
    return [(one.pk, f"{one.name}（{one.team.name}）") for one in rows]


def members_on(user: User, activity: Activity) -> list[Volunteer]:
    """Volunteers of the reader's teams on the day of an activity, on its list or not."""
    rows = Volunteer.objects.filter(team__in=teams_visible_to(user).values("pk"))
    rows = rows.filter(joined_on__lte=activity.on)
    rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=activity.on))
    return list(rows.select_related("team").order_by("team__name", "name", "pk"))


def volunteered(person: Person) -> QuerySet[Attendance]:
    """What somebody did as a volunteer, where he has agreed that it is known, the newest first."""
    rows = Attendance.objects.filter(
        volunteer__person=person, volunteer__consents=True, activity__state__in=HAPPENED
    )
    return rows.select_related("activity", "volunteer__team").order_by("-activity__on", "-pk")


def may_report(user: User, activity: Activity) -> bool:
    """Whether an activity is this person's to write of: it is in his area, or he is at the
    bureau."""
    return user.may(REPORT) and activities_visible_to(user).filter(pk=activity.pk).exists()


def gifts_at(activity: Activity) -> list[Contribution]:
    """What was given at an activity and counts."""
    rows = activity.contributions.filter(stage=Stage.IN_FORCE.value)
    return list(rows.select_related("supporter__unit"))
