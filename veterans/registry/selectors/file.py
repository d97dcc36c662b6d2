"""Reading a file: its sections, its papers, who is around somebody. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from veterans.accounts.models import User
from veterans.accounts.roles import STATION, may
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped
from veterans.registry.models import (
    SENSITIVE_PAPERS,
    LifeEvent,
    Paper,
    Person,
    PersonCategory,
    Residence,
)
from veterans.registry.sections import SECTIONS, Section
from veterans.registry.selectors import people_visible_to
from veterans.registry.states import EventState


@dataclass(frozen=True)
class RowTold:
    """A row in words; ``holds``: not over."""

    key: int
    line: str
    notes: list[str]
    holds: bool


@dataclass(frozen=True)
class SectionTold:
    """A section with its rows, what holds first."""

    section: Section
    rows: list[RowTold]
    may_write: bool


def sections_for(user: User) -> list[Section]:
    """The sections that this person reads, in the order of the file."""
    at_bureau = may(user, "people.read")
    return [
        section
        for section in SECTIONS
        if (at_bureau and may(user, section.read))
        or (may(user, "station.roster") and section.at_station)
    ]


def file_of(user: User, person: Person) -> list[SectionTold]:
    """The file, section by section; one query for each table. The person must be visible."""
    wanted = sections_for(user)
    found: dict[Any, list[Any]] = {}
    for model in dict.fromkeys(section.model for section in wanted):
        rows = model._default_manager.filter(person=person).order_by("pk")
        if model is Residence:
            rows = rows.select_related("region__parent")
        found[model] = list(rows)
    return [
        SectionTold(section, _rows(section, found[section.model], user), may(user, section.write))
        for section in wanted
    ]


def _rows(section: Section, rows: Iterable[Any], user: User) -> list[RowTold]:
    if section.kinds:
        rows = [row for row in rows if row.kind in section.kinds]
    if section.key == "notes" and user.is_station:
        rows = [row for row in rows if row.for_station]
    told = []
    for row in rows:
        line, notes = section.told(row)
        told.append(RowTold(row.pk, line, notes, _holds(row)))
    # What holds first, the newest of it before the older.
    return sorted(reversed(told), key=lambda one: not one.holds)


def _holds(row: Any) -> bool:
    over = getattr(row, "valid_to", None) or getattr(row, "ends_on", None)
    return not getattr(row, "is_void", False) and over is None


def row_of(user: User, person: Person, section: Section, row_id: int) -> Any:
    """One row for its form; refuses what is not of this person or not for this reader."""
    if section not in sections_for(user):
        raise NotFound("没有这一部分。")
    rows = section.model._default_manager.filter(person=person, pk=row_id)
    row = rows.filter(kind__in=section.kinds).first() if section.kinds else rows.first()
    if row is None or (section.key == "notes" and user.is_station and not row.for_station):
        raise NotFound("没有找到这一条，可能已被删除。")
    return row


def papers_visible_to(user: User | Any) -> QuerySet[Paper]:
    """Papers of the people and events of the area; the sensitive ones only where duty needs."""
    papers = Paper.objects.filter(voided_at__isnull=True).select_related("stored", "added_by")
    if not isinstance(user, User) or not (may(user, "people.read") or may(user, "station.roster")):
        return papers.none()
    if not may(user, "people.sensitive"):
        papers = papers.exclude(kind__in=SENSITIVE_PAPERS)
    if not may(user, "people.read"):
        # A card shows in full what is covered elsewhere: a station sees what stations sent in.
        papers = papers.filter(added_by__role__in=STATION)
    if user.area_path == "":
        return papers
    of_people = scoped(Person.objects.all(), user)
    of_events = scoped(LifeEvent.objects.filter(person__isnull=True), user)
    return papers.filter(person__in=of_people) | papers.filter(event__in=of_events)


def paper_visible_to(user: User | Any, paper_id: int) -> Paper:
    """One paper; refuses alike what does not exist, is voided, and is not for him."""
    found = papers_visible_to(user).filter(pk=paper_id).first()
    if found is None:
        raise NotFound("没有找到这份材料。")
    return found


def papers_of(user: User, person: Person) -> list[Paper]:
    """The papers of a file, newest first."""
    return list(papers_visible_to(user).filter(person=person).order_by("-pk"))


def household_of(user: User, person: Person) -> list[Person]:
    """Who else lives there, the head first; only those of the reader's area."""
    if person.household_id is None:
        return []
    members = people_visible_to(user).filter(household=person.household_id).exclude(pk=person.pk)
    return sorted(members, key=lambda one: (one.relation != "户主", one.born_on))


def merged_here(user: User, person: Person) -> list[Person]:
    """The files that were merged into this one."""
    return list(people_visible_to(user).filter(merged_into=person).order_by("pk"))


def categories_of(person: Person) -> list[PersonCategory]:
    """What somebody is and was, latest first."""
    return list(person.categories.order_by("-valid_from"))


def events_visible_to(user: User | Any) -> QuerySet[LifeEvent]:
    """Life events of the area."""
    events = LifeEvent.objects.select_related(
        "person__region", "region__parent", "proposed_by", "completed_by", "decided_by"
    )
    if not isinstance(user, User) or not (may(user, "people.read") or may(user, "station.roster")):
        return events.none()
    return scoped(events, user)


def event_visible_to(user: User | Any, event_id: int) -> LifeEvent:
    """One event; refuses alike what does not exist and what is not for him."""
    found = events_visible_to(user).filter(pk=event_id).first()
    if found is None:
        raise NotFound("没有找到这件变动。")
    return found


def events_waiting(user: User | Any) -> QuerySet[LifeEvent]:
    """Those that nobody has decided, oldest first."""
    rows = events_visible_to(user).filter(state=EventState.PROPOSED.value)
    return rows.order_by("proposed_at", "pk")


def events_of(user: User, person: Person) -> list[LifeEvent]:
    """What happened to somebody, latest first."""
    return list(events_visible_to(user).filter(person=person).order_by("-happened_on", "-pk")[:60])


def events_came_back(user: User) -> int:
    """How many of those this person proposed were refused and not proposed again."""
    refused = events_visible_to(user).filter(
        state=EventState.REFUSED.value, proposed_by=user, person__isnull=False
    )
    again = LifeEvent.objects.filter(
        person=OuterRef("person"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
    )
    return refused.exclude(Exists(again)).count()
