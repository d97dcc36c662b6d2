"""Reading nominations and candidates; whether somebody is eligible, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from honors.campaigns.models import Campaign, Candidate, CheckAnswer, Nomination
from honors.campaigns.rules import names_of, places_of
from honors.campaigns.selectors.campaigns import campaigns_visible_to, tree_of
from honors.campaigns.states import NOMINATE, CandidateState, NominationState
from honors.roll.models import Edition
from honors.roll.states import EditionState
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.selectors import scoped
from veterans.registry.criteria.judging import Judged, judge
from veterans.registry.criteria.lives import lives_of
from veterans.registry.models import Person

_OF_CANDIDATE = (
    "campaign__title",
    "region__parent",
    "unit",
    "person",
    "screened_by",
    "out_by",
    "joined_into",
)
_OF_NOMINATION = (
    *("campaign__title", "candidate", "by_unit", "by_region", "by_person"),
    *("region__parent", "unit", "entered_by"),
)


@dataclass(frozen=True)
class Ground:
    """One line of an eligibility; ``holds`` None: the register cannot say."""

    depth: int
    text: str
    found: str
    holds: bool | None


@dataclass(frozen=True)
class Eligibility:
    """``bars``: what nobody may overlook. ``holds``: by the conditions; None where the register
    cannot say."""

    grounds: tuple[Ground, ...]
    bars: tuple[str, ...]
    holds: bool | None


def candidates_visible_to(user: User) -> QuerySet[Candidate]:
    rows = Candidate.objects.select_related(*_OF_CANDIDATE)
    return rows.filter(campaign__in=campaigns_visible_to(user).values("pk"))


def candidate_visible_to(user: User, candidate_id: int) -> Candidate:
    found = candidates_visible_to(user).filter(pk=candidate_id).first()
    if found is None:
        raise NotFound("没有找到这个人选。")
    return found


def candidates_of(user: User, campaign: Campaign) -> list[Candidate]:
    """By place where there is one, then by number."""
    rows = candidates_visible_to(user).filter(campaign=campaign)
    return sorted(
        rows.prefetch_related("nominations__by_unit", "nominations__by_region"),
        key=lambda one: (one.place is None, one.place or 0, one.serial),
    )


def nominations_visible_to(user: User) -> QuerySet[Nomination]:
    """All for the bureau; for a station those of its own area."""
    rows = Nomination.objects.select_related(*_OF_NOMINATION)
    if user.is_station:
        if not user.may(NOMINATE):
            return rows.none()
        return scoped(rows.filter(by_region__isnull=False), user, path_field="by_region__path")
    return rows.filter(campaign__in=campaigns_visible_to(user).values("pk"))


def nomination_visible_to(user: User, nomination_id: int) -> Nomination:
    found = nominations_visible_to(user).filter(pk=nomination_id).first()
    if found is None:
        raise NotFound("没有找到这份推荐。")
    return found


def nominations_of_unit(unit: Unit, campaign: Campaign) -> list[Nomination]:
    rows = Nomination.objects.select_related("candidate").filter(by_unit=unit, campaign=campaign)
    return list(rows.order_by("-pk"))


def to_screen(user: User) -> QuerySet[Candidate]:
    """What waits for whoever did not write it down himself."""
    mine = Nomination.objects.filter(entered_by=user, candidate__isnull=False)
    rows = candidates_visible_to(user).filter(state=CandidateState.WAITING.value)
    return rows.exclude(pk__in=mine.values("candidate")).order_by("entered_at")


def eligibility_of(candidate: Candidate, today: date) -> Eligibility:
    """Each condition with what the file says of it; and what bars him whatever the file says."""
    bars = []
    won = past_wins(candidate)
    if won and candidate.campaign.excludes_winners:
        bars.append(f"{won[0].year} 年度已获得“{candidate.campaign.title.name}”，不再参评。")
    if candidate.person is not None and candidate.person.died_on is not None:
        bars.append("档案里已登记去世。") if candidate.consent == "self" else None
    try:
        tree = tree_of(candidate.campaign)
    except Refused:
        return Eligibility((Ground(0, "评选条件看不懂了", "", None),), tuple(bars), None)
    if tree is None:
        return Eligibility((), tuple(bars), True)
    if candidate.person_id is None:
        known = Ground(0, "评选条件按档案核对", "本局没有这个人的档案，请核对证明材料", None)
        return Eligibility((known,), tuple(bars), None)
    judged = judge(tree, lives_of([candidate.person_id])[candidate.person_id], today)
    return Eligibility(tuple(_grounds(judged, 0)), tuple(bars), judged.holds)


def _grounds(judged: Judged, depth: int) -> Iterable[Ground]:
    yield Ground(depth, judged.text, judged.found, judged.holds)
    for part in judged.parts:
        yield from _grounds(part, depth + 1)


def past_wins(candidate: Candidate) -> list[Edition]:
    """Honours of the same title on the roll: of the same file, or of a name and place where there
    is none."""
    rows = Edition.objects.filter(
        title=candidate.campaign.title_id, state=EditionState.PUBLISHED.value
    )
    if candidate.person_id is not None:
        rows = rows.filter(person=candidate.person_id)
    else:
        rows = rows.filter(name=candidate.name, region=candidate.region_id)
    own = getattr(candidate, "award", None)
    if own is not None and own.honour_id is not None:
        rows = rows.exclude(honour=own.honour_id)
    return list(rows.order_by("-year"))


def words_of(candidate: Candidate) -> list[str]:
    """By which a text would tell the jury who is meant: his name, his village, where he works, the
    units that nominated him, and by whom."""
    found = names_of(candidate.name) if candidate.unit_id is None else [candidate.name]
    if candidate.region is not None and candidate.region.level == "village":
        found += places_of(candidate.region.name)
    if candidate.work:
        found.append(candidate.work)
    units = [candidate.unit] if candidate.unit is not None else []
    for one in candidate.nominations.all():
        units += [one.by_unit] if one.by_unit is not None else []
        if one.by_person is not None and one.by_person_id != candidate.person_id:
            found += names_of(one.by_person.name)
        if one.by_region is not None and one.by_region.level == "village":
            found += places_of(one.by_region.name)
    for unit in units:
        found += [unit.name, unit.short_name]
    return [one for one in dict.fromkeys(found) if one]


def marks_of(candidate: Candidate) -> frozenset[str]:
    """To whom a juror must not be close, as ``juries`` finds recusals by."""
    found: set[str] = set()
    person: Person | None = candidate.person
    if person is not None:
        found.add(f"person:{person.pk}")
        if person.household_id is not None:
            found.add(f"household:{person.household_id}")
    if candidate.unit_id is not None:
        found.add(f"unit:{candidate.unit_id}")
    if candidate.region is not None and candidate.region.level == "village":
        found.add(f"village:{candidate.region.code}")
    for one in candidate.nominations.all():
        if one.state == NominationState.WITHDRAWN:
            continue
        if one.by_unit_id is not None:
            found.add(f"unit:{one.by_unit_id}")
        if one.by_person_id is not None:
            found.add(f"person:{one.by_person_id}")
    return frozenset(found)


def answers_of(candidates: Iterable[Candidate]) -> dict[tuple[int, int], CheckAnswer]:
    """The last answer by (candidate, department). One query."""
    rows = CheckAnswer.objects.filter(candidate__in=[one.pk for one in candidates])
    found: dict[tuple[int, int], CheckAnswer] = {}
    for one in rows.select_related("department", "entered_by").order_by("number"):
        found[one.candidate_id, one.department_id] = one
    return found


def candidacies_of(person: Person) -> list[Candidate]:
    """In which campaigns somebody was nominated, the newest first. One query."""
    rows = Candidate.objects.filter(person=person).exclude(state=CandidateState.JOINED.value)
    return list(rows.select_related("campaign").order_by("-pk")[:20])
