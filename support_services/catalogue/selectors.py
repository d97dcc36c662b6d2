"""Reading the catalogue: what is published, what waits, what changed, and what one person may
claim by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from support_services.catalogue.models import Edition, Item
from support_services.catalogue.states import UNFINISHED, EditionState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.months import add_months, first_of
from veterans.registry.criteria.judging import Judged, judge, missing_papers
from veterans.registry.criteria.lives import lives_of
from veterans.registry.criteria.tree import All, Leaf, Node, lines
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.selectors.criteria import count_of, people_of

# What is shown side by side of two editions, in this order.
COMPARED = (
    *("title", "field", "content", "beneficiaries", "papers", "provider", "contact", "channel"),
    *("legal_basis", "level", "areas", "valid_from", "valid_to", "confidence", "note", "seeks"),
    "staff_only",
)


# The two trees of an edition: whom it means, and who has it already.
TREES = ("criteria", "enjoyed")


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in two editions, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Claim:
    """An item and how it comes out for one person. ``missing``: papers any one of which is all
    that is missing."""

    edition: Edition
    judged: Judged
    missing: tuple[Leaf, ...]


def editions_visible_to(user: User) -> QuerySet[Edition]:
    """Every edition for the bureau, the published ones for stations."""
    rows = Edition.objects.select_related("item", "item__verified_by")
    if user.is_station:
        return rows.filter(state=EditionState.PUBLISHED.value)
    return rows if user.may("catalogue.read") else rows.none()


def edition_visible_to(user: User, edition_id: int) -> Edition:
    found = (
        editions_visible_to(user)
        .select_related("entered_by", "reviewed_by", "published_by", "ended_by")
        .filter(pk=edition_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这一版。")
    return found


def item_editions(user: User, code: str) -> list[Edition]:
    """All editions of an item, the newest first; refuses an item nobody may see."""
    rows = list(
        editions_visible_to(user)
        .select_related("entered_by", "reviewed_by", "published_by", "ended_by")
        .filter(item__code=code)
        .order_by("-number")
    )
    if not rows:
        raise NotFound("没有找到这个优待项目。")
    return rows


def standing(rows: Iterable[Edition]) -> Edition:
    """The edition an item is known by: the published one, or else the newest."""
    listed = list(rows)
    published = [one for one in listed if one.state == EditionState.PUBLISHED]
    return published[0] if published else max(listed, key=lambda one: one.number)


def catalogue(
    user: User, *, today: date, field: str = "", state: str = "", typed: str = ""
) -> list[Edition]:
    """One edition of each item (``standing``), narrowed; one query. ``open_draft`` of each says
    which newer one waits. ``state``: ``unfinished``, ``check`` (to be looked at again) or the state
    of an edition."""
    rows = editions_visible_to(user)
    if typed:
        rows = rows.filter(
            Q(title__icontains=typed)
            | Q(beneficiaries__icontains=typed)
            | Q(content__icontains=typed)
            | Q(provider__icontains=typed)
            | Q(item__code__iexact=typed)
        )
    by_item: dict[int, list[Edition]] = {}
    for row in rows.order_by("item__code", "-number"):
        by_item.setdefault(row.item_id, []).append(row)
    shown: list[Edition] = []
    for editions in by_item.values():
        one: Any = standing(editions)
        one.open_draft = next((e for e in editions if e.state in UNFINISHED), None)
        if field and one.field != field:
            continue
        if state == "unfinished" and one.open_draft is None:
            continue
        if state == "check" and not (
            one.state == EditionState.PUBLISHED and needs_check(one.item, today)
        ):
            continue
        if state in EDITION_STATES and one.state != state:
            continue
        shown.append(one)
    return shown


EDITION_STATES = frozenset(state.value for state in EditionState)


def newest_number(item: Item) -> int:
    """The number of the last edition of an item; 0 where there is none."""
    return Edition.objects.filter(item=item).aggregate(top=Max("number"))["top"] or 0


def needs_check(item: Item, today: date) -> bool:
    """Whether nobody has looked at an item for longer than it may go without, or ever."""
    if item.verified_on is None:
        return True
    last = item.verified_on
    month = add_months(first_of(last), item.check_months)
    return (today.year, today.month, today.day) >= (month.year, month.month, last.day)


def tree_of(edition: Edition, of: str = "criteria") -> Node | None:
    """The conditions of an edition, or (``enjoyed``) those of whoever has it already; None where
    there are none that can be read."""
    return edition.conditions(of)


def differences(before: Edition, after: Edition) -> list[Difference]:
    """What is not the same in two editions."""
    found = []
    for name in COMPARED:
        told = [_told(edition, name) for edition in (before, after)]
        if told[0] != told[1]:
            label = label_of(name)
            found.append(Difference(label, *told))
    for of in TREES:
        conditions = [_conditions(edition, of) for edition in (before, after)]
        if conditions[0] != conditions[1]:
            found.append(Difference(label_of(of), *conditions))
    return found


def label_of(name: str) -> str:
    """What a field of an edition is called."""
    field: Any = Edition._meta.get_field(name)
    return str(field.verbose_name)


def _told(edition: Edition, name: str) -> str:
    if name == "areas":
        return edition.place_names
    show = getattr(edition, f"get_{name}_display", None)
    value = show() if show else getattr(edition, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _conditions(edition: Edition, of: str) -> str:
    tree = tree_of(edition, of)
    if tree is None:
        return ""
    return "\n".join("　" * line.depth + line.text for line in lines(tree))


def claims_of(person: Person, *, today: date) -> list[Claim]:
    """How every item with conditions that residents are told of comes out for one person living
    here; nothing for somebody who has died. As many queries as lives take, and one."""
    if person.died_on is not None or person.merged_into_id is not None:
        return []
    life = lives_of([person.pk])[person.pk]
    found = []
    for edition in Edition.objects.for_residents(today).exclude(criteria=None):
        tree = tree_of(edition)
        if tree is None or not edition.holds_in(str(life["path"])):
            continue
        found.append(
            Claim(
                edition,
                judge(tree, life, today),
                tuple(missing_papers(tree, life, today)),
            )
        )
    return found


def meant(edition: Edition, today: date, of: str = "criteria") -> int | None:
    """How many people the conditions hold of, where the item holds; None without conditions."""
    tree = _where_it_holds(edition, of)
    return None if tree is None else count_of(tree, today=today)


def people_meant(user: User, edition: Edition, today: date) -> QuerySet[Person]:
    """Those people, of the user's area and of where the item holds, by village and name."""
    tree = _where_it_holds(edition)
    people = people_visible_to(user)
    if tree is None:
        return people.none()
    people = people.filter(pk__in=people_of(tree, today=today).values("pk"))
    return people.order_by("region__path", "name_pinyin", "pk")


def _where_it_holds(edition: Edition, of: str = "criteria") -> Node | None:
    tree, place = tree_of(edition, of), edition.within()
    return tree if tree is None or place is None else All((tree, place))
