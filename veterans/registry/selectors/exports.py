"""Whom an export is of, who sees which export, and what became of its file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Level, Region
from veterans.regions.rules import subtree_end
from veterans.registry.export_columns import HELD, chosen
from veterans.registry.models import (
    Category,
    Life,
    PeopleExport,
    Person,
    PersonCategory,
    Plaque,
)
from veterans.registry.selectors import people_visible_to


@dataclass(frozen=True)
class Choice:
    """Whom an export is of: a place, a category held on ``on_day``, or both; "" leaves open."""

    place: Region | None
    category: str
    on_day: date
    life: str = ""
    plaque: str = ""


def choice_of(made: PeopleExport) -> Choice:
    """What was chosen when it was asked for."""
    return Choice(made.place, made.category, made.on_day, made.life, made.plaque)


def in_words(choice: Choice) -> list[str]:
    """Whom it is of, as the pages and the workbook say it."""
    place, told = choice.place, []
    if place is not None:
        above = place.parent if place.level == Level.VILLAGE else None
        told.append(f"{above.name if above else ''}{place.name}")
    if choice.category:
        told.append(f"{choice.on_day:%Y-%m-%d} 属于{Category(choice.category).label}")
    told += [str(Life(choice.life).label)] if choice.life else []
    told += [str(Plaque(choice.plaque).label)] if choice.plaque else []
    return told


def people_chosen(user: User, choice: Choice) -> QuerySet[Person]:
    """Those of them who are in the user's area, place by place and by name; nobody twice."""
    people = people_visible_to(user).filter(merged_into=None)
    if choice.place is not None:
        path = choice.place.path
        people = people.filter(region__path__gte=path, region__path__lt=subtree_end(path))
    if choice.category:
        people = people.filter(Exists(_held(choice.on_day).filter(category=choice.category)))
    if choice.life:
        people = people.filter(died_on__isnull=choice.life == Life.ALIVE)
    if choice.plaque == Plaque.WITH:
        people = people.exclude(household=None).exclude(household__plaque_number="")
    elif choice.plaque == Plaque.WITHOUT:
        people = people.filter(Q(household=None) | Q(household__plaque_number=""))
    return people.order_by("region__path", "name_pinyin", "pk")


def rows_of(
    people: QuerySet[Person], columns: Iterable[str], *, on_day: date
) -> QuerySet[Person, dict[str, Any]]:
    """What those columns read, and nothing else of anybody."""
    reads = {name for column in chosen(columns) for name in column.reads}
    categories = _held(on_day).order_by("category").values("category")
    told = {HELD: ArraySubquery(categories)} if HELD in reads else {}
    rows: QuerySet[Person, dict[str, Any]] = people.values("pk", *sorted(reads - {HELD}), **told)
    return rows


def _held(on_day: date) -> QuerySet[PersonCategory]:
    """Categories of the person of an outer query on that day."""
    open_or_later = Q(valid_to__isnull=True) | Q(valid_to__gt=on_day)
    return PersonCategory.objects.filter(
        open_or_later, person=OuterRef("pk"), valid_from__lte=on_day
    )


def exports_visible_to(user: User | Any) -> QuerySet[PeopleExport]:
    """All of them for whoever reads the audit log, their own for those who export; newest
    first."""
    found = PeopleExport.objects.select_related("asked_by", "gone_by", "place__parent")
    if not isinstance(user, User) or not may(user, "exports.see"):
        return found.none()
    return (found if may(user, "audit.read") else found.filter(asked_by=user)).order_by("-pk")


def export_visible_to(user: User | Any, export_id: int) -> PeopleExport:
    """One export; refuses alike what does not exist and what is not for him."""
    found = exports_visible_to(user).filter(pk=export_id).first()
    if found is None:
        raise NotFound("没有找到这份导出。")
    return found


def entries_of(made: PeopleExport) -> QuerySet[AuditEntry]:
    """What the log tells of it, who fetched it included; the oldest first."""
    return AuditEntry.objects.filter(subject="people_export", subject_id=str(made.pk)).order_by(
        "serial"
    )
