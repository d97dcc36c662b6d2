"""What residents may see of projects: open calls, what was chosen, and what came of it; as frozen
values. Whoever was not chosen, and what anybody gave, is not told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from support_services.projects.models import Application, Call, Milestone, Result
from support_services.projects.rules import reached_share
from support_services.projects.states import GRANTED, ApplicationState, CallState, ResultState
from support_services.projects.written_rows import plain
from support_services.units.states import KIND_LABELS, UnitKind

# A person's own name is not published with his project.
A_PERSON = "个人申报"
STATE_WORDS: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.CHOSEN: ("正在实施", "info"),
    ApplicationState.FINISHED: ("已完成", "ok"),
    ApplicationState.STOPPED: ("已终止", "idle"),
}


@dataclass(frozen=True)
class PublicCall:
    """A call under way. ``kinds``: who may apply; ``most_each`` None: no limit; yuan."""

    title: str
    told: str
    opens_on: date
    closes_on: date
    extended_why: str
    budget: Decimal
    most_each: Decimal | None
    kinds: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class PublicPromise:
    """What was promised, and reached: "" while the result is not published."""

    what: str
    promised: str
    reached: str
    share: int | None


@dataclass(frozen=True)
class PublicProject:
    """A project that was chosen; yuan. ``summary``, ``grade``, ``spent``: once it is published."""

    id: int
    title: str
    unit: str
    team: str
    brief: str
    granted: Decimal
    state_label: str
    state_tone: str
    grade: str = ""
    summary: str = ""
    spent: Decimal | None = None
    content: str = ""
    promises: tuple[PublicPromise, ...] = ()
    round: str = ""


@dataclass(frozen=True)
class PublicRound:
    """A call that was decided: how much for how many, by place."""

    title: str
    year: int
    granted: Decimal
    projects: tuple[PublicProject, ...]


def open_calls(*, today: date) -> tuple[PublicCall, ...]:
    """Calls that take applications today, or will. Two queries."""
    rows = Call.objects.filter(state=CallState.OPEN.value, closes_on__gte=today)
    return tuple(
        PublicCall(
            title=one.title,
            told=one.told,
            opens_on=one.opens_on,
            closes_on=one.closes_on,
            extended_why=one.extended_why,
            budget=one.budget,
            most_each=one.most_each,
            kinds="、".join(KIND_LABELS[UnitKind(kind)].split("（")[0] for kind in one.unit_kinds),
            criteria=tuple(str(c) for c in one.criteria.all()),
        )
        for one in rows.prefetch_related("criteria").order_by("closes_on", "pk")
    )


def rounds() -> tuple[PublicRound, ...]:
    """Every call that was decided, the newest first, with what was chosen. Three queries."""
    calls = list(
        Call.objects.filter(
            state__in=[CallState.DECIDED.value, CallState.ENDED.value], decided_at__isnull=False
        ).order_by("-year", "-pk")
    )
    chosen: dict[int, list[Application]] = {}
    rows = Application.objects.filter(call__in=calls, state__in=[one.value for one in GRANTED])
    for one in rows.select_related("unit", "call").order_by("place", "number"):
        chosen.setdefault(one.call_id, []).append(one)
    grades = _results([one for many in chosen.values() for one in many])
    return tuple(
        PublicRound(
            call.title,
            call.year,
            call.granted,
            tuple(_shown(one, grades.get(one.pk)) for one in chosen.get(call.pk, [])),
        )
        for call in calls
    )


def project(project_id: int) -> PublicProject | None:
    """One that was chosen, with what it promised; None for any other."""
    found = (
        Application.objects.filter(pk=project_id, state__in=[one.value for one in GRANTED])
        .select_related("unit", "call")
        .first()
    )
    if found is None:
        return None
    result = _results([found]).get(found.pk)
    promises = tuple(
        _promise(one, is_public=result is not None) for one in found.milestones.order_by("number")
    )
    return _shown(found, result, content=found.content, promises=promises)


# Who types one of these means all of them.
_ALL = frozenset({"服务项目", "拥军项目", "拥军服务项目", "项目"})


@dataclass(frozen=True)
class Named:
    """What was found; ``more``: there are more."""

    projects: tuple[PublicProject, ...]
    more: bool


def named(words: Sequence[str], *, most: int) -> Named | None:
    """Projects that were chosen whose title, team or unit holds one of the words, the newest first;
    a person's own name finds nothing. None for nothing. One query, none without words; grades and
    sums are told on the page of the project."""
    if not words:
        return None
    rows = Application.objects.filter(state__in=[one.value for one in GRANTED])
    if not _ALL & set(words):
        wanted = Q()
        for one in words:
            by_unit = Q(unit__name__icontains=one) & ~Q(unit__kind=UnitKind.PERSON.value)
            wanted |= Q(title__icontains=one) | Q(team__icontains=one) | by_unit
        rows = rows.filter(wanted)
    found = list(rows.select_related("unit", "call").order_by("-pk")[: most + 1])
    if not found:
        return None
    return Named(tuple(_shown(one, None) for one in found[:most]), len(found) > most)


def _results(applications: list[Application]) -> dict[int, Result]:
    rows = Result.objects.filter(application__in=applications, state=ResultState.PUBLISHED.value)
    return {one.application_id: one for one in rows}


def _promise(one: Milestone, *, is_public: bool) -> PublicPromise:
    known = is_public and one.reached is not None
    return PublicPromise(
        what=one.what,
        promised=f"{one.measure} {plain(one.promised)} {one.unit}",
        reached=f"{plain(one.reached)} {one.unit}" if known and one.reached is not None else "",
        share=reached_share(one.promised, one.reached) if known else None,
    )


def _shown(
    one: Application,
    result: Result | None,
    *,
    content: str = "",
    promises: tuple[PublicPromise, ...] = (),
) -> PublicProject:
    label, tone = STATE_WORDS[ApplicationState(one.state)]
    return PublicProject(
        id=one.pk,
        title=one.title,
        unit=A_PERSON if one.unit.kind == UnitKind.PERSON else one.unit.name,
        team=one.team,
        brief=one.brief,
        granted=one.granted,
        state_label=label,
        state_tone=tone,
        grade=result.get_grade_display() if result else "",
        summary=result.summary if result else "",
        spent=result.spent if result else None,
        content=content,
        promises=promises,
        round=one.call.title,
    )
