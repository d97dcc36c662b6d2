"""Providers as the page of an item lists them."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from support_services.catalogue.granted import GrantedBy
from support_services.providers import published


def granted(code: str, today: date) -> Iterator[GrantedBy]:
    """Whoever grants an item today, by place."""
    for one in published.granting(code, today=today):
        yield GrantedBy(
            name=one.name,
            kind_label=one.kind_label,
            town=one.town,
            address=one.address,
            phone=one.phone,
            tel=one.tel,
            hours=one.hours,
            words="；".join(offer.words for offer in one.offers if offer.words),
            url=reverse("providers:provider", args=[one.id]),
        )
