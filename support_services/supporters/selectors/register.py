"""Reading the register: supporters and what they hold, each with how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from support_services.supporters.models import (
    Badge,
    Contribution,
    Dealt,
    Duty,
    Job,
    Pact,
    Supporter,
)
from support_services.supporters.rules import DutyStanding, duty_standing
from support_services.supporters.selectors.asked import Asked, in_town
from support_services.supporters.states import (
    MOVES,
    READ,
    SUPPORTING,
    ActivityState,
    BadgeKind,
    Rhythm,
    Stage,
    Subject,
)
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped

MODELS: dict[Subject, type[Dealt]] = {
    Subject.SUPPORTER: Supporter,
    Subject.BADGE: Badge,
    Subject.PACT: Pact,
    Subject.JOB: Job,
    Subject.CONTRIBUTION: Contribution,
}
# Within so many days something is said to end soon.
SOON = timedelta(days=60)
_HANDS = ("entered_by", "decided_by", "ended_by")


def supporters_visible_to(user: User) -> QuerySet[Supporter]:
    """Every supporter for the bureau; for a station those accepted of its own area."""
    rows = Supporter.objects.select_related("unit__region__parent")
    if not user.may(READ):
        return rows.none()
    if not user.is_station:
        return rows
    return scoped(rows, user, path_field="unit__region__path").filter(stage=Stage.IN_FORCE.value)


def supporter_visible_to(user: User, supporter_id: int) -> Supporter:
    found = supporters_visible_to(user).select_related(*_HANDS).filter(pk=supporter_id).first()
    if found is None:
        raise NotFound("没有找到这家单位。")
    return found


def row_visible_to(user: User, subject: Subject, key: int) -> Any:
    """Whatever goes the road of two people, for the bureau, which alone moves it."""
    if user.is_station or not user.may(READ):
        raise NotFound("没有找到这条记录。")
    rows: Any = MODELS[subject]._default_manager.select_related(*_HANDS)
    if subject is not Subject.SUPPORTER:
        rows = rows.select_related("supporter__unit")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound("没有找到这条记录。")
    return found


def duty_visible_to(user: User, duty_id: int) -> Duty:
    """A duty of a pact, for the bureau."""
    found = Duty.objects.filter(pk=duty_id).first()
    if found is None:
        raise NotFound("没有找到这项义务。")
    found.pact = row_visible_to(user, Subject.PACT, found.pact_id)
    return found


def supporters(user: User, asked: Asked) -> QuerySet[Supporter]:
    """The register, narrowed: ``kind`` is a field of support, ``state`` a stage."""
    rows = supporters_visible_to(user)
    if asked.kind:
        rows = rows.filter(fields__contains=[asked.kind])
    if asked.unit_kind:
        rows = rows.filter(unit__kind=asked.unit_kind)
    if asked.state:
        rows = rows.filter(stage=asked.state)
    if asked.typed:
        rows = rows.filter(
            Q(unit__name__icontains=asked.typed) | Q(badges__number=asked.typed)
        ).distinct()
    return in_town(rows, asked.town, "unit__region").order_by("unit__kind", "unit__name", "pk")


def badges_of(rows: Iterable[Supporter], *, today: date) -> dict[int, list[Badge]]:
    """Valid badges by supporter; one query."""
    found: dict[int, list[Badge]] = {}
    for one in Badge.objects.valid_on(today).filter(supporter__in=[row.pk for row in rows]):
        found.setdefault(one.supporter_id, []).append(one)
    return found


def unregistered_units() -> list[tuple[int, str]]:
    """Number and name of units that may support and do not yet."""
    rows = Unit.objects.open().filter(
        kind__in=[kind.value for kind in SUPPORTING], supporter__isnull=True
    )
    return list(rows.values_list("pk", "name"))


def accepted_supporters() -> list[tuple[int, str]]:
    """Number and name of everybody accepted, for a form's list; one query."""
    rows = Supporter.objects.filter(stage=Stage.IN_FORCE.value)
    return list(rows.order_by("unit__name").values_list("pk", "unit__name"))


# --- badges, lecturers, jobs ----------------------------------------------------------------------


def badges_held(supporter: Supporter) -> list[Badge]:
    return list(
        supporter.badges.select_related("region__parent", *_HANDS).order_by("-given_on", "-pk")
    )


def lecturers(*, today: date) -> list[Badge]:
    """思政讲师: whoever holds a valid badge as one."""
    return list(
        Badge.objects.valid_on(today)
        .filter(kind=BadgeKind.LECTURER.value)
        .select_related("supporter__unit", "region__parent")
        .order_by("name")
    )


def filled_of(jobs: Iterable[Job]) -> dict[int, int]:
    """How many posts of each are taken, by confirmed hirings; one query."""
    rows = (
        Contribution.objects.filter(job__in=[one.pk for one in jobs], stage=Stage.IN_FORCE.value)
        .order_by()
        .values("job")
        .annotate(hired=Sum("quantity"))
    )
    return {row["job"]: int(row["hired"] or 0) for row in rows}


def jobs_visible_to(user: User, *, today: date) -> QuerySet[Job]:
    """Every job for the bureau; for stations those that are open, wherever they are: who looks for
    work goes to the next town."""
    rows = Job.objects.select_related("supporter__unit", "region__parent")
    if not user.may(READ):
        return rows.none()
    if not user.is_station:
        return rows.order_by("-until", "-pk")
    return rows.open_on(today).order_by("until", "pk") if user.area_path else rows.none()


# --- pacts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DutyRow:
    """A duty of a pact and how it stands."""

    duty: Duty
    standing: DutyStanding


def duties_of(pacts: Iterable[Pact], *, today: date) -> dict[int, list[DutyRow]]:
    """Duties by pact with how they stand; three queries, however many pacts."""
    by_pact = {one.pk: one for one in pacts}
    duties = list(Duty.objects.filter(pact__in=by_pact))
    done: dict[int, list[date]] = {}
    activities = Duty.objects.filter(
        pk__in=[one.pk for one in duties], activities__state=ActivityState.REPORTED.value
    ).values_list("pk", "activities__on")
    gifts = (
        Contribution.objects.filter(
            duty__in=[one.pk for one in duties], stage=Stage.IN_FORCE.value, reverses__isnull=True
        )
        .exclude(reversals__stage=Stage.IN_FORCE.value)
        .values_list("duty", "given_on")
    )
    for duty_id, day in (*activities, *gifts):
        done.setdefault(duty_id, []).append(day)
    found: dict[int, list[DutyRow]] = {}
    for duty in duties:
        pact = by_pact[duty.pact_id]
        standing = duty_standing(
            Rhythm(duty.rhythm),
            due_on=duty.due_on,
            first=pact.valid_from,
            last=pact.valid_to,
            fulfilled=done.get(duty.pk, []),
            today=today,
        )
        found.setdefault(pact.pk, []).append(DutyRow(duty, standing))
    return found


def choosable_duties(*, supporter: Supporter | None = None) -> list[tuple[int, str]]:
    """Duties of pacts in force, with whose they are."""
    rows = Duty.objects.filter(pact__stage=Stage.IN_FORCE.value)
    if supporter is not None:
        rows = rows.filter(pact__supporter=supporter)
    rows = rows.select_related("pact__supporter__unit").order_by("pact__supporter", "pk")
    return [(one.pk, f"{one.pact.supporter}：{one.words}") for one in rows]


def late_duties(*, today: date) -> list[DutyRow]:
    """Of pacts that hold today, those that were missed. Of one that is over nobody is reminded."""
    pacts = Pact.objects.filter(
        stage=Stage.IN_FORCE.value, valid_from__lte=today, valid_to__gte=today
    ).select_related("supporter__unit")
    rows = [row for found in duties_of(pacts, today=today).values() for row in found]
    return [row for row in rows if row.standing.is_late]


# --- what waits -----------------------------------------------------------------------------------


def waiting(user: User) -> list[Any]:
    """What another has entered and this person may accept, the longest waiting first, a few of
    each subject. One query a subject."""
    found: list[Any] = []
    for subject, model in MODELS.items():
        if not user.may(MOVES[subject]["accept"].duty):
            continue
        rows: Any = model._default_manager.filter(stage=Stage.DRAFT.value).exclude(entered_by=user)
        if subject is Subject.SUPPORTER:
            rows = rows.select_related("unit")
        else:
            rows = rows.select_related("supporter__unit")
        found += rows.order_by("entered_at")[:5]
    return sorted(found, key=lambda row: row.entered_at)


def ending_soon(*, today: date) -> list[Any]:
    """Pacts and badges in force that end soon, the first first."""
    day = today + SOON
    pacts = Pact.objects.filter(
        stage=Stage.IN_FORCE.value, valid_to__gte=today, valid_to__lte=day
    ).select_related("supporter__unit")
    badges = Badge.objects.valid_on(today).filter(valid_to__lte=day)
    found = [*pacts, *badges.select_related("supporter__unit")]
    return sorted(found, key=lambda row: row.valid_to or day)


def counts_of_register(*, today: date) -> dict[str, dict[str, int]]:
    """How many are accepted by kind of unit, and valid badges by kind; two queries."""
    units = Supporter.objects.filter(stage=Stage.IN_FORCE.value).order_by()
    badges = Badge.objects.valid_on(today).order_by()
    return {
        "units": dict(units.values_list("unit__kind").annotate(n=Count("pk"))),
        "badges": dict(badges.values_list("kind").annotate(n=Count("pk"))),
    }
