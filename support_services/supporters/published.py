"""What residents may see of supporters: badges that hold today, open jobs, activities to come, as
frozen values. People who hold a badge are not listed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from support_services.stations.published import tel_of
from support_services.stations.rules import spoken_name
from support_services.supporters.models import Activity, Badge, BadgeRows, Contribution, Job
from support_services.supporters.rules import pay_words
from support_services.supporters.states import (
    BADGE_KINDS,
    BADGE_LABELS,
    JOB_WORDS,
    UNLISTED,
    ActivityKind,
    ActivityState,
    BadgeKind,
    Stage,
)
from support_services.units.states import UnitKind
from veterans.foundation.masking import mask_name
from veterans.foundation.months import add_months
from veterans.regions.models import Level, Region

MOST_ACTIVITIES = 50
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class PublicBadge:
    """A badge that holds; "" for what nobody has written. ``holder``: whom it was given to, of a
    person covered. ``town``: "" where it is the whole county's."""

    number: str
    kind: str
    kind_label: str
    name: str
    holder: str
    town: str
    address: str
    phone: str
    hours: str
    services: str
    given_on: date
    valid_to: date | None

    @property
    def tel(self) -> str:
        """The telephone as a ``tel:`` address has it."""
        return tel_of(self.phone)


@dataclass(frozen=True)
class LostBadge:
    """A badge that was given and does not hold: withdrawn, over, or not begun. ``last_on``: its
    last day, None where it has not begun."""

    number: str
    name: str
    holder: str
    is_withdrawn: bool
    last_on: date | None


@dataclass(frozen=True)
class PublicBadgeKind:
    """A kind with its badges, by place and name."""

    code: str
    label: str
    badges: tuple[PublicBadge, ...]


@dataclass(frozen=True)
class PublicJob:
    """Posts that are open. ``left``: how many are not taken yet. ``pay``: in words, "" where it
    is to be agreed."""

    title: str
    holder: str
    left: int
    meant_for: str
    town: str
    words: str
    pay: str
    phone: str
    until: date

    @property
    def tel(self) -> str:
        return tel_of(self.phone)


@dataclass(frozen=True)
class PublicActivity:
    """An activity that anybody may join, or might have. ``key``: its number in addresses;
    ``organisers``: names of units; ``is_fair``: a job fair."""

    key: int
    title: str
    kind_label: str
    is_fair: bool
    on: date
    starts_at: time | None
    ends_at: time | None
    town: str
    venue: str
    about: str
    phone: str
    organisers: tuple[str, ...]

    @property
    def tel(self) -> str:
        return tel_of(self.phone)

    @property
    def where(self) -> str:
        return f"{self.town}，{self.venue}" if self.town else self.venue


LISTED: tuple[tuple[str, str], ...] = tuple(
    (kind.value, label) for kind, label in BADGE_LABELS.items() if kind not in UNLISTED
)


def badge_kinds(*, today: date, kind: str = "", town: str = "") -> tuple[PublicBadgeKind, ...]:
    """Every badge that holds, by kind, empty kinds left out. ``town``: a code; those of the whole
    county are of every town. Two queries."""
    rows = _listed(today)
    if kind:
        rows = rows.filter(kind=kind)
    rows = _in_town(rows, town)
    found: dict[str, list[PublicBadge]] = {}
    for one in rows:
        found.setdefault(one.kind, []).append(_shown(one))
    return tuple(
        PublicBadgeKind(code, label, tuple(found[code])) for code, label in LISTED if code in found
    )


def badge(number: str, *, today: date) -> PublicBadge | LostBadge | None:
    """What a number proves today; None for one that was never given."""
    found = (
        Badge.objects.filter(number=number)
        .exclude(number="")
        .select_related("supporter__unit", "region__parent")
        .first()
    )
    if found is None:
        return None
    if found.is_valid_on(today):
        return _shown(found)
    withdrawn = found.stage == Stage.ENDED
    ended = timezone.localdate(found.ended_at) if found.ended_at else found.valid_to
    last = None if found.given_on > today and not withdrawn else ended
    return LostBadge(found.number, found.name, _holder(found), withdrawn, last)


def jobs(*, today: date, town: str = "", fair: int | None = None) -> tuple[PublicJob, ...]:
    """Posts that are open and not all taken, those that end first first; ``fair``: of that job
    fair only. Two queries."""
    rows = _in_town(
        Job.objects.open_on(today).select_related("supporter__unit", "region__parent"), town
    )
    if fair is not None:
        rows = rows.filter(fair=fair)
    shown = list(rows.order_by("until", "pk"))
    taken: dict[int, int] = {}
    hirings = Contribution.objects.filter(
        job__in=[one.pk for one in shown], stage=Stage.IN_FORCE.value
    )
    for job_id, much in hirings.order_by().values_list("job", "quantity"):
        taken[job_id] = taken.get(job_id, 0) + int(much or 0)
    return tuple(
        PublicJob(
            title=one.title,
            holder=one.supporter.unit.name,
            left=one.count - taken.get(one.pk, 0),
            meant_for=one.get_meant_for_display(),
            town=_town(one.region),
            words=one.words,
            pay=pay_words(one.pay_from, one.pay_to),
            phone=one.phone,
            until=one.until,
        )
        for one in shown
        if one.count > taken.get(one.pk, 0)
    )


def activities(*, today: date, town: str = "") -> tuple[PublicActivity, ...]:
    """What is planned and open to everybody, the next first. Two queries."""
    rows = _open_activities().filter(state=ActivityState.PLANNED.value, on__gte=today)
    return _activities(_in_town(rows, town)[:MOST_ACTIVITIES])


def month(first: date, *, town: str = "") -> dict[date, list[PublicActivity]]:
    """What is or was open to everybody in a month, by day. Two queries."""
    rows = _open_activities().filter(on__gte=first, on__lt=add_months(first, 1))
    found: dict[date, list[PublicActivity]] = {}
    for one in _activities(_in_town(rows, town)):
        found.setdefault(one.on, []).append(one)
    return found


def activity(key: int) -> PublicActivity | None:
    """One that is or was open to everybody; None for one that is not, or was called off."""
    return next(iter(_activities(_open_activities().filter(pk=key))), None)


def _open_activities() -> QuerySet[Activity]:
    """Those that residents are told of: neither asked for only nor called off."""
    states = [ActivityState.PLANNED, ActivityState.HELD, ActivityState.REPORTED]
    rows = Activity.objects.filter(state__in=[one.value for one in states], is_open=True)
    return rows.select_related("region__parent").order_by("on", "starts_at", "pk")


def _activities(rows: QuerySet[Activity]) -> tuple[PublicActivity, ...]:
    return tuple(
        PublicActivity(
            key=one.pk,
            title=one.title,
            kind_label=one.get_kind_display(),
            is_fair=one.kind == ActivityKind.JOB_FAIR,
            on=one.on,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            town=_town(one.region),
            venue=one.venue,
            about=one.about,
            phone=one.phone,
            organisers=tuple(
                str(party.unit)
                for party in one.parties.all()
                if party.role == "organiser" and party.unit.kind != UnitKind.TROOPS
            ),
        )
        for one in rows.prefetch_related("parties__unit")
    )


def towns() -> list[tuple[str, str]]:
    """Code and name of every town, for choosing."""
    rows = Region.objects.filter(level=Level.TOWN).order_by("path")
    return list(rows.values_list("code", "name"))


@dataclass(frozen=True)
class Found:
    """What the one box finds here. ``jobs``: somebody asked for work, and there is some."""

    badges: tuple[PublicBadge, ...] = ()
    jobs: int = 0


def search(query: str, *, today: date) -> Found:
    """Badges by name or holder, else of the kinds that are spoken of; how many jobs are open where
    work is spoken of. ``query``: without spaces and signs. At most three queries."""
    if len(query) < 2:
        return Found()
    shown = [_shown(one) for one in _listed(today)]
    named = tuple(
        one
        for one in shown
        if query in f"{one.name}{one.holder}" or one.name in query or one.holder in query
    )
    meant = {kind.value for kind in _kinds_in(query)}
    found = named or tuple(one for one in shown if one.kind in meant)
    asks_for_work = any(word in query for word in JOB_WORDS)
    return Found(found, len(jobs(today=today)) if asks_for_work else 0)


def _kinds_in(query: str) -> Iterable[BadgeKind]:
    return (
        kind
        for kind, rule in BADGE_KINDS.items()
        if any(word in query for word in (rule.label, *rule.words))
    )


def _listed(today: date) -> BadgeRows:
    rows = Badge.objects.valid_on(today).exclude(kind__in=[kind.value for kind in UNLISTED])
    return rows.select_related("supporter__unit", "region__parent").order_by(
        "region__path", "kind", "name", "pk"
    )


def _in_town(rows: Rows, town: str) -> Rows:
    if not town:
        return rows
    place = Region.objects.filter(code=town, level=Level.TOWN).first()
    path = place.path if place is not None else town
    return rows.filter(Q(region__path__startswith=path) | Q(region__level=Level.COUNTY))


def _shown(one: Badge) -> PublicBadge:
    return PublicBadge(
        number=one.number,
        kind=one.kind,
        kind_label=one.get_kind_display(),
        name=one.name,
        holder=_holder(one),
        town=_town(one.region),
        address=one.address,
        phone=one.phone,
        hours=one.hours,
        services=one.services,
        given_on=one.given_on,
        valid_to=one.valid_to,
    )


def _holder(one: Badge) -> str:
    unit = one.supporter.unit
    return mask_name(unit.name) if unit.kind == UnitKind.PERSON else unit.name


def _town(region: Region) -> str:
    if region.level == Level.COUNTY:
        return ""
    town = region.parent if region.level == Level.VILLAGE and region.parent else region
    return spoken_name(town.name)
