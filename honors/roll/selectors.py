"""Reading the roll for the bureau. Stations and residents read what is published."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from honors.roll.models import Edition, Honour, Revocation, Title
from honors.roll.states import UNFINISHED, EditionState, RevocationState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.rules import subtree_end
from veterans.registry.models import Person

# What is entered of an honour, in the order of the form.
FIELDS = (
    *("title", "year", "conferred_on", "document_no", "kind", "name", "region"),
    *("citation", "story", "consent", "consent_on", "consent_note"),
)
# What of it belongs to the consent; another edition after a withdrawal begins without it.
CONSENT_FIELDS = ("consent", "consent_on", "consent_note", "consent_file")
_UNFINISHED = [state.value for state in UNFINISHED]
_RELATED = (
    *("honour", "title", "region__parent", "person"),
    *("entered_by", "reviewed_by", "published_by", "ended_by"),
)


def editions_visible_to(user: User) -> QuerySet[Edition]:
    """Every edition, for the bureau; it serves the whole county. Nobody else's."""
    rows = Edition.objects.select_related(*_RELATED)
    if user.is_station or not user.may("honours.read"):
        return rows.none()
    return rows


def edition_visible_to(user: User, edition_id: int) -> Edition:
    found = editions_visible_to(user).filter(pk=edition_id).first()
    if found is None:
        raise NotFound("没有找到这项荣誉。")
    return found


def editions_of(user: User, honour_id: int) -> list[Edition]:
    """All editions of an honour, the newest first."""
    found = list(editions_visible_to(user).filter(honour=honour_id).order_by("-number"))
    if not found:
        raise NotFound("没有找到这项荣誉。")
    return found


def standing(rows: Iterable[Edition]) -> Edition:
    """The edition an honour is known by: the published one, or else the newest."""
    listed = list(rows)
    published = [one for one in listed if one.state == EditionState.PUBLISHED]
    return published[0] if published else max(listed, key=lambda one: one.number)


def newest_number(honour: Honour) -> int:
    """The number of the last edition; 0 where there is none."""
    last = honour.editions.order_by("-number").values_list("number", flat=True).first()
    return last or 0


def roll(user: User, asked: Mapping[str, Any]) -> QuerySet[Edition]:
    """The standing edition of each honour, narrowed: ``title`` and ``year`` as numbers, ``town`` a
    path, ``state`` one of the states or ``unfinished``, ``q`` a part of name, citation or document
    number. The newest year first."""
    published_first = Case(
        When(state=EditionState.PUBLISHED.value, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    stands = Edition.objects.order_by("honour_id", published_first, "-number").distinct("honour_id")
    waiting = Edition.objects.filter(honour=OuterRef("honour"), state__in=_UNFINISHED)
    rows = editions_visible_to(user).filter(pk__in=stands.values("pk"))
    rows = rows.annotate(waits=Exists(waiting))
    if asked.get("title"):
        rows = rows.filter(title=asked["title"])
    if asked.get("year"):
        rows = rows.filter(year=asked["year"])
    if asked.get("town"):
        path = asked["town"]
        rows = rows.filter(region__path__gte=path, region__path__lt=subtree_end(path))
    if asked.get("state") == "unfinished":
        rows = rows.filter(waits=True)
    elif asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if typed := asked.get("q"):
        rows = rows.filter(
            Q(name__icontains=typed)
            | Q(citation__icontains=typed)
            | Q(document_no__icontains=typed)
        )
    return rows.order_by("-year", "title", "region__path", "name", "pk")


def years() -> list[int]:
    """Years of which something was entered, the newest first."""
    return list(Edition.objects.order_by("-year").values_list("year", flat=True).distinct())


def titles(user: User) -> QuerySet[Title]:
    """Every title with ``honours``, how many honours of it are published."""
    rows = Title.objects.select_related("entered_by", "retired_by")
    if user.is_station or not user.may("honours.read"):
        return rows.none()
    published = Count("editions", filter=Q(editions__state=EditionState.PUBLISHED.value))
    return rows.annotate(honours=published).order_by(F("retired_at").asc(nulls_first=True), "pk")


def title_visible_to(user: User, title_id: int) -> Title:
    found = titles(user).filter(pk=title_id).first()
    if found is None:
        raise NotFound("没有找到这个荣誉称号。")
    return found


def choosable_titles(keep: int | None = None) -> list[tuple[int, str]]:
    """Number and words of the titles that may be given, and of the one that is there already."""
    rows = Title.objects.filter(Q(retired_at__isnull=True) | Q(pk=keep))
    return [(one.pk, str(one)) for one in rows]


def revocations_of(honour_id: int) -> list[Revocation]:
    """The newest first."""
    rows = Revocation.objects.filter(honour=honour_id).select_related("asked_by", "settled_by")
    return list(rows.order_by("-pk"))


def revocation_visible_to(user: User, revocation_id: int) -> Revocation:
    found = Revocation.objects.filter(pk=revocation_id).first()
    if found is None or not editions_visible_to(user).filter(honour=found.honour_id).exists():
        raise NotFound("没有找到这次撤销。")
    return found


def to_review(user: User) -> QuerySet[Edition]:
    """What waits for the second person: drafts of others to which somebody has agreed, and what is
    reviewed; the one that has waited longest first."""
    drafts = Q(state=EditionState.DRAFT.value) & ~Q(entered_by=user) & ~Q(consent="")
    reviewed = Q(state=EditionState.REVIEWED.value)
    rows = editions_visible_to(user).filter(drafts | reviewed)
    return rows.order_by("entered_at", "pk")


def to_revoke(user: User) -> list[tuple[Revocation, str]]:
    """Revocations that wait for another person than whoever asked, each with what the honour is
    called."""
    rows = list(
        Revocation.objects.filter(state=RevocationState.ASKED.value)
        .exclude(asked_by=user)
        .order_by("asked_at")
    )
    known: dict[int, list[Edition]] = {}
    for one in editions_visible_to(user).filter(honour__in=[row.honour_id for row in rows]):
        known.setdefault(one.honour_id, []).append(one)
    return [(row, str(standing(known[row.honour_id]))) for row in rows if row.honour_id in known]


def honours_of(person: Person) -> list[Edition]:
    """What is told of somebody's honours, of a file that was merged into his as well: the edition
    that is or was published, one of each honour."""
    was_public = [EditionState.PUBLISHED, EditionState.WITHDRAWN, EditionState.REVOKED]
    rows = Edition.objects.filter(
        Q(person=person) | Q(person__merged_into=person), state__in=was_public
    )
    found: dict[int, Edition] = {}
    for one in rows.select_related("title").order_by("number"):
        found[one.honour_id] = one
    return sorted(found.values(), key=lambda one: -one.pk)
