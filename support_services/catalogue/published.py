"""What residents may see of the catalogue: frozen values, nothing else leaves this module."""

from dataclasses import dataclass
from datetime import date

from support_services.catalogue.models import Edition
from support_services.catalogue.states import FIELD_LABELS, ISSUER_LABELS, Field, Issuer
from veterans.regions.models import Region
from veterans.registry.criteria.judging import judge, missing_papers
from veterans.registry.criteria.kinds import Life
from veterans.registry.criteria.tree import Leaf, Node, leaves


@dataclass(frozen=True)
class PublicItem:
    """One item as residents read it; "" for what nobody has written.
    ``places``: where it holds, for one item alone."""

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
        shown = _public(edition)
        text = f"{shown.title}{shown.content}{shown.beneficiaries}{shown.provider}{shown.channel}"
        if all(word in text for word in words):
            found.setdefault(shown.field, []).append(shown)
    return tuple(
        PublicField(code.value, label, tuple(found[code.value]))
        for code, label in FIELD_LABELS.items()
        if code.value in found
    )


def item(code: str, *, today: date) -> PublicItem | None:
    """One item that is published and holds today; None for everything else alike."""
    found = Edition.objects.for_residents(today).filter(item__code=code).first()
    return _public(found, places=found.place_names) if found else None


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


def _missing(tree: Node, life: Life, today: date) -> str:
    return "，或者".join(_papers(leaf) for leaf in missing_papers(tree, life, today))


def _papers(leaf: Leaf) -> str:
    names = leaf.kind.values()
    return "或".join(names[code] for code in leaf.values)


_ORDER = {field.value: number for number, field in enumerate(FIELD_LABELS)}


def _place(one: Estimated) -> tuple[int, str]:
    return _ORDER[one.item.field], one.item.code


def _public(edition: Edition, *, places: str = "") -> PublicItem:
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
    )
