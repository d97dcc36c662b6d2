"""What residents may see of the catalogue: frozen values, nothing else leaves this module."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from support_services.catalogue.models import Edition
from support_services.catalogue.states import FIELD_LABELS, ISSUER_LABELS, Field, Issuer
from veterans.regions.models import Region
from veterans.registry.criteria.judging import judge, missing_papers
from veterans.registry.criteria.kinds import Life
from veterans.registry.criteria.tree import Leaf, Node, leaves


@dataclass(frozen=True)
class PublicArea:
    """A place in which an item holds."""

    code: str
    name: str


@dataclass(frozen=True)
class PublicItem:
    """One item as residents read it; "" for what nobody has written.
    ``places``: where it holds, for one item alone; ``areas``: the same one by one, () for the
    whole county. ``issuer``: code of ``level``."""

    code: str
    title: str
    field: str
    field_label: str
    content: str
    beneficiaries: str
    papers: str
    provider: str
    contact: str
    channel: str
    legal_basis: str
    level: str
    places: str
    valid_to: date | None
    verified_on: date | None
    issuer: str
    areas: tuple[PublicArea, ...] = ()


@dataclass(frozen=True)
class PublicField:
    """A field with what is in it."""

    code: str
    label: str
    items: tuple[PublicItem, ...]


@dataclass(frozen=True)
class Estimated:
    """An item that a life comes out for. ``missing``: papers any one of which is all that is
    missing, in words; "" where nothing is."""

    item: PublicItem
    missing: str


@dataclass(frozen=True)
class Estimate:
    """How the catalogue comes out for a life, each part by field and code. ``others``: how many
    items are published besides: for somebody else, or not to be told by conditions."""

    yes: tuple[Estimated, ...]
    paper: tuple[Estimated, ...]
    others: int


def fields(*, today: date, typed: str = "") -> tuple[PublicField, ...]:
    """The whole catalogue by field, empty fields left out; narrowed by what was typed."""
    words = typed.split()
    found: dict[str, list[PublicItem]] = {}
    for edition in Edition.objects.for_residents(today):
        if _speaks_of(edition, words):
            found.setdefault(edition.field, []).append(_public(edition))
    return tuple(
        PublicField(code.value, label, tuple(found[code.value]))
        for code, label in FIELD_LABELS.items()
        if code.value in found
    )


def items(
    *, today: date, field: str = "", issuer: str = "", place: str = "", typed: str = ""
) -> tuple[PublicItem, ...] | None:
    """Items by code, narrowed: by field, by whose they are, to what holds in the place with that
    code, by words. None where there is no such place. Two queries, however many items."""
    editions = Edition.objects.for_residents(today)
    if field:
        editions = editions.filter(field=field)
    if issuer:
        editions = editions.filter(level=issuer)
    read = list(editions)
    regions = _regions(read, code=place)
    if place:
        path = next((path for path, area in regions.items() if area.code == place), None)
        if path is None:
            return None
        read = [edition for edition in read if edition.holds_in(path)]
    words = typed.split()
    return tuple(
        _public(edition, areas=_areas(edition, regions))
        for edition in read
        if _speaks_of(edition, words)
    )


def item(code: str, *, today: date) -> PublicItem | None:
    """One item that is published and holds today; None for everything else alike."""
    found = Edition.objects.for_residents(today).filter(item__code=code).first()
    if found is None:
        return None
    areas = _areas(found, _regions([found]))
    return _public(found, places="、".join(area.name for area in areas) or "全区", areas=areas)


def estimate(life: Life, *, today: date) -> Estimate:
    """Every published item with conditions, judged for a life as it is for a file; two queries.

    An item whose conditions ask for what residents are not asked (``private``) is not told of.
    """
    names = dict(Region.objects.values_list("path", "name"))
    yes, paper, count = [], [], 0
    for edition in Edition.objects.for_residents(today):
        count += 1
        tree = edition.conditions()
        if tree is None or any(leaf.kind.private for leaf in leaves(tree)):
            continue
        places = "、".join(names[path] for path in sorted(edition.areas) if path in names)
        if judge(tree, life, today).holds:
            yes.append(Estimated(_public(edition, places=places), ""))
        elif missing := _missing(tree, life, today):
            paper.append(Estimated(_public(edition, places=places), missing))
    others = count - len(yes) - len(paper)
    return Estimate(tuple(sorted(yes, key=_place)), tuple(sorted(paper, key=_place)), others)


def _speaks_of(edition: Edition, words: Sequence[str]) -> bool:
    told = (
        f"{edition.title}{edition.content}{edition.beneficiaries}"
        f"{edition.provider}{edition.channel}"
    )
    return all(word in told for word in words)


def _regions(editions: Iterable[Edition], *, code: str = "") -> dict[str, PublicArea]:
    """The regions these hold in, and the one with that code, by path."""
    paths = {path for edition in editions for path in edition.areas}
    wanted = Region.objects.filter(Q(path__in=paths) | Q(code=code))
    return {
        path: PublicArea(code, name)
        for path, code, name in wanted.values_list("path", "code", "name")
    }


def _areas(edition: Edition, regions: dict[str, PublicArea]) -> tuple[PublicArea, ...]:
    return tuple(regions[path] for path in sorted(edition.areas) if path in regions)


def _missing(tree: Node, life: Life, today: date) -> str:
    return "，或者".join(_papers(leaf) for leaf in missing_papers(tree, life, today))


def _papers(leaf: Leaf) -> str:
    names = leaf.kind.values()
    return "或".join(names[code] for code in leaf.values)


_ORDER = {field.value: number for number, field in enumerate(FIELD_LABELS)}


def _place(one: Estimated) -> tuple[int, str]:
    return _ORDER[one.item.field], one.item.code


def _public(
    edition: Edition, *, places: str = "", areas: tuple[PublicArea, ...] = ()
) -> PublicItem:
    return PublicItem(
        code=edition.item.code,
        title=edition.title,
        field=edition.field,
        field_label=FIELD_LABELS[Field(edition.field)],
        content=edition.content,
        beneficiaries=edition.beneficiaries,
        papers=edition.papers,
        provider=edition.provider,
        contact=edition.contact,
        channel=edition.channel,
        legal_basis=edition.legal_basis,
        level=ISSUER_LABELS[Issuer(edition.level)],
        places=places,
        valid_to=edition.valid_to,
        verified_on=edition.item.verified_on,
        issuer=edition.level,
        areas=areas,
    )
