"""What residents may see of the catalogue: frozen values, nothing else leaves this module."""

from dataclasses import dataclass
from datetime import date

from support_services.catalogue.models import Edition
from support_services.catalogue.states import FIELD_LABELS, ISSUER_LABELS, Field, Issuer


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


def fields(*, today: date, typed: str = "") -> tuple[PublicField, ...]:
    """The whole catalogue by field, empty fields left out; narrowed by what was typed."""
    words = typed.split()
    found: dict[str, list[PublicItem]] = {}
    for edition in Edition.objects.published_on(today):
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
    found = Edition.objects.published_on(today).filter(item__code=code).first()
    return _public(found, places=found.place_names) if found else None


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
